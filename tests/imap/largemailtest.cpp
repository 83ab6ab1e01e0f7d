// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwordcredentials.h"
#include "backend/imap/imapbackend.h"
#include "backend/imap/largemail.h"
#include "backend/imap/partpieces.h"
#include "backend/imap/responseparser.h"
#include "mime/messageparser.h"
#include "support/cuttingproxy.h"
#include "support/dovecotserver.h"
#include "support/imapclient.h"
#include "support/manualclock.h"
#include "support/qqserver.h"
#include "support/takenfile.h"
#include "support/tinyimapserver.h"

#include <QCoroTask>
#include <QRandomGenerator>
#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// Large mail is read without its files, and is what it would be if all of it had come. Bytes are counted on the wire.
class LargeMailTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void tellsTheSizeOfBase64FromItsEnd();
    void readsAsIfAllHadCome_data() { rows(); }
    void readsAsIfAllHadCome();
    void readsSoAheadToo_data() { rows(); }
    void readsSoAheadToo();
    void readsSoFromTheOddServer_data() { rows(); }
    void readsSoFromTheOddServer();
    void fetchesAFileAlone();
    void bringsAFileInPieces_data() { servers(); }
    void bringsAFileInPieces();
    void goesOnWhereTheLineBroke_data() { servers(); }
    void goesOnWhereTheLineBroke();
    void doesWithoutWrongPieces_data();
    void doesWithoutWrongPieces();
    void noticesWrongPieces_data();
    void noticesWrongPieces();
    void endsWithTheErrorOfWhoTakes();
    void fetchesWhatIsOpenOnce();
    void showsPicturesBesideALongFetch();
    void knowsThatWhatWasOpenIsGone();
    void doesWithoutStructures();
    void leavesLargeMailAloneUntilItIsOpened();
    void seesMailThatHasJustCome();

private:
    template <typename T> static Result<T> wait(backend::Task<T> task) { return QCoro::waitFor(std::move(task)); }
    static void rows();
    void connectTo(quint16 port, const QString &user, const QByteArray &password);
    RemoteMessageId put(const QByteArray &source);
    static void servers();
    RemoteMessageId putOn(bool isOdd, const QByteArray &source);
    RemoteMessageId append(const QByteArray &source) const
    {
        return RemoteMessageId(ImapClient(m_server->port(), user(), DovecotServer::password).append("INBOX", source));
    }
    QString user() const { return u"user%1"_s.arg(m_users); }
    /// Bytes that went over the wire meanwhile.
    template <typename Call> qint64 cost(Call call)
    {
        const qint64 before = m_proxy->passed();
        call();
        return m_proxy->passed() - before;
    }
    /// What a message is whose source is known.
    static Message wholly(const QByteArray &source, const Message &like)
    {
        Message whole = *mime::parseMessage(source);
        whole.header.remoteId = like.header.remoteId;
        whole.header.flags = like.header.flags;
        whole.header.date = like.header.date;
        return whole;
    }
    static void compare(const Message &read, const QByteArray &source, bool isExact);
    void compareFiles(const RemoteMessageId &id, const Message &message, const QByteArray &source);

    std::unique_ptr<DovecotServer> m_server;
    std::unique_ptr<QQServer> m_odd;
    std::unique_ptr<CuttingProxy> m_proxy;
    std::unique_ptr<auth::GivenCredentials> m_credentials;
    std::unique_ptr<imap::ImapBackend> m_backend;
    ManualClock m_clock;
    int m_users = 0;
};

static const RemoteFolderId inbox(u"INBOX"_s);

static QByteArray randomBytes(qsizetype count, quint32 seed = 7)
{
    QRandomGenerator random(seed);
    QByteArray bytes(count, Qt::Uninitialized);
    std::generate(bytes.begin(), bytes.end(), [&] { return char(random.bounded(256)); });
    return bytes;
}

static QByteArray base64(const QByteArray &bytes, qsizetype line = 76)
{
    const QByteArray letters = bytes.toBase64();
    QByteArray text;
    for (qsizetype i = 0; i < letters.size(); i += line)
        text += letters.mid(i, line) + "\r\n";
    return text;
}

static QByteArray quotedPrintable(const QByteArray &bytes)
{
    QByteArray text, line;
    for (const char c : bytes) {
        const bool isPlain = c > ' ' && c < 127 && c != '=';
        line += isPlain ? QByteArray(1, c) : '=' + QByteArray::number(uchar(c), 16).rightJustified(2, '0').toUpper();
        if (line.size() > 70) {
            text += line + "=\r\n";
            line.clear();
        }
    }
    return text + line + "\r\n";
}

static QByteArray gbk(const QString &text)
{
    // These four letters, without a codec: GB18030 as QQ sends it.
    static const QHash<QChar, QByteArray> letters = {{u'你', "\xc4\xe3"}, {u'好', "\xba\xc3"}, {u'附', "\xb8\xbd"}, {u'件', "\xbc\xfe"}};
    QByteArray bytes;
    for (const QChar c : text)
        bytes += letters.value(c, QByteArray(1, c.toLatin1()));
    return bytes;
}

static QByteArray part(const QByteArray &type, const QByteArray &encoding, const QByteArray &content, const QByteArray &more = {})
{
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n" + more + "\r\n" + content;
}

static QByteArray multipart(const QByteArray &subtype, const QByteArrayList &parts)
{
    static int number = 0;
    const QByteArray boundary = "=_b" + QByteArray::number(++number);
    QByteArray text = "Content-Type: multipart/" + subtype + ";\r\n\tboundary=\"" + boundary + "\"\r\n\r\nprologue\r\n";
    for (const QByteArray &each : parts)
        text += "--" + boundary + "\r\n" + each + "\r\n";
    return text + "--" + boundary + "--\r\n";
}

static QByteArray mail(const QByteArray &entity)
{
    return "Received: from a.example by b.example; Fri, 27 Nov 2026 10:00:00 +0800\r\nFrom: =?gb18030?B?" + gbk(u"你好"_s).toBase64()
        + "?= <ni@b.example>\r\nTo: li@qq.com\r\nSubject: =?gbk?B?" + gbk(u"附件"_s).toBase64()
        + "?=\r\nDate: Fri, 27 Nov 2026 10:00:00 +0800\r\nMessage-ID: <1@b.example>\r\nMIME-Version: 1.0\r\n" + entity;
}

static QByteArray gbkText()
{
    return part("text/plain; charset=gb2312", "base64", base64(gbk(u"你好 附件\n你好"_s)));
}

static QByteArray pdf(qsizetype size = 5'000'000, qsizetype line = 76)
{
    const QByteArray name = "\"=?gb18030?B?" + gbk(u"附件.pdf"_s).toBase64() + "?=\"";
    return part("application/pdf;\r\n name=" + name, "base64", base64(randomBytes(size), line),
        "Content-Disposition: attachment;\r\n filename=" + name + "\r\n");
}

static QByteArray letter()
{
    const QByteArray html = "<p>" + gbk(u"你好"_s) + "</p><img src=\"cid:one@b\"><img src=\"cid:two%40b\">";
    const QByteArray alternative = multipart("alternative",
        {gbkText(), part("text/html", "8bit", "<meta charset=gb2312>" + html)});
    return multipart("related",
        {alternative, part("image/png; name=one.png", "base64", base64(randomBytes(90'001)), "Content-ID: <one@b>\r\n"),
            part("image/jpeg", "base64", base64(randomBytes(50'002), 60), "Content-ID: <two@b>\r\nContent-Disposition: inline\r\n"),
            part("image/gif", "base64", base64(randomBytes(9'003)), "Content-ID: <nobody@b>\r\n")});
}

static QByteArray noisy()
{
    QByteArray text = base64(randomBytes(300'000));
    for (qsizetype i = 10'000; i < text.size(); i += 20'011)
        text.insert(i, i % 2 ? "!\r\n" : "\r\n\r\n");
    return text;
}

static QByteArray otherFiles()
{
    return multipart("mixed",
        {gbkText(), pdf(900'000), part("text/csv; name=b.csv", "quoted-printable", quotedPrintable(randomBytes(600'000))),
            part("text/plain; name=c.txt", "8bit", randomBytes(600'000).toHex(' ').replace(" 0a", "\r\n"))});
}

static const QByteArray rfc2231 = "Content-Disposition: attachment;\r\n filename*0*=UTF-8''%E6%95%B0%E6%8D%AE;\r\n filename*1=\".csv\"\r\n";

void LargeMailTest::rows()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<bool>("isExact"); // sizes of files
    QTest::addColumn<qint64>("most"); // bytes on the wire that it takes to read it
    constexpr qint64 start = 256 << 10, few = start + 40'000;
    const QByteArray inner = mail(multipart("mixed", {gbkText(), pdf(400'001)}));
    const QByteArray csv = "名称,数量\r\n" + randomBytes(60'000).toHex(' ') + "\r\n附件,3\r\n";
    const auto row = [](const char *name, const QByteArray &source, qint64 most, bool isExact = true) {
        QTest::newRow(name) << source << isExact << most;
    };
    row("small", mail(multipart("mixed", {gbkText(), pdf(1000)})), 20'000);
    row("text and a large file", mail(multipart("mixed", {gbkText(), pdf()})), few);
    row("letter with pictures and files",
        mail(multipart("mixed", {letter(), pdf(700'002), part("text/csv", "quoted-printable", quotedPrintable(csv), rfc2231)})), few);
    row("message inside", mail(multipart("mixed", {gbkText(), part("message/rfc822", "8bit", inner), pdf(300'000, 72)})), few);
    row("message inside, encoded", mail(multipart("mixed", {gbkText(), part("message/rfc822", "base64", base64(inner))})), few);
    row("message inside, named",
        mail(multipart("mixed", {gbkText(), part("message/rfc822; name=a.eml", "7bit", inner)})), few);
    row("digest", mail(multipart("digest", {"\r\n" + inner, part("text/plain", "7bit", "read this"), "\r\n" + inner})), few + start);
    row("names in raw GBK", mail(multipart("mixed",
        {gbkText(), part("application/zip; name=\"" + gbk(u"附件"_s) + ".zip\"", "base64", base64(randomBytes(400'000)))})), few);
    row("line noise", mail(multipart("mixed", {gbkText(), part("application/zip; name=a.zip", "base64", noisy())})), few, false);
    row("line noise in a large file", mail(multipart("mixed", {gbkText(), part("application/zip; name=a.zip", "base64",
        base64(randomBytes(900'000)).insert(78 * 9000 + 10, "!\r\n"))})), few, false);
    row("all in one line", mail(multipart("mixed",
        {gbkText(), part("application/zip; name=a.zip", "base64", randomBytes(400'000).toBase64())})), few);
    row("odd length", mail(multipart("mixed", {gbkText(), pdf(300'001, 77), pdf(300'002, 64), pdf(300'003, 4)})), few);
    row("large files in each encoding", mail(otherFiles()), few, false);
    row("binary file as 8bit", mail(multipart("mixed",
        {gbkText(), part("application/json; name=a.json", "8bit", randomBytes(200'000).toHex(' ').replace(" 0a", "\r\n"))})), few);
    row("texts behind files", mail(multipart("mixed", {gbkText(), pdf(300'000), part("text/plain; format=flowed", "7bit", "a \r\nb"),
        part("text/html", "7bit", "<b>end</b>"), part("text/plain; name=n.txt", "7bit", "attached\r\n")})), few);
    row("nothing but a file", mail(pdf(900'000)), few);
    row("nothing but text", mail(part("text/plain", "8bit", QByteArray("line of a log\r\n").repeated(60'000))), start + 1'000'000);
    const QByteArray ended = mail(multipart("mixed", {gbkText(), pdf(400'000)}));
    row("no end", ended.left(ended.lastIndexOf("--=_b")), few);
    row("no part", mail("Content-Type: multipart/mixed; boundary=x\r\n\r\n" + base64(randomBytes(300'000))), 800'000);
    row("two hundred parts", mail(multipart("mixed",
        QByteArrayList{gbkText()} + QByteArrayList(200, part("image/png; name=p.png", "base64", base64(randomBytes(9000)))))), start + 400'000);
}

void LargeMailTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_server = std::make_unique<DovecotServer>();
}

void LargeMailTest::cleanup()
{
    if (m_backend)
        m_backend->abort();
    QCoreApplication::processEvents();
    m_backend.reset();
    m_proxy.reset();
    m_odd.reset();
}

void LargeMailTest::connectTo(quint16 port, const QString &user, const QByteArray &password)
{
    m_proxy = std::make_unique<CuttingProxy>(port);
    imap::ImapSettings settings;
    settings.imap = {u"127.0.0.1"_s, m_proxy->serverPort(), net::TlsMode::None, {}};
    settings.user = user;
    m_credentials = std::make_unique<auth::GivenCredentials>(
        auth::Credentials{auth::Credentials::Kind::Password, user, Secret(password)});
    m_backend = std::make_unique<imap::ImapBackend>(
        settings, Address{{}, user}, *m_credentials, nullptr, m_clock, imap::ImapBackend::Options());
}

/// In an account of its own on Dovecot.
RemoteMessageId LargeMailTest::put(const QByteArray &source)
{
    ++m_users;
    connectTo(m_server->port(), user(), DovecotServer::password);
    return append(source);
}

void LargeMailTest::compare(const Message &read, const QByteArray &source, bool isExact)
{
    Message whole = wholly(source, read);
    QCOMPARE(read.header.preview, whole.header.preview);
    QCOMPARE(read.header.hasAttachments, whole.header.hasAttachments);
    QCOMPARE(read.header.size, whole.header.size);
    QCOMPARE(read.header, whole.header);
    QCOMPARE(read.body.text, whole.body.text);
    QCOMPARE(read.body.html, whole.body.html);
    QCOMPARE(read.body.attachments.size(), whole.body.attachments.size());
    for (qsizetype i = 0; i < whole.body.attachments.size(); ++i) {
        Attachment &wanted = whole.body.attachments[i];
        const Attachment &has = read.body.attachments[i];
        QCOMPARE(has.name, wanted.name);
        if (isExact)
            QCOMPARE(has.size, wanted.size);
        QVERIFY2(qAbs(has.size - wanted.size) <= wanted.size / 100, qPrintable(QString::number(has.size)));
        wanted.size = has.size;
    }
    QCOMPARE(read, whole);
}

void LargeMailTest::compareFiles(const RemoteMessageId &id, const Message &message, const QByteArray &source)
{
    for (const Attachment &file : message.body.attachments) {
        const auto content = wait(m_backend->attachment(inbox, id, file.partId));
        QVERIFY2(content, qPrintable(content ? QString() : content.error().detail));
        QVERIFY(*content == *mime::attachmentContent(source, file.partId));
    }
}

void LargeMailTest::tellsTheSizeOfBase64FromItsEnd()
{
    for (const qsizetype bytes : {1000, 1001, 1002, 1026, 1083, 5000}) {
        for (const qsizetype line : {4, 60, 64, 72, 76, 77, 200, 10'000}) {
            for (const QByteArray end : {"", "\r\n", "\r\n\r\n", "\n"}) {
                QByteArray text = base64(randomBytes(bytes), line).trimmed() + end;
                if (end == "\n")
                    text.replace("\r\n", "\n");
                QCOMPARE(imap::base64Size(text.size(), text.last(512)), std::optional<qint64>(bytes));
            }
        }
    }
    QVERIFY(!imap::base64Size(0, ""));
    QVERIFY(!imap::base64Size(4000, "\r\n\r\n"));
    QVERIFY(!imap::base64Size(4001, base64(randomBytes(3000)).last(512)));
    QVERIFY(!imap::base64Size(4000, "\nAAA\nAAAAAAA"));
}

void LargeMailTest::readsAsIfAllHadCome()
{
    QFETCH(const QByteArray, source);
    QFETCH(const bool, isExact);
    QFETCH(const qint64, most);
    const RemoteMessageId id = put(source);
    QVERIFY(wait(m_backend->folders()));
    std::optional<Result<Message>> read;
    const qint64 bytes = cost([&] { read = wait(m_backend->message(inbox, id)); });
    QVERIFY2(*read, qPrintable(*read ? QString() : read->error().detail));
    QVERIFY2(bytes < most, qPrintable(QString::number(bytes)));
    compare(**read, source, isExact);
    compareFiles(id, **read, source);
}

void LargeMailTest::readsSoAheadToo()
{
    QFETCH(const QByteArray, source);
    QFETCH(const bool, isExact);
    QFETCH(const qint64, most);
    const RemoteMessageId first = put("Subject: first\r\n\r\ntext\r\n");
    const RemoteMessageId id = append(source), last = append("Subject: last\r\n\r\ntext\r\n");
    std::optional<Result<QList<Message>>> read;
    const qint64 bytes = cost([&] { read = wait(m_backend->messages(inbox, {first, id, last})); });
    QVERIFY2(*read, qPrintable(*read ? QString() : read->error().detail));
    QVERIFY2(bytes < most + 5000, qPrintable(QString::number(bytes)));
    QCOMPARE((*read)->size(), 3);
    const auto mine = std::find_if((*read)->cbegin(), (*read)->cend(), [&](const Message &m) { return m.header.remoteId == id; });
    QVERIFY(mine != (*read)->cend());
    compare(*mine, source, isExact);
}

/// With structures as they should be and as QQ gives them.
void LargeMailTest::readsSoFromTheOddServer()
{
    QFETCH(const QByteArray, source);
    QFETCH(const bool, isExact);
    QFETCH(const qint64, most);
    QQServer server({u"--messages"_s, u"0"_s, u"--quirk"_s, u"bodystructure=off"_s});
    QVERIFY(server.imapPort());
    connectTo(server.imapPort(), QQServer::user(), QQServer::code());
    const RemoteMessageId id(ImapClient(server.imapPort(), QQServer::user(), QQServer::code()).append("INBOX", source));
    for (const bool isBroken : {false, true}) {
        if (isBroken)
            server.ask(u"quirk bodystructure=on"_s);
        QVERIFY(wait(m_backend->folders()));
        std::optional<Result<Message>> read;
        const qint64 bytes = cost([&] { read = wait(m_backend->message(inbox, id)); });
        QVERIFY2(*read, qPrintable(*read ? QString() : read->error().detail));
        compare(**read, source, (isExact && !source.contains("quoted-printable")) || isBroken); // without BINARY
        compareFiles(id, **read, source);
        if (!isBroken)
            QVERIFY2(bytes < most, qPrintable(QString::number(bytes)));
    }
}

void LargeMailTest::fetchesAFileAlone()
{
    const QByteArray source = mail(multipart("mixed", {letter(), pdf(), pdf(600'000)}));
    const RemoteMessageId id = put(source);
    const auto read = wait(m_backend->message(inbox, id));
    QVERIFY(read);
    for (const Attachment &file : read->body.attachments) {
        const qint64 bytes = cost([&] {
            const auto content = wait(m_backend->attachment(inbox, id, file.partId));
            QVERIFY(content && *content == *mime::attachmentContent(source, file.partId));
        });
        QVERIFY2(bytes < file.size + 3000, qPrintable(QString::number(bytes))); // Dovecot decodes it
    }
    connectTo(m_server->port(), user(), DovecotServer::password); // as in another run
    const qint64 bytes = cost([&] { QVERIFY(wait(m_backend->attachment(inbox, id, u"3"_s))); });
    QVERIFY2(bytes < 1'000'000, qPrintable(QString::number(bytes)));
    QCOMPARE(wait(m_backend->attachment(inbox, id, u"4"_s)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(m_backend->attachment(inbox, id, u"1"_s)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(m_backend->attachment(inbox, id, u"x"_s)).error().kind, ErrorKind::NotFound);
}

void LargeMailTest::servers()
{
    QTest::addColumn<bool>("isOdd");
    QTest::newRow("Dovecot, which decodes") << false;
    QTest::newRow("like QQ's, which does not") << true;
}

/// In an account of its own on Dovecot, or on a server like QQ's that lists structures as it should.
RemoteMessageId LargeMailTest::putOn(bool isOdd, const QByteArray &source)
{
    if (!isOdd)
        return put(source);
    m_odd = std::make_unique<QQServer>(QStringList{u"--messages"_s, u"0"_s, u"--quirk"_s, u"bodystructure=off"_s});
    connectTo(m_odd->imapPort(), QQServer::user(), QQServer::code());
    return RemoteMessageId(ImapClient(m_odd->imapPort(), QQServer::user(), QQServer::code()).append("INBOX", source));
}

void LargeMailTest::bringsAFileInPieces()
{
    QFETCH(const bool, isOdd);
    constexpr qsizetype piece = imap::PartPieces::pieceBytes;
    for (const qsizetype size : {5'000'000LL, 2LL * piece, 2LL * piece + 1, 2LL * piece - 1}) {
        const QByteArray source = mail(multipart("mixed", {gbkText(), pdf(size)}));
        const RemoteMessageId id = putOn(isOdd, source);
        TakenFile taken;
        QVERIFY(wait(m_backend->attachmentTo(inbox, id, u"2"_s, taken.taker())));
        QVERIFY(taken.bytes == *mime::attachmentContent(source, u"2"_s));
        QCOMPARE(taken.restarts, 0);
        QVERIFY2(taken.largest <= 2 * piece, qPrintable(QString::number(taken.largest)));
        QVERIFY(taken.count > 1);
        cleanup();
    }
}

/// No byte is fetched twice but those of the pieces that were under way.
void LargeMailTest::goesOnWhereTheLineBroke()
{
    QFETCH(const bool, isOdd);
    const QByteArray source = mail(multipart("mixed", {gbkText(), pdf(9'000'000)}));
    const RemoteMessageId id = putOn(isOdd, source);
    QVERIFY(wait(m_backend->message(inbox, id)));
    for (const qint64 at : {500'000, 4'500'000, 8'990'000}) {
        TakenFile taken;
        m_proxy->cutAfter(at, true);
        const qint64 bytes = cost([&] { QVERIFY(wait(m_backend->attachmentTo(inbox, id, u"2"_s, taken.taker()))); });
        QVERIFY(taken.bytes == *mime::attachmentContent(source, u"2"_s));
        QCOMPARE(taken.restarts, 0);
        QVERIFY2(bytes < (isOdd ? source.size() : 9'000'000) + 2 * imap::PartPieces::pieceBytes + 50'000, qPrintable(QString::number(bytes)));
    }
    QCOMPARE(m_proxy->cuts(), 3);
    m_proxy->cutAfter(3'000'000, true);
    TakenFile half;
    const backend::FileTaker take = [taker = half.taker(), this](qint64 offset, const QByteArray &bytes) {
        if (m_proxy->cuts() == 4 && offset > 4'000'000)
            m_proxy->cut(); // and once more
        return taker(offset, bytes);
    };
    const Result<void> broken = wait(m_backend->attachmentTo(inbox, id, u"2"_s, take));
    QVERIFY(!broken && broken.error().kind == ErrorKind::Network);
    QVERIFY(half.bytes.size() < 9'000'000);
}

void LargeMailTest::doesWithoutWrongPieces_data()
{
    QTest::addColumn<bool>("isOdd");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    for (const bool isOdd : {false, true}) {
        const auto row = [isOdd](const char *name, const QByteArray &from, const QByteArray &to) {
            QTest::addRow("%s, %s", name, isOdd ? "QQ" : "Dovecot") << isOdd << from << to;
        };
        row("too short", "<1048576.1048576>", "<1048576.1000000>");
        row("too long", "<1048576.1048576>", "<1048576.1148576>");
        row("from elsewhere", "<1048576.1048576>", "<1048570.1048576>");
        row("the first too short", "<0.1048576>", "<0.1000000>");
        row("all of it", "<0.1048576>", "");
        row("all of it in the middle", "<1048576.1048576>", "");
        row("of another part", "PEEK[2]<1048576", "PEEK[3]<1048576");
        row("of no part", "PEEK[2]<1048576", "PEEK[9]<1048576");
        row("refused", "<1048576.1048576>", "<x>");
    }
}

/// The file is fetched in one piece then.
void LargeMailTest::doesWithoutWrongPieces()
{
    QFETCH(const bool, isOdd);
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    const QByteArray source = mail(multipart("mixed", {gbkText(), pdf(4'000'000), pdf(3'000'000)}));
    const RemoteMessageId id = putOn(isOdd, source);
    QVERIFY(wait(m_backend->message(inbox, id)));
    m_proxy->rewrite(from, to);
    TakenFile taken;
    QVERIFY(wait(m_backend->attachmentTo(inbox, id, u"2"_s, taken.taker())));
    QVERIFY(m_proxy->rewritten() > 0);
    QVERIFY(taken.bytes == *mime::attachmentContent(source, u"2"_s));
    QCOMPARE(taken.largest, 4'000'000);
}

/// `BODY[2]<0>` and so on, each in an answer of its own, of a file that is listed with another size.
void LargeMailTest::noticesWrongPieces_data()
{
    QTest::addColumn<qint64>("listed"); // bytes more than there are
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("second"); // empty: as it should be
    QTest::addColumn<bool>("isGood");
    const QByteArray header = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: BASE64\r\n\r\n", none;
    QTest::newRow("good") << qint64(0) << header << none << true;
    QTest::newRow("longer than listed") << qint64(-1) << header << none << false;
    QTest::newRow("shorter than listed") << qint64(1) << header << none << false;
    QTest::newRow("NIL") << qint64(0) << header << "BODY[2]<1048576> NIL"_ba << false;
    QTest::newRow("no bytes") << qint64(0) << header << "BODY[2]<1048576> \"\""_ba << false;
    QTest::newRow("a list") << qint64(0) << header << "BODY[2]<1048576> (a)"_ba << false;
    QTest::newRow("no origin") << qint64(0) << header << "BODY[2] \"abcd\""_ba << false;
    QTest::newRow("nothing") << qint64(0) << header << "FLAGS ()"_ba << false;
    QTest::newRow("no header") << qint64(0) << none << none << false;
    QTest::newRow("another encoding") << qint64(0) << QByteArray(header).replace("BASE64", "8bit") << none << false;
    QTest::newRow("another type") << qint64(0) << QByteArray(header).replace("pdf", "zip") << none << false;
}

void LargeMailTest::noticesWrongPieces()
{
    QFETCH(const qint64, listed);
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, second);
    QFETCH(const bool, isGood);
    const QByteArray content = base64(randomBytes(1'500'000));
    imap::ListedPart part;
    part.section = "2";
    part.type = "application/pdf";
    part.encoding = "base64";
    part.size = content.size() + listed;
    imap::PartPieces pieces(part, false);
    imap::ResponseParser parser;
    QByteArray bytes;
    for (int i = 0; !pieces.isWrong(); ++i) {
        const QByteArray items = pieces.ask();
        if (items.isEmpty())
            break;
        const QList<QByteArray> range = items.mid(items.indexOf('<') + 1).chopped(1).split('.');
        const QByteArray piece = content.mid(range[0].toInt(), range[1].toInt());
        QByteArray item = "BODY[2]<" + range[0] + "> {" + QByteArray::number(piece.size()) + "}\r\n" + piece;
        if (i == 0)
            item = "BODY[2.MIME] {" + QByteArray::number(header.size()) + "}\r\n" + header + ' ' + item;
        parser.feed("* 1 FETCH (UID 7 " + (i == 1 && !second.isEmpty() ? second : item) + ")\r\n");
        bytes += pieces.take({**parser.next()}, 7);
    }
    QCOMPARE(pieces.isWhole(), isGood);
    if (isGood)
        QVERIFY(bytes == randomBytes(1'500'000));
}

void LargeMailTest::endsWithTheErrorOfWhoTakes()
{
    const RemoteMessageId id = put(mail(multipart("mixed", {gbkText(), pdf()})));
    int taken = 0;
    const backend::FileTaker take = [&taken](qint64, const QByteArray &) -> Result<void> {
        return ++taken < 2 ? Result<void>() : fail(ErrorKind::Storage, u"full"_s, ErrorReason::DiskFull);
    };
    const Result<void> done = wait(m_backend->attachmentTo(inbox, id, u"2"_s, take));
    QVERIFY(!done && done.error().reason == ErrorReason::DiskFull);
    QCOMPARE(taken, 2);
    QCOMPARE(wait(m_backend->attachment(inbox, id, u"2"_s))->size(), 5'000'000); // the line is fit for more
}

/// Pictures of a mail that the server cannot take apart, or that is small.
void LargeMailTest::fetchesWhatIsOpenOnce()
{
    QQServer server({u"--messages"_s, u"0"_s});
    connectTo(server.imapPort(), QQServer::user(), QQServer::code());
    const QByteArray source = mail(multipart("mixed", {letter(), pdf(700'000)}));
    const RemoteMessageId id(ImapClient(server.imapPort(), QQServer::user(), QQServer::code()).append("INBOX", source));
    const auto read = wait(m_backend->message(inbox, id));
    QVERIFY(read);
    const qint64 bytes = cost([&] { compareFiles(id, *read, source); });
    QVERIFY2(bytes < 5000, qPrintable(QString::number(bytes)));
}

/// QQ has one connection only, and what is at hand waits for nobody who has it.
void LargeMailTest::showsPicturesBesideALongFetch()
{
    QQServer server({u"--messages"_s, u"0"_s});
    connectTo(server.imapPort(), QQServer::user(), QQServer::code());
    ImapClient other(server.imapPort(), QQServer::user(), QQServer::code());
    const QByteArray source = mail(letter());
    const RemoteMessageId id(other.append("INBOX", source)), long_(other.append("INBOX", mail(pdf())));
    const auto read = wait(m_backend->message(inbox, id));
    QVERIFY(read && read->body.attachments.size() == 3);
    m_proxy->hold();
    backend::Task<QByteArray> fetching = m_backend->source(inbox, long_);
    for (const Attachment &picture : read->body.attachments) {
        backend::Task<QByteArray> showing = m_backend->attachment(inbox, id, picture.partId);
        QTRY_VERIFY(showing.isReady());
        QVERIFY(wait(std::move(showing)) == mime::attachmentContent(source, picture.partId));
    }
    QVERIFY(!fetching.isReady());
    m_proxy->release();
    QVERIFY(wait(std::move(fetching)));
}

void LargeMailTest::knowsThatWhatWasOpenIsGone()
{
    const QByteArray source = mail(letter());
    const RemoteMessageId removed = put(source), moved = append(source), elsewhere = append(source);
    QString part;
    const auto picture = [&](const RemoteMessageId &id) { return wait(m_backend->attachment(inbox, id, part)); };
    const auto page = wait(m_backend->changes(inbox, {}, 10));
    QVERIFY(page);
    for (const RemoteMessageId &id : {removed, moved, elsewhere}) {
        const auto read = wait(m_backend->message(inbox, id));
        QVERIFY(read);
        part = read->body.attachments.first().partId;
        QVERIFY(picture(id));
    }
    QVERIFY(wait(m_backend->remove(inbox, {removed})));
    QCOMPARE(picture(removed).error().kind, ErrorKind::NotFound);
    QVERIFY(wait(m_backend->move(inbox, {moved}, RemoteFolderId(u"Trash"_s))));
    QCOMPARE(picture(moved).error().kind, ErrorKind::NotFound);
    ImapClient other(m_server->port(), user(), DovecotServer::password);
    other.select("INBOX");
    other.expunge(elsewhere.value().split(u'.').last().toUInt());
    QVERIFY(picture(elsewhere)); // nobody has told yet
    QCOMPARE(wait(m_backend->changes(inbox, page->next, 10))->removed.size(), 3);
    QCOMPARE(picture(elsewhere).error().kind, ErrorKind::NotFound);
}

/// Where a server does not take such a command, all is as it was.
void LargeMailTest::doesWithoutStructures()
{
    for (const QByteArray words : {"BODY.PEEK[]<", "BODYSTRUCTURE"}) {
        TinyImapServer server(true);
        server.put("INBOX", "hello");
        server.refuse(words);
        connectTo(server.serverPort(), u"li"_s, "secret");
        const RemoteMessageId id(u"7.1"_s);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(wait(m_backend->message(inbox, id))->body.text, u"text\n"_s);
            QCOMPARE(wait(m_backend->messages(inbox, {id}))->size(), 1);
            QCOMPARE(wait(m_backend->attachment(inbox, id, u"1"_s)), Result<QByteArray>("text\r\n"));
        }
        QCOMPARE(server.timesAsked(words), 1);
        cleanup();
    }
}

/// It cannot be taken apart, and nobody has asked for it.
void LargeMailTest::leavesLargeMailAloneUntilItIsOpened()
{
    QQServer server({u"--messages"_s, u"0"_s});
    connectTo(server.imapPort(), QQServer::user(), QQServer::code());
    ImapClient other(server.imapPort(), QQServer::user(), QQServer::code());
    const RemoteMessageId large(other.append("INBOX", mail(multipart("mixed", {gbkText(), pdf()}))));
    const RemoteMessageId middle(other.append("INBOX", mail(multipart("mixed", {gbkText(), pdf(900'000)}))));
    const qint64 bytes = cost([&] {
        const auto read = wait(m_backend->messages(inbox, {large, middle}));
        QVERIFY(read && read->size() == 1);
        QCOMPARE(read->first().header.remoteId, middle);
    });
    QVERIFY2(bytes < 2'000'000, qPrintable(QString::number(bytes)));
    QCOMPARE(wait(m_backend->message(inbox, large))->body.attachments.size(), 1);
}

void LargeMailTest::seesMailThatHasJustCome()
{
    const RemoteMessageId first = put("Subject: first\r\n\r\ntext\r\n");
    QVERIFY(wait(m_backend->message(inbox, first)));
    const RemoteMessageId id = append(mail(multipart("mixed", {gbkText(), pdf()})));
    const qint64 bytes = cost([&] { QCOMPARE(wait(m_backend->message(inbox, id))->body.attachments.size(), 1); });
    QVERIFY2(bytes < 300'000, qPrintable(QString::number(bytes)));
    QCOMPARE(wait(m_backend->message(inbox, RemoteMessageId(id.value() + u'0'))).error().kind, ErrorKind::NotFound);
}

QTEST_GUILESS_MAIN(LargeMailTest)
#include "largemailtest.moc"
