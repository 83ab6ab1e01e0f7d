// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchplan.h"

#include "store/database.h"

#include <algorithm>
#include <limits>

namespace qn::store {

using namespace Qt::StringLiterals;

using Kind = SearchNode::Kind;

namespace {

SearchExpression expressionOf(const SearchCondition &condition, const SearchCommonWords &isCommon);

SearchExpression allOf(const std::vector<SearchCondition> &children, const SearchCommonWords &isCommon)
{
    SearchExpression all;
    QStringList found, refused;
    all.isExact = true;
    for (const SearchCondition &child : children) {
        const bool isNot = child.kind == Kind::Not;
        const SearchExpression inner = expressionOf(isNot ? child.children.front() : child, isCommon);
        if (inner.match.isEmpty() || (isNot && !inner.isExact))
            all.isExact = false;
        else if (isNot)
            refused.append(u'(' + inner.match + u')');
        else
            found.append(u'(' + inner.match + u')');
        all.isExact = all.isExact && inner.isExact;
    }
    if (found.isEmpty())
        return {};
    all.match = found.join(u" AND "_s);
    if (!refused.isEmpty())
        all.match = u'(' + all.match + u") NOT ("_s + refused.join(u" OR "_s) + u')';
    return all;
}

SearchExpression anyOf(const std::vector<SearchCondition> &children, const SearchCommonWords &isCommon)
{
    SearchExpression any;
    any.isExact = true;
    QStringList found;
    for (const SearchCondition &child : children) {
        const SearchExpression inner = expressionOf(child, isCommon);
        if (inner.match.isEmpty())
            return {};
        found.append(u'(' + inner.match + u')');
        any.isExact = any.isExact && inner.isExact;
    }
    any.match = found.join(u" OR "_s);
    return any;
}

SearchExpression expressionOf(const SearchCondition &condition, const SearchCommonWords &isCommon)
{
    switch (condition.kind) {
    case Kind::Text:
        return searchExpression(*condition.phrase, isCommon);
    case Kind::And:
        return allOf(condition.children, isCommon);
    case Kind::Or:
        return anyOf(condition.children, isCommon);
    default:
        return {};
    }
}

/// What is cheap to ask comes first.
int costOf(const SearchPlan &plan)
{
    if (!plan.condition->isAboutText())
        return 0;
    return plan.isExact ? 1 : 2;
}

} // namespace

SearchPlan searchPlan(const SearchCondition &condition, const SearchCommonWords &isCommon)
{
    SearchPlan plan;
    plan.condition = &condition;
    const SearchExpression expression = expressionOf(condition, isCommon);
    plan.match = expression.match;
    plan.isExact = expression.isExact && !expression.match.isEmpty();
    if (plan.isExact)
        return plan;
    for (const SearchCondition &child : condition.children) {
        SearchPlan part = searchPlan(child, isCommon);
        if (condition.kind == Kind::And && !plan.match.isEmpty()) {
            const bool isNot = child.kind == Kind::Not;
            if (part.isExact || (isNot && expressionOf(child.children.front(), isCommon).isExact))
                continue;
            part.isNarrowed = !part.match.isEmpty();
        }
        plan.rest.push_back(std::move(part));
    }
    std::stable_sort(plan.rest.begin(), plan.rest.end(),
        [](const SearchPlan &a, const SearchPlan &b) { return costOf(a) < costOf(b); });
    return plan;
}

SearchEvaluation::SearchEvaluation(Database &database, SearchPlan &plan, const SearchWindow &window)
    : m_db(database)
    , m_plan(plan)
    , m_window(window)
    , m_loaded(window)
{
    collectLeaves(plan);
}

void SearchEvaluation::collectLeaves(const SearchPlan &plan)
{
    if (plan.rest.empty() && plan.condition->isAboutRow())
        m_leaves.push_back({plan.condition, SearchSet(m_window)});
    for (const SearchPlan &part : plan.rest)
        collectLeaves(part);
}

const SearchSet &SearchEvaluation::all()
{
    if (!m_hasAll)
        readDocuments();
    return m_all;
}

/// All documents of the window, and where columns will be asked for also which message each is.
void SearchEvaluation::readDocuments()
{
    m_hasAll = true;
    m_all = SearchSet(m_window);
    m_firstDate = std::numeric_limits<qint64>::max();
    m_lastDate = std::numeric_limits<qint64>::min();
    Query row = m_db.query(
        "SELECT docid, date, message_id FROM search.doc WHERE docid BETWEEN ? AND ?", m_window.low(), m_window.high());
    while (row.next()) {
        const qsizetype index = m_window.indexOf(row.integer(0));
        if (index < 0)
            continue;
        m_all.insert(index);
        if (m_leaves.empty())
            continue;
        const qint64 date = row.integer(1);
        m_firstDate = std::min(m_firstDate, date);
        m_lastDate = std::max(m_lastDate, date);
        m_indexOfMessage.push_back({row.integer(2), index});
    }
    if (!std::is_sorted(m_indexOfMessage.begin(), m_indexOfMessage.end()))
        std::sort(m_indexOfMessage.begin(), m_indexOfMessage.end());
}

SearchSet SearchEvaluation::matching(const QString &expression)
{
    SearchSet found(m_window);
    Query row = m_db.query("SELECT rowid FROM search.term WHERE term MATCH ? AND rowid BETWEEN ? AND ?", expression,
        m_window.low(), m_window.high());
    while (row.next()) {
        if (const qsizetype index = m_window.indexOf(row.integer(0)); index >= 0)
            found.insert(index);
    }
    return found;
}

SearchSet SearchEvaluation::evaluate(SearchPlan &plan, const SearchSet &within)
{
    SearchSet found = within;
    switch (plan.condition->kind) {
    case Kind::All:
        return found;
    case Kind::Text:
        return evaluateText(plan, within);
    case Kind::Not:
        found -= evaluate(plan.rest.front(), within);
        return found;
    case Kind::And:
        if (!plan.isNarrowed && !plan.match.isEmpty())
            found &= matching(plan.match);
        for (SearchPlan &part : plan.rest) {
            if (found.isEmpty())
                break;
            found = evaluate(part, found);
        }
        return found;
    case Kind::Or: {
        if (plan.isExact)
            return plan.isNarrowed ? found : found &= matching(plan.match);
        SearchSet left = within;
        found = SearchSet(m_window);
        for (SearchPlan &part : plan.rest) {
            const SearchSet more = evaluate(part, left);
            found |= more;
            left -= more;
        }
        return found;
    }
    default:
        return evaluateRow(plan, within);
    }
}

SearchSet SearchEvaluation::evaluateText(SearchPlan &plan, const SearchSet &within)
{
    SearchSet found = within;
    if (!plan.isNarrowed)
        found &= matching(plan.match);
    if (plan.isExact || found.isEmpty())
        return found;
    if (!plan.pattern)
        plan.pattern = std::make_shared<const SearchPattern>(m_db, *plan.condition->phrase);
    return withPattern(*plan.pattern, found);
}

/// Those whose text has the phrase.
SearchSet SearchEvaluation::withPattern(const SearchPattern &pattern, const SearchSet &candidates)
{
    constexpr qsizetype few = 3; // one text costs as much as passing so many
    SearchSet found(m_window);
    if (candidates.count() * few > m_window.size()) {
        Query row = m_db.query(
            "SELECT docid, codes FROM search.text WHERE docid BETWEEN ? AND ?", m_window.low(), m_window.high());
        while (row.next()) {
            const qsizetype index = m_window.indexOf(row.integer(0));
            if (index >= 0 && candidates.contains(index) && pattern.isIn(row.view(1)))
                found.insert(index);
        }
        return found;
    }
    candidates.forEach([&](qsizetype index) {
        Query row = m_db.query("SELECT codes FROM search.text WHERE docid = ?", m_window.docid(index));
        if (row.next() && pattern.isIn(row.view(0)))
            found.insert(index);
    });
    return found;
}

SearchSet SearchEvaluation::evaluateRow(const SearchPlan &plan, const SearchSet &within)
{
    SearchSet missing = within;
    missing -= m_loaded;
    if (!missing.isEmpty())
        readRows(missing);
    SearchSet found = within;
    for (const Leaf &leaf : m_leaves) {
        if (leaf.condition == plan.condition)
            found &= leaf.holds;
    }
    return found;
}

void SearchEvaluation::takeRow(qsizetype index, const SearchSubject::Row &row)
{
    for (Leaf &leaf : m_leaves) {
        if (leaf.condition->holdsForRow(row))
            leaf.holds.insert(index);
    }
}

void SearchEvaluation::setRow(qsizetype index, const SearchSubject::Row &row)
{
    m_loaded.insert(index);
    takeRow(index, row);
}

void SearchEvaluation::readRows(const SearchSet &wanted)
{
    constexpr qsizetype few = 4; // one message costs as much as passing so many
    if (wanted.count() * few > m_window.size())
        return readAllRows();
    const auto take = [this](qsizetype index, const char *sql) {
        Query row = m_db.query(sql, m_window.docid(index));
        const bool isThere = row.next();
        if (isThere)
            takeRow(index, {row.integer(0), row.id<FolderId>(1), quint32(row.integer(2)), row.integer(3), row.integer(4) != 0});
        return isThere;
    };
    // An entry of the index of dates is found sooner than the whole row. Only of a message whose date is another one since it was
    // indexed there is none.
#define QN_ROW                                                                                                          \
    "SELECT m.date, m.view_folder_id, m.view_flags, m.size, m.has_attachments FROM search.doc d CROSS JOIN message m "
    wanted.forEach([&](qsizetype index) {
        if (!take(index, QN_ROW "INDEXED BY message_date ON m.date = d.date AND m.id = d.message_id WHERE d.docid = ?"))
            take(index, QN_ROW "ON m.id = d.message_id WHERE d.docid = ?");
    });
#undef QN_ROW
    m_loaded |= wanted;
}

void SearchEvaluation::readAllRows()
{
    m_loaded |= all();
    SearchBounds bounds = m_plan.bounds;
    bounds.firstDate = std::max(bounds.firstDate, m_firstDate);
    if (m_lastDate < bounds.endDate)
        bounds.endDate = m_lastDate + 1;
    Query row = rowsInside(m_db, bounds, SearchBounds::Index::Date);
    // Messages of one run mostly have ids in the order of dates: the next is before the last one.
    size_t at = m_indexOfMessage.size();
    while (row.next()) {
        const qint64 id = row.integer(0);
        if (at == 0 || m_indexOfMessage[at - 1].first != id) {
            at = size_t(std::upper_bound(m_indexOfMessage.begin(), m_indexOfMessage.end(),
                            std::pair(id, std::numeric_limits<qsizetype>::max()))
                - m_indexOfMessage.begin());
        }
        if (at == 0 || m_indexOfMessage[at - 1].first != id)
            continue;
        --at;
        takeRow(m_indexOfMessage[at].second, rowInside(row));
    }
}

} // namespace qn::store
