// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/fetchreading.h"

#include "backend/imap/bodystructure.h"
#include "backend/imap/envelope.h"
#include "backend/imap/fetchitems.h"
#include "imap/show.h"

#include <QRandomGenerator>

using namespace qn;
using namespace qn::imap;
using namespace Qt::StringLiterals;

class FetchReadingTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatQQAnswers();
    void findsUidWhereParenthesesAreWrong_data();
    void findsUidWhereParenthesesAreWrong();
    void wordsInOtherItemsMeanNothing();
    void tellsEmptyFromAbsent();
    void readsFlags();
    void readsInternalDates_data();
    void readsInternalDates();
    void writesInternalDates();
    void readsEnvelopes_data();
    void readsEnvelopes();
    void readsBodyStructures_data();
    void readsBodyStructures();
    void doesNotTrustBrokenStructures_data();
    void doesNotTrustBrokenStructures();
    void readsSearches();
    void readsVanished();
    void readsCopyUids();
    void survivesAnyValues();
};

void FetchReadingTest::readsWhatQQAnswers()
{
    const QByteArray header = "Subject: =?gb18030?B?xOO6ww==?=\r\n\r\n";
    const Response response = parseOne("* 7 FETCH (UID 4711 FLAGS (\\Seen \\Recent $Forwarded) INTERNALDATE \"4-Jan-2015 09:58:30 +0800\" "
        "RFC822.SIZE 2048 BODY[HEADER] {" + QByteArray::number(header.size()) + "}\r\n" + header + ")");
    const Fetched fetched = readFetch(response);
    QCOMPARE(fetched.uid, 4711u);
    QCOMPARE(*fetched.flags, MessageFlag::Seen | MessageFlag::Forwarded);
    QCOMPARE(fetched.internalDate, QDateTime(QDate(2015, 1, 4), QTime(1, 58, 30), Qt::UTC));
    QCOMPARE(fetched.size, 2048);
    QCOMPARE(fetched.modSeq, -1);
    QCOMPARE(*fetched.header, header);
    QVERIFY(!fetched.body && !fetched.envelope && !fetched.hasAttachments);
    QCOMPARE(readFetch(parseOne("* 1 FETCH (MODSEQ (624140003) UID 3)")).modSeq, 624140003);
    QCOMPARE(readFetch(parseOne("* 5 EXISTS")).uid, 0u);
    QCOMPARE(readFetch(parseOne("* 1 FETCH (UID 4294967296)")).uid, 0u);
}

void FetchReadingTest::findsUidWhereParenthesesAreWrong_data()
{
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, const QByteArray &line) { QTest::newRow(name) << line; };
    row("as it should be", "(UID 9 FLAGS (\\Seen))");
    row("one missing at the end", "(UID 9 FLAGS (\\Seen)");
    row("flags not closed", "(FLAGS (\\Seen UID 9)");
    row("one too many", "(FLAGS (\\Seen)) UID 9)");
    row("none at all", "FLAGS (\\Seen) UID 9");
    row("envelope not closed", "(ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"h\")) NIL NIL UID 9 FLAGS (\\Seen))");
    row("deep in an envelope", "(ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"h\" UID 9 FLAGS (\\Seen))");
    row("structure not closed", "(BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1 UID 9 FLAGS (\\Seen))");
    row("host in an escaped quote", "(ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"qq.com\\\")) NIL) UID 9 FLAGS (\\Seen))");
    row("small letters", "(uid 9 flags (\\seen))");
}

void FetchReadingTest::findsUidWhereParenthesesAreWrong()
{
    QFETCH(const QByteArray, line);
    const Fetched fetched = readFetch(parseOne("* 1 FETCH " + line));
    QCOMPARE(fetched.uid, 9u);
    QCOMPARE(fetched.flags.value_or(MessageFlags()), MessageFlags(MessageFlag::Seen));
}

void FetchReadingTest::wordsInOtherItemsMeanNothing()
{
    const Fetched fetched = readFetch(parseOne("* 1 FETCH (UID 9 X-GM-LABELS (UID 10 FLAGS) ENVELOPE (\"UID\" \"11\" NIL NIL NIL NIL NIL NIL NIL \"FLAGS\"))"));
    QCOMPARE(fetched.uid, 9u);
    QVERIFY(!fetched.flags);
}

void FetchReadingTest::tellsEmptyFromAbsent()
{
    const Fetched empty = readFetch(parseOne("* 1 FETCH (UID 9 BODY[HEADER.FIELDS (DATE FROM)] \"\" BODY[]<0> {0}\r\n)"));
    QCOMPARE(empty.header.value_or("x"), ""); // QQ's answer to HEADER.FIELDS
    QCOMPARE(empty.body.value_or("x"), "");
    const Fetched absent = readFetch(parseOne("* 1 FETCH (UID 9 BODY[HEADER] NIL RFC822 NIL BODYSTRUCTURE NIL)"));
    QVERIFY(!absent.header && !absent.body && !absent.hasAttachments);
    const Response parts = parseOne("* 1 FETCH (BODY[1.2] {2}\r\nab body[1.mime] \"c\" BINARY[3] ~{1}\r\nd BODY[TEXT] NIL)");
    QCOMPARE(section(parts, "1.2").value_or("x"), "ab");
    QCOMPARE(section(parts, "1.MIME").value_or("x"), "c");
    QCOMPARE(section(parts, "3").value_or("x"), "d");
    QVERIFY(!section(parts, "TEXT") && !section(parts, "2") && !section(parts, ""));
}

void FetchReadingTest::readsFlags()
{
    const Value list = parseOne("* FLAGS (\\SEEN \\Answered \\flagged \\Draft $FORWARDED \\Deleted Seen [x])").values.first();
    const MessageFlags all = MessageFlag::Seen | MessageFlag::Answered | MessageFlag::Flagged | MessageFlag::Draft | MessageFlag::Forwarded;
    QCOMPARE(readFlags(list), all);
    QCOMPARE(writeFlags(all), "\\Seen \\Answered \\Flagged \\Draft $Forwarded");
    QCOMPARE(writeFlags({}), "");
    QCOMPARE(readFetch(parseOne("* 1 FETCH (FLAGS NIL)")).flags.value_or(all), MessageFlags());
}

void FetchReadingTest::readsInternalDates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("utc");
    const auto row = [](const QByteArray &text, const QString &utc) { QTest::newRow(text.constData()) << text << utc; };
    row("04-Jan-2015 09:58:30 +0800", u"2015-01-04T01:58:30Z"_s);
    row(" 4-Jan-2015 09:58:30 +0800", u"2015-01-04T01:58:30Z"_s);
    row("4-Jan-2015 09:58:30 +0800", u"2015-01-04T01:58:30Z"_s);
    row("\" 4-Jan-2015 09:58:30 +0800\"", u"2015-01-04T01:58:30Z"_s);
    row("31-DEC-2024 23:30:00 -0130", u"2025-01-01T01:00:00Z"_s);
    row("17-Jul-1996 02:44:25 +00:00", u"1996-07-17T02:44:25Z"_s);
    row("17-July-1996 2:44:25 GMT", u"1996-07-17T02:44:25Z"_s);
    row("17-Jul-2023 02:44:25 CST", u"2023-07-16T18:44:25Z"_s);
    row("17-Jul-2023 02:44:25", u"2023-07-17T02:44:25Z"_s);
    row("17-Jul-2023 02:44 +0100", u"2023-07-17T01:44:00Z"_s);
    row("17-Jul-23 02:44:60 +9999", u"2023-07-17T02:44:59Z"_s);
    row("17-07-2023 02:44:25 +0800", u"2023-07-16T18:44:25Z"_s);
    for (const char *wrong : {"", "NIL", "0-Jan-2015 09:58:30 +0800", "32-Jan-2015 09:58:30 +0800", "4-Foo-2015 09:58:30 +0800",
             "4-Jan-2015", "4-Jan-2015 25:00:00 +0800", "------", "4-Jan-99999 01:01:01"})
        QTest::newRow(wrong[0] ? wrong : "empty") << QByteArray(wrong) << QString();
}

void FetchReadingTest::readsInternalDates()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, utc);
    const QDateTime date = readInternalDate(text);
    QCOMPARE(date.isValid() ? date.toString(Qt::ISODate) : QString(), utc);
    QVERIFY(!date.isValid() || date.timeSpec() == Qt::UTC);
}

void FetchReadingTest::writesInternalDates()
{
    const QDateTime date(QDate(2015, 1, 4), QTime(1, 8, 30), Qt::UTC);
    QCOMPARE(writeInternalDate(date), "\" 4-Jan-2015 01:08:30 +0000\"");
    QCOMPARE(writeInternalDate(date.toOffsetFromUtc(-7200)), "\" 4-Jan-2015 01:08:30 +0000\"");
    QCOMPARE(readInternalDate(writeInternalDate(date)), date);
}

static QString shown(const QList<Address> &addresses)
{
    QStringList out;
    for (const Address &address : addresses)
        out << (address.name.isEmpty() ? address.email : address.name + u'<' + address.email + u'>');
    return out.join(u',');
}

void FetchReadingTest::readsEnvelopes_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("expected"); // subject|from|to|cc|message id|in reply to|year
    const auto row = [](const char *name, const QByteArray &line, const QString &expected) { QTest::newRow(name) << line << expected; };
    row("whole", "(\"Wed, 17 Jul 1996 02:23:25 -0700\" \"=?UTF-8?B?5L2g5aW9?=\" ((\"Terry\" NIL \"gray\" \"cac.edu\")) ((\"Terry\" NIL \"gray\" "
        "\"cac.edu\")) ((\"Terry\" NIL \"gray\" \"cac.edu\")) ((NIL NIL \"imap\" \"cac.edu\")) ((NIL NIL \"minutes\" \"R.edu\")(\"J\" NIL "
        "\"K\" \"I.com\")) NIL \"<a@b>\" \"<B27397@cac.edu>\")",
        u"你好|Terry<gray@cac.edu>|imap@cac.edu|minutes@R.edu,J<K@I.com>|B27397@cac.edu|a@b|1996"_s);
    row("GBK", "(\"Wed, 17 Jul 2019 02:23:25 +0800\" \"\xc4\xe3\xba\xc3\" ((\"\xc0\xee\" NIL \"li\" \"qq.com\")) NIL NIL NIL NIL NIL NIL NIL)",
        u"你好|李<li@qq.com>|||||2019"_s);
    row("display name made of the local part", "(NIL \"s\" ((\"li\" NIL \"li\" \"qq.com\")) NIL NIL ((\"wang@x.cn\" NIL \"wang\" \"x.cn\")) NIL NIL NIL \"<m@x>\")",
        u"s|li@qq.com|wang@x.cn||m@x||"_s);
    row("hosts in escaped quotes", "(NIL \"s\" ((\"n\" NIL \"li\" \"qq.com\\\")) NIL NIL ((\"m\" NIL \"wang\" \"x.cn\\\"\")) NIL NIL NIL \"<m@x>\")",
        u"s|n<li@qq.com>|m<wang@x.cn>||m@x||"_s);
    row("no subject field", "(\"Wed, 17 Jul 2019 02:23:25 +0800\" ((\"n\" NIL \"li\" \"qq.com\")) NIL NIL NIL NIL NIL NIL \"<m@x>\")",
        u"|n<li@qq.com>|||m@x||2019"_s);
    row("cut off", "(\"Wed, 17 Jul 2019 02:23:25 +0800\" \"s\" ((\"n\" NIL \"li\" \"qq.com\")))", u"s|n<li@qq.com>|||||2019"_s);
    row("From is NIL", "(NIL \"s\" NIL ((NIL NIL \"sender\" \"x.cn\")) NIL NIL NIL NIL NIL NIL)", u"s|sender@x.cn|||||"_s);
    row("groups", "(NIL \"s\" ((NIL NIL \"a\" \"b\")) NIL NIL ((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)",
        u"s|a@b|||||"_s);
    row("broken addresses", "(NIL \"s\" (\"x\" (\"y\") (NIL NIL) ((NIL)) (NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL)", u"s|a@b|||||"_s);
    row("line breaks", "(NIL {8}\r\na\r\n b\0c\n NIL NIL NIL NIL NIL NIL NIL NIL)"_ba, u"a b c||||||"_s);
    row("empty", "()", {});
    row("nothing", "NIL", {});
    row("one text", "(\"x\")", {});
}

void FetchReadingTest::readsEnvelopes()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, expected);
    const std::optional<MessageHeader> read = readFetch(parseOne("* 1 FETCH (ENVELOPE " + line + " UID 2)")).envelope;
    if (!read) {
        QCOMPARE(QString(), expected);
        return;
    }
    QCOMPARE((QStringList{read->subject.simplified(), shown({read->from}), shown(read->to), shown(read->cc), read->messageId,
                  read->inReplyTo.join(u','), read->date.isValid() ? QString::number(read->date.date().year()) : QString()})
                 .join(u'|'), expected);
}

void FetchReadingTest::readsBodyStructures_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("expected"); // section type name, a star where it is a file
    QTest::addColumn<bool>("clip");
    const auto row = [](const char *name, const QByteArray &line, const QString &expected, bool clip) {
        QTest::newRow(name) << line << expected << clip;
    };
    const QByteArray text = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23)";
    const QByteArray html = "(\"text\" \"html\" (\"charset\" \"gbk\") NIL NIL \"base64\" 20 1 NIL NIL NIL NIL)";
    row("text", text, u"1 text/plain "_s, false);
    row("alternative", "(" + text + html + " \"alternative\" (\"boundary\" \"x\") NIL NIL)", u"1 text/plain ,2 text/html "_s, false);
    row("mixed", "((" + text + html + " \"alternative\")(\"application\" \"pdf\" (\"name\" \"=?gb18030?B?xOO6wy5wZGY=?=\") NIL NIL \"base64\" 900 NIL "
        "(\"attachment\" (\"filename\" \"=?gb18030?B?xOO6wy5wZGY=?=\")) NIL NIL) \"mixed\")",
        u"1.1 text/plain ,1.2 text/html ,2 application/pdf 你好.pdf*"_s, true);
    row("RFC 2231", "(" + text + "(\"application\" \"pdf\" NIL NIL NIL \"base64\" 900 NIL (\"attachment\" (\"filename*\" \"UTF-8''%E4%BD%A0.pdf\"))) \"mixed\")",
        u"1 text/plain ,2 application/pdf 你.pdf*"_s, true);
    row("picture in HTML", "(" + html + "(\"image\" \"png\" (\"name\" \"a.png\") \"<c1>\" NIL \"base64\" 900 NIL (\"inline\" NIL)) \"related\")",
        u"1 text/html ,2 image/png a.png*"_s, false);
    row("attached text", "(" + text + "(\"text\" \"plain\" (\"name\" \"a.txt\") NIL NIL \"7bit\" 10 1 NIL (\"attachment\" NIL)) \"mixed\")",
        u"1 text/plain ,2 text/plain a.txt*"_s, true);
    row("attached text, lines missing", "(" + text + "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 10 NIL (\"attachment\" (\"filename\" \"b.txt\"))) \"mixed\")",
        u"1 text/plain ,2 text/plain b.txt*"_s, true);
    row("forwarded", "(" + text + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 342 (\"d\" \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) " + text + " 9) \"mixed\")",
        u"1 text/plain ,2 message/rfc822 *"_s, true);
}

void FetchReadingTest::readsBodyStructures()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, expected);
    QFETCH(const bool, clip);
    const Response response = parseOne("* 1 FETCH (UID 2 BODYSTRUCTURE " + line + ")");
    QCOMPARE(readFetch(response).hasAttachments, std::optional<bool>(clip));
    const auto parts = readBodyStructure(response.values.first().list.last());
    QVERIFY(parts);
    QStringList out;
    for (const ListedPart &part : *parts)
        out << QString::fromLatin1(part.section + ' ' + part.type + ' ') + part.name + (part.isFile ? u"*"_s : QString());
    QCOMPARE(out.join(u','), expected);
}

void FetchReadingTest::doesNotTrustBrokenStructures_data()
{
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, const QByteArray &line) { QTest::newRow(name) << line; };
    row("empty multipart", "( \"mixed\" (\"boundary\" \"x\") NIL NIL)");
    row("empty multipart inside", "((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)( \"mixed\" (\"boundary\" \"x\") NIL NIL) \"mixed\")");
    row("empty", "()");
    row("empty child", "(() \"mixed\")");
    row("text alone", "\"mixed\"");
    row("no subtype", "((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1))");
    row("no size", "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" NIL 1)");
    row("shifted", "(\"TEXT\" \"PLAIN\" NIL NIL \"7BIT\" 12 1)");
    row("parenthesis missing", "((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 \"mixed\")");
}

void FetchReadingTest::doesNotTrustBrokenStructures()
{
    QFETCH(const QByteArray, line);
    const Fetched fetched = readFetch(parseOne("* 1 FETCH (UID 2 BODYSTRUCTURE " + line + ")"));
    QCOMPARE(fetched.uid, 2u);
    QVERIFY(!fetched.hasAttachments);
}

void FetchReadingTest::readsSearches()
{
    using Uids = QList<quint32>;
    QCOMPARE(readSearch(parseOne("* SEARCH 2 84 882 (MODSEQ 917162500)")).value_or(Uids{1}), (Uids{2, 84, 882}));
    QCOMPARE(readSearch(parseOne("* SEARCH")).value_or(Uids{1}), Uids());
    QCOMPARE(readSearch(parseOne("* SEARCH 0 x 99999999999 7")).value_or(Uids{1}), Uids{7});
    QCOMPARE(readSearch(parseOne("* ESEARCH (TAG \"A\") UID COUNT 3 ALL 4:5,9")).value_or(Uids{1}), (Uids{4, 5, 9}));
    QCOMPARE(readSearch(parseOne("* ESEARCH (TAG \"A\") UID")).value_or(Uids{1}), Uids());
    QVERIFY(!readSearch(parseOne("* SORT 1")));
}

void FetchReadingTest::readsVanished()
{
    bool earlier = false;
    QCOMPARE(readVanished(parseOne("* VANISHED (EARLIER) 41,43:44"), &earlier).value_or(QList<quint32>()), (QList<quint32>{41, 43, 44}));
    QVERIFY(earlier);
    QCOMPARE(readVanished(parseOne("* VANISHED 7"), &earlier).value_or(QList<quint32>()), QList<quint32>{7});
    QVERIFY(!earlier);
    for (const char *wrong : {"* VANISHED", "* VANISHED (EARLIER)", "* VANISHED x", "* VANISHED 1:4294967295", "* 3 EXPUNGE"})
        QVERIFY(!readVanished(parseOne(wrong)));
}

void FetchReadingTest::readsCopyUids()
{
    const auto copy = readCopyUids(parseOne("A OK [COPYUID 38505 304,319:320 3956:3958] Done"));
    QVERIFY(copy);
    QCOMPARE(copy->uidValidity, 38505u);
    QCOMPARE(copy->source, (QList<quint32>{304, 319, 320}));
    QCOMPARE(copy->target, (QList<quint32>{3956, 3957, 3958}));
    QCOMPARE(readCopyUids(parseOne("A OK [APPENDUID 1 7] Done"))->target, QList<quint32>{7});
    for (const char *wrong : {"A OK [COPYUID 38505 304,319:320 3956:3957] x", "A OK [COPYUID 38505 1] x", "A OK [COPYUID 0 1 1] x",
             "A OK [APPENDUID 1] x", "A OK [APPENDUID 1 x] x", "A OK x", "A OK [COPYUID] x", "A OK [COPYUID 38505 1:4294967295 1] x"})
        QVERIFY2(!readCopyUids(parseOne(wrong)), wrong);
}

void FetchReadingTest::survivesAnyValues()
{
    static const QByteArrayList words = {"(", "(", "(", ")", ")", "NIL", "\"text\"", "\"plain\"", "7", "UID", "FLAGS", "ENVELOPE",
        "BODYSTRUCTURE", "BODY[HEADER]", "INTERNALDATE", "MODSEQ", "\"x\\\"", "{1}\r\n(", "\"mixed\"", "-1", "99999999999999999999"};
    QRandomGenerator random(3);
    for (int round = 0; round < 5000; ++round) {
        QByteArray line = "* 1 FETCH (";
        for (int i = random.bounded(60); i > 0; --i)
            line += words[random.bounded(words.size())] + ' ';
        for (const Response &response : parseAll({line + "\r\n"})) {
            static_cast<void>(readFetch(response));
            for (const Value &value : response.values) {
                static_cast<void>(readEnvelope(value));
                static_cast<void>(readBodyStructure(value));
            }
        }
    }
}

QTEST_GUILESS_MAIN(FetchReadingTest)
#include "fetchreadingtest.moc"
