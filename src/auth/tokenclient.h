// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/oauth.h"
#include "auth/oautherror.h"
#include "core/clock.h"

#include <QCoroTask>

namespace qn::net {
class HttpClient;
struct HttpResponse;
} // namespace qn::net

namespace qn::auth {

class SecretStore;

/// Reads what a token endpoint says: JSON, url-encoded, or callback( {…} ); tokens, or a refusal, which may come with
/// status 200. Errors: see oauthError(); NotJson, HtmlInsteadOfJson, WrongType.
Result<Tokens> readTokenAnswer(const net::HttpResponse &response, OAuthStep step, const QDateTime &now);

/// Talks to the token endpoint (RFC 6749 4.1.3 and 6). Nothing is sent twice: codes and refresh tokens are single-use.
class TokenClient final
{
public:
    /// `owner` is whom HttpClient::abortFor() means. `http` and `clock` must outlive the requests.
    TokenClient(
        OAuthSettings settings, Secret clientSecret, net::HttpClient &http, const Clock &clock, const void *owner);

    QCoro::Task<Result<Tokens>> exchange(Secret code, Secret verifier, QUrl redirectUri) const;
    QCoro::Task<Result<Tokens>> refresh(Secret refreshToken) const;

private:
    OAuthSettings m_settings;
    Secret m_clientSecret;
    net::HttpClient *m_http;
    const Clock *m_clock;
    const void *m_owner;
};

/// The stored client secret of the account; empty where there is none or no keychain.
QCoro::Task<Result<Secret>> readClientSecret(SecretStore &secrets, QString key);

} // namespace qn::auth
