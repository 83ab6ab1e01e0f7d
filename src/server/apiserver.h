// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "core/clock.h"
#include "server/grants.h"
#include "server/oauthservice.h"
#include "server/serveroptions.h"

#include <QObject>
#include <QUrl>

#include <memory>

class QHttpServer;
class QHttpServerRequest;
class QHttpServerResponder;

namespace qn::server {

class Reply;

/// The Open API over any MailBackend, on the loopback interface only (resources/openapi.yaml describes it).
/// Lives on the thread that it is created on, together with its backend, and never blocks it.
class ApiServer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ApiServer)

public:
    /// Backend and clock outlive the server.
    ApiServer(backend::MailBackend &backend, ServerOptions options, const Clock &clock, QObject *parent = nullptr);
    /// Await close() first where requests may be under way and the backend is about to go.
    ~ApiServer() override;

    /// Error: Network, where the port is taken.
    Result<void> listen();
    /// http://127.0.0.1:PORT, valid after listen().
    QUrl baseUrl() const;
    QList<Grant> grants() const;
    /// False where there is no such grant. Its tokens stop working at once.
    bool revoke(const QString &grantId);
    /// Takes no more requests, aborts what the backend is doing for those under way and returns when the last has
    /// ended.
    QCoro::Task<void> close();

private:
    /// What requests under way use. They share it, so that it outlives the server if it has to.
    struct Core;
    void receive(const QHttpServerRequest &request, QHttpServerResponder &&responder);
    static QCoro::Task<void> serve(std::shared_ptr<Core> core, Request request, std::shared_ptr<Reply> reply);
    static QCoro::Task<Response> respond(std::shared_ptr<Core> core, Request request);

    std::shared_ptr<Core> m_core;
    QHttpServer *m_http = nullptr; ///< child
};

} // namespace qn::server
