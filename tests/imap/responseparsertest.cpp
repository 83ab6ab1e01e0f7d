// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/show.h"

#include <QRandomGenerator>

using namespace qn;
using namespace qn::imap;
using namespace Qt::StringLiterals;

class ResponseParserTest final : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void everySplitGivesTheSame_data();
    void everySplitGivesTheSame();
    void bytesOfALiteralAreNeverLines();
    void garbageEndsAtTheNextAnswer();
    void limitsEndTheStream();
    void tooManyValuesAreOneMalformedAnswer();
    void deepListsKeepWhatIsAroundThem();
    void announcedButAbsentLiteralTakesNoMemory();
    void givesBackWhatIsNotParsed_data();
    void givesBackWhatIsNotParsed();
    void literalsAreCopiedOnce();
};

static QByteArrayList shown(const QList<Response> &all)
{
    QByteArrayList out;
    for (const Response &response : all)
        out << show(response);
    return out;
}

/// name, bytes of a server, answers as show() writes them.
struct Sample
{
    const char *name;
    QByteArray bytes;
    QByteArrayList answers;
};

static const QList<Sample> samples = {
    {"greeting of QQ",
        "* OK [CAPABILITY IMAP4 IMAP4rev1 ID AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2 NAMESPACE] QQMail XMIMAP4Server ready\r\n",
        {"* OK [CAPABILITY IMAP4 IMAP4rev1 ID AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2 NAMESPACE] |QQMail XMIMAP4Server ready"}},
    {"preauth", "* PREAUTH ready\r\n", {"* PREAUTH |ready"}},
    {"tagged", "A1 OK done\r\nA2 no bad luck\r\na.3_x-Y BAD [CLIENTBUG] oh\r\n",
        {"A1 OK |done", "A2 NO |bad luck", "a.3_x-Y BAD [CLIENTBUG] |oh"}},
    {"tagged without text", "A1 OK\r\nA2 OK \r\nA3 OK[READ-ONLY]x\r\n", {"A1 OK", "A2 OK", "A3 OK [READ-ONLY] |x"}},
    {"wrong capability list in the login's answer",
        "A1 OK [CAPABILITY IMAP4 IMAP4rev1 LITERAL+] Success login ok\r\n"
        "* CAPABILITY IMAP4 IMAP4rev1 XLIST MOVE IDLE XAPPLEPUSHSERVICE NAMESPACE CHILDREN ID UIDPLUS\r\n",
        {"A1 OK [CAPABILITY IMAP4 IMAP4rev1 LITERAL+] |Success login ok",
            "* CAPABILITY IMAP4 IMAP4rev1 XLIST MOVE IDLE XAPPLEPUSHSERVICE NAMESPACE CHILDREN ID UIDPLUS"}},
    {"unknown command at QQ", "* BAD Command!\r\n", {"* BAD |Command!"}},
    {"descending range at QQ", "A7 BAD UID parameters!\r\n", {"A7 BAD |UID parameters!"}},
    {"refused login, GBK", "A1 NO \xb5\xc7\xc2\xbc\xca\xa7\xb0\xdc {5}\r\n* BYE x\r\n",
        {"A1 NO |\xb5\xc7\xc2\xbc\xca\xa7\xb0\xdc {5}", "* BYE |x"}},
    {"APPEND over the limit", "A9 NO Mail length 31457280 exceeded!\r\n", {"A9 NO |Mail length 31457280 exceeded!"}},
    {"continuations", "+ idling\r\n+\r\n+ \r\n+ dXNlcg==\r\n", {"+ |idling", "+", "+", "+ |dXNlcg=="}},
    {"numbers", "* 12 EXISTS\r\n* 0 RECENT\r\n* 3 EXPUNGE\r\n", {"* 12 EXISTS", "* 0 RECENT", "* 3 EXPUNGE"}},
    {"codes",
        "* OK [UIDVALIDITY 1400000000] ok\r\n* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] ok\r\n"
        "* OK [HIGHESTMODSEQ 715194045007]\r\nA OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n* NO [ALERT] [x] y\r\n"
        "* OK [badcharset (\"UTF-8\" x)] z\r\n",
        {"* OK [UIDVALIDITY 1400000000] |ok", "* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] |ok",
            "* OK [HIGHESTMODSEQ 715194045007]", "A OK [COPYUID 38505 304,319:320 3956:3958] |Done",
            "* NO [ALERT] |[x] y", "* OK [BADCHARSET (\"UTF-8\" x)] |z"}},
    {"codes that are broken",
        "* OK [UNSEEN 3 more\r\n* OK [PERMANENTFLAGS (\\Seen] x\r\n* OK [] x\r\n* OK [FLAGS (a]b c)] y\r\n",
        {"* OK |[UNSEEN 3 more", "* OK [PERMANENTFLAGS (\\Seen)] |x", "* OK |x", "* OK [FLAGS (a]b c)] |y"}},
    {"flags with odd characters", "* FLAGS (\\Seen $Forwarded [Gmail] \xc4\xe3 a]b {x} $\xe6\x96\xb0)\r\n",
        {"* FLAGS (\\Seen $Forwarded [Gmail] \xc4\xe3 a]b {x} $\xe6\x96\xb0)"}},
    {"no space", "* FLAGS(\\Seen)\r\n* LIST(\\NoSelect)\"/\"\"a\"\r\n", {"* FLAGS (\\Seen)", "* LIST (\\NoSelect) \"/\" \"a\""}},
    {"small letters", "* 4 fetch (uid 7 flags (\\seen))\r\n* ok x\r\n", {"* 4 FETCH (uid 7 flags (\\seen))", "* OK |x"}},
    {"XLIST",
        "* XLIST (\\HasNoChildren \\Inbox) \"/\" \"INBOX\"\r\n* XLIST (\\NoSelect \\HasChildren) \"/\" \"&UXZO1mWHTvZZOQ-\"\r\n",
        {"* XLIST (\\HasNoChildren \\Inbox) \"/\" \"INBOX\"",
            "* XLIST (\\NoSelect \\HasChildren) \"/\" \"&UXZO1mWHTvZZOQ-\""}},
    {"LIST unquoted, with a space, NIL delimiter", "* LIST () \"/\" Sent Messages\r\n* LIST NIL NIL INBOX\r\n",
        {"* LIST () \"/\" Sent Messages", "* LIST NIL NIL INBOX"}},
    {"LIST with a literal and extended data", "* LIST () \"/\" {5}\r\na\"b\\c (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n",
        {"* LIST () \"/\" \"a\"b\\c\" (\"CHILDINFO\" (\"SUBSCRIBED\"))"}},
    {"FETCH", "* 23 FETCH (UID 4711 FLAGS (\\Seen) INTERNALDATE \" 4-Jan-2015 09:58:30 +0800\" RFC822.SIZE 1234)\r\n",
        {"* 23 FETCH (UID 4711 FLAGS (\\Seen) INTERNALDATE \" 4-Jan-2015 09:58:30 +0800\" RFC822.SIZE 1234)"}},
    {"unpadded day", "* 23 FETCH (UID 4711 INTERNALDATE \"4-Jan-2015 09:58:30 +0800\")\r\n",
        {"* 23 FETCH (UID 4711 INTERNALDATE \"4-Jan-2015 09:58:30 +0800\")"}},
    {"header literal", "* 1 FETCH (UID 1 BODY[HEADER] {13}\r\nSubject: a\r\n\r FLAGS ())\r\nA OK x\r\n",
        {"* 1 FETCH (UID 1 BODY[HEADER] \"Subject: a\r\n\r\" FLAGS ())", "A OK |x"}},
    {"empty HEADER.FIELDS of QQ", "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (DATE \"FROM\" (x))]<0> {0}\r\n)\r\n",
        {"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (DATE \"FROM\" (x))]<0> \"\")"}},
    {"literal8 and LITERAL+", "* 1 FETCH (BINARY[1] ~{3}\r\na\nb BODY[2] {2+}\r\n)))\r\n",
        {"* 1 FETCH (BINARY[1] \"a\nb\" BODY[2] \"))\")"}},
    {"two literals", "* 1 FETCH (BODY[HEADER] {2}\r\nh) BODY[TEXT]{3}\r\nt)\n)\n",
        {"* 1 FETCH (BODY[HEADER] \"h)\" BODY[TEXT] \"t)\n\")"}},
    {"escapes", "* 1 FETCH (X \"a\\\"b\\\\c\" Y \"\\x\\\\\")\r\n", {"* 1 FETCH (X \"a\"b\\c\" Y \"\\x\\\")"}},
    {"host that ends in an escaped quote",
        "* 5 FETCH (ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"qq.com\\\")) NIL ((\"m\" NIL \"v\" \"x.cn\\\")) \"<i@j>\") UID 9)\r\n",
        {"* 5 FETCH (ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"qq.com\")) NIL ((\"m\" NIL \"v\" \"x.cn\")) \"<i@j>\") UID 9)"}},
    {"one host that ends in an escaped quote, and a literal",
        "* 5 FETCH (ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"qq.com\\\")) NIL) UID 9 BODY[HEADER] {4}\r\na\"\r\n)\r\n",
        {"* 5 FETCH (ENVELOPE (\"d\" \"s\" ((\"n\" NIL \"u\" \"qq.com\")) NIL) UID 9 BODY[HEADER] \"a\"\r\n\")"}},
    {"host with an escaped quote, well formed", "* 5 FETCH (ENVELOPE ((\"n\" NIL \"u\" \"qq.com\\\"\")) UID 9)\r\n",
        {"* 5 FETCH (ENVELOPE ((\"n\" NIL \"u\" \"qq.com\"\")) UID 9)"}},
    {"GBK in quotes, second byte a backslash or a quote's neighbour",
        "* 5 FETCH (ENVELOPE (\"d\" \"\xc4\xe3\xba\xc3\" ((\"\x95\\\" NIL \"u\" \"h\"))) UID 9)\r\n",
        {"* 5 FETCH (ENVELOPE (\"d\" \"\xc4\xe3\xba\xc3\" ((\"\x95\" NIL \"u\" \"h\"))) UID 9)"}},
    {"empty multipart", "* 6 FETCH (BODYSTRUCTURE ( \"mixed\" (\"boundary\" \"x\") NIL NIL) UID 3)\r\n* 7 FETCH (BODY () UID 4)\r\n",
        {"* 6 FETCH (BODYSTRUCTURE (\"mixed\" (\"boundary\" \"x\") NIL NIL) UID 3)", "* 7 FETCH (BODY () UID 4)"}},
    {"missing parenthesis", "* 8 FETCH (UID 5 FLAGS (\\Seen)\r\n* 9 FETCH (FLAGS (\\Seen UID 6\r\n* 1 EXISTS\r\n",
        {"* 8 FETCH (UID 5 FLAGS (\\Seen))", "* 9 FETCH (FLAGS (\\Seen UID 6))", "* 1 EXISTS"}},
    {"extra parenthesis", "* 8 FETCH (FLAGS (\\Seen)) UID 5))\r\n* 1 EXISTS\r\n",
        {"* 8 FETCH (FLAGS (\\Seen)) UID 5", "* 1 EXISTS"}},
    {"quote that is never closed", "* 8 FETCH (UID 5 X \"abc)\r\n* 1 EXISTS\r\n", {"* 8 FETCH (UID 5 X \"abc)\")", "* 1 EXISTS"}},
    {"line break in a quoted string", "* 8 FETCH (UID 5 X \"ab\r\nc\" Y 1)\r\n* 1 EXISTS\r\n",
        {"* 8 FETCH (UID 5 X \"ab\")", "?c\" Y 1)", "* 1 EXISTS"}},
    {"lone LF, blank lines, NUL", "* 1 EXISTS\n\r\n\n* X \"a\0b\"\n"_ba, {"* 1 EXISTS", "* X \"a\0b\""_ba}},
    {"search", "* SEARCH\r\n* SEARCH 2 3 6\r\n* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 1:2,9\r\n* VANISHED (EARLIER) 41,43:116\r\n",
        {"* SEARCH", "* SEARCH 2 3 6", "* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 1:2,9", "* VANISHED (EARLIER) 41,43:116"}},
    {"unknown", "* X-GM-THING \"a\" (b {1}\r\nc)\r\n* 7 NEWTHING\r\n", {"* X-GM-THING \"a\" (b \"c\")", "* 7 NEWTHING"}},
    {"not answers", "hello\r\n*\r\n* \r\n*OK x\r\n* 12\r\n* 12EXISTS\r\n* 99999999999999999999 EXISTS\r\nA1 FETCH 1\r\n+x\r\n* 1 EXISTS\r\n",
        {"?hello", "?*", "?* ", "?*OK x", "?* 12", "?* 12EXISTS", "?* 99999999999999999999 EXISTS", "?A1 FETCH 1", "?+x",
            "* 1 EXISTS"}},
    {"numbers of literals that are none", "* X {}\r\n* X {a}\r\n* X {-1}\r\n* X 1}\r\n", {"* X {}", "* X {a}", "* X {-1}", "* X 1}"}},
};

void ResponseParserTest::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("answers");
    for (const Sample &sample : samples)
        QTest::newRow(sample.name) << sample.bytes << sample.answers;
}

void ResponseParserTest::reads()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArrayList, answers);
    QCOMPARE(shown(parseAll({bytes})), answers);
}

void ResponseParserTest::everySplitGivesTheSame_data()
{
    reads_data();
}

void ResponseParserTest::everySplitGivesTheSame()
{
    QFETCH(const QByteArray, bytes);
    const QList<Response> whole = parseAll({bytes});
    for (qsizetype at = 0; at <= bytes.size(); ++at) {
        QCOMPARE(parseAll({bytes.first(at), bytes.sliced(at)}), whole);
        for (qsizetype second = at; second <= bytes.size(); second += 7)
            QCOMPARE(parseAll({bytes.first(at), bytes.sliced(at, second - at), bytes.sliced(second)}), whole);
    }
    QList<QByteArray> single;
    for (const char c : bytes)
        single << QByteArray(1, c);
    QCOMPARE(parseAll(single), whole);
}

void ResponseParserTest::bytesOfALiteralAreNeverLines()
{
    const QByteArray mail = "Subject: x\r\n\r\n)\r\n* 9 EXPUNGE\r\nA1 OK done {4}\r\n";
    const QByteArray literal = '{' + QByteArray::number(mail.size()) + "}\r\n" + mail;
    // Not even where the line before it could not be understood.
    for (const QByteArray start : {"* 1 FETCH (BODY[] ", "garbage \"", "* 1 FETCH (X \"abc\\\" ", "* 1FETCH (", "* 5 FETCH (E \""}) {
        const QList<Response> all = parseAll({start + literal + ")\r\n* 2 EXISTS\r\n"});
        QCOMPARE(all.size(), 2);
        QCOMPARE(show(all.last()), "* 2 EXISTS");
    }
}

void ResponseParserTest::garbageEndsAtTheNextAnswer()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 2000; ++round) {
        QByteArray garbage;
        for (int i = random.bounded(200); i > 0; --i)
            garbage += round % 2 ? char(random.bounded(256)) : "(\")\\ {}*+1A[]~\r\nNIL"[random.bounded(20)];
        garbage.replace('{', '<'); // a literal may rightly swallow what follows
        const QList<Response> all = parseAll({garbage, "\r\n* 7 FETCH (UID 8)\r\n"});
        QCOMPARE(show(all.last()), "* 7 FETCH (UID 8)");
    }
}

void ResponseParserTest::limitsEndTheStream()
{
    ResponseParser::Limits limits;
    limits.line = 100;
    limits.literal = 1000;
    limits.response = 1500;
    const auto kindAfter = [&limits](const QByteArray &bytes, qsizetype pieceSize) {
        ResponseParser parser(limits);
        for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
            parser.feed(bytes.sliced(at, std::min(pieceSize, bytes.size() - at)));
            const auto response = parser.next();
            if (!response) {
                parser.feed("\r\n* 1 EXISTS\r\n");
                return parser.next() ? ErrorKind::Internal : response.error().kind; // the error stays
            }
        }
        return ErrorKind::NotFound;
    };
    for (const qsizetype size : {qsizetype(1), qsizetype(17), qsizetype(1 << 20)}) {
        QCOMPARE(kindAfter("* X " + QByteArray(200, 'a') + "\r\n", size), ErrorKind::TooLarge);
        QCOMPARE(kindAfter("* X " + QByteArray(200, 'a'), size), ErrorKind::TooLarge);
        QCOMPARE(kindAfter("* X {1001}\r\n", size), ErrorKind::TooLarge);
        QCOMPARE(kindAfter("* X {99999999999999999999999}\r\n", size), ErrorKind::TooLarge);
        QCOMPARE(kindAfter("* X {900}\r\n" + QByteArray(900, 'a') + " {900}\r\n", size), ErrorKind::TooLarge);
        QCOMPARE(kindAfter("* X {900}\r\n" + QByteArray(900, 'a') + " {400}\r\n" + QByteArray(400, 'b') + "\r\n", size),
            ErrorKind::NotFound);
    }
}

void ResponseParserTest::tooManyValuesAreOneMalformedAnswer()
{
    ResponseParser::Limits limits;
    limits.values = 10;
    ResponseParser parser(limits);
    parser.feed("* SEARCH 1 2 3 4 5 6 7 8 9 10\r\n* SEARCH 1 2 3 4 5 6 7 8 9 10 11\r\n* X ()()()()()()()()()()()()\r\n* 1 EXISTS\r\n");
    QCOMPARE((**parser.next()).values.size(), 10);
    QCOMPARE((**parser.next()).kind, Response::Kind::Malformed);
    QCOMPARE((**parser.next()).kind, Response::Kind::Malformed);
    QCOMPARE(show(**parser.next()), "* 1 EXISTS");
}

void ResponseParserTest::deepListsKeepWhatIsAroundThem()
{
    const QByteArray deep = QByteArray(100'000, '(') + "a" + QByteArray(100'000, ')');
    const Response response = parseOne("* 1 FETCH (BODY " + deep + " UID 7)");
    QCOMPARE(response.values.size(), 1);
    const QList<Value> items = response.values.first().list;
    QCOMPARE(items.size(), 4);
    QCOMPARE(items.last().number(), 7);
    int depth = 0;
    for (const Value *value = &items.at(1); !value->list.isEmpty(); value = &value->list.first())
        ++depth;
    QVERIFY(depth > 90 && depth <= 100);
}

void ResponseParserTest::announcedButAbsentLiteralTakesNoMemory()
{
    std::vector<std::unique_ptr<ResponseParser>> parsers;
    for (int i = 0; i < 2000; ++i) { // 2,000 × 256 MB
        parsers.push_back(std::make_unique<ResponseParser>());
        parsers.back()->feed("* 1 FETCH (BODY[] {268435456}\r\nx");
        QVERIFY(parsers.back()->next() && parsers.back()->pending() < 100);
    }
}

void ResponseParserTest::givesBackWhatIsNotParsed_data()
{
    reads_data();
}

void ResponseParserTest::givesBackWhatIsNotParsed()
{
    QFETCH(const QByteArray, bytes);
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        ResponseParser parser;
        parser.feed("A1 OK compressed\r\n");
        parser.feed(bytes.first(at));
        const auto first = parser.next();
        QCOMPARE(show(**first), "A1 OK |compressed");
        QCOMPARE(parser.pending(), at);
        parser.feed(bytes.sliced(at));
        QCOMPARE(parser.takePending(), bytes);
        QCOMPARE(parser.pending(), 0);
        // also in the middle of an answer
        const QByteArray unfinished = "* 1 FETCH (X {3}\r\nabc Y {5}\r\nde";
        parser.feed(unfinished);
        QVERIFY(parser.next() && parser.pending() == unfinished.size());
        QCOMPARE(parser.takePending(), unfinished);
    }
}

void ResponseParserTest::literalsAreCopiedOnce()
{
    ResponseParser parser;
    parser.feed("* 1 FETCH (BODY[] {100000}\r\n");
    QVERIFY(!*parser.next());
    for (int i = 0; i < 100; ++i)
        parser.feed(QByteArray(1000, 'x'));
    parser.feed(" UID 1)\r\n");
    const Response response = **parser.next();
    const QByteArray text = response.values.first().list.at(1).text;
    QCOMPARE(text, QByteArray(100'000, 'x'));
    QVERIFY(text.capacity() < 101'000); // one allocation of the announced size
}

QTEST_GUILESS_MAIN(ResponseParserTest)
#include "responseparsertest.moc"
