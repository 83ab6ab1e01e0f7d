// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "store/changeset.h"
#include "store/checkpointer.h"
#include "store/database.h"
#include "store/integrity.h"
#include "store/logging.h"
#include "store/migrations.h"
#include "store/sourcefiles.h"
#include "store/transaction.h"

#include <QDir>
#include <QFile>

#include <utility>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

/// Mail is private: nobody else may read the files (SQLite gives its log the same permissions).
Result<void> prepareFiles(const QString &dataDir, const QString &file)
{
    if (!QDir().mkpath(dataDir))
        return fail(ErrorKind::Storage, u"the data directory cannot be made"_s, ErrorReason::FileUnreadable);
    QFile database(file);
    if (database.exists())
        return {};
    if (!database.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)
        && !database.exists())
        return fail(ErrorKind::Storage, u"mail.db: "_s + database.errorString(), ErrorReason::FileUnreadable);
    return {};
}

} // namespace

Store::Store(std::unique_ptr<Database> database, QObject *parent)
    : QObject(parent)
    , m_database(std::move(database))
{
    m_dataVersion = m_database->dataVersion();
}

Store::~Store() = default;

QString Store::fileName(const QString &dataDir)
{
    return dataDir + u"/mail.db"_s;
}

Result<std::unique_ptr<Store>> Store::open(const QString &dataDir, QObject *parent)
{
    const QString file = fileName(dataDir);
    finishRebuild(dataDir); // before an empty file is in its place
    if (auto prepared = prepareFiles(dataDir, file); !prepared)
        return fail(prepared.error());
    if (isMarkedDamaged(dataDir))
        return fail(ErrorKind::Storage, u"found damaged in an earlier run"_s, ErrorReason::DatabaseCorrupt);
    // Nothing but SQLite opens the file: whoever closed it would drop the locks of all connections that this process has
    // (https://www.sqlite.org/howtocorrupt.html, 2.2).
    auto database = Database::open(file, Database::Access::Write, Database::Role::Writer);
    if (!database)
        return fail(database.error());
    Result<void> done = migrate(**database, 0); // only whether it may be
    if (!done)
        (*database)->keepLogOnClose();
    if (done)
        done = (*database)->execute("PRAGMA journal_mode=WAL"_ba);
    if (done)
        done = migrate(**database);
    if (!done)
        return fail(done.error());
    return std::unique_ptr<Store>(new Store(std::move(*database), parent));
}

Result<void> Store::write(const std::function<Result<void>(Transaction &)> &work, Durability durability)
{
    if (auto begun = m_database->begin(Database::Begin::Immediate, durability); !begun)
        return begun;
    Transaction transaction(*m_database);
    Result<void> done = work(transaction);
    // Whatever the work made of a failed statement, the failure itself is told.
    if (auto status = m_database->status(); !status)
        done = status;
    if (done)
        done = m_database->commit();
    if (!done) {
        m_database->rollback();
        return done;
    }
    if (m_checkpointer)
        followBulkWrite();
    ChangeSet changes = condensed(std::move(transaction.changes()));
    const bool haveSources = std::exchange(changes.sources, false);
    if (!isEmpty(changes))
        emit changed(changes);
    if (haveSources)
        emit sourcesKept();
    return {};
}

std::unique_ptr<SourceWriter> Store::newSource() const
{
    return std::make_unique<SourceWriter>(QFileInfo(m_database->file()).path());
}

void Store::followBulkWrite()
{
    constexpr int writesOfALog = 8;
    m_checkpointer->wake();
    if (++m_bulkWrites % writesOfALog != 0)
        return;
    // Only what was written last is left to be brought into the file.
    m_checkpointer->wait();
    if (auto cut = m_database->execute("PRAGMA wal_checkpoint(RESTART)"_ba); !cut)
        qCDebug(logStore) << "the log is not begun anew:" << cut.error().detail;
}

void Store::setBulk(bool isBulk)
{
    m_bulkWrites = 0;
    m_checkpointer.reset();
    const auto done = m_database->execute(isBulk
            ? "PRAGMA cache_size=-48000; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=-1"_ba
            : "PRAGMA cache_size=-4000; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=16777216; PRAGMA shrink_memory"_ba);
    if (!done)
        qCDebug(logStore) << "the cache keeps its size:" << done.error().detail;
    if (isBulk)
        m_checkpointer = std::make_unique<Checkpointer>(m_database->file());
    emit restWantedChanged();
}

Store::Rush::Rush(Store &store)
    : m_store(store)
{
    ++m_store.m_rushes;
    emit m_store.restWantedChanged();
}

Store::Rush::~Rush()
{
    --m_store.m_rushes;
    emit m_store.restWantedChanged();
}

Result<void> Store::read(const std::function<Result<void>(Transaction &)> &work) const
{
    if (auto begun = m_database->begin(Database::Begin::Deferred); !begun)
        return begun;
    Transaction transaction(*m_database);
    Result<void> done = work(transaction);
    if (auto status = m_database->status(); !status)
        done = status;
    m_database->rollback();
    return done;
}

void Store::checkForeignChanges()
{
    const qint64 version = m_database->dataVersion();
    if (version == m_dataVersion)
        return;
    m_dataVersion = version;
    ChangeSet changes;
    changes.everything = true;
    emit changed(changes);
}

} // namespace qn::store
