// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroSignal>
#include <QObject>

#include <utility>

namespace qn::server {

/// Wakes the coroutine that awaits woken(), once, however often it is called: QCoro 0.8 hands every sending of a signal to
/// the awaiting coroutine, also one that comes before the event loop has delivered the first, when the coroutine has gone
/// on and its frame may be gone.
class Wake final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Wake)

public:
    Wake() = default;
    void wake()
    {
        if (!std::exchange(m_isDone, true))
            emit woken();
    }

signals:
    void woken();

private:
    bool m_isDone = false;
};

} // namespace qn::server
