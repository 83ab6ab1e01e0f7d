// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace qn::test {

/// An HTTP server on 127.0.0.1 whose answers are bytes written by the test, so that they can be as wrong as needed.
class RawServer final
{
    Q_DISABLE_COPY_MOVE(RawServer)

public:
    /// Called with the n-th request (from 0) of the server's life, complete with its body.
    using Answer = std::function<void(QTcpSocket *socket, const QByteArray &request, int n)>;

    explicit RawServer(Answer answer)
        : m_answer(std::move(answer))
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                serve(socket);
        });
    }

    QUrl url(const QString &path = QStringLiteral("/")) const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_server.serverPort()).arg(path));
    }
    const QList<QByteArray> &requests() const { return m_requests; }

    /// An answer with Content-Length that closes the connection.
    static QByteArray answer(const QByteArray &status, const QByteArray &headers, const QByteArray &body)
    {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size())
            + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

private:
    void serve(QTcpSocket *socket)
    {
        auto buffer = std::make_shared<QByteArray>();
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, buffer] {
            *buffer += socket->readAll();
            const qsizetype head = buffer->indexOf("\r\n\r\n");
            if (head < 0 || buffer->size() < head + 4 + bodyLength(buffer->left(head)))
                return;
            const QByteArray request = std::exchange(*buffer, {});
            m_requests.append(request);
            m_answer(socket, request, int(m_requests.size()) - 1);
        });
    }

    static qsizetype bodyLength(const QByteArray &head)
    {
        for (const QByteArray &line : head.split('\n')) {
            if (line.toLower().startsWith("content-length:"))
                return line.mid(15).trimmed().toLongLong();
        }
        return 0;
    }

    Answer m_answer;
    QList<QByteArray> m_requests;
    QTcpServer m_server;
};

} // namespace qn::test
