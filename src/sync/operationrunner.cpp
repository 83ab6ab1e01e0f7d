// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/operationrunner.h"

#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"
#include "sync/gate.h"
#include "sync/logging.h"
#include "sync/ownerlock.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::sync {

using store::OperationKind;
using store::OperationRow;

namespace {

constexpr int maxServerFailures = 8; ///< attempts at a change that makes the server itself fail

/// Creates something new on the server: a second try has to look whether the first one worked.
bool creates(const OperationRow &row)
{
    return row.kind == OperationKind::SaveDraft
        || (row.kind == OperationKind::SaveContact && row.contact.remoteId.isEmpty());
}

} // namespace

OperationRunner::OperationRunner(AccountId account, backend::MailBackend &backend, store::Store &store,
    const Clock &clock, Gate &gate, const OwnerLock &owner, Backoff backoff, QObject *parent)
    : QObject(parent)
    , m_account(account)
    , m_store(store)
    , m_clock(clock)
    , m_gate(gate)
    , m_owner(owner)
    , m_backoff(backoff)
    , m_call(account, backend, store)
{
    connect(&owner, &OwnerLock::acquired, this, &OperationRunner::poke);
}

OperationRunner::~OperationRunner()
{
    Q_ASSERT(m_running.isIdle());
}

void OperationRunner::start()
{
    if (m_looping)
        return;
    m_stopping = false;
    m_looping = true;
    loop();
}

void OperationRunner::poke()
{
    m_idle = false;
    m_wake.wake();
}

void OperationRunner::retryNow()
{
    m_everything = true;
    m_held = false;
    m_obstacle.reset();
    poke();
}

void OperationRunner::hold()
{
    m_held = true;
}

backend::Task<void> OperationRunner::drain()
{
    const Running::Mark mark(m_running);
    poke();
    while (m_looping && !m_stopping && !m_idle && !m_held && !m_obstacle && m_owner.isHeld())
        co_await m_settled.changed();
    if (m_obstacle)
        co_return Result<void>(fail(*m_obstacle));
    co_return Result<void>();
}

void OperationRunner::beginStop()
{
    m_stopping = true;
    m_wake.wake();
    m_settled.wake();
}

QCoro::Task<> OperationRunner::stopped()
{
    co_await m_running.idle();
}

Result<QList<OperationRow>> OperationRunner::pending() const
{
    return store::answer<QList<OperationRow>>(m_store, [](store::Transaction &tx) { return store::operations::list(tx); });
}

QCoro::Task<> OperationRunner::loop()
{
    const Running::Mark mark(m_running);
    while (!m_stopping) {
        if (!m_owner.isHeld() || m_held) {
            m_settled.wake();
            co_await m_wake.changed();
            continue;
        }
        const qint64 now = m_clock.now().toMSecsSinceEpoch();
        const Result<QList<OperationRow>> rows = pending();
        const OperationBatch next = rows ? nextBatch(*rows, m_account, now, m_everything) : OperationBatch();
        if (!next.isEmpty()) {
            co_await runBatch();
            if (m_obstacle && !m_stopping && !m_held)
                co_await m_wake.changedWithin(m_backoff.first);
            continue;
        }
        m_everything = false;
        m_idle = true;
        m_settled.wake();
        const qint64 due = rows ? nextDue(*rows, m_account) : now + m_backoff.first.count();
        if (due < 0)
            co_await m_wake.changed();
        else
            co_await m_wake.changedWithin(std::chrono::milliseconds(std::max<qint64>(1, due - now)));
    }
    m_looping = false;
    m_settled.wake();
}

/// Chooses anew behind the gate: an operation may have been taken back while it waited there.
QCoro::Task<> OperationRunner::runBatch()
{
    co_await m_gate.entered();
    const Gate::Pass pass(m_gate);
    const Result<QList<OperationRow>> rows = pending();
    if (!rows || m_stopping || m_held)
        co_return;
    const OperationBatch batch = nextBatch(*rows, m_account, m_clock.now().toMSecsSinceEpoch(), m_everything);
    if (batch.isEmpty())
        co_return;
    for (const OperationRow &row : batch)
        m_underWay.insert(row.id);
    Result<void> tried = co_await call(batch);
    const bool refusedTogether = !tried && batch.size() > 1 && tried.error().isFinal();
    // One of them is at fault: each for itself, so that it does not take the others with it.
    for (qsizetype i = 0; refusedTogether && i < batch.size() && !m_stopping; ++i) {
        const OperationBatch one{batch.at(i)};
        Result<void> alone = co_await call(one);
        if (!alone)
            settleFailure(one, alone.error());
    }
    if (!tried && !refusedTogether)
        settleFailure(batch, tried.error());
    m_underWay.clear();
}

backend::Task<void> OperationRunner::call(OperationBatch batch)
{
    const OperationRow first = batch.first();
    if (creates(first)) {
        const Result<void> noted = m_store.write([&](store::Transaction &tx) {
            return store::operations::postpone(tx, first.id, first.attempts + 1, first.notBefore);
        });
        if (!noted)
            co_return Result<void>(noted);
    }
    Result<OperationCall::Outcome> outcome = co_await m_call.run(batch);
    if (!outcome)
        co_return Result<void>(fail(outcome.error()));
    m_obstacle.reset();
    const Result<void> finished = finish(batch, *outcome);
    if (!finished)
        co_return Result<void>(finished);
    emit applied();
    if (first.kind == store::OperationKind::SaveDraft && outcome->applied)
        emit draftSaved();
    co_return Result<void>();
}

Result<void> OperationRunner::finish(const OperationBatch &batch, const OperationCall::Outcome &outcome)
{
    return m_store.write([&](store::Transaction &tx) -> Result<void> {
        if (const Result<void> dropped = dropGone(tx, outcome); !dropped)
            return dropped;
        for (const OperationRow &row : batch) {
            const Result<void> effects = storeEffects(tx, row, outcome);
            if (!effects)
                return effects;
            QList<RemoteMessageId> newIds;
            for (const MessageId id : row.messages)
                newIds.append(outcome.newIds.value(id));
            if (row.kind != OperationKind::Move)
                newIds.clear();
            const Result<void> finished = store::operations::finish(tx, row.id, outcome.applied, newIds);
            if (!finished && finished.error().kind != ErrorKind::NotFound)
                return finished;
        }
        return {};
    });
}

Result<void> OperationRunner::dropGone(store::Transaction &tx, const OperationCall::Outcome &outcome) const
{
    if (outcome.gone.isEmpty())
        return {};
    const Result<QList<store::FolderRow>> folders = store::folders::list(tx, m_account);
    if (!folders)
        return fail(folders.error());
    for (const store::FolderRow &folder : *folders) {
        const QList<RemoteMessageId> ids = outcome.gone.value(folder.folder.remoteId);
        const Result<void> removed = ids.isEmpty() ? Result<void>() : store::messages::remove(tx, folder.id, ids);
        if (!removed)
            return removed;
    }
    return {};
}

/// What the server told of a draft or a contact.
Result<void> OperationRunner::storeEffects(
    store::Transaction &tx, const OperationRow &row, const OperationCall::Outcome &outcome)
{
    if (row.kind == OperationKind::SaveDraft && outcome.applied) {
        Result<store::DraftRow> draft = store::drafts::find(tx, row.draft);
        if (!draft && draft.error().kind == ErrorKind::NotFound) {
            // Sent or discarded while it was on its way: the copy goes too.
            OperationRow removal;
            removal.account = row.account;
            removal.kind = OperationKind::RemoveDraft;
            removal.remoteId = outcome.draft;
            const Result<OperationId> inserted = store::operations::insert(tx, removal);
            return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
        }
        if (!draft)
            return fail(draft.error());
        draft->remoteId = outcome.draft;
        const Result<DraftId> saved = store::drafts::save(tx, *draft);
        return saved ? Result<void>() : Result<void>(fail(saved.error()));
    }
    if (outcome.contact) {
        const Result<ContactId> saved = store::contacts::upsert(tx, row.account, *outcome.contact);
        return saved ? Result<void>() : Result<void>(fail(saved.error()));
    }
    return {};
}

void OperationRunner::settleFailure(const OperationBatch &batch, const Error &error)
{
    if (error.kind == ErrorKind::Canceled)
        return;
    if (error.kind == ErrorKind::Authorization) {
        m_held = true;
        m_obstacle = error;
        emit signInNeeded();
    } else if (error.isFinal() || (error.kind == ErrorKind::Server && batch.first().attempts >= maxServerFailures)) {
        giveUp(batch, error);
    } else {
        postpone(batch, error);
    }
    m_settled.wake();
}

void OperationRunner::postpone(const OperationBatch &batch, const Error &error)
{
    m_obstacle = error;
    m_everything = false;
    const int attempts = batch.first().attempts + 1;
    const qint64 until = m_clock.now().toMSecsSinceEpoch() + m_backoff.pause(attempts, error).count();
    const Result<void> written = m_store.write([&](store::Transaction &tx) -> Result<void> {
        for (const OperationRow &row : batch) {
            const Result<void> postponed = store::operations::postpone(tx, row.id, row.attempts + 1, until);
            if (!postponed && postponed.error().kind != ErrorKind::NotFound)
                return postponed;
        }
        return {};
    });
    if (!written)
        qCWarning(logSync) << "an operation could not be postponed:" << written.error().detail;
}

void OperationRunner::giveUp(const OperationBatch &batch, const Error &error)
{
    qCWarning(logSync) << "the server refused a change:" << int(error.kind) << error.detail;
    const OperationCall::Outcome none{false, {}, {}, {}, {}};
    const Result<void> finished = finish(batch, none);
    if (!finished)
        qCWarning(logSync) << "an operation could not be given up:" << finished.error().detail;
    emit refused(error);
}

} // namespace qn::sync
