// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>

#include <utility>

namespace qn {

/// Calls `use(result)` on the thread of `context` (which must be this one) when the future has finished; never when the
/// context goes away first or the future is canceled. Use it in place of QFuture::then(context, …), which in Qt 6.4 asserts,
/// or calls into freed memory, when the context is gone by the time the future finishes or is canceled.
template <typename T, typename Use>
void whenDone(const QFuture<T> &future, QObject *context, Use use)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, use = std::move(use)]() mutable {
        watcher->deleteLater();
        const QFuture<T> done = watcher->future();
        if (!done.isCanceled() && done.resultCount() > 0)
            use(done.result());
    });
    watcher->setFuture(future);
}

} // namespace qn
