// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"
#include "transfer/transfer.h"

#include <atomic>
#include <QElapsedTimer>

namespace qn::transfer {
class LocalFolders;
class MailFeed;
class MailWriter;
struct MailBatch;
} // namespace qn::transfer

namespace qn::session {

/// Import and export of mail files, one at a time. Engine thread; see Session for each command.
class TransferCommands final
{
    Q_DISABLE_COPY_MOVE(TransferCommands)

public:
    explicit TransferCommands(Engine &engine)
        : m_engine(engine)
    {
    }
    backend::Task<transfer::Report> importMail(transfer::ImportRequest request);
    backend::Task<transfer::Report> exportMail(transfer::ExportRequest request);
    void cancel() { m_canceled = true; } ///< from any thread: a busy engine would hear of it too late

private:
    /// What is left to write of one folder.
    struct Source
    {
        AccountId account;
        QStringList path;
        QList<store::MessageKey> keys; ///< oldest first
    };
    bool begin();
    bool isOver() const { return m_canceled || m_engine.isStopping(); }
    transfer::Report end(transfer::Report report, int skipped);
    void tell(const transfer::Progress &progress);
    Result<AccountId> localAccount();
    backend::Task<transfer::Report> importLocal(AccountId account, transfer::ImportRequest request);
    Result<int> writeBatch(transfer::LocalFolders &folders, const QString &top, const transfer::MailBatch &batch);
    backend::Task<transfer::Report> upload(AccountId account, transfer::ImportRequest request);
    Result<QList<Source>> sources(const transfer::ExportRequest &request);
    backend::Task<transfer::Report> writeOut(transfer::ExportRequest request, QList<Source> sources);
    backend::Task<int> writeSome(std::shared_ptr<transfer::MailWriter> writer, QStringList path, QList<MessageId> ids);

    Engine &m_engine;
    bool m_busy = false;
    std::atomic_bool m_canceled = false;
    QElapsedTimer m_told;
};

} // namespace qn::session
