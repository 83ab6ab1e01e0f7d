// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connectivity.h"

#include <QNetworkInformation>

namespace qn::net {

void Connectivity::watchSystem()
{
    if (m_watching || !QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    m_watching = true;
    QNetworkInformation *information = QNetworkInformation::instance();
    connect(information, &QNetworkInformation::reachabilityChanged, this, &Connectivity::look);
    connect(information, &QNetworkInformation::isMeteredChanged, this, &Connectivity::look);
    connect(information, &QNetworkInformation::transportMediumChanged, this, &Connectivity::look);
    look();
}

void Connectivity::look()
{
    const QNetworkInformation *information = QNetworkInformation::instance();
    const bool online = information->reachability() != QNetworkInformation::Reachability::Disconnected;
    const bool metered = information->isMetered()
        || information->transportMedium() == QNetworkInformation::TransportMedium::Cellular;
    if (online == m_online && metered == m_metered)
        return;
    m_online = online;
    m_metered = metered;
    emit changed(online, metered);
}

} // namespace qn::net
