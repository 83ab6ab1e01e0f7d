// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/singleinstance.h"

#include <QCryptographicHash>
#include <QLocalSocket>

namespace qn::app {

using namespace Qt::StringLiterals;

// A request is one line: "raise", or "compose " and a mailto: address.
static constexpr qsizetype longestRequest = 256 * 1024;

SingleInstance::SingleInstance(const QString &dataDir, QObject *parent)
    : QObject(parent)
    , m_name(u"qingniao-"_s
          + QString::fromLatin1(QCryptographicHash::hash(dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16)))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { readRequest(socket); });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

bool SingleInstance::handOver(const QString &mailto) const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(500))
        return false;
    socket.write((mailto.isEmpty() ? u"raise"_s : u"compose "_s + mailto).toUtf8() + '\n');
    return socket.waitForBytesWritten(2000) && socket.waitForReadyRead(2000) && socket.readLine().trimmed() == "ok";
}

bool SingleInstance::listen()
{
    if (m_server.listen(m_name))
        return true;
    if (m_server.serverError() != QAbstractSocket::AddressInUseError)
        return false;
    QLocalServer::removeServer(m_name); // left behind by a crash: handOver() has found nobody there
    return m_server.listen(m_name);
}

void SingleInstance::readRequest(QLocalSocket *socket)
{
    if (socket->bytesAvailable() > longestRequest)
        return socket->abort();
    if (!socket->canReadLine())
        return;
    const QString line = QString::fromUtf8(socket->readLine()).trimmed();
    socket->write("ok\n");
    socket->flush();
    if (line.startsWith("compose "_L1))
        emit composeRequested(line.mid(8));
    else
        emit raiseRequested();
}

} // namespace qn::app
