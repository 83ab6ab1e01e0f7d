// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroTask>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

namespace qn::sync {

/// Where coroutines of one thread wait for "something changed": `while (!condition) co_await point.changed();`
/// They are resumed from the event loop, never from inside wake(); a wake() that met nobody ends the next wait at once.
/// Must outlive those that wait.
class WaitPoint final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WaitPoint)

public:
    struct Awaiter
    {
        WaitPoint &point;
        bool await_ready() const noexcept { return point.takeMissed(); }
        void await_suspend(std::coroutine_handle<> handle) { point.m_waiting.push_back(handle); }
        bool await_resume() const noexcept { return !point.m_timeUp; } ///< false: the time was up
    };

    explicit WaitPoint(QObject *parent = nullptr);
    Awaiter changed() { return Awaiter{*this}; }
    /// Like changed(), and also after `time` at the latest. One coroutine at a time may wait with a time.
    Awaiter changedWithin(std::chrono::milliseconds time);
    void wake();

private:
    bool takeMissed();
    void resumeAll(bool timeUp);
    std::vector<std::coroutine_handle<>> m_waiting;
    QTimer m_timer;
    bool m_wakeQueued = false;
    bool m_missed = false;
    bool m_timeUp = false;
};

/// Counts the coroutines that use an object, so that its owner can wait for their end.
class Running final
{
    Q_DISABLE_COPY_MOVE(Running)

public:
    class Mark final
    {
        Q_DISABLE_COPY_MOVE(Mark)

    public:
        explicit Mark(Running &running)
            : m_running(running)
        {
            ++m_running.m_count;
        }
        ~Mark()
        {
            --m_running.m_count;
            m_running.m_point.wake();
        }

    private:
        Running &m_running;
    };

    Running() = default;
    QCoro::Task<> idle();
    bool isIdle() const { return m_count == 0; }

private:
    WaitPoint m_point;
    int m_count = 0;
};

} // namespace qn::sync
