// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/outbox.h"

#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"
#include "sync/logging.h"
#include "sync/ownerlock.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace qn::sync {

using store::OutgoingRow;
using store::OutgoingState;

namespace {

constexpr std::chrono::milliseconds restAtMost = std::chrono::minutes(1);
constexpr std::chrono::milliseconds keptFor = std::chrono::days(7);
constexpr int looksAtMost = 6; ///< for a copy that nothing promises
constexpr qint64 never = std::numeric_limits<qint64>::max();

QList<Address> recipients(const OutgoingMessage &mail)
{
    return mail.to + mail.cc + mail.bcc;
}

Error unknownOutcome(const QString &detail)
{
    return Error{ErrorKind::Network, detail, ErrorReason::SendOutcomeUnknown, 0, {}};
}

/// The mail may have been accepted although an error came back.
bool isOutcomeUnknown(const Error &error)
{
    return error.reason == ErrorReason::SendOutcomeUnknown || error.kind == ErrorKind::Canceled;
}

} // namespace

Outbox::Outbox(
    store::Store &store, const Clock &clock, const OwnerLock &owner, Lookup lookup, Backoff backoff, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_clock(clock)
    , m_owner(owner)
    , m_lookup(std::move(lookup))
    , m_backoff(backoff)
{
    connect(&owner, &OwnerLock::acquired, this, &Outbox::poke);
}

Outbox::~Outbox()
{
    Q_ASSERT(m_running.isIdle());
}

void Outbox::start()
{
    if (m_looping)
        return;
    m_stopping = false;
    m_looping = true;
    loop();
}

void Outbox::poke()
{
    m_wake.wake();
}

void Outbox::retryNow(AccountId account)
{
    ++m_wishes[account];
    poke();
}

void Outbox::beginStop()
{
    m_stopping = true;
    m_wake.wake();
}

QCoro::Task<> Outbox::stopped()
{
    co_await m_running.idle();
}

/// What a hand-over left behind that is not under way here: the former owner died in it, or its end could not be
/// written. True where it changed a row.
bool Outbox::recover(const QList<OutgoingRow> &all)
{
    bool changed = false;
    for (OutgoingRow row : all) {
        if (m_busy.contains(row.account))
            continue;
        changed |= row.state == OutgoingState::Sending;
        if (row.state == OutgoingState::Sending && m_unnoted.contains(row.id)) {
            const auto [receipt, server] = m_unnoted.take(row.id);
            accepted(row, receipt, server);
        } else if (row.state == OutgoingState::Sending) {
            row.state = OutgoingState::Unknown;
            row.error = unknownOutcome(u"the program ended while the mail was being handed over"_s);
            save(row);
        }
    }
    return changed;
}

Result<QList<OutgoingRow>> Outbox::rows() const
{
    return store::answer<QList<OutgoingRow>>(m_store, &store::outgoing::list);
}

QCoro::Task<> Outbox::loop()
{
    const Running::Mark mark(m_running);
    while (!m_stopping) {
        if (m_owner.isHeld())
            startDue();
        co_await m_wake.changedWithin(m_owner.isHeld() ? untilNextDue() : restAtMost);
    }
    m_looping = false;
}

std::chrono::milliseconds Outbox::untilNextDue() const
{
    std::chrono::milliseconds rest = restAtMost;
    const Result<QList<OutgoingRow>> all = rows();
    for (const OutgoingRow &row : all ? *all : QList<OutgoingRow>()) {
        qint64 due = -1;
        if (row.state == OutgoingState::Queued)
            due = row.notBefore;
        else if (row.state == OutgoingState::Unknown || row.state == OutgoingState::Sent)
            due = m_lookAgain.value(row.id, -1);
        if (due > now())
            rest = std::min(rest, std::chrono::milliseconds(due - now()));
    }
    return rest;
}

bool Outbox::isDue(const OutgoingRow &row) const
{
    const bool isWished = m_wishes.value(row.account) > m_wishesBefore.value(row.id);
    if (row.state == OutgoingState::Queued)
        return row.notBefore <= now() || (row.attempts > 0 && isWished);
    return (row.state == OutgoingState::Unknown || row.state == OutgoingState::Sent)
        && (isWished || m_lookAgain.value(row.id) <= now());
}

/// Oldest first, one mail at a time for each account.
void Outbox::startDue()
{
    Result<QList<OutgoingRow>> all = rows();
    if (!all) {
        qCWarning(logSync) << "the outbox cannot be read:" << all.error().detail;
        return;
    }
    if (recover(*all)) {
        all = rows();
        if (!all)
            return;
    }
    std::reverse(all->begin(), all->end());
    for (const OutgoingRow &row : std::as_const(*all)) {
        if (isOld(row)) {
            const std::optional<Server> keeper = m_lookup(row.account);
            if (keeper && keeper->capabilities.savesSent)
                drop(row);
            continue;
        }
        if (m_busy.contains(row.account) || !isDue(row))
            continue;
        const std::optional<Server> server = m_lookup(row.account);
        if (server)
            handle(row, *server);
    }
}

QCoro::Task<> Outbox::handle(OutgoingRow row, Server server)
{
    const Running::Mark mark(m_running);
    m_busy.insert(row.account);
    if (row.state == OutgoingState::Unknown)
        co_await lookFor(row, server);
    else if (row.state == OutgoingState::Sent)
        co_await fileCopy(row, server);
    else
        co_await handOver(row, server);
    m_busy.remove(row.account);
    m_wake.wake();
}

/// An attempt at the mail begins: what was wished for so far is what it does.
void Outbox::answerWishes(const OutgoingRow &row)
{
    m_wishesBefore.insert(row.id, m_wishes.value(row.account));
}

/// Sending is committed before a byte leaves. False where the user or another process was faster.
bool Outbox::claim(OutgoingRow &row)
{
    const Result<void> written = m_store.write([&](store::Transaction &tx) -> Result<void> {
        const Result<OutgoingRow> current = store::outgoing::find(tx, row.id);
        if (!current)
            return fail(current.error());
        if (current->state != OutgoingState::Queued || (current->notBefore > now() && !isDue(*current)))
            return fail(ErrorKind::Conflict, u"the mail is no longer queued"_s);
        answerWishes(*current);
        row = *current;
        row.state = OutgoingState::Sending;
        ++row.attempts;
        return store::outgoing::update(tx, row);
    });
    return written.has_value();
}

QCoro::Task<> Outbox::handOver(OutgoingRow row, Server server)
{
    if (!claim(row))
        co_return;
    Result<backend::SendReceipt> receipt = co_await server.backend->send(row.mail);
    if (!receipt)
        rejected(row, receipt.error());
    else if (accepted(row, *receipt, server))
        co_await fileCopy(row, server);
}

QCoro::Task<> Outbox::lookFor(OutgoingRow row, Server server)
{
    answerWishes(row);
    Result<std::optional<backend::SendReceipt>> found = co_await server.backend->findSent(row.mail);
    if (found && *found) {
        if (accepted(row, **found, server))
            co_await fileCopy(row, server);
        co_return;
    }
    if (found && server.capabilities.idempotentSend) {
        // Not there. The same idempotency key makes a second hand-over harmless even if the first one is still being
        // worked on.
        row.state = OutgoingState::Queued;
        row.notBefore = now();
        save(row);
        co_return;
    }
    // A copy may still appear; that there is none proves nothing.
    const int looks = ++m_looks[row.id];
    const Error error = found ? Error{} : found.error();
    const bool isLast = looks >= looksAtMost && !error.isTransient();
    m_lookAgain.insert(row.id, isLast ? never : now() + m_backoff.pause(looks + 1, error).count());
    if (error.kind == ErrorKind::Authorization)
        emit signInNeeded(row.account);
}

/// Sent → Filed.
QCoro::Task<> Outbox::fileCopy(OutgoingRow row, Server server)
{
    answerWishes(row);
    Result<RemoteMessageId> copy = co_await server.backend->fileSent(row.mail);
    if (!copy) {
        qCInfo(logSync) << "the copy of a sent mail is not filed:" << copy.error().detail;
        if (!copy.error().isFinal() && ++m_looks[row.id] < looksAtMost) {
            m_lookAgain.insert(row.id, now() + m_backoff.pause(m_looks.value(row.id), copy.error()).count());
            if (copy.error().kind == ErrorKind::Authorization)
                emit signInNeeded(row.account);
            co_return;
        }
    }
    // Where there is no copy on the server, the row in the outbox is it.
    row.state = OutgoingState::Filed;
    m_wishesBefore.remove(row.id);
    save(row);
    emit sent(row.account);
}

/// False where that could not be written: it is tried again.
bool Outbox::accepted(OutgoingRow &row, const backend::SendReceipt &receipt, const Server &server)
{
    m_looks.remove(row.id);
    m_lookAgain.remove(row.id);
    row.state = OutgoingState::Sent;
    row.error.reset();
    if (!receipt.refused.isEmpty()) {
        QStringList words;
        for (const auto &[address, reason] : receipt.refused)
            words.append(address.email + u": "_s + reason);
        row.error = Error{ErrorKind::Parameter, words.join(u"; "_s), ErrorReason::RecipientRefused, 0, {}};
    }
    const Result<void> written = m_store.write([&](store::Transaction &tx) -> Result<void> {
        const Result<void> updated = store::outgoing::update(tx, row);
        if (!updated)
            return updated;
        return store::contacts::noteSent(tx, recipients(row.mail), now());
    });
    if (!written) {
        m_unnoted.insert(row.id, {receipt, server});
        qCWarning(logSync) << "a sent mail could not be noted:" << written.error().detail;
        return false;
    }
    if (row.error)
        emit failed(row.id, *row.error);
    return true;
}

void Outbox::rejected(OutgoingRow row, const Error &error)
{
    row.error = error;
    if (isOutcomeUnknown(error)) {
        row.state = OutgoingState::Unknown;
        if (error.kind == ErrorKind::Canceled)
            row.error = unknownOutcome(u"stopped while the mail was being handed over"_s);
        answerWishes(row); // the server may still be at work on it: no look at once
        m_lookAgain.insert(row.id, now() + m_backoff.pause(1, error).count());
    } else if (error.kind == ErrorKind::Authorization) {
        row.state = OutgoingState::Queued;
        --row.attempts;
    } else if (error.isTransient()) {
        row.state = OutgoingState::Queued;
        row.notBefore = now() + m_backoff.pause(row.attempts, error).count();
    } else {
        row.state = OutgoingState::Failed;
    }
    save(row);
    if (error.kind == ErrorKind::Authorization)
        emit signInNeeded(row.account);
    else if (row.state == OutgoingState::Failed)
        emit failed(row.id, error);
}

/// Filed long ago: where the server has a copy, this one is no longer needed.
bool Outbox::isOld(const OutgoingRow &row) const
{
    return row.state == OutgoingState::Filed && row.created < now() - keptFor.count();
}

void Outbox::drop(const OutgoingRow &row)
{
    const Result<void> written =
        m_store.write([&](store::Transaction &tx) { return store::outgoing::remove(tx, row.id); });
    if (!written)
        qCWarning(logSync) << "the outbox could not be tidied:" << written.error().detail;
}

Result<void> Outbox::save(const OutgoingRow &row)
{
    const Result<void> written =
        m_store.write([&](store::Transaction &tx) { return store::outgoing::update(tx, row); });
    if (!written)
        qCWarning(logSync) << "the outbox could not be written:" << written.error().detail;
    return written;
}

qint64 Outbox::now() const
{
    return m_clock.now().toMSecsSinceEpoch();
}

} // namespace qn::sync
