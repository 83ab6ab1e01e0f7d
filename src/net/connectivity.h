// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace qn::net {

/// What the operating system says of the network. A hint only: servers on this machine are reachable without any
/// network, so nothing is held back because of it. Lives on the interface thread.
class Connectivity final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Connectivity)

public:
    explicit Connectivity(QObject *parent = nullptr)
        : QObject(parent)
    {
    }
    /// Loads the platform's plugin, which takes some milliseconds: not before the first paint. Without one nothing is
    /// told.
    void watchSystem();

signals:
    /// Also once at the beginning, where it is not "online, unmetered".
    void changed(bool isOnline, bool isMetered);

private:
    void look();
    bool m_watching = false;
    bool m_online = true;
    bool m_metered = false;
};

} // namespace qn::net
