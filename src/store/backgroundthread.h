// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

namespace qn::store {

/// A thread that works behind the store, which is told when there may be work, and rests while it is paused. Sync, import
/// and windows go first. The public part is for the store's thread.
class BackgroundThread : public QThread
{
    Q_DISABLE_COPY_MOVE(BackgroundThread)

public:
    void wake();
    void setPaused(bool isPaused);
    void stop(); ///< waits for the step that runs

protected:
    /// `gather`: once woken it waits so many milliseconds for more.
    explicit BackgroundThread(const QString &name, qint64 gather = 0);
    ~BackgroundThread() override = default;

    virtual void work() = 0; ///< on the thread, each time it was woken
    virtual void close() = 0; ///< on the thread, at its end
    virtual bool mayWork() const { return true; } ///< with the mutex held; asked again when m_changed is woken
    bool isStopping();
    void pause(qint64 milliseconds); ///< with the mutex held; ends early when it is time to stop

    QMutex m_mutex; ///< of all that both threads use
    QWaitCondition m_changed;
    bool m_isWanted = false; ///< true when work() ends: it is called again
    bool m_isPaused = false;
    bool m_isStopping = false;

private:
    void run() final;
    bool waitForWork();

    const qint64 m_gather;
};

} // namespace qn::store
