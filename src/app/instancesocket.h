// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/servicesplugin.h"

#include <QLocalServer>

namespace qn::app {

/// Listens for later starts of the program on the same data directory.
class InstanceSocket final : public QObject, public InstanceListener
{
    Q_DISABLE_COPY_MOVE(InstanceSocket)

public:
    /// `requested` is called with the mailto: address, empty where the window is to be raised.
    explicit InstanceSocket(const QString &dataDir, std::function<void(const QString &mailto)> requested);
    /// False where another instance listens already.
    bool listen();
    /// Hands `mailto` to the instance that listens. False where none does.
    static bool handOver(const QString &dataDir, const QString &mailto);

private:
    void readRequest(QLocalSocket *socket);

    const QString m_name;
    const std::function<void(const QString &mailto)> m_requested;
    QLocalServer m_server;
};

} // namespace qn::app
