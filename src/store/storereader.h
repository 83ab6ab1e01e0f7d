// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/transaction.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace qn::store {

/// The reading side for models: one read-only connection on a thread of its own. Callable from any thread;
/// never blocks it. The database must exist (Store::open creates it); opening happens on the reader's thread.
/// Requests are served in order. The future is canceled when the reader goes away first.
class StoreReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StoreReader)

public:
    explicit StoreReader(const QString &dataDir, QObject *parent = nullptr);
    ~StoreReader() override; ///< waits for the request that is running, at most

    /// Runs `query` in a read transaction on the reader's thread:
    /// `whenDone(reader.ask<QList<FolderRow>>([id](Transaction &tx) { return folders::list(tx, id); }), this, …)`.
    /// `isObsolete` (asked often, on the reader's thread) ends what nobody waits for any more, begun or not: with an error.
    template <typename T>
    QFuture<Result<T>> ask(std::function<Result<T>(Transaction &)> query, std::function<bool()> isObsolete = {})
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto future = promise->future();
        post([promise, query = std::move(query)](Result<void> ready, Transaction *tx) {
            promise->addResult(ready ? query(*tx) : Result<T>(fail(ready.error())));
            promise->finish();
        }, std::move(isObsolete));
        return future;
    }

private:
    void post(std::function<void(Result<void>, Transaction *)> job, std::function<bool()> isObsolete);
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace qn::store
