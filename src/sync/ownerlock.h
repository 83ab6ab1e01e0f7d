// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QObject>
#include <QTimer>

namespace qn::sync {

/// Among the processes on one data directory exactly one sends mail and carries changes to the servers: the one that
/// holds `outbox.lock`. The others write rows into the store and leave the rest to it. Where the owner ends, even by
/// kill -9, another one takes over within about a second.
class OwnerLock final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OwnerLock)

public:
    explicit OwnerLock(const QString &dataDir, QObject *parent = nullptr);
    ~OwnerLock() override; ///< gives the lock back
    /// Tries at once and then again and again until it is held.
    void acquire();
    void release();
    bool isHeld() const { return m_held; }

signals:
    void acquired();

private:
    void attempt();
    QLockFile m_file;
    QTimer m_retry;
    bool m_held = false;
};

} // namespace qn::sync
