// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/rows.h"

#include <QObject>

#include <functional>
#include <memory>

namespace qn::store {

class Checkpointer;
class Database;
class SourceWriter;
class Transaction;

/// What a power cut may take away after a commit. A kill of the process takes away nothing in either case.
enum class Durability {
    Full, ///< nothing: the log is flushed to the disk with the commit
    Relaxed, ///< the last commits: for what the server can give again (sync). Writing outgoing mails or drafts is
             ///< refused
};

/// The local mailbox of one data directory (SQLite in WAL mode), writing side. Lives on the engine thread.
/// Everything the windows show comes from here. Errors are of kind Storage.
class Store final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Store)

public:
    /// Opens DIR/mail.db, creates or migrates it. Reasons: NewerSchema (refused, untouched), DiskFull, DatabaseLocked,
    /// DatabaseCorrupt.
    static Result<std::unique_ptr<Store>> open(const QString &dataDir, QObject *parent = nullptr);
    ~Store() override;

    /// What rebuild() gives.
    struct Rebuilt
    {
        std::unique_ptr<Store> store;
        QString aside; ///< the damaged file's new name
        int mails = 0; ///< outgoing mails and drafts that were rescued
        int localMails = 0; ///< messages of accounts without a server that were rescued
    };
    /// After DatabaseCorrupt: moves the damaged database aside, makes a new one and brings over what no server has, as
    /// far as it can be read: accounts (with their ids, so that their secrets are found), outgoing mails, drafts and
    /// whom the user wrote to. A mail that was being sent becomes Unknown.
    static Result<Rebuilt> rebuild(const QString &dataDir, QObject *parent = nullptr);
    /// Renames the database and its log. Returns the new name.
    static Result<QString> moveAside(const QString &dataDir);
    static QString fileName(const QString &dataDir); ///< of the database

    /// Runs `work` in one IMMEDIATE transaction. Where it returns an error, or the commit fails, nothing has changed.
    Result<void> write(
        const std::function<Result<void>(Transaction &)> &work, Durability durability = Durability::Full);
    /// Runs `work` in one read transaction on the writer's connection.
    Result<void> read(const std::function<Result<void>(Transaction &)> &work) const;
    /// For a source that is too large to be given to messages::setSource() in one piece.
    std::unique_ptr<SourceWriter> newSource() const;
    /// Looks whether another process committed; if so announces ChangeSet::everything. Cheap (PRAGMA data_version).
    void checkForeignChanges();

    /// While much is written at once: more of the database stays in memory, another thread brings the log into the file, and
    /// the log cannot grow without end under the eyes of a reader that is never idle (the search index).
    void setBulk(bool isBulk);
    bool isBulk() const { return m_checkpointer != nullptr; }

    /// While one lives, mail is written as fast as the disk takes it: what works behind the store (index, SourceReader) rests.
    class Rush final
    {
        Q_DISABLE_COPY_MOVE(Rush)

    public:
        explicit Rush(Store &store);
        ~Rush();

    private:
        Store &m_store;
    };
    bool isRestWanted() const { return isBulk() || m_rushes > 0; }

signals:
    /// After a commit that changed something.
    void changed(const qn::store::ChangeSet &changes);
    void restWantedChanged(); ///< by setBulk() or a Rush
    /// After a commit that kept sources whose bodies are not read yet.
    void sourcesKept();

private:
    Store(std::unique_ptr<Database> database, QObject *parent);
    static void finishRebuild(const QString &dataDir);
    void followBulkWrite();
    std::unique_ptr<Database> m_database;
    qint64 m_dataVersion = 0;
    std::unique_ptr<Checkpointer> m_checkpointer; ///< while much is written
    int m_bulkWrites = 0;
    int m_rushes = 0;
};

} // namespace qn::store
