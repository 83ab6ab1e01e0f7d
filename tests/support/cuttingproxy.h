// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <optional>
#include <utility>

namespace qn::test {

/// Stands between a client and another port of 127.0.0.1 and ends connections where a test wants it.
class CuttingProxy final : public QTcpServer
{
    Q_DISABLE_COPY_MOVE(CuttingProxy)

public:
    explicit CuttingProxy(quint16 target)
        : m_target(target)
    {
        m_release.setSingleShot(true);
        listen(QHostAddress::LocalHost);
    }
    /// Nothing passes meanwhile, as on a line that is very slow.
    void hold() { m_isHeld = true; }
    bool isHeld() const { return m_isHeld; }
    void release()
    {
        m_isHeld = false;
        m_release.start(0);
    }
    /// Ends all connections, once, as soon as so many bytes more have passed: of both sides together, or of one. Negative: never.
    void cutAfter(qint64 bytes, std::optional<bool> ofServer = {})
    {
        m_left = bytes;
        m_ofServer = ofServer;
    }
    void cut()
    {
        ++m_cuts;
        m_left = -1;
        const QList<QPointer<QTcpSocket>> all = std::exchange(m_sockets, {});
        for (const QPointer<QTcpSocket> &socket : all) {
            if (socket)
                socket->abort();
        }
    }
    /// What a client says from now on says something else, as if the server understood it so. Of lines that come in one piece.
    void rewrite(const QByteArray &from, const QByteArray &to)
    {
        m_from = from;
        m_to = to;
    }
    int rewritten() const { return m_rewritten; }
    int cuts() const { return m_cuts; }
    qint64 passed() const { return m_passed; } ///< bytes of both sides

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *client = new QTcpSocket(this);
        client->setSocketDescriptor(handle);
        auto *server = new QTcpSocket(client);
        server->connectToHost(QHostAddress::LocalHost, m_target);
        m_sockets << client << server;
        carry(client, server, false);
        carry(server, client, true);
        connect(server, &QTcpSocket::errorOccurred, client, &QTcpSocket::disconnectFromHost); // also where nobody listens
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }

private:
    void carry(QTcpSocket *from, QTcpSocket *to, bool isServer)
    {
        const auto pass = [this, from, to, isServer] {
            if (m_isHeld)
                return;
            QByteArray bytes = from->readAll();
            if (!isServer && !m_from.isEmpty() && bytes.contains(m_from)) {
                bytes.replace(m_from, m_to);
                ++m_rewritten;
            }
            const bool isCounted = m_left >= 0 && m_ofServer.value_or(isServer) == isServer;
            const bool isLast = isCounted && bytes.size() >= m_left;
            if (isLast)
                bytes.truncate(m_left);
            else if (isCounted)
                m_left -= bytes.size();
            m_passed += bytes.size();
            to->write(bytes);
            if (isLast) {
                to->flush();
                cut();
            }
        };
        connect(from, &QTcpSocket::readyRead, to, pass);
        m_release.callOnTimeout(to, pass);
        connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
    }

    const quint16 m_target;
    QList<QPointer<QTcpSocket>> m_sockets;
    qint64 m_left = -1, m_passed = 0;
    std::optional<bool> m_ofServer;
    int m_cuts = 0, m_rewritten = 0;
    QByteArray m_from, m_to;
    bool m_isHeld = false;
    QTimer m_release;
};

} // namespace qn::test
