// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <chrono>

namespace qn::server {

struct GateLimits
{
    qint64 maxBodyBytes = qint64(64) << 20;
    int maxHeadBytes = 32 << 10; ///< request line and header fields
    int maxConnections = 128;
    std::chrono::milliseconds headTime{15'000}; ///< for the head of a request to arrive
    std::chrono::milliseconds bodyTime{120'000}; ///< for its body to arrive
};

/// A connection that serves one request. It aborts itself where the request does not arrive in time.
class GuardedSocket final : public QTcpSocket
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GuardedSocket)

public:
    explicit GuardedSocket(QObject *parent = nullptr);
    void expectWithin(std::chrono::milliseconds time) { m_arrival.start(time); }
    /// The request is here. False for a second one on the same connection.
    bool claim();

private:
    QTimer m_arrival;
    bool m_claimed = false;
};

/// Stands between the network and QHttpServer, which in Qt 6.4 knows no limits: it buffers heads and bodies of any size
/// and asks nobody. Each connection is looked at, without consuming a byte, until the head of its request is complete;
/// only a request that names this server as its host (against DNS rebinding), tells its size and keeps to the limits is
/// handed over. One request a connection (every answer says "Connection: close"), so that no later request can pass
/// unseen.
class Gate final : public QTcpServer
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Gate)

public:
    explicit Gate(GateLimits limits, QObject *parent = nullptr);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Head
    {
        int status = 0; ///< 0: acceptable
        QByteArray reason;
        qint64 bodyBytes = 0;
        bool expectsContinue = false;
    };
    void inspect(GuardedSocket *socket);
    Head read(const QByteArray &head) const;
    bool isOwnHost(const QByteArray &host) const;
    void handOver(GuardedSocket *socket, qint64 requestBytes, bool expectsContinue);
    void refuse(GuardedSocket *socket, int status, const QByteArray &reason);

    const GateLimits m_limits;
    int m_open = 0;
};

} // namespace qn::server
