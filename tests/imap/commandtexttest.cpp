// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/commandtext.h"

#include <QTest>

using namespace qn::imap;
using namespace Qt::StringLiterals;

class CommandTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void quotesWhatCanBeQuoted_data();
    void quotesWhatCanBeQuoted();
    void writesMailboxesAsTheServerDid();
    void joinsLiteralsThatNeedNotBeAskedFor();
    void writesSequenceSets_data();
    void writesSequenceSets();
    void cutsSequenceSets();
    void readsSequenceSets_data();
    void readsSequenceSets();
};

void CommandTextTest::quotesWhatCanBeQuoted_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("plain") << "li@qq.com"_ba << "X \"li@qq.com\" Y\r\n"_ba;
    QTest::newRow("empty") << ""_ba << "X \"\" Y\r\n"_ba;
    QTest::newRow("escapes") << "a\"b\\c"_ba << "X \"a\\\"b\\\\c\" Y\r\n"_ba;
    QTest::newRow("line break") << "a\r\nA1 LOGOUT"_ba << "X {12}\r\n|a\r\nA1 LOGOUT Y\r\n"_ba;
    QTest::newRow("8 bit") << "\xc4\xe3"_ba << "X {2}\r\n|\xc4\xe3 Y\r\n"_ba;
    QTest::newRow("NUL") << "a\0b"_ba << "X {3}\r\n|a\0b Y\r\n"_ba;
    QTest::newRow("long") << QByteArray(1001, 'a') << "X {1001}\r\n|" + QByteArray(1001, 'a') + " Y\r\n";
}

/// What goes over the line; a bar stands where the server must have asked for more.
static QByteArray wire(const CommandText &text, CommandText::Literals literals)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.pieces.size(); ++i)
        out += (text.waitsBefore(i, literals) ? "|" : "") + text.wire(i, literals);
    return out;
}

void CommandTextTest::quotesWhatCanBeQuoted()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    QCOMPARE(wire(command("X ").string(text).raw(" Y"), CommandText::Literals::Synchronizing), expected);
}

void CommandTextTest::writesMailboxesAsTheServerDid()
{
    const auto synchronizing = CommandText::Literals::Synchronizing;
    QCOMPARE(wire(command("SELECT ").mailbox(u"&UXZO1mWHTvZZOQ-/R&-D \"x\""_s), synchronizing),
        "SELECT \"&UXZO1mWHTvZZOQ-/R&-D \\\"x\\\"\"\r\n");
    QCOMPARE(wire(command("SELECT ").mailbox(u"其"_s), synchronizing), u"SELECT {3}\r\n|其\r\n"_s.toUtf8());
}

void CommandTextTest::joinsLiteralsThatNeedNotBeAskedFor()
{
    using enum CommandText::Literals;
    const CommandText text = command("APPEND INBOX ").literal("{5}").raw(" ").literal("0123456789", true).raw(" ()");
    QCOMPARE(wire(text, Synchronizing), "APPEND INBOX {3}\r\n|{5} ~{10}\r\n|0123456789 ()\r\n");
    QCOMPARE(wire(text, NonSynchronizing), "APPEND INBOX {3+}\r\n{5} ~{10+}\r\n0123456789 ()\r\n");
    QCOMPARE(wire(text, SmallNonSynchronizing), wire(text, NonSynchronizing));
    const QByteArray large(4097, 'x');
    const CommandText both = command("X ").literal(large).raw(" ").literal(large.first(4096));
    QCOMPARE(wire(both, SmallNonSynchronizing), "X {4097}\r\n|" + large + " {4096+}\r\n" + large.first(4096) + "\r\n");
    QCOMPARE(wire(command("AUTHENTICATE LOGIN").answer("YQ==").answer("Yg=="), NonSynchronizing),
        "AUTHENTICATE LOGIN\r\n|YQ==\r\n|Yg==\r\n");
}

void CommandTextTest::writesSequenceSets_data()
{
    QTest::addColumn<QList<quint32>>("uids");
    QTest::addColumn<QByteArray>("set");
    QTest::newRow("none") << QList<quint32>() << ""_ba;
    QTest::newRow("one") << QList<quint32>{7} << "7"_ba;
    QTest::newRow("descending") << QList<quint32>{9, 8, 7, 3, 2, 5} << "2:3,5,7:9"_ba;
    QTest::newRow("repeated") << QList<quint32>{4, 4, 5, 5} << "4:5"_ba;
    QTest::newRow("last") << QList<quint32>{4294967295, 4294967294} << "4294967294:4294967295"_ba;
}

void CommandTextTest::writesSequenceSets()
{
    QFETCH(const QList<quint32>, uids);
    QFETCH(const QByteArray, set);
    QCOMPARE(sequenceSet(uids), set);
}

void CommandTextTest::cutsSequenceSets()
{
    QCOMPARE(sequenceSets({1, 2, 3, 5, 6, 9}, 6000, 2), (QList<QByteArray>{"1:2", "3,5", "6,9"}));
    QCOMPARE(sequenceSets({1, 3, 5, 7, 9}, 3), (QList<QByteArray>{"1,3", "5,7", "9"}));
    QCOMPARE(sequenceSets({}, 3, 1), QList<QByteArray>());
    QList<quint32> uids;
    for (quint32 uid = 1; uid < 40'000; uid += uid % 5 == 0 ? 3 : 1)
        uids << uid;
    for (const qsizetype length : {40, 200, 6000}) {
        for (const qsizetype count : {0, 1, 3, 500}) {
            QList<quint32> back;
            for (const QByteArray &set : sequenceSets(uids, length, count)) {
                QVERIFY(set.size() <= length);
                const auto numbers = parseSequenceSet(set);
                QVERIFY(numbers && !numbers->isEmpty() && (count == 0 || numbers->size() <= count));
                back += *numbers;
            }
            QCOMPARE(back, uids);
        }
    }
}

void CommandTextTest::readsSequenceSets_data()
{
    QTest::addColumn<QByteArray>("set");
    QTest::addColumn<QList<quint32>>("numbers");
    QTest::newRow("set") << "1:3,7,9:8"_ba << QList<quint32>{1, 2, 3, 7, 9, 8};
    QTest::newRow("last") << "4294967294:4294967295"_ba << QList<quint32>{4294967294, 4294967295};
    for (const char *wrong : {"", "1,", ",1", "a", "1:*", "*", "0", "-1", "1:2:3", "4294967296", "1:4294967295", "1 2"})
        QTest::newRow(wrong[0] ? wrong : "empty") << QByteArray(wrong) << QList<quint32>();
}

void CommandTextTest::readsSequenceSets()
{
    QFETCH(const QByteArray, set);
    QFETCH(const QList<quint32>, numbers);
    const auto read = parseSequenceSet(set);
    QCOMPARE(read.has_value(), !numbers.isEmpty());
    QCOMPARE(read.value_or(QList<quint32>()), numbers);
    QVERIFY(!parseSequenceSet("1:11", 10) && parseSequenceSet("1:10", 10) && !parseSequenceSet("1:6,1:6", 10));
}

QTEST_APPLESS_MAIN(CommandTextTest)
#include "commandtexttest.moc"
