// SPDX-License-Identifier: GPL-3.0-or-later
// namespace search of transaction.h: the reading side of the index.
#include "store/database.h"
#include "store/searchcondition.h"
#include "store/searchindex.h"
#include "store/searchruns.h"
#include "store/searchterms.h"

#include <QFileInfo>

#include <algorithm>
#include <list>

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

bool hasTables(Database &db)
{
    Query table = db.query("SELECT 1 FROM search.sqlite_schema WHERE name = 'state'");
    return table.next();
}

/// One question to the index, inside a transaction.
class SearchReading final
{
    Q_DISABLE_COPY_MOVE(SearchReading)

public:
    explicit SearchReading(Transaction &tx)
        : m_db(tx.database())
        , m_subject(m_db)
    {
    }

    Result<void> prepare(Transaction &tx, const SearchNode &query)
    {
        auto condition = searchCondition(tx, query);
        if (!condition)
            return fail(condition.error());
        m_condition = std::move(*condition);
        m_plan = searchPlan(m_condition);
        m_hasIndex = attachIndex(m_db) && hasTables(m_db);
        if (!m_hasIndex || !m_condition.isAboutText())
            return m_db.status();
        readStale();
        readExcluded();
        if (m_plan.match.isEmpty()) {
            for (SearchCondition &part : m_plan.rest)
                findCandidates(part);
        }
        return m_db.status();
    }

    /// Calls `take(key)` for hits, newest first, until it returns false.
    template <typename Take> void newestFirst(Take take)
    {
        if (m_plan.match.isEmpty())
            return scan(take);
        if (!m_hasIndex)
            return;
        std::list<Source> sources;
        for (const SearchRun &run : attachedRuns(m_db))
            sources.push_back({run, run.highKey, {}});
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

    /// Calls `take(key)` for every hit, in any order.
    template <typename Take> void inAnyOrder(Take take)
    {
        if (m_plan.match.isEmpty())
            return scan([&](const MessageKey &key) { return take(key), true; });
        if (!m_hasIndex)
            return;
        for (const MessageKey &key : staleHits())
            take(key);
        Query row = m_db.query("SELECT t.rowid, d.date, d.message_id FROM search.term t CROSS JOIN search.doc d ON "
                               "d.docid = t.rowid WHERE t.term MATCH ?",
            m_plan.match);
        while (row.next()) {
            const MessageKey key{row.integer(1), row.id<MessageId>(2)};
            if (isHit(row.integer(0), key))
                take(key);
        }
    }

    qint64 count()
    {
        qint64 count = 0;
        if (m_plan.match.isEmpty() || !m_plan.rest.empty() || !m_hasIndex) {
            inAnyOrder([&count](const MessageKey &) { ++count; });
            return count;
        }
        count = staleHits().size();
        Query row = m_db.query("SELECT rowid FROM search.term WHERE term MATCH ?", m_plan.match);
        while (row.next())
            count += m_excluded.contains(row.integer(0)) ? 0 : 1;
        return count;
    }

private:
    struct Source
    {
        SearchRun run;
        MessageKey key; ///< of the hit it stands at
        std::unique_ptr<Query> query;
    };

    bool advance(Source &source)
    {
        if (!source.query) {
            source.query = std::make_unique<Query>(m_db.query(
                "SELECT t.rowid, d.date, d.message_id FROM search.term t CROSS JOIN search.doc d ON d.docid = t.rowid "
                "WHERE t.term MATCH ? AND t.rowid BETWEEN ? AND ? ORDER BY t.rowid DESC",
                m_plan.match, source.run.low, source.run.high));
        }
        while (source.query->next()) {
            source.key = {source.query->integer(1), source.query->id<MessageId>(2)};
            if (isHit(source.query->integer(0), source.key))
                return true;
        }
        return false;
    }

    bool isHit(qint64 docid, const MessageKey &key)
    {
        if (m_excluded.contains(docid))
            return false;
        if (m_plan.rest.empty())
            return true;
        m_subject.setMessage(key.id);
        return m_plan.holds(m_subject);
    }

    void readStale()
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
    void readExcluded()
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
            Query doc = m_db.query("SELECT docid FROM search.doc WHERE message_id = ?", id);
            if (doc.next())
                m_excluded.insert(doc.integer(0));
        }
    }

    QList<MessageKey> staleHits()
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

    /// For a query that the index cannot lead through (-word, word OR is:unread): what each of its phrases finds.
    void findCandidates(SearchCondition &condition)
    {
        for (SearchCondition &child : condition.children)
            findCandidates(child);
        if (condition.kind != SearchNode::Kind::Text)
            return;
        const SearchExpression expression = searchExpression(*condition.phrase);
        auto found = std::make_shared<QSet<MessageId>>(m_stale.cbegin(), m_stale.cend());
        Query row = m_db.query(
            "SELECT d.message_id FROM search.term t CROSS JOIN search.doc d ON d.docid = t.rowid WHERE t.term MATCH ?",
            expression.match);
        while (row.next())
            found->insert(row.id<MessageId>(0));
        condition.candidates = std::move(found);
    }

    /// Through all messages, newest first.
    template <typename Take> void scan(Take take)
    {
        Query row = m_db.query("SELECT id, date, view_folder_id, view_flags, size, has_attachments FROM message INDEXED "
                               "BY message_date WHERE view_folder_id IS NOT NULL ORDER BY date DESC, id DESC");
        while (row.next()) {
            const MessageKey key{row.integer(1), row.id<MessageId>(0)};
            m_subject.setMessage(key.id,
                {key.date, row.id<FolderId>(2), quint32(row.integer(3)), row.integer(4), row.integer(5) != 0});
            if (m_plan.holds(m_subject) && !take(key))
                return;
        }
    }

    Database &m_db;
    SearchSubject m_subject;
    SearchCondition m_condition;
    SearchPlan m_plan;
    bool m_hasIndex = false;
    QList<MessageId> m_stale;
    QSet<qint64> m_excluded;
};

} // namespace

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
    const bool hasIndex = attachIndex(db) && hasTables(db);
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
