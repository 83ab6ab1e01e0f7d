// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connectivity.h"

#include <QNetworkInformation>

namespace qn::net {

void Connectivity::watchSystem()
{
    if (m_watching || !QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    m_watching = true;
    const auto isOnline = [](QNetworkInformation::Reachability reachability) {
        return reachability != QNetworkInformation::Reachability::Disconnected;
    };
    QNetworkInformation *information = QNetworkInformation::instance();
    m_online = isOnline(information->reachability());
    connect(information, &QNetworkInformation::reachabilityChanged, this,
        [this, isOnline](QNetworkInformation::Reachability reachability) {
            const bool wasOnline = std::exchange(m_online, isOnline(reachability));
            if (m_online && !wasOnline)
                emit becameOnline();
        });
}

} // namespace qn::net
