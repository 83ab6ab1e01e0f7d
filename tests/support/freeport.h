// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>
#include <QTcpServer>

namespace qn::test {

/// A loopback port that nobody listens on, and that the system gives to nobody who asks for any port (it begins at 32768 or higher): another test
/// does not take it before a server of this one does. Each call another one.
inline quint16 freePort()
{
    constexpr quint32 first = 20'000, count = 12'000;
    static quint32 next = QRandomGenerator::global()->bounded(count);
    for (;;) {
        const auto port = quint16(first + next++ % count);
        if (QTcpServer server; server.listen(QHostAddress::LocalHost, port))
            return port;
    }
}

} // namespace qn::test
