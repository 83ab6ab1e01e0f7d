// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/accountruntime.h"

#include "sync/ownerlock.h"

namespace qn::session {

using namespace Qt::StringLiterals;

AccountRuntime::AccountRuntime(AccountId account, std::unique_ptr<backend::MailBackend> backend, store::Store &store,
    const Clock &clock, const sync::OwnerLock &owner, const sync::SyncSettings &settings)
    : m_account(account)
    , m_backend(std::move(backend))
    , m_sync(account, *m_backend, store, clock, m_gate, settings)
    , m_operations(account, *m_backend, store, clock, m_gate, owner, settings.backoff)
{
    connect(&m_sync, &sync::SyncEngine::stateChanged, this, [this] {
        const sync::Phase phase = m_sync.state().phase;
        if (phase == sync::Phase::Offline || phase == sync::Phase::Failed)
            m_interrupted = true;
        emit statusChanged();
        if (phase == sync::Phase::Idle && std::exchange(m_interrupted, false) && m_connected) {
            m_operations.retryNow();
            emit connected();
        }
    });
    connect(&m_sync, &sync::SyncEngine::newMail, this, &AccountRuntime::newMail);
    connect(&m_sync, &sync::SyncEngine::connected, this, [this] {
        m_connected = true;
        m_operations.retryNow();
        emit connected();
    });
    connect(&m_sync, &sync::SyncEngine::signInNeeded, this, [this] {
        m_operations.hold();
        emit signInNeeded();
    });
    connect(&m_operations, &sync::OperationRunner::signInNeeded, this, &AccountRuntime::needSignIn);
    // Few servers tell of news in Drafts.
    connect(&m_operations, &sync::OperationRunner::draftSaved, &m_sync, &sync::SyncEngine::poke);
    connect(&m_operations, &sync::OperationRunner::refused, this, [this](const Error &error) {
        m_sync.refreshContacts(); // a refused change to one stays visible until the server's list comes again
        emit refused(error);
    });
}

AccountRuntime::~AccountRuntime() = default;

AccountStatus AccountRuntime::status() const
{
    const sync::SyncState &state = m_sync.state();
    AccountStatus status;
    status.account = m_account;
    status.phase = state.phase;
    status.done = state.done;
    status.total = state.total;
    status.rate = state.rate;
    status.lastSync = state.lastSync;
    status.error = state.error;
    status.copy = state.copy;
    status.capabilities = state.capabilities;
    return status;
}

void AccountRuntime::start()
{
    m_operations.start();
    m_sync.start();
}

backend::Task<void> AccountRuntime::sync()
{
    m_operations.start();
    m_operations.retryNow();
    Result<void> sent = co_await m_operations.drain();
    if (m_isStopping) // or what has just been stopped would begin anew
        co_return Result<void>(fail(ErrorKind::Canceled, u"the account is being closed"_s));
    Result<void> synced = co_await m_sync.syncNow();
    if (!sent && sent.error().isTransient() && synced && !m_isStopping) { // the server is there after all
        m_operations.retryNow();
        sent = co_await m_operations.drain();
    }
    co_return Result<void>(synced ? sent : synced);
}

void AccountRuntime::networkBack()
{
    if (m_sync.state().phase == sync::Phase::SignInNeeded)
        return;
    m_operations.retryNow();
    m_sync.poke();
}

void AccountRuntime::wokeUp()
{
    m_backend->renewConnections();
    networkBack();
}

void AccountRuntime::signedIn()
{
    m_connected = false;
    m_operations.start();
    m_operations.retryNow();
    m_sync.resume();
}

void AccountRuntime::needSignIn()
{
    m_operations.hold();
    m_sync.needSignIn();
}

void AccountRuntime::beginStop()
{
    m_isStopping = true;
    m_sync.beginStop();
    m_operations.beginStop();
    m_backend->abort();
}

QCoro::Task<> AccountRuntime::stop()
{
    beginStop();
    co_await m_sync.stopped();
    co_await m_operations.stopped();
    m_connected = false;
}

} // namespace qn::session
