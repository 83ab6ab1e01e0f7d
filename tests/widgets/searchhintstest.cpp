// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchhints.h"

#include "core/searchquery.h"

#include <QFile>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

class SearchHintsTest final : public QObject
{
    Q_OBJECT

    static QStringList offered(const QString &text)
    {
        QStringList inserts;
        for (const SearchHint &hint : searchHints(text, text.size(), {}))
            inserts.append(hint.insert);
        return inserts;
    }
    static bool isUnderstood(const QString &query)
    {
        return parseSearchQuery(query, QDateTime::currentDateTime()).has_value();
    }
    /// Every operator with each of its values.
    static void readEverything()
    {
        const QStringList letters = u"fr to su ha is in be af on cc bo fi la sm 发件 收件 主题 有 状态 文件夹 早于 晚于 日期 抄送 正文 附件名 大于 小于"_s.split(u' ');
        int values = 0;
        for (const QString &letter : letters) {
            for (const SearchHint &hint : searchHints(letter, letter.size(), {})) {
                QVERIFY2(!hint.explanation.isEmpty(), qPrintable(hint.insert));
                const auto inner = searchHints(hint.insert, hint.insert.size(), {});
                if (inner.isEmpty())
                    QVERIFY2(isUnderstood(hint.insert + u"word"_s), qPrintable(hint.insert));
                for (const SearchHint &value : inner) {
                    QVERIFY2(isUnderstood(hint.insert + value.insert), qPrintable(hint.insert + value.insert));
                    QVERIFY(parseSearchQuery(hint.insert + value.insert, QDateTime::currentDateTime())->kind != SearchNode::Kind::Text);
                    ++values;
                }
            }
        }
        QVERIFY(values > 20);
    }

private slots:
    void offersOperatorsThatBeginSo()
    {
        QCOMPARE(offered(u"fr"_s), QStringList{u"from:"_s});
        QCOMPARE(offered(u"hello -fr"_s), QStringList{u"from:"_s});
        QCOMPARE(offered(u"f"_s), QStringList());
        QCOMPARE(offered(u"meeting "_s), QStringList());
        QVERIFY(offered(u"发件"_s).isEmpty()); // in English
        const SearchHint hint = searchHints(u"hello (su"_s, 9, {}).value(0);
        QCOMPARE(hint.start, 7);
        QCOMPARE(hint.length, 2);
    }

    void offersValues()
    {
        QCOMPARE(offered(u"is:un"_s), QStringList{u"unread"_s});
        QCOMPARE(offered(u"is:unread"_s), QStringList());
        QCOMPARE(offered(u"has:"_s), QStringList{u"attachment"_s});
        QVERIFY(offered(u"from:"_s).isEmpty());
    }

    void offersRecentSearchesWhereNothingIsTyped()
    {
        const auto hints = searchHints({}, 0, {u"会议 is:unread"_s});
        QCOMPARE(hints.first().insert, u"会议 is:unread"_s);
        QVERIFY(hints.first().isRecent);
        QVERIFY(hints.size() > 5);
    }

    void theQueryLanguageKnowsWhatIsOffered() { readEverything(); }

    void theQueryLanguageKnowsWhatIsOfferedInChinese()
    {
        QTranslator chinese;
        QVERIFY(chinese.load(u"qingniao_zh_CN"_s, QStringLiteral(QN_BINARY_DIR "/src")));
        QCoreApplication::installTranslator(&chinese);
        QCOMPARE(offered(u"fr"_s), QStringList{u"发件人:"_s});
        QCOMPARE(offered(u"发件"_s), QStringList{u"发件人:"_s});
        QCOMPARE(offered(u"状态:未"_s), QStringList{u"未读"_s});
        readEverything();
    }
};

QTEST_MAIN(SearchHintsTest)
#include "searchhintstest.moc"
