// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "core/clock.h"
#include "store/rows.h"

#include <QCoroTask>

namespace qn::store {
class Store;
class Transaction;
} // namespace qn::store

namespace qn::sync {

class Gate;
struct SyncCursor;

/// Takes one page of one folder from the server into the store, in one transaction with the cursor.
class FolderSync final
{
    Q_DISABLE_COPY_MOVE(FolderSync)

public:
    struct Outcome
    {
        bool more = false;
        int named = 0; ///< messages in the page
        int total = -1; ///< as told by the server
        QList<MessageId> arrived; ///< unread mail that is news: not of the first listing
    };

    FolderSync(backend::MailBackend &backend, store::Store &store, const Clock &clock, Gate &gate)
        : m_backend(backend)
        , m_store(store)
        , m_clock(clock)
        , m_gate(gate)
    {
    }
    /// Errors: those of MailBackend::changes(); NotFound where the folder is gone, there or here; Conflict where
    /// another process has stored a page meanwhile (nothing is lost: go on from the stored cursor).
    backend::Task<Outcome> nextPage(FolderId folder, int limit);

private:
    Result<Outcome> storePage(const store::FolderRow &row, const SyncCursor &before, const backend::ChangePage &page);
    Result<void> storeMessages(
        store::Transaction &tx, const store::FolderRow &row, const SyncCursor &run, const backend::ChangePage &page);
    static Result<QList<MessageId>> unreadArrivals(store::Transaction &tx, FolderId folder);

    backend::MailBackend &m_backend;
    store::Store &m_store;
    const Clock &m_clock;
    Gate &m_gate;
};

} // namespace qn::sync
