// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/apiserver.h"

#include "api/routes.h"
#include "server/grantstore.h"
#include "server/logging.h"
#include "server/mailroutes.h"
#include "server/reply.h"
#include "server/wake.h"

#include <QCoroSignal>
#include <QHttpServer>

namespace qn::server {

using namespace Qt::StringLiterals;

struct ApiServer::Core
{
    Core(backend::MailBackend &mailbox, ServerOptions serverOptions, const Clock &clock)
        : options(std::move(serverOptions))
        , backend(mailbox)
        , ownGrants(options.grantsFile, options.accessTokenLifetime, clock)
        , grants(options.grants ? *options.grants : ownGrants)
        , oauth(options, grants, clock)
        , mail(mailbox, options.baselineOnly)
    {
    }

    const ServerOptions options;
    backend::MailBackend &backend;
    GrantStore ownGrants;
    Grants &grants;
    OAuthService oauth;
    MailRoutes mail;
    quint16 port = 0;
    bool knowsAccount = false;
    int underWay = 0;
    Wake *idle = nullptr; ///< of who waits until nothing is under way
};

namespace {

QByteArray methodName(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Post:
        return "POST";
    default:
        return {}; // nothing here answers to another one
    }
}

Request fromQt(const QHttpServerRequest &request)
{
    Request result;
    result.method = methodName(request.method());
    result.path = request.url().path();
    result.rawQuery = request.query();
    result.query = Form::parse(request.url().query(QUrl::FullyEncoded).toUtf8());
    for (const auto &[name, value] : request.headers())
        result.headers.insert(name.toLower(), value);
    result.body = request.body();
    return result;
}

Response wrongMethod(const QByteArray &allowed)
{
    Response response = errorResponse(405, 43001, u"That method is not for this address."_s);
    response.headers.emplaceBack("Allow", allowed);
    return response;
}

/// RFC 6750 3.
Response unauthorized(int errcode, const QString &message, const QByteArray &error)
{
    Response response = errorResponse(401, errcode, message);
    response.headers.emplaceBack(
        "WWW-Authenticate", "Bearer realm=\"qingniao\"" + (error.isEmpty() ? error : ", error=\"" + error + '"'));
    return response;
}

/// RFC 6750 3.1.
Response notPermitted(AccessScopes needed)
{
    Response response = errorResponse(403, 48002, u"The user has not allowed this application to do that."_s);
    response.headers.emplaceBack("WWW-Authenticate",
        "Bearer realm=\"qingniao\", error=\"insufficient_scope\", scope=\"" + scopeWords(needed).toLatin1() + '"');
    return response;
}

std::optional<Response> refuseBearer(Grants &grants, const Request &request, AccessScopes needed)
{
    const QByteArray header = request.header("authorization");
    if (header.left(7).toLower() != "bearer ")
        return unauthorized(41001, u"access_token missing"_s, {});
    const TokenCheck check = grants.check(header.mid(7).trimmed());
    switch (check.state) {
    case TokenState::Valid:
        return (check.scopes & needed) == needed ? std::nullopt : std::optional(notPermitted(needed));
    case TokenState::Expired:
        return unauthorized(42001, u"access_token expired"_s, "invalid_token");
    case TokenState::Unknown:
        break;
    }
    return unauthorized(40014, u"invalid access_token"_s, "invalid_token");
}

} // namespace

ApiServer::ApiServer(backend::MailBackend &backend, ServerOptions options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_core(std::make_shared<Core>(backend, std::move(options), clock))
{
    silenceRequestDumps();
}

ApiServer::~ApiServer()
{
    m_core->mail.shutDown();
}

Result<void> ApiServer::listen()
{
    auto gate = std::make_unique<Gate>(m_core->options.limits);
    if (!gate->listen(QHostAddress::LocalHost, m_core->options.port))
        return fail(ErrorKind::Network, u"the port cannot be listened on: "_s + gate->errorString());
    m_core->port = gate->serverPort();
    m_http = new QHttpServer(this);
    // QHttpServer's router has no place for checks that come before every route, nor for answers in the API's own form
    // to unknown paths and wrong methods: so everything is "missing" to it, and the routes are a table here.
    m_http->setMissingHandler([this](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
        receive(request, std::move(responder));
    });
    m_http->bind(gate.release()); // takes ownership
    qCInfo(lcServer) << "listening on port" << m_core->port;
    return {};
}

QUrl ApiServer::baseUrl() const
{
    QUrl url(u"http://127.0.0.1"_s);
    url.setPort(m_core->port);
    return url;
}

QList<Grant> ApiServer::grants() const
{
    return m_core->grants.grants();
}

bool ApiServer::revoke(const QString &grantId)
{
    return m_core->grants.revoke(grantId);
}

QCoro::Task<void> ApiServer::close()
{
    if (m_http)
        for (QTcpServer *gate : m_http->servers())
            gate->close();
    const std::shared_ptr<Core> core = m_core;
    core->mail.shutDown();
    while (core->underWay > 0) {
        Wake idle;
        core->idle = &idle;
        co_await qCoro(&idle, &Wake::woken);
        core->idle = nullptr;
    }
    co_await core->mail.idle();
}

void ApiServer::receive(const QHttpServerRequest &request, QHttpServerResponder &&responder)
{
    auto reply = std::make_shared<Reply>(std::move(responder));
    if (reply->claim())
        serve(m_core, fromQt(request), std::move(reply));
}

QCoro::Task<void> ApiServer::serve(std::shared_ptr<Core> core, Request request, std::shared_ptr<Reply> reply)
{
    ++core->underWay;
    const Response response = co_await respond(core, std::move(request));
    reply->send(response);
    if (--core->underWay == 0 && core->idle)
        core->idle->wake();
}

QCoro::Task<Response> ApiServer::respond(std::shared_ptr<Core> core, Request request)
{
    if (request.path == api::routes::token)
        co_return request.method == "POST" ? core->oauth.token(request) : wrongMethod("POST");
    if (request.path == api::routes::authorize) {
        if (!core->knowsAccount) {
            const Result<Capabilities> told = co_await core->backend.capabilities();
            const ServerOptions &options = core->options;
            core->oauth.setAccount(options.accountName.isEmpty() && told ? told->accountName : options.accountName,
                options.accountEmail.isEmpty() && told ? told->accountEmail : options.accountEmail);
            core->knowsAccount = told.has_value();
        }
        if (request.method == "POST")
            co_return core->oauth.submit(request, core->port);
        co_return request.method == "GET" ? core->oauth.authorize(request) : wrongMethod("GET, POST");
    }
    switch (core->mail.find(request.path, request.method)) {
    case MailRoutes::Lookup::NoSuchPath:
        co_return errorResponse(404, 404, u"There is nothing here."_s);
    case MailRoutes::Lookup::WrongMethod:
        co_return wrongMethod(request.method == "POST" ? "GET" : "POST");
    case MailRoutes::Lookup::Found:
        break;
    }
    if (std::optional<Response> refused = refuseBearer(core->grants, request, core->mail.needs(request.path)))
        co_return std::move(*refused);
    Response response = co_await core->mail.answer(std::move(request));
    response.headers.emplaceBack("Cache-Control", "no-store");
    co_return response;
}

} // namespace qn::server
