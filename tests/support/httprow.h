// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/routes.h"
#include "auth/authenticator.h"
#include "backend/http/openapibackend.h"
#include "backend/http/openapisignin.h"
#include "net/httpclient.h"
#include "server/apiserver.h"
#include "support/browser.h"
#include "support/memorysecrets.h"

#include <QCoroTask>

namespace qn::test {

/// Any MailBackend seen through the whole length of the Open API: a real server over it, a real sign-in, and the
/// client's backend.
class HttpRow final
{
    Q_DISABLE_COPY_MOVE(HttpRow)

public:
    HttpRow(backend::MailBackend &served, const Clock &clock, bool baselineOnly = false)
        : m_clock(clock)
        , m_server(served, options(baselineOnly), clock)
    {
        if (!m_server.listen())
            return;
        m_authenticator = std::make_unique<auth::Authenticator>(settings(), u"row"_s, m_tokenHttp, m_secrets, clock);
        m_backend = std::make_unique<backend::OpenApiBackend>(m_server.baseUrl(), m_http, *m_authenticator, clock);
        m_error = signIn();
    }
    ~HttpRow()
    {
        m_backend->abort();
        QCoro::waitFor(m_server.close());
    }

    /// nullopt: signed in.
    std::optional<Error> error() const { return m_error; }
    backend::OpenApiBackend &backend() { return *m_backend; }
    server::ApiServer &server() { return m_server; }

private:
    static server::ServerOptions options(bool baselineOnly)
    {
        server::ServerOptions options;
        options.clients = {{u"client"_s, u"Client"_s, {}, {QUrl(u"https://app.example/callback"_s)}}};
        options.baselineOnly = baselineOnly;
        return options;
    }
    auth::OAuthSettings settings() const
    {
        QUrl authorize = m_server.baseUrl(), token = m_server.baseUrl();
        authorize.setPath(api::routes::authorize);
        token.setPath(api::routes::token);
        return {authorize, token, u"client"_s, QUrl(u"https://app.example/callback"_s), {}};
    }
    std::optional<Error> signIn()
    {
        backend::OpenApiSignIn signIn(settings(), u"row"_s, m_tokenHttp, *m_authenticator, m_secrets, m_clock);
        const auto request = signIn.begin(backend::RedirectMode::Captured);
        if (!request)
            return request.error();
        const QUrl redirected = Browser().authorize(request->authorizeUrl);
        const Result<void> done = QCoro::waitFor(signIn.complete(redirected.toString(QUrl::FullyEncoded)));
        return done ? std::nullopt : std::optional(done.error());
    }

    const Clock &m_clock;
    server::ApiServer m_server;
    MemorySecrets m_secrets;
    net::HttpClient m_http;
    net::HttpClient m_tokenHttp;
    std::unique_ptr<auth::Authenticator> m_authenticator;
    std::unique_ptr<backend::OpenApiBackend> m_backend;
    std::optional<Error> m_error = Error{ErrorKind::Internal, u"not listening"_s, ErrorReason::None, 0, {}};
};

} // namespace qn::test
