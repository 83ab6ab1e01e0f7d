// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/instancelock.h"

#include <QObject>

#include <memory>

namespace qn::app {

class InstanceListener;

/// One desktop program per data directory: a second start hands its wish to the first one and ends. Who is first is told by a
/// lock file, so that a first start needs no socket before its window is up.
class SingleInstance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SingleInstance)

public:
    explicit SingleInstance(QString dataDir, QObject *parent = nullptr);
    ~SingleInstance() override;
    /// True where another instance runs and has taken `mailto` (empty: just raise the window). Waits some seconds for one
    /// that is just starting; one that does not answer at all is passed over.
    bool handOver(const QString &mailto);
    /// Listens for later starts: loads the plugin on another thread first.
    void listen();

signals:
    void raiseRequested();
    void composeRequested(const QString &mailto);

private:
    void listenNow();

    const QString m_dataDir;
    InstanceLock m_lock;
    std::unique_ptr<InstanceListener> m_listener;
};

} // namespace qn::app
