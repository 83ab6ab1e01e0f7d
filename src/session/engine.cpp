// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engine.h"

#include "core/keptmail.h"
#include "core/loopback.h"
#include "session/accountmarks.h"
#include "session/accountruntime.h"
#include "session/logging.h"
#include "session/statemirror.h"
#include "store/answer.h"
#include "store/integrity.h"
#include "store/searchindexer.h"
#include "store/sourcereader.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QCoroTimer>
#include <QThread>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::session {

namespace {

constexpr std::chrono::milliseconds tickInterval{1000};
constexpr std::chrono::milliseconds sleptAtLeast{
    30000}; ///< a longer gap between two ticks means that the machine slept
constexpr std::chrono::milliseconds shutdownLimit{5000};
constexpr int unwindingTurns = 4;
constexpr std::chrono::milliseconds checkDelay{5000}; ///< a start has better things to do

} // namespace

Engine::Engine(Session::Options options, backend::AccountServices &services, const Clock &clock, StateMirror &mirror)
    : m_options(std::move(options))
    , m_services(services)
    , m_clock(clock)
    , m_mirror(mirror)
    , m_signIns(services)
    , m_tick(this)
{
    m_tick.setInterval(tickInterval);
    connect(&m_tick, &QTimer::timeout, this, &Engine::tick);
}

Engine::~Engine()
{
    m_checkMayGoOn = false;
    if (m_check)
        m_check->wait();
}

Result<std::unique_ptr<store::Store>> Engine::openStore()
{
    m_wasLeftOpen = store::wasLeftOpen(m_options.dataDir);
    Result<std::unique_ptr<store::Store>> opened = store::Store::open(m_options.dataDir);
    if (opened || opened.error().reason != ErrorReason::DatabaseCorrupt)
        return opened;
    Result<store::Store::Rebuilt> rebuilt = store::Store::rebuild(m_options.dataDir);
    if (!rebuilt)
        return fail(rebuilt.error());
    m_wasLeftOpen = false;
    emit repaired(rebuilt->aside, rebuilt->mails + rebuilt->localMails);
    return std::move(rebuilt->store);
}

/// After a crash: reads the whole file, on a thread that nobody waits for.
void Engine::checkStore()
{
    if (!m_wasLeftOpen || m_check || m_stopping)
        return;
    const QString dataDir = m_options.dataDir;
    m_check.reset(QThread::create([this, dataDir] {
        const Result<void> sound =
            store::checkIntegrity(store::Store::fileName(dataDir), [this] { return m_checkMayGoOn.load(); });
        if (sound || sound.error().reason != ErrorReason::DatabaseCorrupt)
            return;
        store::markDamaged(dataDir);
        emit damageFound();
    }));
    m_check->start(QThread::IdlePriority);
}

Result<void> Engine::open()
{
    if (isOpen())
        return {};
    Result<std::unique_ptr<store::Store>> opened = openStore();
    if (!opened)
        return fail(opened.error());
    m_store = std::move(*opened);
    m_owner = std::make_unique<sync::OwnerLock>(m_options.dataDir);
    m_outbox = std::make_unique<sync::Outbox>(
        *m_store, m_clock, *m_owner, [this](AccountId id) { return server(id); }, m_options.sync.backoff);
    connect(m_outbox.get(), &sync::Outbox::failed, this, &Engine::outgoingFailed);
    connect(m_outbox.get(), &sync::Outbox::sent, this, [this](AccountId id) {
        if (const auto runtime = existingRuntime(id))
            runtime->mailSent();
    });
    connect(m_outbox.get(), &sync::Outbox::signInNeeded, this, [this](AccountId id) {
        if (const auto runtime = existingRuntime(id))
            runtime->needSignIn();
    });
    connect(m_store.get(), &store::Store::changed, this, &Engine::storeChanged);
    const Result<void> loaded = reloadAccounts();
    if (!loaded) {
        m_outbox.reset();
        m_owner.reset();
        m_store.reset();
        return loaded;
    }
    m_lastTick = m_clock.now();
    m_sinceTick.start();
    m_tick.start();
    return {};
}

void Engine::keepIndexed()
{
    if (m_indexer || m_stopping)
        return;
    m_indexer = std::make_unique<store::SearchIndexer>(*m_store, m_options.dataDir);
    m_indexer->start();
    if (!m_options.parseMessage)
        return;
    m_sources = std::make_unique<store::SourceReader>(*m_store, m_options.dataDir, m_options.parseMessage);
    m_sources->start();
}

void Engine::goOnline()
{
    if (!m_options.online || m_online || !isOpen() || m_stopping)
        return;
    m_online = true;
    if (m_options.syncsAsOwnerOnly)
        connect(m_owner.get(), &sync::OwnerLock::acquired, this, &Engine::startAccounts, Qt::QueuedConnection);
    m_owner->acquire();
    keepIndexed();
    m_outbox->start();
    startAccounts();
    m_services.watchNetwork(this, [this](bool isOnline, bool isMetered) { networkChanged(isOnline, isMetered); });
    QTimer::singleShot(checkDelay, this, &Engine::checkStore);
}

void Engine::startAccounts()
{
    if (!m_online || (m_options.syncsAsOwnerOnly && !m_owner->isHeld()))
        return;
    const QList<Account> accounts = m_accounts;
    for (const Account &account : accounts) {
        if (account.kind == AccountKind::Local || isAwaitingSignIn(account))
            continue;
        if (const Result<std::shared_ptr<AccountRuntime>> made = runtime(account.id))
            (*made)->start();
    }
}

/// A server on this machine needs no network.
static bool isOnThisMachine(const Account &account)
{
    const QString host = account.kind == AccountKind::Imap ? account.settings.value("imap"_L1)["host"_L1].toString()
                                                           : QUrl(account.settings.value("baseUrl"_L1).toString()).host();
    return account.kind == AccountKind::Sample || isLoopbackHost(host);
}

void Engine::networkChanged(bool isOnline, bool isMetered)
{
    const bool wasOnline = std::exchange(m_hasNetwork, isOnline);
    m_isMetered = isMetered;
    for (const auto &runtime : std::as_const(m_runtimes)) {
        runtime->setMetered(isMetered);
        const std::optional<Account> known = account(runtime->account());
        if (!isOnline && wasOnline && known && !isOnThisMachine(*known))
            runtime->networkLost();
    }
    if (isOnline && !wasOnline)
        wakeUp();
}

void Engine::wakeUp()
{
    for (const auto &runtime : std::as_const(m_runtimes)) {
        runtime->wokeUp();
        m_outbox->retryNow(runtime->account());
    }
}

/// Other processes on the same data directory, and a machine that wakes up.
void Engine::tick()
{
    const QDateTime now = m_clock.now();
    const qint64 wall = m_lastTick.msecsTo(now);
    const qint64 steady = m_sinceTick.restart();
    const bool slept = wall > sleptAtLeast.count() || std::abs(wall - steady) > sleptAtLeast.count();
    m_lastTick = now;
    m_store->checkForeignChanges();
    applyLocal();
    if (slept)
        wakeUp();
}

/// Changes of mail that no server has become the truth when they can no longer be taken back.
void Engine::applyLocal()
{
    const bool isAny = std::any_of(m_accounts.cbegin(), m_accounts.cend(),
        [](const Account &account) { return account.kind == AccountKind::Local; });
    if (!isAny || m_stopping)
        return;
    bool isDue = false;
    const auto look = [&](store::Transaction &tx) -> Result<void> {
        const Result<bool> due = store::operations::isLocalDue(tx, now());
        isDue = due.value_or(false);
        return {};
    };
    Result<void> done = m_store->read(look);
    if (done && isDue)
        done = m_store->write([&](store::Transaction &tx) -> Result<void> {
            const Result<int> applied = store::operations::applyLocal(tx, now());
            return applied ? Result<void>() : Result<void>(fail(applied.error()));
        });
    if (!done)
        qCWarning(logSession) << "changes of local mail wait:" << done.error().detail;
}

void Engine::storeChanged(const store::ChangeSet &changes)
{
    if (changes.everything) {
        const Result<void> loaded = reloadAccounts();
        if (!loaded)
            qCWarning(logSession) << "the accounts cannot be read:" << loaded.error().detail;
    }
    if (changes.operations || changes.everything) {
        for (const auto &runtime : std::as_const(m_runtimes))
            runtime->operationsChanged();
    }
    if (changes.operations)
        QMetaObject::invokeMethod(this, &Engine::applyLocal, Qt::QueuedConnection);
    if (changes.outgoing || changes.everything)
        m_outbox->poke();
    emit changed(changes);
}

std::optional<Account> Engine::account(AccountId id) const
{
    const auto found =
        std::find_if(m_accounts.begin(), m_accounts.end(), [id](const Account &account) { return account.id == id; });
    return found == m_accounts.end() ? std::optional<Account>() : std::optional<Account>(*found);
}

backend::Capabilities Engine::capabilities(AccountId id) const
{
    const std::optional<Account> known = account(id);
    return known ? knownCapabilities(*known) : backend::Capabilities();
}

Result<void> Engine::reloadAccounts()
{
    const auto accounts = store::answer<QList<Account>>(*m_store, &store::accounts::list);
    if (!accounts)
        return fail(accounts.error());
    const QList<Account> before = std::exchange(m_accounts, *accounts);
    m_mirror.setAccounts(*accounts);
    for (const Account &account : std::as_const(m_accounts)) {
        if (m_mirror.status(account.id).account == account.id)
            continue;
        AccountStatus status;
        status.account = account.id;
        status.phase = isAwaitingSignIn(account) ? AccountStatus::Phase::SignInNeeded : AccountStatus::Phase::Idle;
        status.capabilities = knownCapabilities(account);
        publishStatus(status);
    }
    dropOutdated(before);
    startAccounts();
    if (before != m_accounts)
        emit accountsChanged();
    return {};
}

/// Ends the connections of accounts that are gone or, also by another process's doing, connect differently now: a certificate that is not
/// trusted any more must not be trusted as long as this program runs.
void Engine::dropOutdated(const QList<Account> &before)
{
    const QList<AccountId> running = m_runtimes.keys();
    for (const AccountId id : running) {
        const std::optional<Account> now = account(id);
        const bool isSame = now && std::none_of(before.cbegin(), before.cend(), [&](const Account &one) {
            return one.id == id && connectsDifferently(one, *now);
        });
        if (isSame)
            m_runtimes.value(id)->setKeepsAll(keepsAllMail(*now));
        else
            dropRuntime(id);
    }
}

Result<std::shared_ptr<AccountRuntime>> Engine::runtime(AccountId id)
{
    if (m_stopping)
        return fail(ErrorKind::Canceled, u"the session ends"_s);
    if (!m_options.online)
        return fail(ErrorKind::Network, u"this session is offline"_s);
    if (const auto existing = existingRuntime(id))
        return existing;
    const std::optional<Account> found = account(id);
    if (!found)
        return fail(ErrorKind::NotFound, u"there is no such account"_s);
    if (found->kind == AccountKind::Local)
        return fail(ErrorKind::Unsupported, u"no server has this account"_s);
    const std::shared_ptr<AccountRuntime> made = makeRuntime(*found);
    if (!made)
        return fail(ErrorKind::Unsupported, u"no backend for this account"_s);
    return made;
}

std::shared_ptr<AccountRuntime> Engine::makeRuntime(const Account &account)
{
    std::unique_ptr<backend::MailBackend> backend = m_services.makeBackend(account);
    if (!backend)
        return {};
    auto made =
        std::make_shared<AccountRuntime>(account.id, std::move(backend), *m_store, m_clock, *m_owner, m_options.sync);
    m_runtimes.insert(account.id, made);
    connectRuntime(*made);
    made->setMetered(m_isMetered);
    made->setKeepsAll(keepsAllMail(account));
    return made;
}

void Engine::connectRuntime(AccountRuntime &runtime)
{
    const AccountId id = runtime.account();
    connect(&runtime, &AccountRuntime::statusChanged, this, [this, id] {
        if (const auto current = existingRuntime(id))
            publishStatus(current->status());
    });
    connect(&runtime, &AccountRuntime::connected, this, [this, id] { serverReached(id); });
    connect(&runtime, &AccountRuntime::signInNeeded, this, [this, id] { emit signInNeeded(id); });
    connect(&runtime, &AccountRuntime::newMail, this,
        [this, id](const QList<MessageId> &messages) { emit newMail(id, messages); });
    connect(
        &runtime, &AccountRuntime::refused, this, [this, id](const Error &error) { emit changeRefused(id, error); });
}

/// Keeps what the server told of the account and of itself.
void Engine::serverReached(AccountId id)
{
    const auto runtime = existingRuntime(id);
    const std::optional<Account> known = account(id);
    if (!runtime || !known)
        return;
    const backend::Capabilities capabilities = runtime->status().capabilities;
    if (withWhatWasTold(*known, capabilities) != *known) {
        const Result<void> written = m_store->write([&](store::Transaction &tx) -> Result<void> {
            // Another process may have changed the rest since it was read.
            const Result<Account> stored = store::accounts::find(tx, id);
            return stored ? store::accounts::update(tx, withWhatWasTold(*stored, capabilities)) : fail(stored.error());
        });
        const Result<void> loaded = written ? reloadAccounts() : written;
        if (!loaded)
            qCWarning(logSession) << "an account cannot be written:" << loaded.error().detail;
    }
    m_outbox->retryNow(id);
}

std::optional<sync::Outbox::Server> Engine::server(AccountId id)
{
    const auto runtime = existingRuntime(id);
    if (!m_online || m_stopping || !runtime || !runtime->isConnected())
        return {};
    return sync::Outbox::Server{runtime, &runtime->backend(), runtime->status().capabilities};
}

QCoro::Task<> Engine::dropRuntime(AccountId id)
{
    const std::shared_ptr<AccountRuntime> runtime = m_runtimes.take(id);
    if (!runtime)
        co_return;
    const sync::Running::Mark mark(m_running);
    co_await runtime->stop();
}

void Engine::publishStatus(const AccountStatus &status)
{
    AccountStatus told = status;
    if (told.capabilities == backend::Capabilities())
        told.capabilities = capabilities(status.account);
    m_mirror.setStatus(told);
    emit statusChanged(told);
}

void Engine::beginShutdown()
{
    m_stopping = true;
    m_quiet = false;
    m_tick.stop();
    m_signIns.cancelAll();
    m_checkMayGoOn = false;
    QTimer::singleShot(shutdownLimit, this, [this] {
        qCWarning(logSession) << "something does not end; leaving without it";
        thread()->quit();
    });
    shutdown();
}

QCoro::Task<> Engine::shutdown()
{
    if (m_outbox)
        m_outbox->beginStop();
    const auto runtimes = m_runtimes.values();
    for (const auto &runtime : runtimes)
        runtime->beginStop();
    for (const auto &runtime : runtimes)
        co_await runtime->stop();
    if (m_outbox)
        co_await m_outbox->stopped();
    co_await m_running.idle();
    // What abort() has ended unwinds in the loop's next turns; when the loop is gone its coroutines would stay behind.
    for (int turn = 0; turn < unwindingTurns; ++turn)
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
    m_quiet = true;
    thread()->quit();
}

} // namespace qn::session
