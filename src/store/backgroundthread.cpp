// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backgroundthread.h"

#include <QDeadlineTimer>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace qn::store {

namespace {

/// Qt's priorities do nothing on Linux, but a thread there can be nice by itself.
void giveWay(QThread::Priority priority)
{
#ifdef Q_OS_LINUX
    constexpr int nice = 10, nicest = 15;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), priority == QThread::LowestPriority ? nicest : nice);
#else
    Q_UNUSED(priority)
#endif
}

} // namespace

BackgroundThread::BackgroundThread(const QString &name, qint64 gather)
    : m_gather(gather)
{
    setObjectName(name);
}

void BackgroundThread::wake()
{
    const QMutexLocker lock(&m_mutex);
    m_isWanted = true;
    m_changed.wakeAll();
}

void BackgroundThread::setPaused(bool isPaused)
{
    const QMutexLocker lock(&m_mutex);
    m_isPaused = isPaused;
    m_changed.wakeAll();
}

void BackgroundThread::stop()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_isStopping = true;
        m_changed.wakeAll();
    }
    wait();
}

void BackgroundThread::run()
{
    giveWay(priority());
    while (waitForWork())
        work();
    close();
}

bool BackgroundThread::waitForWork()
{
    const QMutexLocker lock(&m_mutex);
    while ((!m_isWanted || m_isPaused || !mayWork()) && !m_isStopping)
        m_changed.wait(&m_mutex);
    pause(m_gather);
    m_isWanted = false;
    return !m_isStopping;
}

bool BackgroundThread::isStopping()
{
    const QMutexLocker lock(&m_mutex);
    return m_isStopping;
}

void BackgroundThread::pause(qint64 milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!m_isStopping && !deadline.hasExpired())
        m_changed.wait(&m_mutex, deadline);
}

} // namespace qn::store
