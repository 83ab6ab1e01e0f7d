// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "sync/gate.h"
#include "sync/operationrunner.h"
#include "sync/syncengine.h"

namespace qn::sync {
class OwnerLock;
}

namespace qn::session {

/// One account at work: its backend, its sync and the runner of its operations. Lives on the engine thread. Held by
/// shared pointers, so that a command under way keeps it alive while the account is being removed.
class AccountRuntime final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AccountRuntime)

public:
    AccountRuntime(AccountId account, std::unique_ptr<backend::MailBackend> backend, store::Store &store,
        const Clock &clock, const sync::OwnerLock &owner, const sync::SyncSettings &settings);
    ~AccountRuntime() override; ///< only after stop(), where it was started

    AccountId account() const { return m_account; }
    backend::MailBackend &backend() { return *m_backend; }
    sync::BodyPrefetch &bodies() { return m_sync.bodies(); }
    bool isUnderWay(OperationId operation) const { return m_operations.isUnderWay(operation); }
    /// Mail can be handed over: the server was reached and the token is good as far as is known.
    bool isConnected() const { return m_connected && m_sync.state().phase != sync::Phase::SignInNeeded; }
    AccountStatus status() const;

    void start();
    /// Pending operations first, then everything the server has.
    backend::Task<void> sync();
    backend::Task<void> copied() { return m_sync.copied(); }
    void setKeepsAll(bool all) { m_sync.setKeepsAll(all); }
    void operationsChanged() { m_operations.poke(); }
    void networkBack();
    void networkLost() { m_sync.loseNetwork(); }
    void setMetered(bool isMetered) { m_sync.setMetered(isMetered); }
    /// After a sleep: everything once more, over new connections.
    void wokeUp();
    void mailSent() { m_sync.poke(); }
    void signedIn();
    void needSignIn();
    /// Ends what is under way with Canceled and waits for it.
    QCoro::Task<> stop();
    void beginStop();

signals:
    void statusChanged();
    void connected(); ///< the server can be reached (again)
    void signInNeeded();
    void newMail(const QList<qn::MessageId> &messages);
    void refused(const qn::Error &error);

private:
    const AccountId m_account;
    const std::unique_ptr<backend::MailBackend> m_backend;
    sync::Gate m_gate;
    sync::SyncEngine m_sync;
    sync::OperationRunner m_operations;
    bool m_connected = false;
    bool m_isStopping = false; ///< for good: another runtime takes the account up again
    bool m_interrupted = false; ///< the last run failed
};

} // namespace qn::session
