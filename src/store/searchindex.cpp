// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchindex.h"

#include "store/database.h"
#include "store/logging.h"
#include "store/store.h"

#include <QFile>

#include <algorithm>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int indexVersion = 4; ///< to be raised when terms or texts of the same message become others

const char schema[] = R"(
DROP TABLE IF EXISTS term;
DROP TABLE IF EXISTS doc;
DROP TABLE IF EXISTS dead;
DROP TABLE IF EXISTS run;
DROP TABLE IF EXISTS text;
DROP TABLE IF EXISTS code;
DROP TABLE IF EXISTS common;
DROP TABLE IF EXISTS state;
CREATE VIRTUAL TABLE term USING fts5(terms, content='', columnsize=0, detail=none, tokenize='ascii');
INSERT INTO term (term, rank) VALUES ('hashsize', 8388608);
CREATE TABLE doc (docid INTEGER PRIMARY KEY, message_id INTEGER NOT NULL, date INTEGER NOT NULL, hash INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX doc_message ON doc (message_id);
CREATE TABLE text (docid INTEGER PRIMARY KEY, codes BLOB NOT NULL) STRICT;
CREATE TABLE code (code INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE common (text TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE dead (docid INTEGER PRIMARY KEY) STRICT;
CREATE TABLE run (id INTEGER PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, low_date INTEGER NOT NULL,
  low_id INTEGER NOT NULL, high_date INTEGER NOT NULL, high_id INTEGER NOT NULL, closed INTEGER NOT NULL) STRICT;
-- sequence: of search_change. older_*: messages older than this are still to be indexed, NULL: none. learned: from so many
-- messages it is known what is common.
CREATE TABLE state (version INTEGER NOT NULL, identity BLOB NOT NULL, sequence INTEGER NOT NULL, older_date INTEGER,
  older_id INTEGER, learned INTEGER NOT NULL) STRICT;
)";

QString markOf(const QString &indexFile)
{
    return indexFile + u".is-damaged"_s;
}

Result<std::unique_ptr<Database>> openIndexFile(const QString &file)
{
    auto index = Database::open(file, Database::Access::Write, Database::Role::Index);
    if (!index)
        return index;
    auto done = (*index)->execute("PRAGMA journal_mode=WAL"_ba);
    if (!done && done.error().reason == ErrorReason::DatabaseCorrupt) {
        qCWarning(logStore) << "the search index is damaged and is made anew";
        done = (*index)->makeEmpty();
        if (done)
            done = (*index)->execute("PRAGMA journal_mode=WAL"_ba);
        if (done)
            QFile::remove(markOf(file));
    }
    if (!done)
        return fail(done.error());
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner); // mail is private
    return index;
}

} // namespace

struct SearchIndex::State
{
    qint64 version = 0;
    QByteArray identity;
    qint64 sequence = 0;
    std::optional<MessageKey> older;
    qint64 learned = 0;
};

struct SearchIndex::Work
{
    MessageKey key;
    quint64 hash = 0;
    QByteArray terms, codes;
    qint64 oldDocid = 0; ///< 0: it is new
    QByteArray oldTerms; ///< to be taken back
    bool staysInPlace = false;
};

struct SearchIndex::Action
{
    qint64 docid = 0;
    const QByteArray *takeBack = nullptr;
    const Work *add = nullptr;
};

SearchIndex::SearchIndex(const QString &dataDir, std::unique_ptr<Database> mail, std::unique_ptr<Database> index)
    : m_dataDir(dataDir)
    , m_mail(std::move(mail))
    , m_index(std::move(index))
    , m_encoder(*m_index)
{
}

SearchIndex::~SearchIndex() = default;

QString SearchIndex::fileName(const QString &dataDir)
{
    return dataDir + u"/search.db"_s;
}

void SearchIndex::markDamaged(const QString &dataDir)
{
    QFile mark(markOf(fileName(dataDir)));
    if (!mark.open(QIODevice::WriteOnly))
        qCWarning(logStore) << "the damaged search index cannot be marked";
}

/// In place: others who have the file open see the new one.
Result<void> SearchIndex::replaceDamaged()
{
    qCWarning(logStore) << "the search index is damaged and is made anew";
    m_encoder.forget();
    if (auto done = m_index->makeEmpty(); !done)
        return done;
    QFile::remove(markOf(fileName(m_dataDir)));
    return {};
}

qint64 SearchIndex::version()
{
    return qint64(indexVersion) * 1'000'000 + TextAtoms::version();
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const QString &dataDir)
{
    auto mail = Database::open(Store::fileName(dataDir), Database::Access::Read, Database::Role::Indexer);
    if (!mail)
        return fail(mail.error());
    auto index = openIndexFile(fileName(dataDir));
    if (!index && index.error().reason == ErrorReason::DatabaseCorrupt) {
        // Nothing can be done with the file itself.
        for (const QString &tail : {QString(), u"-wal"_s, u"-shm"_s})
            QFile::remove(fileName(dataDir) + tail);
        index = openIndexFile(fileName(dataDir));
    }
    if (!index)
        return fail(index.error());
    return std::unique_ptr<SearchIndex>(new SearchIndex(dataDir, std::move(*mail), std::move(*index)));
}

Result<SearchIndex::Progress> SearchIndex::step(int limit)
{
    if (QFile::exists(markOf(fileName(m_dataDir)))) {
        if (auto replaced = replaceDamaged(); !replaced)
            return fail(replaced.error());
    }
    // The index first: who holds its lock sees the newest of the mailbox.
    if (auto begun = m_index->begin(Database::Begin::Immediate); !begun)
        return fail(begun.error());
    if (const qint64 version = m_index->dataVersion(); version != std::exchange(m_version, version))
        m_encoder.forget();
    Result<Progress> progress = fail(ErrorKind::Internal, {});
    if (auto begun = m_mail->begin(Database::Begin::Deferred); !begun)
        progress = fail(begun.error());
    else
        progress = stepInside(limit);
    if (progress && std::exchange(m_isStopped, false))
        progress = fail(ErrorKind::Canceled, u"indexing is to stop"_s);
    if (progress) {
        if (auto read = m_mail->status(); !read)
            progress = fail(read.error());
        m_mail->rollback(); // before the commit: meanwhile the mailbox's log can be begun anew
    }
    if (progress) {
        if (auto done = m_index->commit(); !done)
            progress = fail(done.error());
    }
    if (!progress)
        m_encoder.forget();
    m_mail->rollback();
    m_index->rollback();
    return progress;
}

Result<SearchIndex::Progress> SearchIndex::stepInside(int limit)
{
    Result<State> read = readState();
    if (!read)
        return fail(read.error());
    State state = *read;
    m_runs.read(*m_index);
    QSet<MessageId> ids;
    bool hasMore = readLog(state, limit, ids);
    hasMore = readBackfill(state, limit - int(ids.size()), ids) || hasMore;
    hasMore = readClosedRuns(limit - int(ids.size()), ids) || hasMore;
    std::vector<Work> work;
    if (!ids.isEmpty()) {
        constexpr qsizetype many = 200;
        m_encoder.begin(ids.size() >= many);
        if (m_encoder.isEmpty()) {
            learn(ids);
            state.learned = ids.size();
        }
        work = prepare(ids);
        m_encoder.end();
    }
    std::vector<Action> actions = place(work);
    apply(actions);
    if (!hasMore) {
        m_runs.closeSmall();
        hasMore = m_runs.hasClosed();
        if (!hasMore && (hasTooManyDead() || hasLearnedTooLittle(state))) {
            state.version = outdated; // the next step starts anew
            hasMore = true;
        }
    }
    if (!hasMore)
        m_encoder.forget(); // memory
    m_runs.write(*m_index);
    writeState(state);
    return m_index->checked(Progress{int(work.size()), hasMore, state.sequence});
}

Result<SearchIndex::State> SearchIndex::readState()
{
    QByteArray identity;
    {
        Query row = m_mail->query("SELECT id FROM store_identity");
        if (row.next())
            identity = row.bytes(0);
        if (auto done = m_mail->status(); !done)
            return fail(done.error());
    }
    State state;
    bool exists = false;
    {
        Query table = m_index->query("SELECT 1 FROM sqlite_schema WHERE name = 'common'");
        exists = table.next();
    }
    if (exists) {
        Query row = m_index->query("SELECT version, identity, sequence, older_date, older_id, learned FROM state");
        if (row.next()) {
            state = {row.integer(0), row.bytes(1), row.integer(2), std::nullopt, 0};
            if (!row.isNull(3))
                state.older = MessageKey{row.integer(3), row.id<MessageId>(4)};
            state.learned = row.integer(5);
        }
    }
    if (auto done = m_index->status(); !done)
        return fail(done.error());
    if (state.version == version() && state.identity == identity)
        return state;
    state.version = version();
    state.identity = identity;
    if (auto done = startAnew(state); !done)
        return fail(done.error());
    return state;
}

Result<void> SearchIndex::startAnew(State &state)
{
    if (auto done = m_index->execute(schema); !done)
        return done;
    m_encoder.forget();
    state.sequence = 0;
    {
        Query row = m_mail->query("SELECT max(seq) FROM search_change");
        if (row.next())
            state.sequence = row.integer(0);
    }
    state.older = MessageKey{std::numeric_limits<qint64>::max(), MessageId(std::numeric_limits<qint64>::max())};
    m_index->run("INSERT INTO state (version, identity, sequence, learned) VALUES (0, x'', 0, 0)");
    return m_index->status();
}

void SearchIndex::writeState(const State &state)
{
    m_index->run("UPDATE state SET version = ?, identity = ?, sequence = ?, older_date = ?, older_id = ?, learned = ?",
        state.version, state.identity, state.sequence, state.older ? std::optional(state.older->date) : std::nullopt,
        state.older ? std::optional(state.older->id.value()) : std::nullopt, state.learned);
}

bool SearchIndex::readLog(State &state, int limit, QSet<MessageId> &ids)
{
    Query row = m_mail->query("SELECT seq, message_id FROM search_change WHERE seq > ? ORDER BY seq", state.sequence);
    while (row.next()) {
        if (ids.size() >= limit)
            return true;
        state.sequence = row.integer(0);
        ids.insert(row.id<MessageId>(1));
    }
    return false;
}

bool SearchIndex::readBackfill(State &state, int limit, QSet<MessageId> &ids)
{
    if (!state.older)
        return false;
    if (limit <= 0)
        return true;
    Query row = m_mail->query("SELECT date, id FROM message WHERE (date, id) < (?, ?) ORDER BY date DESC, id DESC",
        state.older->date, state.older->id);
    int count = 0;
    while (count < limit && !shouldStop() && row.next()) {
        state.older = MessageKey{row.integer(0), row.id<MessageId>(1)};
        // What has changed since this index was begun came with the log of changes.
        Query known = m_index->query("SELECT 1 FROM doc WHERE message_id = ?", state.older->id);
        if (known.next())
            continue;
        ids.insert(state.older->id);
        ++count;
    }
    if (count < limit)
        state.older.reset();
    return count == limit;
}

/// The newest of all closed runs together, so that they become one.
bool SearchIndex::readClosedRuns(int limit, QSet<MessageId> &ids)
{
    if (!m_runs.hasClosed())
        return false;
    if (limit <= 0)
        return true;
    std::vector<MessageKey> keys;
    QList<qint64> empty;
    for (const SearchRun &run : m_runs.all()) {
        if (!run.isClosed)
            continue;
        Query row = m_index->query(
            "SELECT date, message_id FROM doc WHERE docid BETWEEN ? AND ? ORDER BY docid DESC LIMIT ?", run.low,
            run.high, limit);
        const size_t before = keys.size();
        while (row.next())
            keys.push_back({row.integer(0), row.id<MessageId>(1)});
        if (keys.size() == before)
            empty.append(run.id);
    }
    for (const qint64 id : std::as_const(empty))
        m_runs.remove(id);
    std::sort(keys.rbegin(), keys.rend());
    for (size_t i = 0; i < keys.size() && i < size_t(limit); ++i)
        ids.insert(keys[i].id);
    return m_runs.hasClosed(); // the next time they are empty, and go
}

bool SearchIndex::shouldStop()
{
    m_isStopped = m_isStopped || (m_shouldStop && m_shouldStop());
    return m_isStopped;
}

/// What is frequent in the first messages gets the shortest numbers.
void SearchIndex::learn(const QSet<MessageId> &ids)
{
    TextAtoms atoms;
    for (const MessageId id : ids) {
        if (shouldStop())
            return;
        const auto document = loadSearchDocument(*m_mail, id);
        m_encoder.startDocument();
        for (const SearchNode::Field field : codedFields) {
            if (!document)
                break;
            atoms.read(document->text(field));
            m_encoder.learn(atoms);
        }
    }
    m_encoder.endLearning();
}

/// The mailbox's log cannot be begun anew while somebody reads what was in it, and who writes much waits for that. What is read
/// newer than the log of changes says is looked at once more in a later step.
bool SearchIndex::renewSnapshot()
{
    if (!m_mail->status())
        return false;
    m_mail->rollback();
    return m_mail->begin(Database::Begin::Deferred).has_value();
}

std::vector<SearchIndex::Work> SearchIndex::prepare(const QSet<MessageId> &ids)
{
    std::vector<Work> work;
    work.reserve(size_t(ids.size()));
    QList<MessageId> inOrder(ids.cbegin(), ids.cend()); // as they lie in the file
    std::sort(inOrder.begin(), inOrder.end());
    int read = 0;
    for (const MessageId id : std::as_const(inOrder)) {
        if (shouldStop())
            return {};
        constexpr int messagesOfASnapshot = 64;
        if (++read % messagesOfASnapshot == 0 && !renewSnapshot())
            return {};
        const auto document = loadSearchDocument(*m_mail, id);
        Work one;
        quint64 oldHash = 0;
        qint64 oldDate = 0;
        {
            Query row = m_index->query("SELECT docid, date, hash FROM doc WHERE message_id = ?", id);
            if (row.next()) {
                one.oldDocid = row.integer(0);
                oldDate = row.integer(1);
                oldHash = quint64(row.integer(2));
            }
        }
        if (!document) {
            if (one.oldDocid)
                dropDocument(one.oldDocid, false);
            continue;
        }
        one.key = {document->date, id};
        one.hash = document->hash();
        if (one.oldDocid) {
            const bool hasPlace = oldDate == one.key.date && !m_runs.isInClosedRun(one.oldDocid);
            if (one.hash == oldHash && hasPlace)
                continue;
            if (one.hash == oldHash) {
                one.oldTerms = m_terms.of(*document, m_encoder);
            } else if (document->hasBody) {
                const SearchDocument before = withPreviewOnly(*m_mail, id, *document);
                if (before.hash() == oldHash)
                    one.oldTerms = m_terms.of(before, m_encoder);
            }
            one.staysInPlace = hasPlace && !one.oldTerms.isEmpty();
        }
        one.terms = m_terms.encoded(*document, m_encoder);
        one.codes = m_encoder.document();
        work.push_back(std::move(one));
    }
    std::sort(work.begin(), work.end(), [](const Work &a, const Work &b) { return a.key < b.key; });
    return work;
}

void SearchIndex::dropDocument(qint64 docid, bool isTakenBack)
{
    m_index->run("DELETE FROM doc WHERE docid = ?", docid);
    m_index->run("DELETE FROM text WHERE docid = ?", docid);
    if (!isTakenBack)
        m_index->run("INSERT OR IGNORE INTO dead (docid) VALUES (?)", docid);
}

std::vector<SearchIndex::Action> SearchIndex::place(std::vector<Work> &work)
{
    std::vector<MessageKey> keys;
    for (const Work &one : work) {
        if (!one.staysInPlace)
            keys.push_back(one.key);
    }
    const std::vector<qint64> docids = m_runs.place(keys);
    std::vector<Action> actions;
    actions.reserve(work.size());
    size_t next = 0;
    for (const Work &one : work) {
        if (one.oldDocid)
            dropDocument(one.oldDocid, !one.oldTerms.isEmpty());
        if (one.staysInPlace) {
            actions.push_back({one.oldDocid, &one.oldTerms, &one});
            continue;
        }
        if (!one.oldTerms.isEmpty())
            actions.push_back({one.oldDocid, &one.oldTerms, nullptr});
        actions.push_back({docids[next++], nullptr, &one});
    }
    // FTS5 writes out what it has gathered whenever a rowid is smaller than the one before.
    std::stable_sort(
        actions.begin(), actions.end(), [](const Action &a, const Action &b) { return a.docid < b.docid; });
    return actions;
}

void SearchIndex::apply(std::vector<Action> &actions)
{
    for (const Action &action : actions) {
        if (action.takeBack) {
            m_index->run("INSERT INTO term (term, rowid, terms) VALUES ('delete', ?, CAST(? AS TEXT))", action.docid,
                *action.takeBack);
        }
        if (!action.add)
            continue;
        m_index->run(
            "INSERT INTO term (rowid, terms) VALUES (?, CAST(? AS TEXT))", action.docid, action.add->terms);
        m_index->run("INSERT INTO doc (docid, message_id, date, hash) VALUES (?, ?, ?, ?)", action.docid,
            action.add->key.id, action.add->key.date, qint64(action.add->hash));
        m_index->run("INSERT INTO text (docid, codes) VALUES (?, ?)", action.docid, action.add->codes);
    }
}

/// The first step of a mailbox that was empty has seen hardly anything.
bool SearchIndex::hasLearnedTooLittle(const State &state)
{
    constexpr qint64 enough = 1000, many = 8000;
    if (state.learned >= enough)
        return false;
    Query row = m_index->query("SELECT 1 FROM doc LIMIT 1 OFFSET ?", many);
    return row.next();
}

/// Removed messages leave their terms behind. Where these are a third of the index, it is made anew.
bool SearchIndex::hasTooManyDead()
{
    constexpr qint64 many = 5000;
    Query dead = m_index->query("SELECT count(*) FROM dead");
    const qint64 count = dead.next() ? dead.integer(0) : 0;
    if (count < many)
        return false;
    Query live = m_index->query("SELECT count(*) FROM doc");
    return live.next() && count > live.integer(0) / 2;
}

} // namespace qn::store
