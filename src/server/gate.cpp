// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gate.h"

#include "server/http.h"
#include "server/logging.h"

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxTargetBytes = 8 << 10;
constexpr std::chrono::seconds lingering{10};

} // namespace

GuardedSocket::GuardedSocket(QObject *parent)
    : QTcpSocket(parent)
{
    m_arrival.setSingleShot(true);
    connect(&m_arrival, &QTimer::timeout, this, &QTcpSocket::abort);
}

bool GuardedSocket::claim()
{
    m_arrival.stop();
    return !std::exchange(m_claimed, true);
}

Gate::Gate(GateLimits limits, QObject *parent)
    : QTcpServer(parent)
    , m_limits(limits)
{
}

void Gate::incomingConnection(qintptr descriptor)
{
    auto *socket = new GuardedSocket(this);
    if (!socket->setSocketDescriptor(descriptor) || m_open >= m_limits.maxConnections) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    ++m_open;
    connect(socket, &QObject::destroyed, this, [this] { --m_open; });
    socket->setReadBufferSize(m_limits.maxHeadBytes + 4);
    socket->expectWithin(m_limits.headTime);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { inspect(socket); });
    connect(socket, &QTcpSocket::disconnected, this, [socket] { socket->deleteLater(); });
}

void Gate::inspect(GuardedSocket *socket)
{
    const QByteArray seen = socket->peek(m_limits.maxHeadBytes + 4);
    const auto end = seen.indexOf("\r\n\r\n");
    if (end < 0) {
        if (seen.size() >= m_limits.maxHeadBytes)
            refuse(socket, 431, "The head of the request is too large.");
        return;
    }
    const Head head = read(seen.left(end));
    if (head.status)
        refuse(socket, head.status, head.reason);
    else
        handOver(socket, end + 4 + head.bodyBytes, head.expectsContinue);
}

Gate::Head Gate::read(const QByteArray &head) const
{
    Head result;
    const auto no = [&result](int status, const char *reason) {
        result.status = status;
        result.reason = reason;
        return result;
    };
    auto lines = head.split('\n');
    const bool hasBareFeed =
        std::any_of(lines.cbegin(), lines.cend() - 1, [](const auto &line) { return !line.endsWith('\r'); });
    if (hasBareFeed)
        return no(400, "A line of the head does not end in CRLF.");
    const auto request = lines.takeFirst().trimmed().split(' ');
    if (request.size() != 3 || !request[2].startsWith("HTTP/1.") || !request[1].startsWith('/'))
        return no(400, "The request line is not understood.");
    if (request[1].size() > maxTargetBytes)
        return no(414, "The address is too long.");

    QList<QByteArray> hosts, lengths;
    for (const QByteArray &line : std::as_const(lines)) {
        const auto colon = line.indexOf(':');
        if (colon <= 0 || line.startsWith(' ') || line.startsWith('\t'))
            return no(400, "A header field is not understood.");
        const QByteArray name = line.left(colon).toLower();
        const QByteArray value = line.mid(colon + 1).trimmed();
        if (name == "host")
            hosts << value;
        else if (name == "content-length")
            lengths << value;
        else if (name == "transfer-encoding")
            return no(411, "The request must tell its size in Content-Length.");
        else if (name == "upgrade" && value.toLower().contains("websocket"))
            return no(400, "There are no web sockets here.");
        else if (name == "expect")
            result.expectsContinue = value.toLower() == "100-continue";
    }
    if (hosts.size() != 1 || !isOwnHost(hosts.first()))
        return no(403, "This server answers to 127.0.0.1 and localhost only.");
    if (lengths.size() > 1)
        return no(400, "The size of the request is told twice.");
    if (!lengths.isEmpty()) {
        bool isNumber = false;
        result.bodyBytes = lengths.first().toLongLong(&isNumber);
        if (!isNumber || result.bodyBytes < 0 || !std::isdigit(static_cast<unsigned char>(lengths.first().front())))
            return no(400, "The size of the request is not a number.");
        if (result.bodyBytes > m_limits.maxBodyBytes)
            return no(413, "The request is too large.");
    }
    return result;
}

bool Gate::isOwnHost(const QByteArray &host) const
{
    const auto colon = host.indexOf(':');
    const QByteArray name = (colon < 0 ? host : host.left(colon)).toLower();
    if (name != "127.0.0.1" && name != "localhost")
        return false;
    return colon < 0 || host.mid(colon + 1) == QByteArray::number(serverPort());
}

void Gate::handOver(GuardedSocket *socket, qint64 requestBytes, bool expectsContinue)
{
    disconnect(socket, nullptr, this, nullptr);
    connect(socket, &QObject::destroyed, this, [this] { --m_open; });
    if (expectsContinue)
        socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    socket->expectWithin(m_limits.bodyTime);
    socket->setReadBufferSize(requestBytes + 4096);
    addPendingConnection(socket);
    // The bytes are there already: QHttpServer, which has just connected itself, would wait for more.
    QMetaObject::invokeMethod(socket, &QTcpSocket::readyRead, Qt::QueuedConnection);
}

void Gate::refuse(GuardedSocket *socket, int status, const QByteArray &reason)
{
    qCInfo(lcServer) << "request refused with status" << status;
    const Response answer = errorResponse(status, status == 413 ? 45001 : 40035, QString::fromLatin1(reason));
    socket->write("HTTP/1.1 " + QByteArray::number(status) + " Refused\r\nContent-Type: " + answer.type
        + "\r\nContent-Length: " + QByteArray::number(answer.body.size()) + "\r\nConnection: close\r\n\r\n"
        + answer.body);
    // Closing with unread bytes would reset the connection and could take the answer away from the client: read them
    // off for a while.
    disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
    connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
    socket->setReadBufferSize(64 << 10);
    socket->readAll();
    socket->expectWithin(lingering);
}

} // namespace qn::server
