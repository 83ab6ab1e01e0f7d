// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

namespace qn::store {

class Store;

/// Keeps the search index of a store up to date, on a thread of its own with low priority and connections of its own: it
/// never makes the store's thread or a window wait, and rests while much is written at once (Store::setBulk). Lives on the
/// store's thread; destroying it waits for the step that runs. A kill at any time loses nothing.
class SearchIndexer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchIndexer)

public:
    explicit SearchIndexer(Store &store, const QString &dataDir, QObject *parent = nullptr);
    ~SearchIndexer() override;
    /// Begins to work, now and after every change. To be called after the first paint.
    void start();

signals:
    void caughtUp(); ///< everything that was there at that time can be found

private:
    void finished(qint64 sequence);
    class Worker;
    Store &m_store;
    std::unique_ptr<Worker> m_worker;
};

} // namespace qn::store
