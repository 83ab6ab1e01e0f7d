// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchmatcher.h"
#include "core/searchquery.h"
#include "core/searchvalues.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace qn;
using namespace Qt::StringLiterals;

class SearchQueryTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsQueries_data();
    void readsQueries();
    void saysWhatIsWrongAndWhere_data();
    void saysWhatIsWrongAndWhere();
    void knowsDays_data();
    void knowsDays();
    void knowsSizes();
    void daysBeginWhereTheUserLives();
    void survivesAnything();
    void foldsWhatLooksAlike_data();
    void foldsWhatLooksAlike();
    void highlights_data();
    void highlights();

private:
    static QString text(const SearchNode &node);
    static inline const QDateTime now{QDate(2026, 11, 24), QTime(14, 0), Qt::UTC};
};

/// A short form of a tree: (and a b), from:x, "quoted".
QString SearchQueryTest::text(const SearchNode &node)
{
    using Kind = SearchNode::Kind;
    static const QStringList fields{u""_s, u"from:"_s, u"to:"_s, u"cc:"_s, u"subject:"_s, u"body:"_s, u"filename:"_s};
    const auto group = [&](const QString &name) {
        QString words = u'(' + name;
        for (const SearchNode &child : node.children)
            words += u' ' + text(child);
        return words + u')';
    };
    switch (node.kind) {
    case Kind::All:
        return u"*"_s;
    case Kind::And:
        return group(u"and"_s);
    case Kind::Or:
        return group(u"or"_s);
    case Kind::Not:
        return group(u"not"_s);
    case Kind::Text:
        return fields.at(int(node.field)) + (node.isQuoted ? u'"' + node.text + u'"' : node.text);
    case Kind::Attachment:
        return u"attachment"_s;
    case Kind::Flag:
        return u"%1flag%2"_s.arg(node.isSet ? u""_s : u"!"_s).arg(int(node.flag));
    case Kind::Folder:
        return u"in:"_s + node.text;
    case Kind::Before:
        return u"<"_s + QDateTime::fromMSecsSinceEpoch(node.number, Qt::UTC).toString(u"yyyy-MM-dd"_s);
    case Kind::From:
        return u">="_s + QDateTime::fromMSecsSinceEpoch(node.number, Qt::UTC).toString(u"yyyy-MM-dd"_s);
    case Kind::Larger:
        return u"larger:%1"_s.arg(node.number);
    case Kind::Smaller:
        return u"smaller:%1"_s.arg(node.number);
    }
    return {};
}

void SearchQueryTest::readsQueries_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("tree");
    const std::pair<QString, QString> rows[] = {
        {u""_s, u"*"_s},
        {u"  　 "_s, u"*"_s},
        {u"会议"_s, u"会议"_s},
        {u"会议 纪要"_s, u"(and 会议 纪要)"_s},
        {u"会议　纪要"_s, u"(and 会议 纪要)"_s},
        {u"a AND b"_s, u"(and a b)"_s},
        {u"a OR b c"_s, u"(or a (and b c))"_s},
        {u"a ＯＲ b"_s, u"(or a b)"_s},
        {u"(a OR b) c"_s, u"(and (or a b) c)"_s},
        {u"（a OR b） c"_s, u"(and (or a b) c)"_s},
        {u"-a"_s, u"(not a)"_s},
        {u"a -（b c）"_s, u"(and a (not (and b c)))"_s},
        {u"NOT a"_s, u"(not a)"_s},
        {u"well-known"_s, u"well-known"_s},
        {u"a - b"_s, u"ERROR"_s},
        {u"\"build failure\""_s, u"\"build failure\""_s},
        {u"“项目 进度”"_s, u"\"项目 进度\""_s},
        {u"「项目」"_s, u"\"项目\""_s},
        {u"\"still typing"_s, u"\"still typing\""_s},
        {u"\"\" a"_s, u"a"_s},
        {u"from:张三"_s, u"from:张三"_s},
        {u"FROM：张三"_s, u"from:张三"_s},
        {u"发件人：张三"_s, u"from:张三"_s},
        {u"from:\"Zhang San\""_s, u"from:\"Zhang San\""_s},
        {u"from:(a OR b) c"_s, u"(and (or from:a from:b) c)"_s},
        {u"to:a cc:b subject:c body:d filename:e"_s, u"(and to:a cc:b subject:c body:d filename:e)"_s},
        {u"from:zhang.san@qq.com"_s, u"from:zhang.san@qq.com"_s},
        {u"http://example.com/a"_s, u"http://example.com/a"_s},
        {u"12:30"_s, u"12:30"_s},
        {u"has:attachment is:unread is:flagged"_s, u"(and attachment !flag1 flag4)"_s},
        {u"有：附件 状态:未读"_s, u"(and attachment !flag1)"_s},
        {u"in:inbox in:\"My Folder\""_s, u"(and in:inbox in:My Folder)"_s},
        {u"before:2026-03 after:2025"_s, u"(and <2026-03-01 >=2025-01-01)"_s},
        {u"on:2026-03-01"_s, u"(and >=2026-03-01 <2026-03-02)"_s},
        {u"after:7d"_s, u">=2026-11-17"_s},
        {u"晚于：昨天"_s, u">=2026-11-23"_s},
        {u"larger:1M smaller:1.5m"_s, u"(and larger:1048576 smaller:1572864)"_s},
        {u"-from:a"_s, u"(not from:a)"_s},
        {u"--a"_s, u"(not (not a))"_s},
    };
    for (const auto &[query, tree] : rows)
        QTest::addRow("%s", qPrintable(query)) << query << tree;
}

void SearchQueryTest::readsQueries()
{
    QFETCH(const QString, query);
    QFETCH(const QString, tree);
    const auto parsed = parseSearchQuery(query, now);
    QCOMPARE(parsed ? text(*parsed) : u"ERROR"_s, tree);
}

void SearchQueryTest::saysWhatIsWrongAndWhere_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addRow("open parenthesis") << u"a (b"_s << 2 << 1;
    QTest::addRow("close parenthesis") << u"a) b"_s << 1 << 1;
    QTest::addRow("first close") << u")"_s << 0 << 1;
    QTest::addRow("empty group") << u"a ()"_s << 2 << 1;
    QTest::addRow("OR first") << u"OR a"_s << 0 << 2;
    QTest::addRow("OR last") << u"a OR"_s << 2 << 2;
    QTest::addRow("lone minus") << u"a -"_s << 2 << 1;
    QTest::addRow("minus OR") << u"-OR"_s << 0 << 1;
    QTest::addRow("no value") << u"x from:"_s << 2 << 5;
    QTest::addRow("value apart") << u"from: x"_s << 0 << 5;
    QTest::addRow("has") << u"has:wings"_s << 4 << 5;
    QTest::addRow("is") << u"is:红色"_s << 3 << 2;
    QTest::addRow("day") << u"before:2026-13"_s << 7 << 7;
    QTest::addRow("size") << u"larger:many"_s << 7 << 4;
    QTest::addRow("only punctuation") << u"a ……"_s << 2 << 2;
    QTest::addRow("too deep") << QString(100, u'(') << 60 << 1;
    QTest::addRow("too long") << QString(5000, u'a') << 4000 << 1000;
}

void SearchQueryTest::saysWhatIsWrongAndWhere()
{
    QFETCH(const QString, query);
    QFETCH(const int, position);
    QFETCH(const int, length);
    const auto parsed = parseSearchQuery(query, now);
    QVERIFY(!parsed);
    QCOMPARE(int(parsed.error().position), position);
    QCOMPARE(int(parsed.error().length), length);
    QVERIFY(!parsed.error().message.isEmpty());
}

void SearchQueryTest::knowsDays_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QDate>("first");
    QTest::addColumn<QDate>("end");
    const auto row = [](const QString &word, QDate first, QDate end) {
        QTest::addRow("%s", qPrintable(word)) << word << first << end;
    };
    row(u"2026"_s, {2026, 1, 1}, {2027, 1, 1});
    row(u"2026-2"_s, {2026, 2, 1}, {2026, 3, 1});
    row(u"2026/02/28"_s, {2026, 2, 28}, {2026, 3, 1});
    row(u"２０２６年２月"_s, {2026, 2, 1}, {2026, 3, 1});
    row(u"2026年2月3日"_s, {2026, 2, 3}, {2026, 2, 4});
    row(u"today"_s, {2026, 11, 24}, {2026, 11, 25});
    row(u"今天"_s, {2026, 11, 24}, {2026, 11, 25});
    row(u"Yesterday"_s, {2026, 11, 23}, {2026, 11, 24});
    row(u"上周"_s, {2026, 11, 16}, {2026, 11, 23});
    row(u"本月"_s, {2026, 11, 1}, {2026, 12, 1});
    row(u"lastmonth"_s, {2026, 10, 1}, {2026, 11, 1});
    row(u"去年"_s, {2025, 1, 1}, {2026, 1, 1});
    row(u"7d"_s, {2026, 11, 17}, {2026, 11, 18});
    row(u"2w"_s, {2026, 11, 10}, {2026, 11, 11});
    row(u"9m"_s, {2026, 2, 24}, {2026, 2, 25});
    row(u"1y"_s, {2025, 11, 24}, {2025, 11, 25});
    row(u"3天前"_s, {2026, 11, 21}, {2026, 11, 22});
    row(u"9999y"_s, {}, {});
    row(u"2026-02-30"_s, {}, {});
    row(u"soon"_s, {}, {});
}

void SearchQueryTest::knowsDays()
{
    QFETCH(const QString, word);
    QFETCH(const QDate, first);
    QFETCH(const QDate, end);
    const auto days = searchDays(word, now.date());
    QCOMPARE(days.value_or(SearchDays()).first, first);
    QCOMPARE(days.value_or(SearchDays()).end, end);
}

void SearchQueryTest::knowsSizes()
{
    QCOMPARE(searchBytes(u"500"_s), std::optional<qint64>(500));
    QCOMPARE(searchBytes(u"20k"_s), std::optional<qint64>(20480));
    QCOMPARE(searchBytes(u"20KB"_s), std::optional<qint64>(20480));
    QCOMPARE(searchBytes(u"１．５ｍ"_s), std::optional<qint64>(1572864));
    QCOMPARE(searchBytes(u"-1"_s), std::optional<qint64>());
    QCOMPARE(searchBytes(u"1e9"_s), std::optional<qint64>());
    QCOMPARE(searchBytes(u"99999999999999999999"_s), std::optional<qint64>());
}

void SearchQueryTest::daysBeginWhereTheUserLives()
{
    const QDateTime inChina(QDate(2026, 11, 24), QTime(3, 0), QTimeZone("Asia/Shanghai"));
    const auto parsed = parseSearchQuery(u"after:today"_s, inChina);
    QVERIFY(parsed);
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(parsed->number, Qt::UTC), QDateTime(QDate(2026, 11, 23), QTime(16, 0), Qt::UTC));
}

void SearchQueryTest::survivesAnything()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    const QString alphabet = u"ab会议(（)）\"“”-: ：OR NOT from:is:has:before:larger:2026 7d\0\xd83d\xde00\xd800…"_s;
    for (int round = 0; round < 20'000; ++round) {
        QString query;
        const int length = random.bounded(40);
        for (int i = 0; i < length; ++i) {
            const qsizetype at = random.bounded(int(alphabet.size()));
            query += alphabet.mid(at, 1 + random.bounded(5));
        }
        const auto parsed = parseSearchQuery(query, now);
        if (!parsed) {
            QVERIFY2(!parsed.error().message.isEmpty(), qPrintable(query));
            QVERIFY2(parsed.error().position >= 0 && parsed.error().length >= 0
                    && parsed.error().position + parsed.error().length <= query.size(),
                qPrintable(query + u" seed %1"_s.arg(seed)));
        }
    }
}

void SearchQueryTest::foldsWhatLooksAlike_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("alike");
    const auto row = [](const QString &one, const QString &other, bool alike = true) {
        QTest::addRow("%s %s", qPrintable(one), qPrintable(other)) << one << other << alike;
    };
    row(u"會議"_s, u"会议"_s);
    row(u"臺灣"_s, u"台湾"_s);
    row(u"ＡＢＣ１２"_s, u"abc12"_s);
    row(u"STRASSE"_s, u"straße"_s);
    row(u"Café"_s, u"cafe"_s);
    row(u"Cafe\u0301"_s, u"café"_s);
    row(u"ﾃｽﾄ"_s, u"テスト"_s);
    row(u"ｶﾞｷﾞ"_s, u"ガギ"_s);
    row(u"カ\u3099"_s, u"ガ"_s);
    row(u"か"_s, u"が"_s, false);
    row(u"\u1112\u1161\u11ab"_s, u"한"_s);
    row(u"ﬁle"_s, u"file"_s);
    row(u"İstanbul"_s, u"istanbul"_s);
    row(u"𝐁𝐨𝐥𝐝"_s, u"bold"_s);
    row(u"𠮷野"_s, u"𠮷野"_s);
    row(u"𠮷"_s, u"吉"_s, false);
    row(u"会\u200b议"_s, u"会议"_s);
    row(u"会，议"_s, u"会议"_s, false);
    row(u"会 议"_s, u"会议"_s, false);
    row(u"①"_s, u"1"_s);
    row(u"👍🏽"_s, u"👍"_s);
    row(u"ё"_s, u"е"_s);
}

void SearchQueryTest::foldsWhatLooksAlike()
{
    QFETCH(const QString, one);
    QFETCH(const QString, other);
    QFETCH(const bool, alike);
    const auto finds = [](const QString &text, const QString &query) {
        SearchNode node;
        node.kind = SearchNode::Kind::Text;
        node.text = query;
        node.isQuoted = true;
        TextAtoms atoms;
        atoms.read(text);
        return SearchPhrase(node).find(atoms) >= 0;
    };
    QCOMPARE(finds(u"x "_s + one + u" y"_s, other), alike);
    if (alike)
        QVERIFY(finds(u"x "_s + other + u" y"_s, one));
}

void SearchQueryTest::highlights_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("marked"); // [found]
    const auto row = [](const QString &query, const QString &text, const QString &marked) {
        QTest::addRow("%s", qPrintable(query + u" in "_s + text)) << query << text << marked;
    };
    row(u"会议"_s, u"周五會議室的会议，会 议"_s, u"周五[會議]室的[会议]，会 议"_s);
    row(u"proj"_s, u"Project, a project; my_proj"_s, u"[Proj]ect, a [proj]ect; my_[proj]"_s);
    row(u"\"project\""_s, u"Projects project"_s, u"Projects [project]"_s);
    row(u"\"build failure\""_s, u"The build, failure"_s, u"The [build, failure]"_s);
    row(u"iPhone手机"_s, u"新iPhone手机 iPhone 手机"_s, u"新[iPhone手机] [iPhone 手机]"_s);
    row(u"文件 straße"_s, u"ﬁle 文件ＳＴＲＡＳＳＥ"_s, u"ﬁle [文件ＳＴＲＡＳＳＥ]"_s);
    row(u"会议 议程"_s, u"会议程"_s, u"[会议程]"_s);
    row(u"cafe"_s, u"un Café cre\u0301me"_s, u"un [Café] cre\u0301me"_s);
    row(u"-会议 室"_s, u"会议室"_s, u"会议[室]"_s);
    row(u"😀"_s, u"a😀b"_s, u"a[😀]b"_s);
    row(u"from:张三"_s, u"张三"_s, u"[张三]"_s);
    row(u"is:unread"_s, u"is unread"_s, u"is unread"_s);
}

void SearchQueryTest::highlights()
{
    QFETCH(const QString, query);
    QFETCH(const QString, text);
    QFETCH(const QString, marked);
    const auto parsed = parseSearchQuery(query, now);
    QVERIFY(parsed);
    QString result;
    qsizetype done = 0;
    for (const auto &range : SearchHighlighter(*parsed).ranges(text, SearchNode::Field::Any)) {
        result += text.mid(done, range.start - done) + u'[' + text.mid(range.start, range.length) + u']';
        done = range.start + range.length;
    }
    QCOMPARE(result + text.mid(done), marked);
}

QTEST_GUILESS_MAIN(SearchQueryTest)
#include "searchquerytest.moc"
