// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "store/rows.h"
#include "sync/bodyprefetch.h"
#include "sync/foldersync.h"
#include "sync/mailcopy.h"
#include "sync/syncstate.h"
#include "sync/waitpoint.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>

namespace qn::sync {

class Gate;

/// Keeps one account's folders, messages and contacts in the store equal to the server's: a run at the start, then
/// whenever the server tells of a change, and from time to time. Lives on the engine thread.
class SyncEngine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SyncEngine)

public:
    SyncEngine(AccountId account, backend::MailBackend &backend, store::Store &store, const Clock &clock, Gate &gate,
        SyncSettings settings, QObject *parent = nullptr);
    ~SyncEngine() override; ///< only after stop() has finished

    const SyncState &state() const { return m_state; }
    /// Begins to sync and to go on syncing. Also after stop().
    void start();
    /// A run that begins after this call. Ends with its first error.
    backend::Task<void> syncNow();
    /// Something has changed (a mail was sent, the network is back): a run soon, whatever pause is under way.
    void poke();
    void refreshContacts(); ///< with the next run, which is soon
    /// The system says that there is no network: told at once, instead of when the last attempt has failed. The run that this
    /// begins finds out whether it is true.
    void loseNetwork();
    /// Paid by volume: no bodies ahead, fewer polls.
    void setMetered(bool isMetered);
    /// All mail shall be here, and not only the recent one. Takes effect at once.
    void setKeepsAll(bool all);
    /// Until the copy of all mail is complete, where one is wanted and can be made now; else at once. Errors: what
    /// stopped it.
    backend::Task<void> copied();
    /// The token is no longer accepted: nothing more by itself until resume() or syncNow().
    void needSignIn();
    /// After a sign-in: asks the capabilities again and syncs.
    void resume();
    /// Ends the loop. MailBackend::abort() must be called after this and before the result is awaited.
    void beginStop();
    QCoro::Task<> stopped();
    BodyPrefetch &bodies() { return m_bodies; }

signals:
    void stateChanged();
    void connected(); ///< the capabilities are known
    void signInNeeded();
    void newMail(const QList<qn::MessageId> &messages);

private:
    QCoro::Task<> loop();
    QCoro::Task<> watch();
    backend::Task<void> run();
    backend::Task<void> connectToServer();
    backend::Task<void> syncFolders();
    backend::Task<void> syncFolder(FolderId folder, int limit, bool onlyFirstPage);
    backend::Task<void> syncContacts();
    backend::Task<void> syncSizes();
    QCoro::Task<> fetchBodies();
    QCoro::Task<> fetchRecent();
    backend::Task<void> copyAll();
    bool mayFetch() const { return !m_stopping && !m_isMetered && m_wanted == m_finished; }
    void tellCopied();
    Result<QList<store::FolderRow>> foldersInOrder() const;
    static int expected(const QList<Folder> &onServer, const QList<store::FolderRow> &rows);
    void finishRun(const Result<void> &result);
    void addProgress(const FolderSync::Outcome &outcome);
    void tellAtWork(Phase phase);
    void setPhase(Phase phase, std::optional<Error> error = {});
    bool endsRun(const Error &error) const;
    std::chrono::milliseconds pause() const;

    const AccountId m_account;
    backend::MailBackend &m_backend;
    store::Store &m_store;
    const Clock &m_clock;
    Gate &m_gate;
    const SyncSettings m_settings;
    FolderSync m_folderSync;
    BodyPrefetch m_bodies;
    MailCopy m_copy;
    SyncState m_state;
    Running m_running;
    WaitPoint m_wake; ///< the loop's
    WaitPoint m_watchWake;
    WaitPoint m_runEnded;
    WaitPoint m_fetchEnded; ///< fetchBodies() has done what it can
    quint64 m_wanted = 0; ///< number of the latest run that was asked for
    quint64 m_finished = 0; ///< number of the latest one that was done
    Result<void> m_lastResult;
    QSet<FolderId> m_unfinished; ///< folders whose first page of this run said that there is more
    QDateTime m_contactsSynced;
    QElapsedTimer m_runTime;
    int m_failures = 0;
    QElapsedTimer m_copyTime, m_copyTold;
    CopyState m_copyAtFirst;
    int m_takenAtFirst = 0;
    Result<void> m_copyResult;
    bool m_keepsAll = false;
    bool m_fetching = false; ///< bodies or sources, after a run
    bool m_isMetered = false;
    bool m_connected = false;
    bool m_looping = false;
    bool m_watching = false;
    bool m_stopping = false;
};

} // namespace qn::sync
