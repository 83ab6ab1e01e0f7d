// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroSignal>
#include <QCoroTask>
#include <QObject>

namespace qn::net {

/// Something that ends once. finished() comes once, and isFinished() is true from then on, so that nobody waits for a
/// signal that has been sent already. Lives on the thread that waits.
class Completion : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Completion)

public:
    explicit Completion(QObject *parent = nullptr)
        : QObject(parent)
    {
    }
    bool isFinished() const { return m_finished; }
    void finish()
    {
        if (m_finished)
            return;
        m_finished = true;
        emit finished();
    }

signals:
    void finished();

private:
    bool m_finished = false;
};

/// Waits on the caller's thread. `completion` must stay alive until this returns.
inline QCoro::Task<void> waitFor(Completion *completion)
{
    while (!completion->isFinished())
        co_await qCoro(completion, &Completion::finished);
}

} // namespace qn::net
