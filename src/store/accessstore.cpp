// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accessstore.h"

#include "store/database.h"
#include "store/logging.h"

#include <QFile>
#include <QTimeZone>

#include <algorithm>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int schemaVersion = 1;
constexpr qint64 accessFileId = 0x516e6732; // "Qng2"
constexpr qint64 expiredKept = 60LL * 60 * 1000; // so that a program is told "expired" rather than "unknown"
constexpr qint64 usedKept = 90LL * 24 * 60 * 60 * 1000; // how long the second use of a refresh token is noticed

// Times are milliseconds since the epoch. `expires` of a refresh token: 0 while it is good, then the time until which it
// is remembered.
const char schema[] = R"(
CREATE TABLE application (client_id TEXT PRIMARY KEY, name TEXT NOT NULL, redirect_uri TEXT NOT NULL,
  secret_hash BLOB NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE access (id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES application (client_id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL, address TEXT NOT NULL, scopes INTEGER NOT NULL, created INTEGER NOT NULL, last_used INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX access_application ON access (client_id);
CREATE TABLE token (hash BLOB PRIMARY KEY, access_id TEXT NOT NULL REFERENCES access (id) ON DELETE CASCADE,
  is_refresh INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX token_access ON token (access_id);
)";

#define QN_GRANT_COLUMNS "a.id, a.client_id, a.account_id, a.scopes, a.created, a.last_used, a.address"

GrantRow readGrant(const Query &row)
{
    return {row.text(0), row.text(1), row.id<AccountId>(2), AccessScopes::fromInt(quint32(row.integer(3))),
        row.integer(4), row.integer(5), row.text(6)};
}

ApplicationRow readApplication(const Query &row)
{
    return {row.text(0), row.text(1), row.text(2), row.bytes(3), row.integer(4)};
}

QDateTime utc(qint64 milliseconds)
{
    return milliseconds == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
}

Result<void> prepareSchema(Database &database)
{
    if (auto begun = database.begin(Database::Begin::Immediate); !begun)
        return begun;
    qint64 version = -1;
    {
        Query row = database.query("PRAGMA user_version");
        if (row.next())
            version = row.integer(0);
    }
    Result<void> done = database.status();
    if (done && version > schemaVersion)
        done = fail(ErrorKind::Storage, u"access.db is of a newer version"_s, ErrorReason::NewerSchema);
    if (done && version == 0)
        done = database.execute(QByteArray(schema) + "PRAGMA user_version=" + QByteArray::number(schemaVersion)
            + "; PRAGMA application_id=" + QByteArray::number(accessFileId));
    if (done)
        done = database.commit();
    if (!done)
        database.rollback();
    return done;
}

Result<std::unique_ptr<Database>> openFile(const QString &file)
{
    auto database = Database::open(file, Database::Access::Write);
    if (!database)
        return database;
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    Result<void> done = (*database)->execute("PRAGMA journal_mode=WAL"_ba);
    if (done)
        done = prepareSchema(**database);
    return done ? std::move(database) : Result<std::unique_ptr<Database>>(fail(done.error()));
}

} // namespace

AccessStore::AccessStore(std::unique_ptr<Database> database)
    : m_database(std::move(database))
{
}

AccessStore::~AccessStore() = default;

QString AccessStore::fileName(const QString &dataDir)
{
    return dataDir + u"/access.db"_s;
}

/// Where it is damaged a new one takes its place, in which nobody has access. The damaged file is kept.
Result<std::unique_ptr<AccessStore>> AccessStore::open(const QString &dataDir)
{
    const QString file = fileName(dataDir);
    auto database = openFile(file);
    if (!database && database.error().reason == ErrorReason::DatabaseCorrupt) {
        qCWarning(logStore) << "the list of applications is damaged and is made anew: none has access";
        for (const QString &tail : {QString(), u"-wal"_s, u"-shm"_s}) {
            QFile::remove(file + u".damaged"_s + tail);
            QFile::rename(file + tail, file + u".damaged"_s + tail);
        }
        database = openFile(file);
    }
    if (!database)
        return fail(database.error());
    return std::unique_ptr<AccessStore>(new AccessStore(std::move(*database)));
}

Result<std::unique_ptr<AccessStore>> AccessStore::openExisting(const QString &dataDir)
{
    if (!QFile::exists(fileName(dataDir)))
        return std::unique_ptr<AccessStore>();
    return open(dataDir);
}

Result<void> AccessStore::write(const std::function<void(Database &)> &work)
{
    if (auto begun = m_database->begin(Database::Begin::Immediate); !begun)
        return begun;
    work(*m_database);
    Result<void> done = m_database->status();
    if (done)
        done = m_database->commit();
    if (!done)
        m_database->rollback();
    return done;
}

Result<void> AccessStore::read(const std::function<void(Database &)> &work)
{
    if (auto begun = m_database->begin(Database::Begin::Deferred); !begun)
        return begun;
    work(*m_database);
    const Result<void> done = m_database->status();
    m_database->rollback();
    return done;
}

// applications

Result<void> AccessStore::addApplication(const ApplicationRow &row)
{
    bool isTaken = false;
    const Result<void> written = write([&](Database &db) {
        {
            Query same = db.query("SELECT 1 FROM application WHERE client_id = ?", row.clientId);
            isTaken = same.next();
        }
        if (!isTaken)
            db.run("INSERT INTO application (client_id, name, redirect_uri, secret_hash, created) VALUES (?, ?, ?, ?, ?)",
                row.clientId, row.name, row.redirectUri, row.secretHash, row.created);
    });
    if (written && isTaken)
        return fail(ErrorKind::Conflict, u"there is an application of that id"_s);
    return written;
}

Result<std::optional<ApplicationRow>> AccessStore::application(const QString &clientId)
{
    std::optional<ApplicationRow> found;
    const Result<void> read = this->read([&](Database &db) {
        Query row = db.query(
            "SELECT client_id, name, redirect_uri, secret_hash, created FROM application WHERE client_id = ?", clientId);
        if (row.next())
            found = readApplication(row);
    });
    if (!read)
        return fail(read.error());
    return found;
}

Result<QList<ApplicationRow>> AccessStore::applications()
{
    QList<ApplicationRow> rows;
    const Result<void> read = this->read([&](Database &db) {
        Query row = db.query(
            "SELECT client_id, name, redirect_uri, secret_hash, created FROM application ORDER BY created, client_id");
        while (row.next())
            rows.append(readApplication(row));
    });
    if (!read)
        return fail(read.error());
    return rows;
}

Result<void> AccessStore::removeApplication(const QString &clientId)
{
    bool wasThere = false;
    const Result<void> written = write([&](Database &db) {
        db.run("DELETE FROM application WHERE client_id = ?", clientId);
        wasThere = db.changedRows() > 0;
    });
    if (written && !wasThere)
        return fail(ErrorKind::NotFound, u"there is no such application"_s);
    return written;
}

Result<QList<ApplicationAccess>> AccessStore::access()
{
    QList<ApplicationAccess> all;
    const Result<void> read = this->read([&](Database &db) {
        Query row = db.query("SELECT a.client_id, p.name, a.account_id, a.scopes, a.created, a.last_used FROM access a "
                             "JOIN application p ON p.client_id = a.client_id ORDER BY a.created DESC, a.id");
        while (row.next()) {
            const ApplicationAccess one{row.text(0), row.text(1), row.id<AccountId>(2),
                AccessScopes::fromInt(quint32(row.integer(3))), utc(row.integer(4)), utc(row.integer(5))};
            const auto same = std::find_if(all.begin(), all.end(), [&one](const ApplicationAccess &other) {
                return other.clientId == one.clientId && other.account == one.account;
            });
            if (same == all.end()) {
                all.append(one);
                continue;
            }
            same->scopes |= one.scopes;
            same->lastUsed = std::max(same->lastUsed, one.lastUsed);
        }
    });
    if (!read)
        return fail(read.error());
    return all;
}

Result<bool> AccessStore::revoke(const QString &clientId)
{
    bool had = false;
    const Result<void> written = write([&](Database &db) {
        db.run("DELETE FROM access WHERE client_id = ?", clientId);
        had = db.changedRows() > 0;
    });
    if (!written)
        return fail(written.error());
    return had;
}

Result<void> AccessStore::removeAccount(AccountId account)
{
    return write([&](Database &db) { db.run("DELETE FROM access WHERE account_id = ?", account); });
}

// grants

Result<QList<GrantRow>> AccessStore::grants(AccountId account)
{
    QList<GrantRow> rows;
    const Result<void> read = this->read([&](Database &db) {
        Query row = db.query("SELECT " QN_GRANT_COLUMNS " FROM access a WHERE account_id = ? ORDER BY created", account);
        while (row.next())
            rows.append(readGrant(row));
    });
    if (!read)
        return fail(read.error());
    return rows;
}

Result<bool> AccessStore::removeGrant(const QString &id)
{
    bool had = false;
    const Result<void> written = write([&](Database &db) {
        db.run("DELETE FROM access WHERE id = ?", id);
        had = db.changedRows() > 0;
    });
    if (!written)
        return fail(written.error());
    return had;
}

void AccessStore::insertTokens(const QString &grantId, const TokenHashes &tokens)
{
    m_database->run("INSERT INTO token (hash, access_id, is_refresh, expires) VALUES (?, ?, 0, ?)", tokens.access,
        grantId, tokens.accessExpires);
    m_database->run(
        "INSERT INTO token (hash, access_id, is_refresh, expires) VALUES (?, ?, 1, 0)", tokens.refresh, grantId);
}

Result<void> AccessStore::addGrant(const GrantRow &grant, const TokenHashes &tokens)
{
    bool isKnown = false;
    const Result<void> written = write([&](Database &db) {
        {
            Query application = db.query("SELECT 1 FROM application WHERE client_id = ?", grant.clientId);
            isKnown = application.next();
        }
        if (!isKnown)
            return;
        db.run("INSERT INTO access (id, client_id, account_id, address, scopes, created, last_used) VALUES (?, ?, ?, ?, ?, ?, ?)",
            grant.id, grant.clientId, grant.account, grant.address, qint64(grant.scopes.toInt()), grant.created, grant.lastUsed);
        insertTokens(grant.id, tokens);
    });
    if (written && !isKnown)
        return fail(ErrorKind::NotFound, u"the application is not registered"_s);
    return written;
}

Result<AccessStore::Rotation> AccessStore::rotate(
    const QString &clientId, AccountId account, const QByteArray &refreshHash, const TokenHashes &fresh, qint64 now)
{
    Rotation rotation;
    const Result<void> written = write([&](Database &db) {
        qint64 usedUntil = 0;
        {
            Query row = db.query("SELECT " QN_GRANT_COLUMNS ", t.expires FROM token t JOIN access a ON a.id = t.access_id "
                                 "WHERE t.hash = ? AND t.is_refresh = 1 AND a.client_id = ? AND a.account_id = ?",
                refreshHash, clientId, account);
            if (!row.next())
                return;
            rotation.grant = readGrant(row);
            usedUntil = row.integer(7);
        }
        if (usedUntil != 0) {
            rotation.wasUsedBefore = true;
            db.run("DELETE FROM access WHERE id = ?", rotation.grant->id);
            return;
        }
        db.run("DELETE FROM token WHERE expires > 0 AND ((is_refresh = 0 AND expires < ?) OR (is_refresh = 1 AND expires "
               "< ?))",
            now - expiredKept, now);
        db.run("UPDATE token SET expires = ? WHERE hash = ?", now + usedKept, refreshHash);
        insertTokens(rotation.grant->id, fresh);
        db.run("UPDATE access SET last_used = ? WHERE id = ?", now, rotation.grant->id);
    });
    if (!written)
        return fail(written.error());
    if (rotation.wasUsedBefore)
        rotation.grant.reset();
    return rotation;
}

Result<std::optional<AccessStore::Found>> AccessStore::findAccess(const QByteArray &accessHash)
{
    std::optional<Found> found;
    const Result<void> read = this->read([&](Database &db) {
        Query row = db.query("SELECT " QN_GRANT_COLUMNS ", t.expires FROM token t JOIN access a ON a.id = t.access_id "
                             "WHERE t.hash = ? AND t.is_refresh = 0",
            accessHash);
        if (row.next())
            found = Found{readGrant(row), row.integer(7)};
    });
    if (!read)
        return fail(read.error());
    return found;
}

Result<void> AccessStore::noteUse(const QString &grantId, qint64 when)
{
    return write([&](Database &db) { db.run("UPDATE access SET last_used = ? WHERE id = ?", when, grantId); });
}

} // namespace qn::store
