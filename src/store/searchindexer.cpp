// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchindexer.h"

#include "store/backgroundthread.h"
#include "store/database.h"
#include "store/logging.h"
#include "store/searchindex.h"
#include "store/store.h"
#include "store/transaction.h"

#include <functional>

namespace qn::store {

using namespace Qt::StringLiterals;

class SearchIndexer::Worker final : public BackgroundThread
{
public:
    Worker(const QString &dataDir, std::function<void(qint64)> finished)
        : BackgroundThread(u"search indexer"_s, gather)
        , m_dataDir(dataDir)
        , m_finished(std::move(finished))
    {
    }

protected:
    void work() override
    {
        while (goesOn()) {
            const auto progress = step();
            if (!progress && progress.error().kind == ErrorKind::Canceled)
                return;
            if (!progress) {
                // A full disk, another process at work: tried again later.
                qCWarning(logStore) << "indexing failed:" << progress.error().detail;
                m_index.reset();
                QMutexLocker lock(&m_mutex);
                m_isWanted = true;
                pause(pauseAfterFailure);
                return;
            }
            if (!progress->hasMore) {
                m_finished(progress->sequence);
                return;
            }
        }
    }
    void close() override { m_index.reset(); }

private:
    static constexpr qint64 gather = 200; ///< milliseconds: changes come in groups
    static constexpr qint64 pauseAfterFailure = 5000;

    /// Whether to do another step; if not because of a pause, there is more to do behind it.
    bool goesOn()
    {
        const QMutexLocker lock(&m_mutex);
        m_isWanted = m_isWanted || m_isPaused;
        return !m_isStopping && !m_isPaused;
    }

    Result<SearchIndex::Progress> step()
    {
        if (!m_index) {
            auto index = SearchIndex::open(m_dataDir);
            if (!index)
                return fail(index.error());
            m_index = std::move(*index);
            // A step can be long on a busy machine, and who closes the program does not wait for it.
            m_index->stopWhen([this] { return isStopping(); });
        }
        return m_index->step();
    }

    const QString m_dataDir;
    const std::function<void(qint64)> m_finished;
    std::unique_ptr<SearchIndex> m_index; ///< used on the thread only
};

SearchIndexer::SearchIndexer(Store &store, const QString &dataDir, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_worker(std::make_unique<Worker>(dataDir, [this](qint64 sequence) {
        QMetaObject::invokeMethod(this, [this, sequence] { finished(sequence); }, Qt::QueuedConnection);
    }))
{
}

SearchIndexer::~SearchIndexer()
{
    m_worker->stop();
}

void SearchIndexer::start()
{
    if (m_worker->isRunning())
        return;
    connect(&m_store, &Store::changed, this, [this] { m_worker->wake(); });
    connect(&m_store, &Store::restWantedChanged, this, [this] { m_worker->setPaused(m_store.isRestWanted()); });
    m_worker->setPaused(m_store.isRestWanted());
    m_worker->wake();
    m_worker->start(QThread::LowPriority);
}

/// The index has committed everything up to `sequence`: that part of the log is of no more use.
void SearchIndexer::finished(qint64 sequence)
{
    constexpr qint64 many = 1000; // not a write for every mail
    const auto done = m_store.write([sequence](Transaction &tx) {
        bool isLong = false;
        {
            Query row = tx.database().query("SELECT min(seq) FROM search_change");
            isLong = row.next() && !row.isNull(0) && sequence - row.integer(0) >= many;
        }
        if (isLong)
            tx.database().run("DELETE FROM search_change WHERE seq <= ?", sequence);
        return tx.database().status();
    });
    if (!done)
        qCWarning(logStore) << "the list of changes is not trimmed:" << done.error().detail;
    emit caughtUp();
}

} // namespace qn::store
