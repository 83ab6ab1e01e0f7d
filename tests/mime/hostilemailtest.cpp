// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/htmltext.h"
#include "mime/messageparser.h"
#include "support/mailfile.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

#include <sys/resource.h>
#include <unistd.h>

// The sanitizer reserves terabytes of address space.
#if defined(__SANITIZE_ADDRESS__)
#define QN_UNDER_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QN_UNDER_ASAN
#endif
#endif

using namespace qn;
using namespace Qt::StringLiterals;

/// Each input is read by a process of its own under limits of memory and processor time, in a thread with as little
/// stack as macOS gives one: what crashes or runs away there is a failed row here.
class HostileMailTest final : public QObject
{
    Q_OBJECT

private slots:
    void survives_data();
    void survives();
    void survivesRandomDamage();
    void htmlStaysLinear();
};

namespace {

QByteArray nestedMultiparts(int depth)
{
    QByteArray source = "From: a@b\n";
    for (int i = 0; i < depth; ++i)
        source += "Content-Type: multipart/mixed; boundary=b" + QByteArray::number(i) + "\n\n--b"
            + QByteArray::number(i) + "\n";
    return source + "\ndeep\n";
}

QByteArray nestedMessages(int depth)
{
    return QByteArray("Content-Type: message/rfc822\n\n").repeated(depth) + "Subject: deep\n\ntext\n";
}

QByteArray manyParts(int count)
{
    return "Content-Type: multipart/mixed; boundary=x\n\n" + QByteArray("--x\nContent-Type: a/b\n\n\n").repeated(count)
        + "--x--\n";
}

const QHash<QString, std::function<QByteArray()>> &inputs()
{
    static const QHash<QString, std::function<QByteArray()>> table = {
        {u"multipart 900 deep"_s, [] { return nestedMultiparts(900); }},
        {u"multipart 2900 deep"_s, [] { return nestedMultiparts(2900); }},
        {u"multipart 10000 deep"_s, [] { return nestedMultiparts(10'000); }},
        {u"same boundary 2900 deep"_s,
            [] { return QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\n").repeated(2900); }},
        {u"message 2900 deep"_s, [] { return nestedMessages(2900); }},
        {u"message 10000 deep"_s, [] { return nestedMessages(10'000); }},
        {u"30000 parts"_s, [] { return manyParts(30'000); }},
        {u"1000000 parts"_s, [] { return manyParts(1'000'000); }},
        {u"100000 fields"_s, [] { return QByteArray("X-A: b\n").repeated(100'000) + "\nx"; }},
        {u"100000 To fields"_s, [] { return QByteArray("To: a@b\n").repeated(100'000) + "\nx"; }},
        {u"embedded with 100000 To fields"_s,
            [] { return "Content-Type: message/rfc822\n\n" + QByteArray("To: a@b\n").repeated(100'000) + "\nx"; }},
        {u"part with 100000 fields"_s,
            [] {
                return "Content-Type: multipart/mixed; boundary=x\n\n--x\n" + QByteArray("X-A: b\n").repeated(100'000)
                    + "\nx\n--x--";
            }},
        {u"20 MB line"_s, [] { return "Subject: x\n\n" + QByteArray(20'000'000, 'x'); }},
        {u"20 MB header"_s, [] { return "Subject: " + QByteArray(20'000'000, 'x') + "\n\nx"; }},
        {u"100 MB line"_s, [] { return "Subject: x\n\n" + QByteArray(100'000'000, 'x'); }},
        {u"100 MB header"_s, [] { return "Subject: " + QByteArray(100'000'000, 'x') + "\n\nx"; }},
        {u"100 MB base64 line"_s,
            [] { return "Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n" + QByteArray(100'000'000, 'A'); }},
        {u"20 MB folded header"_s, [] { return "Subject: " + QByteArray("\n x").repeated(7'000'000) + "\n\nx"; }},
        {u"encoded-word starts"_s,
            [] {
                return "Subject: " + QByteArray("=?a?q?").repeated(150'000)
                    + "\nFrom: " + QByteArray("=?").repeated(400'000) + "\n\nx";
            }},
        {u"one million addresses"_s, [] { return "To: " + QByteArray("a@b, ").repeated(1'000'000) + "\n\nx"; }},
        {u"comments"_s, [] { return "To: " + QByteArray("(").repeated(1'000'000) + "\n\nx"; }},
        {u"parameters"_s,
            [] { return "Content-Type: text/plain" + QByteArray("; a*1*=x").repeated(100'000) + "\n\nx"; }},
        {u"long boundary"_s,
            [] {
                return "Content-Type: multipart/mixed; boundary=" + QByteArray(900'000, 'b') + "\n\n--"
                    + QByteArray(900'000, 'b') + "\n\nx";
            }},
        {u"dashes in deep nesting"_s, [] { return nestedMultiparts(500) + QByteArray("--\n").repeated(1'000'000); }},
        {u"flowed"_s,
            [] { return "Content-Type: text/plain; format=flowed\n\n" + QByteArray("> \n>> \n").repeated(1'000'000); }},
        {u"quote depth"_s, [] { return "Content-Type: text/plain; format=flowed\n\n" + QByteArray(5'000'000, '>'); }},
        {u"cids"_s, [] { return "Content-Type: text/html\n\n" + QByteArray("cid:").repeated(1'000'000); }},
        // What grows when it is decoded: entities, soft line ends, characters that take more bytes.
        {u"quoted-printable of nothing but soft line ends"_s,
            [] { return "Content-Transfer-Encoding: quoted-printable\n\n" + QByteArray("=\n").repeated(10'000'000); }},
        {u"latin-1 html of nothing but entities"_s,
            [] {
                return "Content-Type: text/html; charset=iso-8859-1\n\n" + QByteArray("&#x1F426;").repeated(2'000'000);
            }},
        {u"nested tables"_s, [] { return "Content-Type: text/html\n\n" + QByteArray("<table><tr><td>").repeated(500'000); }},
        {u"parts that are named by one boundary inside each other"_s,
            [] {
                return "Content-Type: multipart/mixed; boundary=x\n\n"
                    + QByteArray("--x\nContent-Type: multipart/mixed; boundary=x\n\n").repeated(100'000);
            }},
        {u"messages in base64 inside each other"_s,
            [] {
                QByteArray mail = "Subject: inmost\n\ntext";
                while (mail.size() < 10'000'000) {
                    mail = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + mail.toBase64() + '\n';
                }
                return mail;
            }},
        {u"broken encodings"_s,
            [] {
                QByteArray mail = "Content-Type: multipart/mixed; boundary=x\n\n";
                for (const char *charset : {"utf-8", "utf-16", "utf-32", "gb18030", "big5", "iso-2022-jp", "utf-7", "hz-gb-2312"}) {
                    for (const char *encoding : {"base64", "quoted-printable", "8bit", "x-uuencode", "nonsense"})
                        mail += QByteArray("--x\nContent-Type: text/plain; charset=") + charset
                            + "\nContent-Transfer-Encoding: " + encoding + "\n\n"
                            + QByteArray("=\xff\xfe\x80=Z\x1b$B~{\xed\xa0\x80+A-\n").repeated(20'000);
                }
                return mail + "--x--\n";
            }},
        {u"uuencoded nonsense"_s,
            [] {
                return "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n"
                    + QByteArray("M~~~\n").repeated(100'000);
            }},
        {u"nul bytes"_s, [] { return QByteArray(1'000'000, '\0'); }},
        {u"utf-7 and iso-2022"_s,
            [] {
                return "Content-Type: text/plain; charset=iso-2022-cn\n\n"
                    + QByteArray("\x1b$)A\x0e+/").repeated(300'000);
            }},
    };
    return table;
}

/// Bytes of address space, from /proc.
rlim_t processSize()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').constFirst().toULongLong() * rlim_t(sysconf(_SC_PAGESIZE));
}

int readInOwnProcess(const QString &name)
{
    const QByteArray source = inputs()[name]();
    // Beside the mail itself: eight times its size (text is kept in UTF-16), and something for everybody (most of it is
    // address space that malloc only reserves for a thread).
    const rlim_t most = processSize() + 512'000'000 + 8 * rlim_t(source.size());
#if !defined(QN_UNDER_ASAN)
    const rlimit cpu = {20, 20}, memory = {most, most};
    setrlimit(RLIMIT_AS, &memory);
#else
    const rlimit cpu = {60, 60};
    Q_UNUSED(most)
#endif
    setrlimit(RLIMIT_CPU, &cpu);
    bool read = false;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        const auto message = mime::parseMessage(source);
        const test::MailFile stored(source);
        read = message && mime::parseMessage(stored.source()) == message;
        for (qsizetype i = 0; read && i < std::min<qsizetype>(3, message->body.attachments.size()); ++i)
            static_cast<void>(mime::attachmentContent(source, message->body.attachments[i].partId));
    }));
#if !defined(QN_UNDER_ASAN)
    thread->setStackSize(512 * 1024);
#endif
    thread->start();
    thread->wait();
    return read ? 0 : 2;
}

} // namespace

void HostileMailTest::survives_data()
{
    QTest::addColumn<QString>("name");
    for (auto it = inputs().cbegin(); it != inputs().cend(); ++it)
        QTest::newRow(qPrintable(it.key())) << it.key();
}

void HostileMailTest::survives()
{
    QFETCH(QString, name);
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {u"--read"_s, name});
    QVERIFY(process.waitForFinished(300'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().right(2000).constData());
}

void HostileMailTest::survivesRandomDamage()
{
    const QByteArray original =
        "From: =?utf-8?B?5L2g5aW9?= <a@b>\r\nDate: Mon, 6 May 2024 15:08:09 +0800\r\n"
        "Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\nContent-Type: text/html; charset=gbk\r\n\r\n"
        "<p>x &amp; \xC4\xE3</p>\r\n--m\r\nContent-Type: message/rfc822\r\n\r\nTo: q@r\r\nContent-Type: "
        "multipart/alternative; "
        "boundary=n\r\n\r\n--n\r\n\r\nx\r\n--n--\r\n--m\r\nContent-Disposition: attachment; filename*0*=utf-8''%E4; "
        "filename*1*=%BD%A0\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJjZA==\r\n--m--\r\n";
    QRandomGenerator random(7);
    for (int round = 0; round < 3000; ++round) {
        QByteArray damaged = original;
        for (int i = random.bounded(1, 12); i > 0; --i) {
            const qsizetype at = random.bounded(int(damaged.size()));
            switch (random.bounded(4)) {
            case 0:
                damaged[at] = char(random.bounded(256));
                break;
            case 1:
                damaged.remove(at, random.bounded(1, 30));
                break;
            case 2:
                damaged.insert(at, original.sliced(random.bounded(int(original.size() - 40)), 40));
                break;
            default:
                damaged[at] = "\r\n\0\"=?;:<-"[random.bounded(10)];
                break;
            }
        }
        const auto message = mime::parseMessage(damaged);
        QVERIFY(message);
        if (round % 10 == 0)
            QCOMPARE(mime::parseMessage(test::MailFile(damaged).source()), message);
        for (const Attachment &attachment : message->body.attachments)
            QCOMPARE(mime::attachmentContent(damaged, attachment.partId)->size(), attachment.size);
    }
}

void HostileMailTest::htmlStaysLinear()
{
    for (const QString &unit :
        {u"<"_s, u"<a "_s, u"<a x=\""_s, u"<!--"_s, u"<head>"_s, u"<script>"_s, u"&"_s, u"&#"_s, u"<p>"_s, u"<br>"_s,
            u"<pre>"_s, u"< "_s, u"</"_s, u"<li>"_s, u"x&nbsp;"_s, u"&#x110000;"_s, u"&#xd800;"_s})
        mime::htmlToText(unit.repeated(2'000'000 / unit.size()));
    QCOMPARE(
        mime::htmlToText(
            u"<head><title>t</title></head><p>One<br>two</p><ul><li>a<li>b</ul><a title='>'>x</a>&lt;&#20320;&unknown;<!-- c -->"_s),
        u"One\ntwo\n\n- a\n- b\n\nx<你&unknown;"_s);
    QCOMPARE(mime::htmlToText(u"a < b<pre>1\n  2</pre>"_s), u"a < b\n\n1\n  2"_s);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() == 3 && arguments[1] == u"--read")
        return readInOwnProcess(arguments[2]);
    HostileMailTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "hostilemailtest.moc"
