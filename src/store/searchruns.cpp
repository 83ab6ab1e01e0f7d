// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchruns.h"

#include "store/database.h"

#include <algorithm>

namespace qn::store {

namespace {

constexpr int spaceBits = 26; ///< docids of a run, half of them on either side of its first
constexpr size_t mostRuns = 16, fewRuns = 5;

SearchRun fromRow(const Query &row)
{
    return {row.integer(0), row.integer(1), row.integer(2), {row.integer(3), row.id<MessageId>(4)},
        {row.integer(5), row.id<MessageId>(6)}, row.integer(7) != 0};
}

} // namespace

void SearchRuns::read(Database &index)
{
    m_runs.clear();
    m_removed.clear();
    Query row = index.query("SELECT id, low, high, low_date, low_id, high_date, high_id, closed FROM run ORDER BY id");
    while (row.next())
        m_runs.push_back(fromRow(row));
}

std::vector<SearchRun> attachedRuns(Database &database)
{
    std::vector<SearchRun> runs;
    Query row =
        database.query("SELECT id, low, high, low_date, low_id, high_date, high_id, closed FROM search.run ORDER BY id");
    while (row.next())
        runs.push_back(fromRow(row));
    return runs;
}

void SearchRuns::write(Database &index)
{
    for (const qint64 id : std::as_const(m_removed))
        index.run("DELETE FROM run WHERE id = ?", id);
    m_removed.clear();
    for (const SearchRun &run : m_runs) {
        index.run("INSERT INTO run (id, low, high, low_date, low_id, high_date, high_id, closed) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET low = ?2, high = ?3, "
                  "low_date = ?4, low_id = ?5, high_date = ?6, high_id = ?7, closed = ?8",
            run.id, run.low, run.high, run.lowKey.date, run.lowKey.id, run.highKey.date, run.highKey.id, run.isClosed);
    }
}

std::vector<qint64> SearchRuns::place(const std::vector<MessageKey> &keys)
{
    std::vector<qint64> docids(keys.size());
    size_t begin = 0, end = keys.size();
    std::sort(
        m_runs.begin(), m_runs.end(), [](const SearchRun &a, const SearchRun &b) { return a.size() > b.size(); });
    for (SearchRun &run : m_runs) {
        if (run.isClosed)
            continue;
        // The newer ones go behind, the older ones before; what is left goes to the next run.
        while (end > begin && keys[end - 1] > run.highKey)
            --end;
        const size_t firstNewer = end;
        for (size_t i = firstNewer; i < keys.size() && docids[i] == 0; ++i) {
            docids[i] = ++run.high;
            run.highKey = keys[i];
        }
        while (begin < end && keys[begin] < run.lowKey)
            ++begin;
        for (size_t i = begin; i > 0 && docids[i - 1] == 0; --i) {
            docids[i - 1] = --run.low;
            run.lowKey = keys[i - 1];
        }
        if (begin == end)
            return docids;
    }
    open(keys, begin, end, docids);
    return docids;
}

void SearchRuns::open(const std::vector<MessageKey> &keys, size_t begin, size_t end, std::vector<qint64> &docids)
{
    if (begin == end)
        return;
    SearchRun run;
    for (const SearchRun &other : m_runs)
        run.id = std::max(run.id, other.id);
    ++run.id;
    run.low = (run.id << spaceBits) + (qint64(1) << (spaceBits - 1));
    run.high = run.low - 1;
    run.lowKey = keys[begin];
    run.highKey = keys[end - 1];
    for (size_t i = begin; i < end; ++i)
        docids[i] = ++run.high;
    m_runs.push_back(run);
}

bool SearchRuns::isInClosedRun(qint64 docid) const
{
    return std::any_of(m_runs.begin(), m_runs.end(),
        [docid](const SearchRun &run) { return run.isClosed && docid >= run.low && docid <= run.high; });
}

bool SearchRuns::hasClosed() const
{
    return std::any_of(m_runs.begin(), m_runs.end(), [](const SearchRun &run) { return run.isClosed; });
}

void SearchRuns::remove(qint64 id)
{
    std::erase_if(m_runs, [id](const SearchRun &run) { return run.id == id; });
    m_removed.append(id);
}

void SearchRuns::closeSmall()
{
    if (m_runs.size() <= mostRuns)
        return;
    std::sort(
        m_runs.begin(), m_runs.end(), [](const SearchRun &a, const SearchRun &b) { return a.size() > b.size(); });
    for (size_t i = fewRuns; i < m_runs.size(); ++i)
        m_runs[i].isClosed = true;
}

} // namespace qn::store
