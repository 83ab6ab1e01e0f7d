// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/messagecomposer.h"
#include "mime/messageparser.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

class MessageComposerTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatItWrote();
    void isValidOnTheWire_data();
    void isValidOnTheWire();
    void agreesWithPython();
    void keepsBccToTheSender();
    void fieldsCannotBeInjected();
    void refusesAddressesThatCannotBeWritten();
    void draftsKeepHalfTypedAddresses();
    void choosesTheTransferEncoding();
    void foldsLongReferences();
};

namespace {
const QDateTime date(QDate(2024, 5, 6), QTime(7, 8, 9), Qt::UTC);

OutgoingMessage sample()
{
    OutgoingMessage mail;
    mail.from = {u"张三，经理"_s, u"zhang@qq.com"_s};
    mail.to = {{u"Li, \"Lei\""_s, u"li@example.com"_s}, {{}, u"w@例子.中国"_s}};
    mail.cc = {{u"王"_s.repeated(100), u"wang@example.com"_s}};
    mail.bcc = {{{}, u"secret@example.com"_s}};
    mail.subject = u"季度报告 📊 "_s + u"很长的主题"_s.repeated(30);
    mail.text = u"你好，\n\n附件是报告。\nFrom here on\n.\n-- \n张三"_s;
    mail.html = u"<p>你好，<img src=\"cid:logo@qn\"></p>"_s;
    mail.messageId = u"id-1@qq.com"_s;
    mail.inReplyTo = QStringList{u"old@x"_s};
    mail.references = QStringList{u"older@x"_s, u"old@x"_s};
    mail.attachments = {{{}, u"季度报告 (最终版) 2024年第一季度 非常长的文件名.pdf"_s, u"application/pdf"_s, {}, 0,
                            false, QByteArray(5000, '\xff')},
        {{}, u"logo.png"_s, u"image/png"_s, u"logo@qn"_s, 0, true, QByteArray("PNG\0\r\n", 6)}};
    return mail;
}
} // namespace

void MessageComposerTest::readsBackWhatItWrote()
{
    const OutgoingMessage mail = sample();
    const auto source = mime::composeMessage(mail, date);
    QVERIFY(source);
    const Message message = *mime::parseMessage(*source);
    QCOMPARE(message.header.from, mail.from);
    QCOMPARE(message.header.to, (QList<Address>{mail.to[0], {{}, u"w@xn--fsqu00a.xn--fiqs8s"_s}}));
    QCOMPARE(message.header.cc, mail.cc);
    QVERIFY(message.header.bcc.isEmpty());
    QCOMPARE(message.header.subject, mail.subject);
    QCOMPARE(message.header.date, date);
    QCOMPARE(message.header.messageId, mail.messageId);
    QCOMPARE(message.header.inReplyTo, mail.inReplyTo);
    QCOMPARE(message.header.references, mail.references);
    QCOMPARE(message.body.text.trimmed(), mail.text);
    QCOMPARE(message.body.html.trimmed(), mail.html);
    QCOMPARE(message.body.attachments.size(), 2);
    for (const Attachment &attachment : message.body.attachments) {
        const Attachment &original = mail.attachments[attachment.isInline ? 1 : 0];
        QCOMPARE(attachment.name, original.name);
        QCOMPARE(attachment.contentId, original.contentId);
        QCOMPARE(attachment.size, original.content.size());
        QCOMPARE(*mime::attachmentContent(*source, attachment.partId), original.content);
    }
}

void MessageComposerTest::isValidOnTheWire_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("chinese") << u"你好\n"_s.repeated(300);
    QTest::newRow("latin") << u"Größe und mehr Text, der lang ist. "_s.repeated(300);
    QTest::newRow("ascii") << u"plain\r\nlines\rof\nall kinds"_s;
    QTest::newRow("long line") << u"x"_s.repeated(5000);
    QTest::newRow("empty") << QString();
    QTest::newRow("trailing blanks") << u"a \nb\t\n From x\nFrom y\n"_s;
}

void MessageComposerTest::isValidOnTheWire()
{
    QFETCH(QString, text);
    OutgoingMessage mail = sample();
    mail.text = text;
    mail.html.clear();
    const QByteArray source = *mime::composeMessage(mail, date);
    for (const QByteArray &line : source.split('\n')) {
        QVERIFY(line.isEmpty() || line.endsWith('\r'));
        QVERIFY2(line.size() <= 999, line.left(60).constData());
        QVERIFY(!line.startsWith("From "));
        QVERIFY(!line.chopped(line.isEmpty() ? 0 : 1).contains('\r'));
    }
    QVERIFY(std::all_of(source.begin(), source.end(), [](char c) { return static_cast<signed char>(c) > 0; }));
    const QByteArray header = source.first(source.indexOf("\r\n\r\n"));
    for (const QByteArray &line : header.split('\n'))
        QVERIFY2(line.size() <= 79, line.constData());
    QCOMPARE(mime::parseMessage(source)->body.text.trimmed(),
        text.replace(u"\r\n"_s, u"\n"_s).replace(u'\r', u'\n').trimmed());
}

void MessageComposerTest::agreesWithPython()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    if (python.isEmpty())
        QSKIP("python3 is not installed");
    const OutgoingMessage mail = sample();
    QTemporaryDir dir;
    QFile file(dir.filePath(u"mail.eml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*mime::composeMessage(mail, date));
    file.close();
    QProcess process;
    process.start(python,
        {u"-c"_s, uR"(
import email, email.policy, json, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(json.dumps({'subject': m['subject'], 'from': [[a.display_name, a.addr_spec] for a in m['from'].addresses],
 'to': [[a.display_name, a.addr_spec] for a in m['to'].addresses], 'cc': [[a.display_name, a.addr_spec] for a in m['cc'].addresses],
 'date': m['date'].datetime.isoformat(), 'text': m.get_body(('plain',)).get_content(), 'html': m.get_body(('html',)).get_content(),
 'files': [[p.get_filename(), len(p.get_content())] for p in m.iter_attachments()],
 'defects': [str(d) for p in m.walk() for d in p.defects]}))
)"_s,
            file.fileName()});
    QVERIFY(process.waitForFinished());
    const QJsonObject seen = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QVERIFY2(!seen.isEmpty(), process.readAllStandardError().constData());
    QCOMPARE(seen.value(u"subject"_s).toString(), mail.subject);
    const auto first = [&](const QString &key) { return seen.value(key).toArray().at(0).toArray(); };
    QCOMPARE(first(u"from"_s), (QJsonArray{mail.from.name, mail.from.email}));
    QCOMPARE(first(u"to"_s), (QJsonArray{mail.to[0].name, mail.to[0].email}));
    // Python 3.11 puts a space between adjacent encoded-words of a phrase, against RFC 2047 6.2.
    QCOMPARE(first(u"cc"_s).at(0).toString().remove(u' '), mail.cc[0].name);
    QCOMPARE(seen.value(u"date"_s).toString(), u"2024-05-06T07:08:09+00:00"_s);
    QCOMPARE(seen.value(u"text"_s).toString().replace(u"\r\n"_s, u"\n"_s).trimmed(), mail.text);
    QCOMPARE(seen.value(u"html"_s).toString().replace(u"\r\n"_s, u"\n"_s).trimmed(), mail.html);
    QCOMPARE(first(u"files"_s), (QJsonArray{mail.attachments[0].name, 5000}));
    QCOMPARE(seen.value(u"defects"_s).toArray(), QJsonArray());
}

void MessageComposerTest::keepsBccToTheSender()
{
    QVERIFY(!mime::composeMessage(sample(), date)->contains("secret@example.com"));
    QCOMPARE(mime::parseHeader(*mime::composeMessage(sample(), date, mime::ComposeFor::OwnCopy)).bcc, sample().bcc);
}

void MessageComposerTest::fieldsCannotBeInjected()
{
    const QString evil = u"x\r\nBcc: evil@z\r\n\r\nbody\n\u2028\u0085X: y"_s;
    OutgoingMessage mail = sample();
    mail.subject = evil;
    mail.from.name = evil;
    mail.to[0].name = evil;
    mail.messageId = evil;
    mail.references = QStringList{evil};
    mail.attachments[0].name = evil;
    mail.attachments[0].type = evil;
    mail.attachments[1].contentId = evil;
    const QByteArray source = *mime::composeMessage(mail, date);
    QVERIFY(!source.contains("\nBcc:"));
    QVERIFY(!source.contains("\nX:"));
    QVERIFY(mime::parseHeader(source).bcc.isEmpty());
    QCOMPARE(mime::parseMessage(source)->body.attachments.size(), 2);
}

void MessageComposerTest::refusesAddressesThatCannotBeWritten()
{
    for (const QString &bad : {u"bob"_s, u"a@b\r\nBcc: x@y"_s, u"李@qq.com"_s, u"a b@c"_s}) {
        OutgoingMessage mail = sample();
        mail.to = {{{}, bad}};
        const auto source = mime::composeMessage(mail, date);
        QVERIFY2(!source, qPrintable(bad));
        QCOMPARE(source.error().reason, ErrorReason::RecipientRefused);
    }
}

void MessageComposerTest::draftsKeepHalfTypedAddresses()
{
    OutgoingMessage mail = sample();
    mail.from = {};
    mail.to = {{{}, u"张 bo"_s}, {{}, u"a@b.cn"_s}};
    const auto source = mime::composeMessage(mail, date, mime::ComposeFor::Draft);
    QVERIFY(source);
    QCOMPARE(mime::parseHeader(*source).to, (QList<Address>{{u"张 bo"_s, {}}, {{}, u"a@b.cn"_s}}));
}

void MessageComposerTest::choosesTheTransferEncoding()
{
    OutgoingMessage mail = sample();
    mail.html.clear();
    mail.attachments.clear();
    const auto encoding = [&](const QString &text) {
        mail.text = text;
        const QByteArray source = *mime::composeMessage(mail, date);
        const qsizetype at = source.indexOf("Content-Transfer-Encoding: ") + 27;
        return source.sliced(at, source.indexOf('\r', at) - at);
    };
    QCOMPARE(encoding(u"plain"_s), QByteArray("7bit"));
    QCOMPARE(encoding(u"From me"_s), QByteArray("quoted-printable"));
    QCOMPARE(encoding(u"mostly plain text, one é"_s), QByteArray("quoted-printable"));
    QCOMPARE(encoding(u"中文"_s), QByteArray("base64"));
}

void MessageComposerTest::foldsLongReferences()
{
    OutgoingMessage mail = sample();
    mail.references.clear();
    for (int i = 0; i < 100; ++i)
        mail.references << u"message-%1@a-rather-long-domain.example.com"_s.arg(i);
    const QByteArray source = *mime::composeMessage(mail, date);
    QCOMPARE(mime::parseHeader(source).references, mail.references);
}

QTEST_GUILESS_MAIN(MessageComposerTest)
#include "messagecomposertest.moc"
