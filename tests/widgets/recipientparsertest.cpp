// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recipientparser.h"

#include <QtTest>

using namespace qn;
using namespace qn::widgets;
using namespace Qt::StringLiterals;

class RecipientParserTest final : public QObject
{
    Q_OBJECT

private slots:
    void chineseAndLatinSeparatorsSplit()
    {
        const auto found = parseRecipients(u"a@b.cn，王小明 <w@x.cn>；c@d.cn、e@f.cn;g@h.cn\ni@j.cn"_s);
        QCOMPARE(found.size(), 6);
        QCOMPARE(found.at(1).address, (Address{u"王小明"_s, u"w@x.cn"_s}));
        for (const auto &one : found)
            QVERIFY2(one.problem.isEmpty(), qPrintable(one.address.email));
    }

    void quotedNamesKeepTheirCommas()
    {
        const auto found = parseRecipients(u"\"Li, Lei\" <li@x.cn>, b@c.cn"_s);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.first().address, (Address{u"Li, Lei"_s, u"li@x.cn"_s}));
    }

    void addressesWithSpacesBetweenThemSplit() { QCOMPARE(parseRecipients(u" a@b.cn  c@d.cn e@f.cn "_s).size(), 3); }

    void whatCannotBeWrittenToSaysWhy_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto *bad :
            {"nobody", "@x.cn", "a@", "a@@b.cn", "a@b@c.cn", "a b@c.cn\"", "a@b..cn", "a@-b.cn", ".a@b.cn"})
            QTest::newRow(bad) << QString::fromLatin1(bad);
    }
    void whatCannotBeWrittenToSaysWhy()
    {
        QFETCH(QString, text);
        QVERIFY(!addressProblem(text).isEmpty());
    }

    void ordinaryAndInternationalAddressesAreFine_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto *good : {u"a@b.cn", u"10001@qq.com", u"first.last+tag@sub.example.co.uk", u"用户@例子.中国",
                 u"me@localhost", u"a@[127.0.0.1]", u"o'neil@example.ie"})
            QTest::newRow(qPrintable(QString::fromUtf16(good))) << QString::fromUtf16(good);
    }
    void ordinaryAndInternationalAddressesAreFine()
    {
        QFETCH(QString, text);
        QCOMPARE(addressProblem(text), QString());
    }

    void fullWidthAtIsMeantAsAt()
    {
        QCOMPARE(parseRecipients(u"wang＠qq.com"_s).first().address.email, u"wang@qq.com"_s);
    }

    void separatorsInQuotesAreNone()
    {
        QCOMPARE(lastSeparatorEnd(u"\"Li, Lei\" <li"_s), 0);
        QCOMPARE(lastSeparatorEnd(u"a@b.cn, c"_s), 7);
    }
};

QTEST_GUILESS_MAIN(RecipientParserTest)
#include "recipientparsertest.moc"
