// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instancesocket.h"

#include <QCryptographicHash>
#include <QLocalSocket>

namespace qn::app {

using namespace Qt::StringLiterals;

// A request is one line: "raise", or "compose " and a mailto: address.
static constexpr qsizetype longestRequest = 256 * 1024;

static QString socketName(const QString &dataDir)
{
    const QByteArray digest = QCryptographicHash::hash(dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return u"qingniao-"_s + QString::fromLatin1(digest);
}

InstanceSocket::InstanceSocket(const QString &dataDir, std::function<void(const QString &)> requested)
    : m_name(socketName(dataDir))
    , m_requested(std::move(requested))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { readRequest(socket); });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

bool InstanceSocket::handOver(const QString &dataDir, const QString &mailto)
{
    QLocalSocket socket;
    socket.connectToServer(socketName(dataDir));
    if (!socket.waitForConnected(500))
        return false;
    socket.write((mailto.isEmpty() ? u"raise"_s : u"compose "_s + mailto).toUtf8() + '\n');
    return socket.waitForBytesWritten(2000) && socket.waitForReadyRead(2000) && socket.readLine().trimmed() == "ok";
}

bool InstanceSocket::listen()
{
    if (m_server.listen(m_name))
        return true;
    if (m_server.serverError() != QAbstractSocket::AddressInUseError)
        return false;
    QLocalServer::removeServer(m_name); // left behind by a crash: this process holds the lock
    return m_server.listen(m_name);
}

void InstanceSocket::readRequest(QLocalSocket *socket)
{
    if (socket->bytesAvailable() > longestRequest)
        return socket->abort();
    if (!socket->canReadLine())
        return;
    const QString line = QString::fromUtf8(socket->readLine()).trimmed();
    socket->write("ok\n");
    socket->flush();
    m_requested(line.startsWith("compose "_L1) ? line.mid(8) : QString());
}

} // namespace qn::app
