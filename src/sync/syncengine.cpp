// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/syncengine.h"

#include "store/localdrafts.h"
#include "store/store.h"
#include "store/transaction.h"
#include "sync/gate.h"
#include "sync/logging.h"
#include "sync/synccursor.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::sync {

SyncEngine::SyncEngine(AccountId account, backend::MailBackend &backend, store::Store &store, const Clock &clock,
    Gate &gate, SyncSettings settings, QObject *parent)
    : QObject(parent)
    , m_account(account)
    , m_backend(backend)
    , m_store(store)
    , m_clock(clock)
    , m_gate(gate)
    , m_settings(settings)
    , m_folderSync(backend, store, clock, gate)
    , m_bodies(account, backend, store, clock, m_settings)
    , m_copy(account, backend, store)
{
}

SyncEngine::~SyncEngine()
{
    Q_ASSERT(m_running.isIdle());
}

void SyncEngine::start()
{
    if (m_looping)
        return;
    m_stopping = false;
    m_looping = true;
    ++m_wanted;
    loop();
}

backend::Task<void> SyncEngine::syncNow()
{
    const Running::Mark mark(m_running);
    if (m_looping)
        ++m_wanted;
    const quint64 number = m_looping ? m_wanted : m_wanted + 1; // start() asks for a run itself
    start();
    m_wake.wake();
    while (m_finished < number && !m_stopping)
        co_await m_runEnded.changed();
    if (m_finished < number)
        co_return Result<void>(fail(ErrorKind::Canceled, u"the sync was stopped"_s));
    co_return Result<void>(m_lastResult);
}

void SyncEngine::poke()
{
    if (!m_looping || m_state.phase == Phase::SignInNeeded)
        return;
    m_failures = 0;
    ++m_wanted;
    m_wake.wake();
    m_watchWake.wake();
}

void SyncEngine::refreshContacts()
{
    m_contactsSynced = {};
    poke();
}

void SyncEngine::loseNetwork()
{
    if (!m_looping || m_state.phase == Phase::SignInNeeded)
        return;
    setPhase(Phase::Offline, Error{ErrorKind::Network, u"the system has no network"_s, ErrorReason::None, 0, {}});
    m_backend.renewConnections();
    poke();
}

void SyncEngine::setMetered(bool isMetered)
{
    if (!std::exchange(m_isMetered, isMetered) || isMetered)
        return;
    poke(); // what was put off
}

void SyncEngine::setKeepsAll(bool all)
{
    if (std::exchange(m_keepsAll, all) == all)
        return;
    if (all)
        poke();
}

backend::Task<void> SyncEngine::copied()
{
    const Running::Mark mark(m_running);
    while (m_looping && !m_stopping && m_keepsAll && (m_fetching || m_wanted != m_finished))
        co_await m_fetchEnded.changed();
    if (m_stopping)
        co_return Result<void>(fail(ErrorKind::Canceled, u"the sync was stopped"_s));
    co_return Result<void>(m_keepsAll ? m_copyResult : Result<void>());
}

void SyncEngine::needSignIn()
{
    if (m_state.phase == Phase::SignInNeeded)
        return;
    setPhase(Phase::SignInNeeded);
    emit signInNeeded();
}

void SyncEngine::resume()
{
    m_connected = false;
    m_failures = 0;
    setPhase(Phase::Connecting);
    if (!m_looping)
        return start();
    ++m_wanted;
    m_wake.wake();
    m_watchWake.wake();
}

void SyncEngine::beginStop()
{
    m_stopping = true;
    m_wake.wake();
    m_watchWake.wake();
    m_runEnded.wake();
    m_fetchEnded.wake();
}

QCoro::Task<> SyncEngine::stopped()
{
    co_await m_running.idle();
    m_connected = false;
    if (m_state.phase != Phase::SignInNeeded)
        setPhase(Phase::Idle);
}

QCoro::Task<> SyncEngine::loop()
{
    const Running::Mark mark(m_running);
    while (!m_stopping) {
        if (m_wanted == m_finished) {
            const bool woken = co_await m_wake.changedWithin(pause());
            if (!woken && m_wanted == m_finished && m_state.phase != Phase::SignInNeeded)
                ++m_wanted;
            continue;
        }
        const quint64 number = m_wanted;
        Result<void> result = co_await run();
        if (m_stopping)
            break;
        m_finished = number;
        m_fetching = result.has_value();
        finishRun(result);
        if (result)
            co_await fetchBodies();
        m_fetching = false;
        m_fetchEnded.wake();
    }
    m_looping = false;
    m_runEnded.wake();
    m_fetchEnded.wake();
}

std::chrono::milliseconds SyncEngine::pause() const
{
    if (m_failures > 0)
        return m_settings.backoff.pause(m_failures, m_state.error.value_or(Error{}));
    return (m_watching ? m_settings.watchedPoll : m_settings.poll) * (m_isMetered ? m_settings.meteredFactor : 1);
}

void SyncEngine::finishRun(const Result<void> &result)
{
    m_lastResult = result;
    if (result) {
        m_failures = 0;
        m_state.lastSync = m_clock.now();
        setPhase(Phase::Idle);
        if (m_state.capabilities.watch && !m_watching)
            watch();
    } else if (result.error().kind == ErrorKind::Authorization) {
        needSignIn();
    } else {
        ++m_failures;
        const bool offline = result.error().kind == ErrorKind::Network;
        qCInfo(logSync) << "sync of account" << m_account.value() << "failed:" << int(result.error().kind)
                        << result.error().detail;
        setPhase(offline ? Phase::Offline : Phase::Failed, result.error());
    }
    m_runEnded.wake();
}

QCoro::Task<> SyncEngine::watch()
{
    const Running::Mark mark(m_running);
    m_watching = true;
    int failures = 0;
    while (!m_stopping && m_state.capabilities.watch && m_state.phase != Phase::SignInNeeded) {
        Result<void> told = co_await m_backend.waitForChange();
        if (m_stopping || (!told && told.error().kind == ErrorKind::Unsupported))
            break;
        failures = told ? 0 : failures + 1;
        // The first failure is worth a look; after that the loop's own pauses decide.
        if (failures <= 1) {
            ++m_wanted;
            m_wake.wake();
        }
        const auto pause = told ? m_settings.watchPause : m_settings.backoff.pause(failures, told.error());
        co_await m_watchWake.changedWithin(pause);
    }
    m_watching = false;
}

backend::Task<void> SyncEngine::run()
{
    m_state.done = 0;
    m_state.total = -1;
    m_state.rate = 0;
    m_runTime.start();
    if (!m_connected) {
        Result<void> connection = co_await connectToServer();
        if (!connection)
            co_return Result<void>(fail(connection.error()));
    }
    tellAtWork(Phase::Syncing);
    Result<void> folders = co_await syncFolders();
    if (m_stopping || (!folders && endsRun(folders.error())))
        co_return Result<void>(folders);
    Result<void> contacts = co_await syncContacts();
    if (!m_stopping && folders && contacts)
        contacts = co_await syncSizes();
    co_return Result<void>(folders ? contacts : folders);
}

backend::Task<void> SyncEngine::connectToServer()
{
    tellAtWork(Phase::Connecting);
    Result<backend::Capabilities> capabilities = co_await m_backend.capabilities();
    if (!capabilities)
        co_return Result<void>(fail(capabilities.error()));
    m_state.capabilities = *capabilities;
    m_connected = true;
    emit connected();
    co_return Result<void>();
}

backend::Task<void> SyncEngine::syncFolders()
{
    Result<QList<Folder>> folders = co_await m_backend.folders();
    if (!folders)
        co_return Result<void>(fail(folders.error()));
    if (m_state.phase == Phase::Offline)
        setPhase(Phase::Syncing);
    const Result<void> stored =
        m_store.write([&](store::Transaction &tx) { return store::folders::replaceAll(tx, m_account, *folders); },
            store::Durability::Relaxed);
    if (!stored)
        co_return Result<void>(fail(stored.error()));
    const Result<QList<store::FolderRow>> rows = foldersInOrder();
    if (!rows)
        co_return Result<void>(fail(rows.error()));
    m_state.total = expected(*folders, *rows);

    // First the newest mail of every folder, then the rest of each.
    Result<void> result;
    for (const bool onlyFirstPage : {true, false}) {
        for (const store::FolderRow &row : *rows) {
            Result<void> synced =
                co_await syncFolder(row.id, onlyFirstPage ? m_settings.firstPage : m_settings.page, onlyFirstPage);
            if (m_stopping || (!synced && endsRun(synced.error())))
                co_return Result<void>(synced);
            if (!synced && result)
                result = synced;
        }
    }
    co_return Result<void>(result);
}

/// The first pass asks every folder once; the second goes on only where that left something.
backend::Task<void> SyncEngine::syncFolder(FolderId folder, int limit, bool onlyFirstPage)
{
    if (!onlyFirstPage && !m_unfinished.contains(folder))
        co_return Result<void>();
    bool more = true;
    while (more && !m_stopping) {
        Result<FolderSync::Outcome> page = co_await m_folderSync.nextPage(folder, limit);
        if (!page && page.error().kind == ErrorKind::Conflict)
            continue;
        if (!page && page.error().kind == ErrorKind::NotFound)
            break; // gone since the folders were listed: the next run removes it
        if (!page)
            co_return Result<void>(fail(page.error()));
        addProgress(*page);
        more = page->more;
        if (onlyFirstPage)
            break;
    }
    if (more && onlyFirstPage)
        m_unfinished.insert(folder);
    else
        m_unfinished.remove(folder);
    co_return Result<void>();
}

backend::Task<void> SyncEngine::syncContacts()
{
    const bool due =
        !m_contactsSynced.isValid() || m_contactsSynced.msecsTo(m_clock.now()) >= m_settings.contactsEvery.count();
    if (!due || m_stopping)
        co_return Result<void>();
    co_await m_gate.entered();
    const Gate::Pass pass(m_gate);
    Result<QList<Contact>> contacts = co_await m_backend.contacts();
    if (!contacts && contacts.error().kind != ErrorKind::Unsupported)
        co_return Result<void>(fail(contacts.error()));
    if (contacts) {
        const Result<void> stored =
            m_store.write([&](store::Transaction &tx) { return store::contacts::replaceAll(tx, m_account, *contacts); },
                store::Durability::Relaxed);
        if (!stored)
            co_return Result<void>(stored);
    }
    m_contactsSynced = m_clock.now();
    co_return Result<void>();
}

/// What the server tells only here. That it does not is no reason to call a run a failure.
backend::Task<void> SyncEngine::syncSizes()
{
    Result<QHash<RemoteFolderId, qint64>> sizes = co_await m_backend.folderSizes();
    if (!sizes)
        qCInfo(logSync) << "no sizes of the folders of account" << m_account.value() << sizes.error().detail;
    if (!sizes || sizes->isEmpty())
        co_return Result<void>();
    const Result<void> stored = m_store.write(
        [&](store::Transaction &tx) { return store::folders::setSizes(tx, m_account, *sizes); }, store::Durability::Relaxed);
    co_return stored;
}

/// Politely, and not while anything more urgent waits.
QCoro::Task<> SyncEngine::fetchBodies()
{
    m_copyResult = {};
    if (m_keepsAll && m_state.capabilities.rawSource) {
        Result<void> copied = co_await copyAll();
        m_copy.rest();
        m_copyResult = copied;
        if (std::exchange(m_state.copy, std::nullopt))
            emit stateChanged();
        if (!copied && copied.error().kind == ErrorKind::Authorization)
            needSignIn();
        if (!copied)
            qCInfo(logSync) << "the copy of account" << m_account.value() << "waits:" << int(copied.error().kind)
                            << copied.error().detail;
        co_return; // the next run goes on where something is left
    }
    if (m_state.capabilities.detail)
        co_await fetchRecent();
}

/// A few at a time.
QCoro::Task<> SyncEngine::fetchRecent()
{
    Result<QList<MessageId>> wanted = m_bodies.wanted(m_keepsAll);
    while (wanted && !wanted->isEmpty() && mayFetch()) {
        Result<qsizetype> fetched = co_await m_bodies.fetchSome(*wanted);
        if (!fetched) {
            if (fetched.error().kind == ErrorKind::Authorization)
                needSignIn();
            co_return; // the next run finds out what is wrong
        }
        wanted->remove(0, std::max<qsizetype>(*fetched, 1));
        if (wanted->isEmpty() && m_keepsAll)
            wanted = m_bodies.wanted(m_keepsAll);
        if (mayFetch())
            co_await m_wake.changedWithin(m_settings.prefetchPause);
    }
}

/// Until all is here, or a run is wanted: that goes first, and this goes on after it.
backend::Task<void> SyncEngine::copyAll()
{
    constexpr int mostFailures = 4; // with nothing between them; after that the pauses of the runs
    const Result<CopyState> atFirst = m_copy.state();
    if (!atFirst)
        co_return Result<void>(fail(atFirst.error()));
    m_copyAtFirst = *atFirst;
    m_takenAtFirst = m_copy.taken();
    m_copyTime.start();
    const std::function<bool()> mayGoOn = [this] {
        tellCopied();
        return mayFetch() && m_keepsAll;
    };
    int failures = 0;
    while (mayFetch() && m_keepsAll) {
        const int before = m_copy.taken();
        Result<void> some = co_await m_copy.someMore(mayGoOn);
        if (some && m_copy.isComplete())
            break;
        if (m_copy.taken() != before)
            failures = 0;
        if (some)
            continue;
        if (!some.error().isTransient() || ++failures == mostFailures)
            co_return some;
        co_await m_wake.changedWithin(m_settings.backoff.pause(failures, some.error()));
    }
    co_return Result<void>();
}

/// Some times a second.
void SyncEngine::tellCopied()
{
    constexpr qint64 tellEvery = 250; // milliseconds
    if (m_copyTold.isValid() && !m_copyTold.hasExpired(tellEvery))
        return;
    m_copyTold.start();
    constexpr qint64 secondInMs = 1000;
    const int taken = m_copy.taken() - m_takenAtFirst;
    const int done = m_copyAtFirst.done + taken;
    m_state.copy = CopyState{
        done, std::max(done, m_copyAtFirst.total), int(taken * secondInMs / std::max<qint64>(m_copyTime.elapsed(), 1))};
    emit stateChanged();
}

Result<QList<store::FolderRow>> SyncEngine::foldersInOrder() const
{
    Result<QList<store::FolderRow>> rows = fail(ErrorKind::Internal, {});
    const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
        rows = store::folders::list(tx, m_account);
        return {};
    });
    if (!read)
        return fail(read.error());
    if (!rows)
        return rows;
    rows->removeIf(
        [](const store::FolderRow &row) { return !row.folder.selectable || store::isLocalDrafts(row.folder); });
    const auto isInbox = [](const store::FolderRow &row) { return row.folder.role == FolderRole::Inbox; };
    std::stable_partition(rows->begin(), rows->end(), isInbox);
    return rows;
}

/// Messages that first listings still have to bring, -1 where there are none of those.
int SyncEngine::expected(const QList<Folder> &onServer, const QList<store::FolderRow> &rows)
{
    int expected = 0;
    for (const store::FolderRow &row : rows) {
        const auto told = std::find_if(onServer.begin(), onServer.end(),
            [&row](const Folder &folder) { return folder.remoteId == row.folder.remoteId; });
        if (told != onServer.end() && !SyncCursor::decode(row.syncToken).listed)
            expected += std::max(0, told->total - row.folder.total);
    }
    return expected > 0 ? expected : -1;
}

void SyncEngine::addProgress(const FolderSync::Outcome &outcome)
{
    m_state.done += outcome.named;
    constexpr qint64 secondInMs = 1000;
    if (const qint64 elapsed = m_runTime.elapsed(); elapsed > 0)
        m_state.rate = int(m_state.done * secondInMs / elapsed);
    if (m_state.total >= 0)
        m_state.total = std::max(m_state.total, m_state.done);
    if (outcome.named > 0)
        emit stateChanged();
    if (!outcome.arrived.isEmpty())
        emit newMail(outcome.arrived);
}

/// Attempts behind an "offline" are not told: it stays until one of them has reached the server.
void SyncEngine::tellAtWork(Phase phase)
{
    if (m_state.phase != Phase::Offline)
        setPhase(phase);
}

void SyncEngine::setPhase(Phase phase, std::optional<Error> error)
{
    m_state.phase = phase;
    m_state.error = std::move(error);
    emit stateChanged();
}

/// Errors that would meet every other request too. The rest stays with the folder it came from.
bool SyncEngine::endsRun(const Error &error) const
{
    switch (error.kind) {
    case ErrorKind::Authorization:
    case ErrorKind::Network:
    case ErrorKind::RateLimited:
    case ErrorKind::Canceled:
    case ErrorKind::Storage:
        return true;
    default:
        return false;
    }
}

} // namespace qn::sync
