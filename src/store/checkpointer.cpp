// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/checkpointer.h"

#include "store/database.h"
#include "store/logging.h"

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

namespace qn::store {

using namespace Qt::StringLiterals;

class Checkpointer::Worker final : public QThread
{
public:
    explicit Worker(QString file)
        : m_file(std::move(file))
    {
        setObjectName(u"checkpointer"_s);
    }
    void wake()
    {
        const QMutexLocker lock(&m_mutex);
        m_isWanted = true;
        m_changed.wakeAll();
    }
    void waitUntilIdle()
    {
        QMutexLocker lock(&m_mutex);
        while (m_isWanted || m_isBusy)
            m_changed.wait(&m_mutex);
    }
    void stop()
    {
        {
            const QMutexLocker lock(&m_mutex);
            m_isStopping = true;
            m_changed.wakeAll();
        }
        QThread::wait();
    }

protected:
    void run() override
    {
        const auto database = Database::open(m_file, Database::Access::Write);
        if (!database)
            qCWarning(logStore) << "no checkpoints:" << database.error().detail;
        QMutexLocker lock(&m_mutex);
        while (true) {
            while (!m_isWanted && !m_isStopping)
                m_changed.wait(&m_mutex);
            if (m_isStopping)
                return;
            m_isWanted = false;
            m_isBusy = true;
            lock.unlock();
            if (database)
                checkpoint(**database);
            lock.relock();
            m_isBusy = false;
            m_changed.wakeAll();
        }
    }

private:
    static void checkpoint(Database &database)
    {
        // What cannot be done now is done by the writer later.
        if (auto done = database.execute("PRAGMA wal_checkpoint(PASSIVE)"_ba); !done)
            qCDebug(logStore) << "no checkpoint:" << done.error().detail;
    }

    const QString m_file;
    QMutex m_mutex;
    QWaitCondition m_changed;
    bool m_isWanted = false, m_isBusy = false, m_isStopping = false;
};

Checkpointer::Checkpointer(const QString &file)
    : m_worker(std::make_unique<Worker>(file))
{
    m_worker->start();
}

Checkpointer::~Checkpointer()
{
    m_worker->stop();
}

void Checkpointer::wake()
{
    m_worker->wake();
}

void Checkpointer::wait()
{
    m_worker->waitUntilIdle();
}

} // namespace qn::store
