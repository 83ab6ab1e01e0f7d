// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "core/clock.h"
#include "sync/backoff.h"
#include "sync/operationbatch.h"
#include "sync/operationcall.h"
#include "sync/waitpoint.h"

#include <QSet>

namespace qn::store {
class Store;
class Transaction;
} // namespace qn::store

namespace qn::sync {

class Gate;
class OwnerLock;

/// Carries one account's pending operations to its server, oldest first. Each operation has its effect once however
/// often it is tried. Only where this process is the owner. Lives on the engine thread.
class OperationRunner final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OperationRunner)

public:
    OperationRunner(AccountId account, backend::MailBackend &backend, store::Store &store, const Clock &clock,
        Gate &gate, const OwnerLock &owner, Backoff backoff, QObject *parent = nullptr);
    ~OperationRunner() override; ///< only after stopped()

    void start();
    /// There may be new operations.
    void poke();
    /// The server is there again: back-offs end.
    void retryNow();
    /// No token: nothing goes out until retryNow().
    void hold();
    /// Ends when nothing that is due is left, or with the error that keeps it from going out.
    backend::Task<void> drain();
    /// On its way to the server: too late to take it back.
    bool isUnderWay(OperationId id) const { return m_underWay.contains(id); }
    void beginStop(); ///< before MailBackend::abort()
    QCoro::Task<> stopped();

signals:
    void refused(const qn::Error &error); ///< the change was given up and what is shown is the server's truth again
    void signInNeeded();
    void applied();
    void draftSaved(); ///< the server has another copy of a draft

private:
    QCoro::Task<> loop();
    QCoro::Task<> runBatch();
    backend::Task<void> call(OperationBatch batch);
    Result<QList<store::OperationRow>> pending() const;
    Result<void> finish(const OperationBatch &batch, const OperationCall::Outcome &outcome);
    Result<void> dropGone(store::Transaction &tx, const OperationCall::Outcome &outcome) const;
    static Result<void> storeEffects(
        store::Transaction &tx, const store::OperationRow &row, const OperationCall::Outcome &outcome);
    void settleFailure(const OperationBatch &batch, const Error &error);
    void postpone(const OperationBatch &batch, const Error &error);
    void giveUp(const OperationBatch &batch, const Error &error);

    const AccountId m_account;
    store::Store &m_store;
    const Clock &m_clock;
    Gate &m_gate;
    const OwnerLock &m_owner;
    const Backoff m_backoff;
    OperationCall m_call;
    Running m_running;
    WaitPoint m_wake;
    WaitPoint m_settled;
    QSet<OperationId> m_underWay;
    std::optional<Error> m_obstacle; ///< why nothing goes out at present
    bool m_everything = false;
    bool m_looping = false;
    bool m_stopping = false;
    bool m_held = false;
    bool m_idle = false; ///< nothing is due
};

} // namespace qn::sync
