// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/signinflow.h"
#include "sync/outbox.h"
#include "sync/ownerlock.h"
#include "sync/waitpoint.h"

#include <QElapsedTimer>
#include <QHash>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <memory>

namespace qn::store {
class SearchIndexer;
class SourceReader;
class Store;
class Transaction;
} // namespace qn::store

namespace qn::session {

class AccountRuntime;
class StateMirror;

/// Everything of the session that lives on the engine thread: the store's writer, the accounts at work, the outbox.
/// What the user can command is in accountcommands.h, mailcommands.h, writingcommands.h and contactcommands.h.
class Engine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Engine)

public:
    Engine(Session::Options options, backend::AccountServices &services, const Clock &clock, StateMirror &mirror);
    ~Engine() override;

    /// The store and the accounts; no network, no keychain.
    Result<void> open();
    bool isOpen() const { return m_store != nullptr; }
    void goOnline();
    void keepIndexed(); ///< bodies are read out of sources, and the search index follows the mailbox, from now on
    /// As the operating system says.
    void networkChanged(bool isOnline, bool isMetered);
    /// Aborts everything, waits for it (five seconds at most) and ends the thread's event loop.
    void beginShutdown();
    bool isStopping() const { return m_stopping; }
    /// False after a shutdown that something did not let finish (a keychain that asks the user): then this object
    /// stays.
    bool isQuiet() const { return m_running.isIdle() && m_quiet; }

    const Session::Options &options() const { return m_options; }
    store::Store &store() { return *m_store; }
    backend::AccountServices &services() { return m_services; }
    const Clock &clock() const { return m_clock; }
    SignInFlow &signIns() { return m_signIns; }
    sync::Outbox &outbox() { return *m_outbox; }
    sync::Running &running() { return m_running; }
    qint64 now() const { return m_clock.now().toMSecsSinceEpoch(); }

    const QList<Account> &accounts() const { return m_accounts; }
    std::optional<Account> account(AccountId id) const;
    backend::Capabilities capabilities(AccountId id) const; ///< as last told by the server
    /// Made where it does not exist yet. Errors: NotFound, Network where this session is offline by wish, Canceled.
    Result<std::shared_ptr<AccountRuntime>> runtime(AccountId id);
    std::shared_ptr<AccountRuntime> existingRuntime(AccountId id) const { return m_runtimes.value(id); }
    /// Stops and forgets the runtime, if there is one.
    QCoro::Task<> dropRuntime(AccountId id);
    /// Reads the accounts again, and makes the runtimes fit.
    Result<void> reloadAccounts();
    void publishStatus(const AccountStatus &status);

signals:
    void accountsChanged();
    void statusChanged(const qn::session::AccountStatus &status);
    void changed(const qn::store::ChangeSet &changes);
    void outgoingFailed(qn::OutgoingId mail, const qn::Error &error);
    void signInNeeded(qn::AccountId account);
    void newMail(qn::AccountId account, const QList<qn::MessageId> &messages);
    void changeRefused(qn::AccountId account, const qn::Error &error);
    void repaired(const QString &aside, int rescued);
    void damageFound();
    void transferProgressed(const qn::transfer::Progress &progress);

private:
    QCoro::Task<> shutdown();
    void tick();
    void wakeUp();
    void applyLocal();
    Result<std::unique_ptr<store::Store>> openStore();
    void checkStore();
    void storeChanged(const store::ChangeSet &changes);
    void startAccounts();
    void dropOutdated(const QList<Account> &before);
    std::shared_ptr<AccountRuntime> makeRuntime(const Account &account);
    void connectRuntime(AccountRuntime &runtime);
    void serverReached(AccountId id);
    std::optional<sync::Outbox::Server> server(AccountId id);

    const Session::Options m_options;
    backend::AccountServices &m_services;
    const Clock &m_clock;
    StateMirror &m_mirror;
    sync::Running m_running; ///< commands under way
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<store::SearchIndexer> m_indexer;
    std::unique_ptr<store::SourceReader> m_sources;
    std::unique_ptr<sync::OwnerLock> m_owner;
    std::unique_ptr<sync::Outbox> m_outbox;
    SignInFlow m_signIns;
    QList<Account> m_accounts;
    QHash<AccountId, std::shared_ptr<AccountRuntime>> m_runtimes;
    QTimer m_tick;
    bool m_wasLeftOpen = false; ///< the last run did not end in an orderly way
    std::atomic<bool> m_checkMayGoOn{true};
    std::unique_ptr<QThread> m_check;
    QDateTime m_lastTick;
    QElapsedTimer m_sinceTick; ///< does not run while the machine sleeps, or not with the wall clock
    bool m_online = false;
    bool m_hasNetwork = true; ///< as far as the operating system says
    bool m_isMetered = false;
    bool m_stopping = false;
    bool m_quiet = true;
};

} // namespace qn::session
