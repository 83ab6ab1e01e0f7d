// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include "store/integrity.h"
#include "store/logging.h"
#include "store/searchindex.h"
#include "store/sourcefiles.h"

#include <QFileInfo>

#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {
constexpr int busyTimeout = 5000; // milliseconds

std::atomic<int> stepsToFailure{0};
std::atomic<int> failureCode{0};
std::atomic<Database::Role> failingRole{Database::Role::Writer};
} // namespace

Query::Query(Query &&other) noexcept
    : m_database(other.m_database)
    , m_sql(other.m_sql)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_texts(std::move(other.m_texts))
    , m_bound(other.m_bound)
    , m_isBorrowing(other.m_isBorrowing)
{
}

Query::~Query()
{
    if (m_statement)
        m_database.giveBack(m_sql, m_statement);
}

bool Query::next()
{
    if (!m_statement || m_database.m_failure)
        return false;
    int code = m_database.injectedFailure();
    if (code == SQLITE_OK)
        code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        m_database.noteFailure(code, m_sql);
    return false;
}

void Query::run()
{
    while (next()) { }
}

qint64 Query::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QString Query::text(int column) const
{
    const auto *utf8 = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(utf8, sqlite3_column_bytes(m_statement, column));
}

QByteArray Query::bytes(int column) const
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArray(data, sqlite3_column_bytes(m_statement, column));
}

QByteArrayView Query::view(int column) const
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArrayView(data, data ? sqlite3_column_bytes(m_statement, column) : 0);
}

bool Query::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

void Query::bind(int index, qint64 value)
{
    if (m_statement)
        sqlite3_bind_int64(m_statement, index, value);
}

void Query::bind(int index, const QString &value)
{
    if (!m_statement)
        return;
    const QByteArray &utf8 = m_texts.emplace_back(value.toUtf8());
    const int code = sqlite3_bind_text(m_statement, index, utf8.constData(), int(utf8.size()), SQLITE_STATIC);
    if (code != SQLITE_OK)
        m_database.noteFailure(code, m_sql);
}

void Query::bind(int index, const QByteArray &value)
{
    if (!m_statement)
        return;
    // A null pointer would bind NULL; an empty value is an empty blob.
    const char *data = value.isEmpty() ? "" : value.constData();
    const int code = sqlite3_bind_blob64(m_statement, index, data, sqlite3_uint64(value.size()),
        m_isBorrowing ? SQLITE_STATIC : SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
        m_database.noteFailure(code, m_sql);
}

Database::Database(QString file, Role role)
    : m_file(std::move(file))
    , m_role(role)
{
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, Access access, Role role)
{
    // Counting memory costs a lock for every allocation of every thread.
    [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    std::unique_ptr<Database> database(new Database(file, role));
    // A reader opens for writing too: the first connection after a crash has to recover the log. query_only keeps it
    // honest.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (access == Access::Write)
        flags |= SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(file.toUtf8().constData(), &database->m_handle, flags, nullptr);
    if (code != SQLITE_OK)
        return fail(database->lastError(code));
    sqlite3_busy_timeout(database->m_handle, busyTimeout);
    // No memory mapping: mapped pages would count as the program's memory, and a failing disk would be a signal, not an
    // error.
    const QByteArray settings = access == Access::Write
        // Mail with its source is long: on pages of 16 KiB it is written at twice the speed of 4 KiB (files that exist
        // keep theirs).
        ? "PRAGMA page_size=16384; PRAGMA foreign_keys=ON; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY; PRAGMA "
          "synchronous=FULL;"
          "PRAGMA journal_size_limit=16777216;"_ba
        : "PRAGMA query_only=ON; PRAGMA cache_size=-2000; PRAGMA temp_store=MEMORY;"_ba;
    if (auto done = database->execute(settings); !done)
        return fail(done.error());
    return database;
}

Database::~Database()
{
    for (auto &[sql, statements] : m_idle) {
        for (sqlite3_stmt *statement : statements)
            sqlite3_finalize(statement);
    }
    sqlite3_close_v2(m_handle);
}

Query Database::prepare(const char *sql)
{
    auto &idle = m_idle[sql];
    if (!idle.empty()) {
        sqlite3_stmt *statement = idle.back();
        idle.pop_back();
        return Query(*this, sql, statement);
    }
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        noteFailure(code, sql);
    return Query(*this, sql, statement);
}

void Database::giveBack(const char *sql, sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    m_idle[sql].push_back(statement);
}

Result<void> Database::execute(const QByteArray &sql)
{
    int code = injectedFailure();
    if (code == SQLITE_OK)
        code = sqlite3_exec(m_handle, sql.constData(), nullptr, nullptr, nullptr);
    if (code == SQLITE_OK)
        return {};
    const Error error = lastError(code);
    noteDamage(error, sql.constData());
    return fail(error);
}

qint64 Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

int Database::changedRows() const
{
    return sqlite3_changes(m_handle);
}

Result<void> Database::begin(Begin kind, Durability durability)
{
    // A disk that fails may fail the way back as well: it is gone once more, or nothing would ever be written again.
    if (m_rollbackFailed)
        rollback();
    if (isInTransaction())
        return fail(ErrorKind::Internal, u"transaction inside a transaction"_s);
    m_failure.reset();
    if (kind == Begin::Immediate && durability != m_durability) {
        // The level cannot change inside a transaction.
        if (auto done =
                execute(durability == Durability::Full ? "PRAGMA synchronous=FULL"_ba : "PRAGMA synchronous=NORMAL"_ba);
            !done)
            return done;
        m_durability = durability;
    }
    run(kind == Begin::Immediate ? "BEGIN IMMEDIATE" : "BEGIN");
    return status();
}

Result<void> Database::commit()
{
    if (!m_failure)
        run("COMMIT");
    return status();
}

void Database::rollback()
{
    m_failure.reset();
    // SQLite has rolled back by itself after some failures.
    m_rollbackFailed = false;
    if (!isInTransaction())
        return;
    if (auto done = execute("ROLLBACK"_ba); !done) {
        m_rollbackFailed = true;
        qCWarning(logStore) << "rollback failed:" << done.error().detail;
    }
}

bool Database::isInTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

Result<void> Database::status() const
{
    if (m_failure)
        return fail(*m_failure);
    return {};
}

Result<void> Database::copyFrom(Database &source)
{
    sqlite3_backup *copy = sqlite3_backup_init(m_handle, "main", source.m_handle, "main");
    if (!copy)
        return fail(lastError(sqlite3_extended_errcode(m_handle)));
    // In one step the source is read as it is at one moment, however others go on writing.
    int code = SQLITE_OK;
    for (int busy = 0; busy < 50; ++busy) {
        code = sqlite3_backup_step(copy, -1);
        if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
            break;
        sqlite3_sleep(100);
    }
    const int finished = sqlite3_backup_finish(copy);
    if (code == SQLITE_DONE && finished == SQLITE_OK)
        return {};
    return fail(lastError(code == SQLITE_DONE ? finished : code));
}

void Database::interruptWhen(std::function<bool()> question)
{
    constexpr int instructions = 1000;
    m_interrupt = std::move(question);
    sqlite3_progress_handler(
        m_handle, instructions, [](void *self) { return static_cast<Database *>(self)->m_interrupt() ? 1 : 0; }, this);
}

SourceFiles &Database::sourceFiles()
{
    if (!m_sourceFiles)
        m_sourceFiles = std::make_unique<SourceFiles>(QFileInfo(m_file).path());
    return *m_sourceFiles;
}

qint64 Database::dataVersion()
{
    Query version = query("PRAGMA data_version");
    return version.next() ? version.integer(0) : -1;
}

Result<void> Database::makeEmpty()
{
    rollback();
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
    const auto done = execute("VACUUM"_ba);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
    return done;
}

void Database::keepLogOnClose()
{
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

int Database::injectedFailure() const
{
    if (stepsToFailure.load(std::memory_order_acquire) <= 0 || failingRole.load() != m_role)
        return SQLITE_OK;
    return stepsToFailure.fetch_sub(1) == 1 ? failureCode.load() : SQLITE_OK;
}

/// Wherever it is met, damage of the mailbox is repaired at the next start. A reader may read the search index as well,
/// attached as "search": that is made anew at once.
void Database::noteDamage(const Error &error, const char *sql) const
{
    if (error.reason != ErrorReason::DatabaseCorrupt)
        return;
    const bool isMailbox = m_role == Role::Writer || m_role == Role::Reader || m_role == Role::Indexer;
    if (m_role == Role::Index || std::strstr(sql, "search.") || std::strstr(sql, "AS search"))
        SearchIndex::markDamaged(QFileInfo(m_file).path());
    else if (isMailbox)
        markDamaged(QFileInfo(m_file).path());
}

void Database::injectFailure(int steps, int code, Role role)
{
    stepsToFailure = 0;
    failureCode = code;
    failingRole = role;
    stepsToFailure = steps;
}

void Database::noteFailure(int code, const char *sql)
{
    if (m_failure)
        return;
    m_failure = lastError(code);
    noteDamage(*m_failure, sql);
    if ((code & 0xff) != SQLITE_INTERRUPT) // asked for (interruptWhen)
        qCWarning(logStore) << "database:" << m_failure->detail;
}

Error Database::lastError(int code) const
{
    Error error{ErrorKind::Storage, u"SQLite %1: %2"_s.arg(code).arg(QString::fromUtf8(sqlite3_errstr(code))),
        ErrorReason::None, code, {}};
    if (m_handle && sqlite3_extended_errcode(m_handle) == code)
        error.detail += u" ("_s + QString::fromUtf8(sqlite3_errmsg(m_handle)) + u")"_s;
    const int systemError = m_handle ? sqlite3_system_errno(m_handle) : 0;
    switch (code & 0xff) {
    case SQLITE_FULL:
        error.reason = ErrorReason::DiskFull;
        break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
#ifdef EDQUOT
        if (systemError == EDQUOT)
            error.reason = ErrorReason::DiskFull;
#endif
        if (systemError == ENOSPC)
            error.reason = ErrorReason::DiskFull;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error.reason = ErrorReason::DatabaseLocked;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error.reason = ErrorReason::DatabaseCorrupt;
        break;
    default:
        break;
    }
    return error;
}

} // namespace qn::store
