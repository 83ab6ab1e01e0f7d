// SPDX-License-Identifier: GPL-3.0-or-later
// namespace search of transaction.h: the reading side of the index.
#include "store/searchreading.h"

#include "store/searchindex.h"

#include <QFileInfo>

#include <algorithm>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

/// More changes than these are left to the index.
constexpr int mostStale = 500;

/// Makes the index readable as "search"; false where there is none (yet).
bool attachIndex(Database &db)
{
    {
        Query attached = db.query("SELECT 1 FROM pragma_database_list WHERE name = 'search'");
        if (attached.next())
            return true;
    }
    QString file;
    {
        Query main = db.query("SELECT file FROM pragma_database_list WHERE name = 'main'");
        if (main.next())
            file = SearchIndex::fileName(QFileInfo(main.text(0)).path());
    }
    if (!QFileInfo::exists(file))
        return false;
    db.run("ATTACH ? AS search", file);
    return db.status().has_value();
}

/// An index of another layout is none: it is made anew in the background.
bool isReadable(Database &db)
{
    {
        Query table = db.query("SELECT 1 FROM search.sqlite_schema WHERE name = 'common'");
        if (!table.next())
            return false;
    }
    Query row = db.query("SELECT version FROM search.state");
    return row.next() && (row.integer(0) == SearchIndex::version() || row.integer(0) == SearchIndex::outdated);
}

} // namespace

Result<void> SearchReading::prepare(Transaction &tx, const SearchNode &query)
{
    auto condition = searchCondition(tx, query);
    if (!condition)
        return fail(condition.error());
    m_condition = std::move(*condition);
    m_hasIndex = attachIndex(m_db) && isReadable(m_db);
    m_plan = searchPlan(m_condition, [this](QStringView word) { return isCommon(word); });
    m_plan.bounds = m_condition.bounds();
    lookAtFolder();
    // What the index leads to has been found by it.
    m_isLed = !m_plan.match.isEmpty();
    m_plan.isNarrowed = m_isLed;
    if (!m_hasIndex || !m_condition.isAboutText())
        return m_db.status();
    m_runs = attachedRuns(m_db);
    if (m_plan.bounds.hasDates())
        narrowRuns();
    readStale();
    readExcluded();
    readCandidates();
    return m_db.status();
}

/// As SearchEncoder::isCommon said when the index was made.
bool SearchReading::isCommon(QStringView word)
{
    if (isCommonWord(word))
        return true;
    if (!m_hasIndex)
        return false;
    Query row = m_db.query("SELECT 1 FROM search.common WHERE text = ?", word.toString());
    return row.next();
}

void SearchReading::inAnyOrder(const Visit &take)
{
    if (!m_condition.isAboutText())
        return scan([&](const MessageKey &key) { return take(key), true; });
    if (!m_hasIndex)
        return;
    for (const MessageKey &key : staleHits())
        take(key);
    const SearchWindow window = wholeWindow();
    const SearchSet hits = hitsOfAll(window);
    if (hits.count() * few < window.size()) {
        hits.forEach([&](qsizetype index) {
            if (const auto key = keyOf(window.docid(index)))
                take(*key);
        });
        return;
    }
    Query row = m_db.query("SELECT docid, date, message_id FROM search.doc");
    while (row.next()) {
        const qsizetype index = window.indexOf(row.integer(0));
        if (index >= 0 && hits.contains(index))
            take(MessageKey{row.integer(1), row.id<MessageId>(2)});
    }
}

qint64 SearchReading::count()
{
    qint64 count = 0;
    if (!m_condition.isAboutText()) {
        scan([&count](const MessageKey &) { return ++count, true; });
        return count;
    }
    if (!m_hasIndex)
        return 0;
    count = staleHits().size();
    if (!m_plan.isExact)
        return count + hitsOfAll(wholeWindow()).count();
    Query row = m_db.query("SELECT rowid FROM search.term WHERE term MATCH ?", m_plan.match);
    while (row.next())
        count += m_excluded.contains(row.integer(0)) ? 0 : 1;
    return count;
}

std::optional<MessageKey> SearchReading::keyOf(qint64 docid)
{
    Query row = m_db.query("SELECT date, message_id FROM search.doc WHERE docid = ?", docid);
    if (!row.next())
        return {};
    return MessageKey{row.integer(0), row.id<MessageId>(1)};
}

SearchWindow SearchReading::wholeWindow() const
{
    SearchWindow window;
    for (const SearchRun &run : m_runs)
        window.add(run.low, run.high);
    return window;
}

SearchSet SearchReading::hitsOfAll(const SearchWindow &window)
{
    SearchEvaluation evaluation(m_db, m_plan, window);
    SearchSet found(window);
    for (const qint64 docid : m_candidates) {
        if (const qsizetype index = window.indexOf(docid); index >= 0)
            found.insert(index);
    }
    if (m_hasCandidates && found.isEmpty())
        return found;
    if (m_isLed && m_hasCandidates)
        found &= evaluation.matching(m_plan.match);
    else if (!m_hasCandidates)
        found = m_isLed ? evaluation.matching(m_plan.match) : evaluation.all();
    for (const qint64 docid : std::as_const(m_excluded)) {
        if (const qsizetype index = window.indexOf(docid); index >= 0)
            found.remove(index);
    }
    return m_plan.isExact ? found : evaluation.evaluate(found);
}

qint64 SearchReading::docidOf(MessageId id)
{
    Query doc = m_db.query("SELECT docid FROM search.doc WHERE message_id = ?", id);
    return doc.next() ? doc.integer(0) : 0;
}

/// Whether the query is about one folder of few messages.
void SearchReading::lookAtFolder()
{
    constexpr qint64 small = 1000;
    if (!m_plan.bounds.folder.isValid())
        return;
    Query row = m_db.query("SELECT total FROM folder WHERE id = ?", m_plan.bounds.folder);
    m_plan.bounds.isFolderSmall = row.next() && row.integer(0) <= small;
}

/// The documents of a run are in the order of their dates: those outside of the query's are left out.
void SearchReading::narrowRuns()
{
    for (SearchRun &run : m_runs) {
        const qint64 low = firstFrom(run, m_plan.bounds.firstDate), end = firstFrom(run, m_plan.bounds.endDate);
        run.low = low;
        run.high = end - 1;
    }
    std::erase_if(m_runs, [](const SearchRun &run) { return run.high < run.low; });
}

/// The first docid of the run with that date or a later one; behind the run where there is none.
qint64 SearchReading::firstFrom(const SearchRun &run, qint64 date)
{
    qint64 low = run.low, end = run.high + 1;
    while (low < end) {
        const qint64 middle = low + (end - low) / 2;
        // Removed documents leave holes.
        Query row = m_db.query(
            "SELECT docid, date FROM search.doc WHERE docid BETWEEN ? AND ? ORDER BY docid LIMIT 1", middle, end - 1);
        if (!row.next())
            end = middle;
        else if (row.integer(1) < date)
            low = row.integer(0) + 1;
        else
            end = middle;
    }
    return low;
}

/// Where a filter has an index of its own and few messages fulfil it, these are looked at and no others.
void SearchReading::readCandidates()
{
    constexpr size_t most = 1000;
    const SearchBounds::Index index = m_plan.bounds.index();
    if (index == SearchBounds::Index::Date)
        return;
    std::vector<MessageId> ids;
    Query row = rowsInside(m_db, m_plan.bounds, index);
    while (row.next()) {
        if (ids.size() == most)
            return;
        ids.push_back(row.id<MessageId>(0));
    }
    m_hasCandidates = true;
    for (const MessageId id : ids) {
        if (const qint64 docid = docidOf(id); docid != 0)
            m_candidates.push_back(docid);
    }
}

void SearchReading::readStale()
{
    Query row = m_db.query("SELECT DISTINCT message_id FROM search_change WHERE seq > (SELECT sequence FROM "
                           "search.state) LIMIT ?",
        mostStale + 1);
    while (row.next())
        m_stale.append(row.id<MessageId>(0));
    if (m_stale.size() > mostStale)
        m_stale.clear();
}

/// docids that do not count: dead, not shown, or about to be indexed again.
void SearchReading::readExcluded()
{
    {
        Query dead = m_db.query("SELECT docid FROM search.dead");
        while (dead.next())
            m_excluded.insert(dead.integer(0));
    }
    Query hidden = m_db.query("SELECT d.docid FROM message m CROSS JOIN search.doc d ON d.message_id = m.id WHERE "
                              "m.view_folder_id IS NULL");
    while (hidden.next())
        m_excluded.insert(hidden.integer(0));
    for (const MessageId id : std::as_const(m_stale)) {
        if (const qint64 docid = docidOf(id); docid != 0)
            m_excluded.insert(docid);
    }
}

QList<MessageKey> SearchReading::staleHits()
{
    QList<MessageKey> hits;
    for (const MessageId id : std::as_const(m_stale)) {
        m_subject.setMessage(id);
        if (m_subject.row().folder.isValid() && m_condition.holds(m_subject))
            hits.append({m_subject.row().date, id});
    }
    std::sort(hits.begin(), hits.end());
    return hits;
}

/// Through all messages, newest first.
void SearchReading::scan(const Take &take)
{
    Query row = rowsInside(m_db, m_plan.bounds, m_plan.bounds.index());
    while (row.next()) {
        const MessageKey key{row.integer(1), row.id<MessageId>(0)};
        m_subject.setMessage(key.id, rowInside(row));
        if (m_condition.holds(m_subject) && !take(key))
            return;
    }
}

namespace search {

Result<QList<MessageKey>> newest(Transaction &tx, const SearchNode &query, int limit)
{
    SearchReading reading(tx);
    if (auto ready = reading.prepare(tx, query); !ready)
        return fail(ready.error());
    QList<MessageKey> found;
    if (limit > 0)
        reading.newestFirst([&](const MessageKey &key) { return found.append(key), found.size() < limit; });
    return tx.database().checked(found);
}

Result<QList<MessageKey>> keys(Transaction &tx, const SearchNode &query)
{
    SearchReading reading(tx);
    if (auto ready = reading.prepare(tx, query); !ready)
        return fail(ready.error());
    QList<MessageKey> found;
    reading.inAnyOrder([&](const MessageKey &key) { found.append(key); });
    std::sort(found.begin(), found.end());
    return tx.database().checked(found);
}

Result<qint64> count(Transaction &tx, const SearchNode &query)
{
    SearchReading reading(tx);
    if (auto ready = reading.prepare(tx, query); !ready)
        return fail(ready.error());
    return tx.database().checked(reading.count());
}

Result<qint64> pending(Transaction &tx)
{
    Database &db = tx.database();
    const bool hasIndex = attachIndex(db) && isReadable(db);
    qint64 missing = 0;
    {
        Query row = hasIndex ? db.query("SELECT (SELECT count(*) FROM message) - (SELECT count(*) FROM search.doc)")
                             : db.query("SELECT count(*) FROM message");
        if (row.next())
            missing = row.integer(0);
    }
    // A few are looked at directly.
    return db.checked(hasIndex && missing <= mostStale ? qint64(0) : std::max(missing, qint64(0)));
}

} // namespace search

} // namespace qn::store
