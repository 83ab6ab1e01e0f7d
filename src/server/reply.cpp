// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/reply.h"

namespace qn::server {

Reply::Reply(QHttpServerResponder &&responder)
    : m_responder(std::move(responder))
    , m_socket(qobject_cast<GuardedSocket *>(m_responder.socket()))
{
}

bool Reply::claim()
{
    return m_socket && m_socket->claim();
}

void Reply::send(const Response &response)
{
    if (!m_socket || m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_responder.writeStatusLine(QHttpServerResponder::StatusCode(response.status));
    for (const auto &[name, value] : response.headers)
        m_responder.writeHeader(name, value);
    if (!response.type.isEmpty())
        m_responder.writeHeader("Content-Type", response.type);
    m_responder.writeHeader("Content-Length", QByteArray::number(response.body.size()));
    m_responder.writeHeader("X-Content-Type-Options", "nosniff");
    m_responder.writeHeader("Connection", "close");
    m_responder.writeBody(response.body);
    m_socket->disconnectFromHost();
}

} // namespace qn::server
