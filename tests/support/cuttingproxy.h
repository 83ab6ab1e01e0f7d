// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace qn::test {

/// A line to another port of 127.0.0.1 that breaks when it is told to: after so many bytes of one of the two sides.
class CuttingProxy final : public QTcpServer
{
    Q_DISABLE_COPY_MOVE(CuttingProxy)

public:
    explicit CuttingProxy(quint16 port)
        : m_port(port)
    {
        listen(QHostAddress::LocalHost);
    }
    /// Once, whichever connection carries that byte. Negative: never.
    void cutAfter(qint64 bytes, bool ofServer)
    {
        m_left = bytes;
        m_ofServer = ofServer;
    }
    int cuts() const { return m_cuts; }

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *client = new QTcpSocket(this);
        client->setSocketDescriptor(handle);
        auto *server = new QTcpSocket(client);
        server->connectToHost(QHostAddress::LocalHost, m_port);
        connect(client, &QTcpSocket::readyRead, this, [this, client, server] { carry(client, server, client, !m_ofServer); });
        connect(server, &QTcpSocket::readyRead, this, [this, client, server] { carry(server, client, client, m_ofServer); });
        connect(server, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }

private:
    void carry(QTcpSocket *from, QTcpSocket *to, QTcpSocket *client, bool counted)
    {
        QByteArray bytes = from->readAll();
        const bool cuts = counted && m_left >= 0 && bytes.size() >= m_left;
        if (cuts)
            bytes.truncate(m_left);
        else if (counted && m_left >= 0)
            m_left -= bytes.size();
        to->write(bytes);
        if (!cuts)
            return;
        m_left = -1;
        ++m_cuts;
        to->flush();
        auto *server = client->findChild<QTcpSocket *>();
        server->abort();
        client->abort();
    }

    const quint16 m_port;
    qint64 m_left = -1;
    bool m_ofServer = true;
    int m_cuts = 0;
};

} // namespace qn::test
