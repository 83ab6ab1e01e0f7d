// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/messageparser.h"
#include "support/mailfile.h"

#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

class MessageParserTest final : public QObject
{
    Q_OBJECT

private slots:
    void decodesSubjects_data();
    void decodesSubjects();
    void decodesAddresses();
    void decodesFilenames_data();
    void decodesFilenames();
    void decodesBodies_data();
    void decodesBodies();
    void readsAlternativeWithInlineImageAndFile();
    void joinsSeveralTexts();
    void unflowsText();
    void offersEmbeddedMessageAsFile();
    void fallsBackWhereDateIsInvalid();
    void readsIds();
    void guessesFilesFromHeader_data();
    void guessesFilesFromHeader();
    void previewSkipsQuotedText();
    void attachmentNamesCannotLeaveTheFolder();
    void acceptsMessagesWithoutStructure();
    void readsLargeMailFromItsFile_data();
    void readsLargeMailFromItsFile();
};

namespace {
/// From a file as from memory.
Message parse(const QByteArray &source)
{
    const auto message = mime::parseMessage(source);
    const test::MailFile file(source);
    if (!message || mime::parseMessage(file.source()) != message)
        return {};
    for (const Attachment &attachment : message->body.attachments) {
        const auto content = mime::attachmentContent(source, attachment.partId);
        if (!content || mime::attachmentContent(file.source(), attachment.partId) != content)
            return {};
    }
    return *message;
}
} // namespace

void MessageParserTest::decodesSubjects_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << QByteArray("Hello") << u"Hello"_s;
    QTest::newRow("B") << QByteArray("=?utf-8?B?5L2g5aW9?=") << u"你好"_s;
    QTest::newRow("Q") << QByteArray("=?iso-8859-1?q?caf=E9_au_lait?=") << u"café au lait"_s;
    QTest::newRow("gb2312 is GB18030") << QByteArray("=?gb2312?B?6UY=?=") << u"镕"_s;
    QTest::newRow("adjacent words") << QByteArray("=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c") << u"ab c"_s;
    QTest::newRow("character split between words") << QByteArray("=?utf-8?B?5L0=?= =?utf-8?B?oOWlvQ==?=") << u"你好"_s;
    QTest::newRow("inside a word") << QByteArray("Re:=?utf-8?B?5L2g5aW9?=!") << u"Re:你好!"_s;
    QTest::newRow("language") << QByteArray("=?utf-8*zh?B?5L2g5aW9?=") << u"你好"_s;
    QTest::newRow("raw UTF-8") << QByteArray("你好") << u"你好"_s;
    QTest::newRow("raw GBK") << QByteArray("\xC4\xE3\xBA\xC3") << u"你好"_s;
    QTest::newRow("unknown charset") << QByteArray("=?x-unknown?B?5L2g5aW9?=") << u"你好"_s;
    QTest::newRow("no word") << QByteArray("1 =? 2 ?= 3 =?x?y?z?=") << u"1 =? 2 ?= 3 =?x?y?z?="_s;
    QTest::newRow("encoded line break") << QByteArray("=?utf-8?Q?a=0D=0ABcc:_x?=") << u"a  Bcc: x"_s;
    QTest::newRow("folded") << QByteArray("a\r\n\tb\r\n c") << u"a b c"_s;
    QTest::newRow("iso-2022-jp") << QByteArray("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=") << u"日本"_s;
    QTest::newRow("big5") << QByteArray("=?big5?B?p0Gmbg==?=") << u"你好"_s;
}

void MessageParserTest::decodesSubjects()
{
    QFETCH(QByteArray, raw);
    QFETCH(QString, expected);
    QCOMPARE(parse("From: a@b\r\nSubject: " + raw + "\r\n\r\nx").header.subject, expected);
}

void MessageParserTest::decodesAddresses()
{
    const MessageHeader header =
        parse("From: \"=?gb18030?B?1cXI/Q==?=\" <z@qq.com>\r\n"
              "To: =?utf-8?Q?Li,_Lei?= <a@b>, \"Wang; Wei\" <c@d>, undisclosed-recipients:;\r\n"
              "Cc: e@f (\xE6\x9D\x8E)\r\n\r\nx")
            .header;
    QCOMPARE(header.from, (Address{u"张三"_s, u"z@qq.com"_s}));
    QCOMPARE(header.to, (QList<Address>{{u"Li, Lei"_s, u"a@b"_s}, {u"Wang; Wei"_s, u"c@d"_s}}));
    QCOMPARE(header.cc, (QList<Address>{{u"李"_s, u"e@f"_s}}));
}

void MessageParserTest::decodesFilenames_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("expected");
    const QString name = u"报告.pdf"_s;
    QTest::newRow("2047 in quotes") << QByteArray(
        "Content-Disposition: attachment; filename=\"=?gb18030?B?sai45i5wZGY=?=\"")
                                    << name;
    QTest::newRow("2231") << QByteArray("Content-Disposition: attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf")
                          << name;
    QTest::newRow("2231 continued") << QByteArray(
        "Content-Disposition: attachment;\r\n filename*1*=%91%8A.pdf;\r\n filename*0*=utf-8''%E6%8A%A5%E5")
                                    << name;
    QTest::newRow("2231 wins") << QByteArray(
        "Content-Disposition: attachment; filename=\"x.pdf\"; filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf")
                               << name;
    QTest::newRow("name only") << QByteArray(
        "Content-Disposition: attachment\r\nContent-Type: a/b; name=\"=?utf-8?B?5oql5ZGKLnBkZg==?=\"")
                               << name;
    QTest::newRow("raw GBK") << QByteArray("Content-Disposition: attachment; filename=\"\xB1\xA8\xB8\xE6.pdf\"")
                             << name;
    QTest::newRow("unquoted with spaces")
        << QByteArray("Content-Disposition: attachment; filename=my report.pdf; size=3") << u"my report.pdf"_s;
}

void MessageParserTest::decodesFilenames()
{
    QFETCH(QByteArray, fields);
    QFETCH(QString, expected);
    const Message message =
        parse("From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x\r\n" + fields
            + "\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--x--\r\n");
    QCOMPARE(message.body.attachments.size(), 1);
    QCOMPARE(message.body.attachments[0].name, expected);
    QCOMPARE(message.body.attachments[0].size, 3);
    QCOMPARE(message.body.attachments[0].partId, u"2"_s);
    QVERIFY(message.header.hasAttachments);
    QCOMPARE(message.body.text, u"text"_s);
}

void MessageParserTest::decodesBodies_data()
{
    QTest::addColumn<QByteArray>("entity");
    QTest::addColumn<QString>("text");
    QTest::newRow("gb2312") << QByteArray("Content-Type: text/plain; charset=gb2312\r\n\r\n\xC4\xE3\xBA\xC3\xE9\x46")
                            << u"你好镕"_s;
    QTest::newRow("quoted-printable") << QByteArray(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n=E4=BD=A0=\r\n=E5=A5=BD")
                                      << u"你好"_s;
    QTest::newRow("no charset, UTF-8") << QByteArray("\r\n你好") << u"你好"_s;
    QTest::newRow("no charset, GBK") << QByteArray("\r\n\xC4\xE3\xBA\xC3") << u"你好"_s;
    QTest::newRow("unknown charset") << QByteArray("Content-Type: text/plain; charset=x-what\r\n\r\n你好") << u"你好"_s;
    QTest::newRow("wrong label") << QByteArray("Content-Type: text/plain; charset=utf-8\r\n\r\n\xC4\xE3\xBA\xC3")
                                 << u"你好"_s;
    QTest::newRow("broken type") << QByteArray("Content-Type: text\r\n\r\nabc") << u"abc"_s;
}

void MessageParserTest::decodesBodies()
{
    QFETCH(QByteArray, entity);
    QFETCH(QString, text);
    QCOMPARE(parse("From: a@b\r\n" + entity).body.text, text);
}

void MessageParserTest::readsAlternativeWithInlineImageAndFile()
{
    const QByteArray source =
        "From: a@b\nContent-Type: multipart/mixed; boundary=m\n\n"
        "--m\nContent-Type: multipart/alternative; boundary=a\n\n"
        "--a\nContent-Type: text/plain\n\nplain\n"
        "--a\nContent-Type: multipart/related; boundary=r\n\n"
        "--r\nContent-Type: text/html\n\n<p>html</p><img src='cid:pic%40x'>\n"
        "--r\nContent-Type: image/png; name=p.png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\niVBO\n"
        "--r--\n--a--\n"
        "--m\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=f.pdf\n\n%PDF\n--m--\n";
    const Message message = parse(source);
    QCOMPARE(message.body.text, u"plain"_s);
    QVERIFY(message.body.html.startsWith(u"<p>html</p>"_s));
    QCOMPARE(message.body.attachments.size(), 2);
    const Attachment image = message.body.attachments[0], file = message.body.attachments[1];
    QCOMPARE(image.partId, u"1.2.2"_s);
    QCOMPARE(image.contentId, u"pic@x"_s);
    QVERIFY(image.isInline);
    QVERIFY(!file.isInline);
    QCOMPARE(file.partId, u"2"_s);
    QCOMPARE(*mime::attachmentContent(source, u"1.2.2"_s), QByteArray::fromBase64("iVBO"));
    QCOMPARE(*mime::attachmentContent(source, u"2"_s), QByteArray("%PDF"));
    for (const QString &id : {u""_s, u"3"_s, u"1"_s, u"1.9"_s, u"2.1"_s, u"-1"_s, u"x"_s})
        QCOMPARE(mime::attachmentContent(source, id).error().kind, ErrorKind::NotFound);
    QVERIFY(message.header.hasAttachments);
    QByteArray inlineOnly = source;
    QVERIFY(!parse(inlineOnly.replace("--m\nContent-Type: application", "--m--\nContent-Type: application"))
                 .header.hasAttachments);
}

void MessageParserTest::joinsSeveralTexts()
{
    const Message plain =
        parse("From: a@b\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\none\n--m\n\ntwo\n--m--\n");
    QCOMPARE(plain.body.text, u"one\ntwo"_s);
    const Message both = parse("From: a@b\nContent-Type: multipart/mixed; boundary=m\n\n"
                               "--m\nContent-Type: text/html\n\n<b>one</b>\n--m\n\n1 < 2\n--m--\n");
    QCOMPARE(both.body.text, u"one\n1 < 2"_s);
    QCOMPARE(both.body.html, u"<b>one</b>\n<div>1 &lt; 2</div>"_s);
}

void MessageParserTest::unflowsText()
{
    QCOMPARE(
        parse("From: a@b\nContent-Type: text/plain; format=flowed\n\na \nb\n\n> c \n> d\n> > e\n-- \nme").body.text,
        u"a b\n\n> c d\n> > e\n-- \nme"_s);
    QCOMPARE(
        parse("From: a@b\nContent-Type: text/plain; format=flowed; delsp=yes\n\n\xE4\xBD\xA0 \n\xE5\xA5\xBD").body.text,
        u"你好"_s);
}

void MessageParserTest::offersEmbeddedMessageAsFile()
{
    const QByteArray source =
        "From: a@b\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nsee\n"
        "--m\nContent-Type: message/rfc822\n\nFrom: c@d\nSubject: =?utf-8?B?5L2g5aW9?=\n\ninner\n--m--\n";
    const Message message = parse(source);
    QCOMPARE(message.body.attachments.size(), 1);
    QCOMPARE(message.body.attachments[0].name, u"你好.eml"_s);
    const QByteArray inner = *mime::attachmentContent(source, u"2"_s);
    QCOMPARE(parse(inner).header.from.email, u"c@d"_s);
    QCOMPARE(message.body.attachments[0].size, inner.size());
    // As it was sent: a signature in it counts bytes.
    const QByteArray sent = "From: c@d\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n\r\nsigned \r\n--s\r\n"
        "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\nAAAA\r\n--s--\r\n";
    const QByteArray carrier = "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n";
    QCOMPARE(*mime::attachmentContent(carrier + sent + "\r\n--m--\r\n", u"1"_s), sent);
}

void MessageParserTest::fallsBackWhereDateIsInvalid()
{
    const QDateTime expected(QDate(2024, 5, 6), QTime(7, 8, 9), Qt::UTC);
    QCOMPARE(parse("Date: Mon, 6 May 2024 15:08:09 +0800\n\nx").header.date, expected);
    QCOMPARE(parse("Date: yesterday\nReceived: from x by y; Mon, 6 May 2024 15:08:09 +0800 (CST)\n\nx").header.date,
        expected);
    QVERIFY(!parse("Date: 99999999999999999999\n\nx").header.date.isValid());
    QVERIFY(!parse("From: a@b\n\nx").header.date.isValid());
}

void MessageParserTest::readsIds()
{
    const MessageHeader header =
        parse("Message-ID: <a@b>\nIn-Reply-To: c@d\nReferences: <e@f>\n\t<g@h> junk\n\nx").header;
    QCOMPARE(header.messageId, u"a@b"_s);
    QCOMPARE(header.inReplyTo, QStringList{u"c@d"_s});
    QCOMPARE(header.references, (QStringList{u"e@f"_s, u"g@h"_s}));
}

void MessageParserTest::guessesFilesFromHeader_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<bool>("expected");
    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("text") << QByteArray("Content-Type: text/html; charset=gbk\n") << false;
    QTest::newRow("alternative") << QByteArray("Content-Type: multipart/alternative; boundary=a\n") << false;
    QTest::newRow("related") << QByteArray("Content-Type: multipart/related; boundary=a\n") << false;
    QTest::newRow("mixed") << QByteArray("CONTENT-TYPE: Multipart/Mixed;\n boundary=a\n") << true;
    QTest::newRow("no parameter") << QByteArray("Content-Type: multipart/mixed\n") << true;
    QTest::newRow("a file alone") << QByteArray("Content-Type: application/pdf; name=a.pdf\n") << true;
    QTest::newRow("broken") << QByteArray("Content-Type: text\n") << false;
}

void MessageParserTest::guessesFilesFromHeader()
{
    QFETCH(QByteArray, field);
    mime::HeaderReader reader;
    QTEST(reader.read("From: a@b\n" + field + "Subject: x\n\n").hasAttachments, "expected");
}

void MessageParserTest::previewSkipsQuotedText()
{
    QCOMPARE(mime::makePreview(u"> old\n\nNew  words\n--\nme"_s), u"New words me"_s);
    QCOMPARE(mime::makePreview(u"好的\n\n------------------ 原始邮件 ------------------\n发件人: x"_s), u"好的"_s);
    QCOMPARE(mime::makePreview(u"> only\n> quoted"_s), u"> only > quoted"_s);
    QCOMPARE(mime::makePreview(u"😀"_s.repeated(200)).size(), 200);
    QVERIFY(!mime::makePreview(u'x' + u"😀"_s.repeated(200)).back().isHighSurrogate());
    QCOMPARE(parse("From: a@b\nContent-Type: text/html\n\n<style>p{}</style><p>One<p>Two&nbsp;&amp;").header.preview,
        u"One Two &"_s);
}

void MessageParserTest::attachmentNamesCannotLeaveTheFolder()
{
    for (const QByteArray name :
        {"../../etc/passwd", "C:\\\\Windows\\\\x.exe", "/abs/file", "..", "a\xE2\x80\xAEgpj.exe"}) {
        const Message message = parse("From: a@b\nContent-Type: application/x; name=\"" + name + "\"\n\nx");
        QCOMPARE(message.body.attachments.size(), 1);
        const QString shown = message.body.attachments[0].name;
        QVERIFY2(!shown.contains(u'/') && !shown.contains(u'\\') && shown != u".." && !shown.contains(QChar(0x202e)),
            qPrintable(shown));
    }
}

void MessageParserTest::acceptsMessagesWithoutStructure()
{
    QCOMPARE(mime::parseMessage(QByteArray()).error().kind, ErrorKind::Parameter);
    QCOMPARE(parse("just text, no header\nsecond").body.text, u"just text, no header\nsecond"_s);
    QCOMPARE(parse("Subject: x").header.subject, u"x"_s);
    QCOMPARE(parse("From me Mon May 6\nSubject: x\n\ny").header.subject, u"x"_s);
    QCOMPARE(parse("\xEF\xBB\xBF"
                   "Subject: x\r\rbody")
                 .body.text,
        u"body"_s);
    QCOMPARE(parse("Subject: x\nno colon here\nmore").body.text, u"no colon here\nmore"_s);
    QCOMPARE(parse("Content-Type: multipart/mixed; boundary=q\n\nnever delimited").body.text, u"never delimited"_s);
    QCOMPARE(parse("Content-Type: multipart/mixed\n\nno boundary").body.text, u"no boundary"_s);
}

void MessageParserTest::readsLargeMailFromItsFile_data()
{
    QTest::addColumn<QByteArray>("source");
    const auto file = [](const QByteArray &encoding, const QByteArray &content) {
        return "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: " + encoding + "\n\n" + content + '\n';
    };
    const QByteArray start = "Subject: large\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=gbk\n\n\xc4\xe3\n";
    const QByteArray base64 = (QByteArray(76, 'Q') + '\n').repeated(30'000);
    QTest::newRow("base64") << start + file("base64", base64) + file("BASE64", base64 + "QQ==") + "--b--\n";
    QTest::newRow("quoted-printable") << start + file("quoted-printable", QByteArray("=4D=\na =\r\n").repeated(200'000)) + "--b--";
    QTest::newRow("never ends") << start + file("8bit", QByteArray("line\r\n-- \n").repeated(200'000));
    QTest::newRow("one line") << start + file("binary", QByteArray(3'000'000, '-'));
    QTest::newRow("embedded") << start + "--b\nContent-Type: message/rfc822\n\nSubject: in it\nTo: a@b\n" + start.mid(15) + file("base64", base64) + "--b--\n--b--\n";
    QTest::newRow("header of 2 MB") << "X: " + QByteArray("y\n ").repeated(700'000) + "\n" + start + file("base64", "QUJD") + "--b--\n";
    QTest::newRow("fields of 2 MB") << QByteArray("X: yyyy\n").repeated(300'000) + start + file("base64", "QUJD") + "--b--\n";
    QTest::newRow("text alone") << "Subject: x\n\n" + QByteArray("text of it\n").repeated(200'000);
    QTest::newRow("too expensive") << start + QByteArray("--b\nContent-Type: a/b\n\n\n").repeated(60'000);
    QTest::newRow("addresses") << start + "--b\nContent-Type: message/rfc822\n\n" + QByteArray("To: a@b\n").repeated(6000) + "\nx\n--b--\n";
}

void MessageParserTest::readsLargeMailFromItsFile()
{
    QFETCH(QByteArray, source);
    QVERIFY(parse(source) == *mime::parseMessage(source));
    const auto gone = mime::parseMessage(MessageSource(FileRange{u"/nowhere/a.mail"_s, 0, 10'000'000}));
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, ErrorKind::Storage);
}

QTEST_GUILESS_MAIN(MessageParserTest)
#include "messageparsertest.moc"
