// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/waitpoint.h"

namespace qn::sync {

WaitPoint::WaitPoint(QObject *parent)
    : QObject(parent)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { resumeAll(true); });
}

WaitPoint::Awaiter WaitPoint::changedWithin(std::chrono::milliseconds time)
{
    m_timer.start(std::max(time, std::chrono::milliseconds::zero()));
    return Awaiter{*this};
}

void WaitPoint::wake()
{
    if (m_waiting.empty()) {
        m_missed = true;
        return;
    }
    if (m_wakeQueued)
        return;
    m_wakeQueued = true;
    QMetaObject::invokeMethod(
        this, [this] { resumeAll(false); }, Qt::QueuedConnection);
}

bool WaitPoint::takeMissed()
{
    if (m_missed) {
        m_timer.stop();
        m_timeUp = false;
    }
    return std::exchange(m_missed, false);
}

void WaitPoint::resumeAll(bool timeUp)
{
    m_wakeQueued = false;
    m_timeUp = timeUp;
    m_timer.stop();
    const auto waiting = std::exchange(m_waiting, {});
    for (auto handle : waiting)
        handle.resume();
}

QCoro::Task<> Running::idle()
{
    while (m_count > 0)
        co_await m_point.changed();
}

} // namespace qn::sync
