// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gate.h"
#include "server/http.h"

#include <QHttpServerResponder>
#include <QPointer>

namespace qn::server {

/// The way back to one client. In Qt 6.4 a QHttpServerResponder outlives its socket without knowing: this looks first.
class Reply final
{
    Q_DISABLE_COPY_MOVE(Reply)

public:
    explicit Reply(QHttpServerResponder &&responder);
    /// False where this is a second request on its connection, which is not served.
    bool claim();
    /// At most once. Nothing happens where the client has gone.
    void send(const Response &response);

private:
    QHttpServerResponder m_responder;
    QPointer<GuardedSocket> m_socket;
};

} // namespace qn::server
