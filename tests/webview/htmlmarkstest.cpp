// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/htmlmarks.h"

#include "core/searchquery.h"
#include "webview/mailscheme.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::webview;

class HtmlMarksTest final : public QObject
{
    Q_OBJECT

    static SearchHighlighter looking(const QString &query)
    {
        return SearchHighlighter(parseSearchQuery(query, QDateTime::currentDateTime()).value());
    }

private slots:
    void marksText_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("marked");
        QTest::newRow("word") << u"会议"_s << u"<p>明天的会议</p>"_s << u"<p>明天的<mark>会议</mark></p>"_s;
        QTest::newRow("traditional") << u"会议"_s << u"明天的會議!"_s << u"明天的<mark>會議</mark>!"_s;
        QTest::newRow("full width") << u"hello"_s << u"<b>ＨＥＬＬＯ</b>"_s << u"<b><mark>ＨＥＬＬＯ</mark></b>"_s;
        QTest::newRow("across inline") << u"会议"_s << u"会<b class=x>议</b>室"_s << u"<mark>会</mark><b class=x><mark>议</mark></b>室"_s;
        QTest::newRow("not across blocks") << u"会议"_s << u"<td>会</td><td>议</td>"_s << u"<td>会</td><td>议</td>"_s;
        QTest::newRow("not across breaks") << u"会议"_s << u"会<br>议"_s << u"会<br>议"_s;
        QTest::newRow("entity") << u"café"_s << u"the caf&eacute;!"_s << u"the <mark>caf&eacute;</mark>!"_s;
        QTest::newRow("numbers") << u"会议"_s << u"&#20250;&#x8bae;"_s << u"<mark>&#20250;&#x8bae;</mark>"_s;
        QTest::newRow("lone ampersand") << u"b"_s << u"a & b; c"_s << u"a & <mark>b</mark>; c"_s;
        QTest::newRow("attributes") << u"red"_s << u"<p style='color:red' title=\"a > red\">red</p>"_s
                                    << u"<p style='color:red' title=\"a > red\"><mark>red</mark></p>"_s;
        QTest::newRow("quote inside a bare value") << u"red"_s << u"<p title=it's>red</p>'>"_s << u"<p title=it's><mark>red</mark></p>'>"_s;
        QTest::newRow("style") << u"red"_s << u"<STYLE>.red{}</STYLE>red"_s << u"<STYLE>.red{}</STYLE><mark>red</mark>"_s;
        QTest::newRow("comment") << u"red"_s << u"<!-- red > red -->red"_s << u"<!-- red > red --><mark>red</mark>"_s;
        QTest::newRow("open style") << u"red"_s << u"<style>red"_s << u"<style>red"_s;
        QTest::newRow("open comment") << u"red"_s << u"<!-- red"_s << u"<!-- red"_s;
        QTest::newRow("open tag") << u"red"_s << u"red <a href=\"red"_s << u"<mark>red</mark> <a href=\"red"_s;
        QTest::newRow("less than") << u"b"_s << u"a < b <3"_s << u"a < <mark>b</mark> <3"_s;
        QTest::newRow("excluded") << u"tea -red"_s << u"red tea"_s << u"red <mark>tea</mark>"_s;
        QTest::newRow("other field") << u"subject:red"_s << u"red"_s << u"red"_s;
        QTest::newRow("ends with <") << u"red"_s << u"red <"_s << u"<mark>red</mark> <"_s;
    }

    void marksText()
    {
        QFETCH(QString, query);
        QFETCH(QString, html);
        QTEST(markMatches(html, looking(query)), "marked");
    }

    void leavesAPageAloneWithoutAQuery()
    {
        QCOMPARE(markMatches(u"<p>red"_s, {}), u"<p>red"_s);
    }

    void marksAfterWhatIsDangerousIsGone()
    {
        // Were it marked first, the tag would not be known any more.
        const QString page = QString::fromUtf8(htmlForView(u"<li<link rel=preconnect href=//x.example>nk> link"_s, false, looking(u"link"_s)));
        QVERIFY(!page.contains(u"<link"_s));
        QVERIFY(page.contains(u"<mark>link</mark>"_s));
    }

    void isQuickWithHostilePages()
    {
        for (const QString &piece : {u"<"_s, u"&"_s, u"<!--"_s, u"<style>"_s, u"<a b='"_s, u"&#x8bae;"_s, u"</"_s}) {
            const QString html = piece.repeated(200'000 / int(piece.size()));
            const QString marked = markMatches(html, looking(u"会议"_s));
            QCOMPARE(marked.size(), html.size());
        }
    }
};

QTEST_MAIN(HtmlMarksTest)
#include "htmlmarkstest.moc"
