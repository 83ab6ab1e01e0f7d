// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/settling.h"

#include "session/accountruntime.h"
#include "session/engine.h"
#include "store/transaction.h"

#include <QCoroTimer>
#include <QDeadlineTimer>

#include <algorithm>

namespace qn::session {

using store::OperationRow;
using store::OutgoingRow;
using store::OutgoingState;

namespace {

constexpr std::chrono::milliseconds pause{50};

/// Nothing can be taken back any more. What a server has put off stays so.
Result<void> endUndo(store::Transaction &tx, qint64 now)
{
    Result<QList<OutgoingRow>> mails = store::outgoing::list(tx);
    if (!mails)
        return fail(mails.error());
    for (OutgoingRow &row : *mails) {
        if (row.state != OutgoingState::Queued || row.attempts > 0 || row.notBefore <= now)
            continue;
        row.notBefore = now;
        if (const Result<void> updated = store::outgoing::update(tx, row); !updated)
            return updated;
    }
    const Result<QList<OperationRow>> operations = store::operations::list(tx);
    if (!operations)
        return fail(operations.error());
    for (const OperationRow &row : *operations) {
        if (row.attempts > 0 || row.notBefore <= now)
            continue;
        if (const Result<void> hurried = store::operations::postpone(tx, row.id, row.attempts, now); !hurried)
            return hurried;
    }
    return {};
}

/// Whether anything is on its way, or could be at once.
Result<bool> isAtWork(Engine &engine)
{
    const auto isReachable = [&](AccountId account) {
        const std::shared_ptr<AccountRuntime> runtime = engine.existingRuntime(account);
        return runtime && runtime->isConnected();
    };
    Result<bool> found = false;
    const Result<void> read = engine.store().read([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<OutgoingRow>> mails = store::outgoing::list(tx);
        if (!mails)
            return fail(mails.error());
        const bool sends = std::any_of(mails->cbegin(), mails->cend(), [&](const OutgoingRow &row) {
            const bool isDue = row.state == OutgoingState::Queued && row.notBefore <= engine.now();
            return isReachable(row.account) && (isDue || engine.outbox().isBusy(row.account));
        });
        const Result<QList<OperationRow>> operations = sends ? QList<OperationRow>() : store::operations::list(tx);
        if (!operations)
            return fail(operations.error());
        found = sends || std::any_of(operations->cbegin(), operations->cend(), [&](const OperationRow &row) {
            return isReachable(row.account) && (row.attempts == 0 || engine.existingRuntime(row.account)->isUnderWay(row.id));
        });
        return {};
    });
    return read ? found : Result<bool>(fail(read.error()));
}

} // namespace

backend::Task<void> settle(Engine *engine, std::chrono::milliseconds longest)
{
    const QDeadlineTimer end(longest);
    const Result<void> hurried = engine->store().write([engine](store::Transaction &tx) { return endUndo(tx, engine->now()); });
    if (!hurried)
        co_return Result<void>(hurried);
    for (;;) {
        const Result<bool> isMore = isAtWork(*engine);
        if (!isMore)
            co_return Result<void>(fail(isMore.error()));
        if (!*isMore || end.hasExpired() || engine->isStopping())
            co_return Result<void>();
        co_await QCoro::sleepFor(pause);
    }
}

} // namespace qn::session
