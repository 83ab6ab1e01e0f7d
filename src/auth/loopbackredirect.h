// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/completion.h"

#include <QCoroTask>
#include <QTcpServer>
#include <QUrl>

#include <chrono>
#include <memory>

class QTcpSocket;

namespace qn::auth {

/// Where the system browser comes back to: a listener on 127.0.0.1 and a port of the system's choice (RFC 8252 7.3).
/// Shows the user a small page that says to go back to the program. Lives on one thread.
class LoopbackRedirect final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LoopbackRedirect)

public:
    explicit LoopbackRedirect(QObject *parent = nullptr);
    ~LoopbackRedirect() override;

    /// The address to give to the authorization server, http://127.0.0.1:PORT/callback. Error: Network.
    Result<QUrl> listen();
    /// The address that the browser came back to. Listens no longer after that. Errors: Canceled, Timeout.
    QCoro::Task<Result<QUrl>> redirected(std::chrono::milliseconds patience = std::chrono::minutes(10));
    void abort();

private:
    class Wait final : public net::Completion
    {
    public:
        Result<QUrl> url = fail(ErrorKind::Canceled, QStringLiteral("canceled"));
    };
    void serve(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const QByteArray &head);
    void reply(QTcpSocket *socket, const QByteArray &status, const QByteArray &body);
    void end(Result<QUrl> url);
    QByteArray page(bool worked) const;
    static QCoro::Task<Result<QUrl>> waitUntilOver(std::shared_ptr<Wait> wait);

    QTcpServer m_server;
    QUrl m_redirectUri;
    std::shared_ptr<Wait> m_wait; ///< shared with coroutines, which may outlive this by a turn of the event loop
};

} // namespace qn::auth
