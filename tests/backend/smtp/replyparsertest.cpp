// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/extensions.h"
#include "backend/smtp/mailstream.h"
#include "backend/smtp/reply.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::smtp;

class ReplyParserTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsRepliesCutAnywhere();
    void refusesWhatIsNoReply_data();
    void refusesWhatIsNoReply();
    void endlessLinesAndRepliesAreBounded();
    void readsChineseWords();
    void readsWhatQQOffers();
    void streamsAMail_data();
    void streamsAMail();
    void streamsABigMailInPieces();
};

void ReplyParserTest::readsRepliesCutAnywhere()
{
    const QByteArray bytes = "250-smtp.qq.com\r\n250-SIZE 5\r\n250 8BITMIME\r\n550-5.7.1 no\r\n550 5.7.1 "
                             "never\n354\r\n250 5.1 is no code\r\n";
    for (qsizetype step = 1; step <= bytes.size(); ++step) {
        ReplyParser parser;
        QList<Reply> replies;
        for (qsizetype i = 0; i < bytes.size(); i += step) {
            parser.feed(bytes.mid(i, step));
            for (auto reply = parser.next(); reply && *reply; reply = parser.next())
                replies.append(**reply);
        }
        QCOMPARE(replies.size(), 4);
        QCOMPARE(replies[0], (Reply{250, {}, {"smtp.qq.com", "SIZE 5", "8BITMIME"}}));
        QCOMPARE(replies[1], (Reply{550, "5.7.1", {"no", "never"}}));
        QCOMPARE(replies[2], (Reply{354, {}, {""}}));
        QCOMPARE(replies[3], (Reply{250, {}, {"5.1 is no code"}}));
        QVERIFY(!parser.hasPending());
    }
}

void ReplyParserTest::refusesWhatIsNoReply_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("IMAP") << "* OK hello\r\n"_ba;
    QTest::newRow("empty line") << "\r\n"_ba;
    QTest::newRow("code too small") << "150 hm\r\n"_ba;
    QTest::newRow("code too long") << "2500 hm\r\n"_ba;
    QTest::newRow("two codes") << "250-one\r\n251 two\r\n"_ba;
}

void ReplyParserTest::refusesWhatIsNoReply()
{
    QFETCH(QByteArray, bytes);
    ReplyParser parser;
    parser.feed(bytes);
    const auto reply = parser.next();
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Protocol);
}

void ReplyParserTest::endlessLinesAndRepliesAreBounded()
{
    ReplyParser line;
    line.feed("250 " + QByteArray(9000, 'x'));
    QVERIFY(!line.next());
    ReplyParser reply;
    int lines = 0;
    for (; lines < 10'000; ++lines) {
        reply.feed("250-" + QByteArray(100, 'x') + "\r\n");
        if (!reply.next())
            break;
    }
    QVERIFY(lines < 5000);
}

void ReplyParserTest::readsChineseWords()
{
    QCOMPARE((Reply{550, {}, {"\xd3\xca\xbc\xfe\xb1\xbb\xbe\xdc"}}).text(), u"邮件被拒"_s);
    QCOMPARE((Reply{550, {}, {"邮件被拒"}}).text(), u"邮件被拒"_s);
    QCOMPARE((Reply{550, {}, {"a\x01\x1b[31mb"}}).text(), u"a [31mb"_s);
    QCOMPARE((Reply{550, {}, {QByteArray(8000, 'x')}}).text().size(), 500);
}

void ReplyParserTest::readsWhatQQOffers()
{
    const auto offered = parseExtensions({250, {},
        {"newxmesmtplogicsvrszb9-0.qq.com", "PIPELINING", "SIZE 73400320", "AUTH LOGIN PLAIN XOAUTH XOAUTH2",
            "AUTH=LOGIN", "MAILCOMPRESS", "SMTPUTF8", "8bitmime"}});
    QVERIFY(offered.pipelining && offered.smtpUtf8 && offered.eightBitMime);
    QVERIFY(!offered.chunking && !offered.dsn && !offered.startTls);
    QCOMPARE(offered.size, 73400320);
    QCOMPARE(offered.auth, (QList<QByteArray>{"LOGIN", "PLAIN", "XOAUTH", "XOAUTH2"}));
}

void ReplyParserTest::streamsAMail_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("stuffed");
    QTest::newRow("plain") << "a\r\nb\r\n"_ba
                           << "a\r\nb\r\n"_ba;
    QTest::newRow("dots") << ".\r\n..a\r\nb.\r\n.c"_ba
                          << "..\r\n...a\r\nb.\r\n..c\r\n"_ba;
    QTest::newRow("no end") << "a"_ba
                            << "a\r\n"_ba;
    QTest::newRow("lone line feeds") << "a\n.\nb\n"_ba
                                     << "a\r\n..\r\nb\r\n"_ba;
    QTest::newRow("lone returns") << "a\r.\r\rb\r"_ba
                                  << "a\r\n..\r\n\r\nb\r\n"_ba;
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void ReplyParserTest::streamsAMail()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, stuffed);
    for (qsizetype size = 1; size < 20; ++size) {
        MailStream stream(source, MailStream::Dots::Stuffed);
        QByteArray all;
        for (QByteArray piece = stream.next(size); !piece.isEmpty(); piece = stream.next(size)) {
            QVERIFY(piece.size() <= size + 4);
            all += piece;
        }
        QCOMPARE(all, stuffed);
    }
}

void ReplyParserTest::streamsABigMailInPieces()
{
    const QByteArray line = "0123456789.0123456789\r\n";
    const QByteArray source = line.repeated(100'000) + QByteArray(1'000'000, 'x') + "\r\n";
    MailStream stream(source, MailStream::Dots::Stuffed);
    QByteArray all;
    for (QByteArray piece = stream.next(); !piece.isEmpty(); piece = stream.next()) {
        QVERIFY(piece.size() <= 64 * 1024 + 4);
        all += piece;
    }
    QVERIFY(all == source);
    QCOMPARE(MailStream::length(source), source.size());
}

QTEST_GUILESS_MAIN(ReplyParserTest)
#include "replyparsertest.moc"
