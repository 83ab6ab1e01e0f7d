// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "core/clock.h"
#include "store/rows.h"
#include "sync/backoff.h"
#include "sync/waitpoint.h"

#include <QHash>
#include <QSet>

#include <functional>
#include <memory>

namespace qn::store {
class Store;
}

namespace qn::sync {

class OwnerLock;

/// Hands the queued mails over to their servers: none is lost and none goes out twice, whenever the process dies.
/// Each step is committed before the next: Queued → Sending → (hand-over) → Sent → Filed. A mail found in Sending at
/// the start, or whose connection died after the data, is Unknown: looked for on the server, and where that cannot tell,
/// the user decides. One found in Sent gets its copy filed, which the backend does once. Only the process that holds the OwnerLock does any of this. Lives on the engine thread.
class Outbox final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Outbox)

public:
    struct Server
    {
        std::shared_ptr<void> keepAlive; ///< whatever owns the backend
        backend::MailBackend *backend = nullptr;
        backend::Capabilities capabilities;
    };
    /// nullopt: not now (offline by wish, signed out, not connected yet).
    using Lookup = std::function<std::optional<Server>(AccountId)>;

    Outbox(store::Store &store, const Clock &clock, const OwnerLock &owner, Lookup lookup, Backoff backoff,
        QObject *parent = nullptr);
    ~Outbox() override; ///< only after stopped()

    void start();
    /// There may be something to do: rows were added, a server became reachable.
    void poke();
    /// The account's server is there again: the back-offs of its mails end, those too of the attempts that are under way.
    void retryNow(AccountId account);
    bool isBusy(AccountId account) const { return m_busy.contains(account); }
    void beginStop(); ///< before MailBackend::abort()
    QCoro::Task<> stopped();

signals:
    /// Refused by the server, or (RecipientRefused, state Filed) accepted for some of the recipients only.
    void failed(qn::OutgoingId mail, const qn::Error &error);
    void sent(qn::AccountId account);
    void signInNeeded(qn::AccountId account);

private:
    QCoro::Task<> loop();
    QCoro::Task<> handle(store::OutgoingRow row, Server server);
    QCoro::Task<> handOver(store::OutgoingRow row, Server server);
    QCoro::Task<> lookFor(store::OutgoingRow row, Server server);
    bool recover(const QList<store::OutgoingRow> &all);
    void startDue();
    std::chrono::milliseconds untilNextDue() const;
    bool isDue(const store::OutgoingRow &row) const;
    Result<QList<store::OutgoingRow>> rows() const;
    void answerWishes(const store::OutgoingRow &row);
    bool claim(store::OutgoingRow &row);
    bool accepted(store::OutgoingRow &row, const backend::SendReceipt &receipt, const Server &server);
    QCoro::Task<> fileCopy(store::OutgoingRow row, Server server);
    void rejected(store::OutgoingRow row, const Error &error);
    bool isOld(const store::OutgoingRow &row) const;
    void drop(const store::OutgoingRow &row);
    Result<void> save(const store::OutgoingRow &row);
    qint64 now() const;

    store::Store &m_store;
    const Clock &m_clock;
    const OwnerLock &m_owner;
    const Lookup m_lookup;
    const Backoff m_backoff;
    Running m_running;
    WaitPoint m_wake;
    QSet<AccountId> m_busy;
    QHash<AccountId, quint64> m_wishes; ///< how often retryNow() was called
    QHash<OutgoingId, quint64> m_wishesBefore; ///< how many of them came before the last attempt at a mail began: later ones end its back-off
    QHash<OutgoingId, qint64> m_lookAgain; ///< when to look for an unknown mail, or to file a sent one, again; milliseconds since the epoch
    QHash<OutgoingId, int> m_looks; ///< so often it was tried
    QHash<OutgoingId, std::pair<backend::SendReceipt, Server>> m_unnoted; ///< accepted, but that could not be written
    bool m_looping = false;
    bool m_stopping = false;
};

} // namespace qn::sync
