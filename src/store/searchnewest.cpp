// SPDX-License-Identifier: GPL-3.0-or-later
// The newest hits first, without looking for the others.
#include "store/searchreading.h"

#include <algorithm>
#include <limits>
#include <list>

namespace qn::store {

void SearchReading::newestFirst(const Take &take)
{
    if (!m_condition.isAboutText())
        return scan(take);
    if (!m_hasIndex)
        return;
    if (m_hasCandidates)
        return takeSorted(take);
    if (isFilterRarer())
        return takeByRows(take);
    std::list<Source> sources;
    for (const SearchRun &run : m_runs)
        sources.push_back({run, run.highKey, {}, {}});
    const QList<MessageKey> stale = staleHits();
    auto nextStale = stale.crbegin();
    while (true) {
        const auto best = std::max_element(
            sources.begin(), sources.end(), [](const Source &a, const Source &b) { return a.key < b.key; });
        if (nextStale != stale.crend() && (best == sources.end() || best->key < *nextStale)) {
            if (!take(*nextStale++))
                return;
            continue;
        }
        if (best == sources.end())
            return;
        // A source that was not asked yet stands with the best it can have.
        if (best->query && !take(best->key))
            return;
        if (!advance(*best))
            sources.erase(best);
    }
}

/// Whether the list's filter leads to fewer messages than the index of texts.
bool SearchReading::isFilterRarer()
{
    constexpr int many = 1000;
    const SearchBounds::Index index = m_plan.bounds.index();
    if (!m_isLed)
        return index != SearchBounds::Index::Date;
    if (index != SearchBounds::Index::Flagged && index != SearchBounds::Index::Large)
        return false;
    Query row = m_db.query("SELECT rowid FROM search.term WHERE term MATCH ? LIMIT ?", m_plan.match, many);
    int count = 0;
    while (row.next())
        ++count;
    return count == many;
}

bool SearchReading::advance(Source &source)
{
    if (!source.query) {
        source.query = std::make_unique<Query>(m_isLed
                ? m_db.query(
                    "SELECT rowid FROM search.term WHERE term MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC",
                    m_plan.match, source.run.low, source.run.high)
                : m_db.query("SELECT docid FROM search.doc WHERE docid BETWEEN ? AND ? ORDER BY docid DESC",
                    source.run.low, source.run.high));
    }
    while (source.hits.empty()) {
        if (!readChunk(source))
            return false;
    }
    source.key = source.hits.back();
    source.hits.pop_back();
    return true;
}

bool SearchReading::readChunk(Source &source)
{
    std::vector<qint64> docids;
    qsizetype left = source.chunk;
    while (left > 0 && !source.isAtEnd) {
        if (!source.query->next()) {
            source.isAtEnd = true;
            break;
        }
        const qint64 docid = source.query->integer(0);
        --left;
        if (!m_excluded.contains(docid))
            docids.push_back(docid);
    }
    source.chunk = std::min(source.chunk * 2, largestChunk);
    if (docids.empty())
        return !source.isAtEnd;
    SearchWindow window;
    window.add(docids.back(), docids.front());
    SearchSet found(window);
    for (const qint64 docid : docids)
        found.insert(window.indexOf(docid));
    if (!m_plan.isExact)
        found = SearchEvaluation(m_db, m_plan, window).evaluate(found);
    found.forEach([&](qsizetype index) {
        if (const auto key = keyOf(window.docid(index)))
            source.hits.push_back(*key);
    });
    return true;
}

/// All hits, where few messages come into question.
void SearchReading::takeSorted(const Take &take)
{
    QList<MessageKey> hits;
    inAnyOrder([&hits](const MessageKey &key) { hits.append(key); });
    std::sort(hits.rbegin(), hits.rend());
    for (const MessageKey &key : std::as_const(hits)) {
        if (!take(key))
            return;
    }
}

/// Where only a filter on the list tells which messages to look at: through its index.
void SearchReading::takeByRows(const Take &take)
{
    const QList<MessageKey> stale = staleHits();
    auto nextStale = stale.crbegin();
    Query row = rowsInside(m_db, m_plan.bounds, m_plan.bounds.index());
    qsizetype size = firstChunk;
    for (bool isAtEnd = false; !isAtEnd; size = std::min(size * 2, largestChunk)) {
        std::vector<Candidate> chunk;
        while (qsizetype(chunk.size()) < size && !isAtEnd) {
            isAtEnd = !row.next();
            if (isAtEnd)
                break;
            const qint64 docid = docidOf(row.id<MessageId>(0));
            if (docid != 0 && !m_excluded.contains(docid))
                chunk.push_back({docid, {row.integer(1), row.id<MessageId>(0)}, rowInside(row)});
        }
        for (const MessageKey &key : hitsAmong(chunk)) {
            for (; nextStale != stale.crend() && key < *nextStale; ++nextStale) {
                if (!take(*nextStale))
                    return;
            }
            if (!take(key))
                return;
        }
    }
    while (nextStale != stale.crend() && take(*nextStale))
        ++nextStale;
}

/// In their order.
QList<MessageKey> SearchReading::hitsAmong(const std::vector<Candidate> &chunk)
{
    QList<MessageKey> hits;
    SearchWindow window;
    for (const SearchRun &run : m_runs) {
        qint64 low = std::numeric_limits<qint64>::max(), high = std::numeric_limits<qint64>::min();
        for (const Candidate &one : chunk) {
            if (one.docid >= run.low && one.docid <= run.high) {
                low = std::min(low, one.docid);
                high = std::max(high, one.docid);
            }
        }
        window.add(low, high);
    }
    if (window.size() == 0)
        return hits;
    SearchEvaluation evaluation(m_db, m_plan, window);
    SearchSet found(window);
    for (const Candidate &one : chunk) {
        const qsizetype index = window.indexOf(one.docid);
        if (index < 0)
            continue;
        found.insert(index);
        evaluation.setRow(index, one.row);
    }
    if (m_isLed)
        found &= evaluation.matching(m_plan.match);
    if (!m_plan.isExact)
        found = evaluation.evaluate(found);
    for (const Candidate &one : chunk) {
        const qsizetype index = window.indexOf(one.docid);
        if (index >= 0 && found.contains(index))
            hits.append(one.key);
    }
    return hits;
}

} // namespace qn::store
