// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/tokenclient.h"
#include "auth/form.h"
#include "auth/secretstore.h"
#include "net/httpclient.h"

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

/// The server's words may repeat what it was given.
void hideSecrets(Error &error, const QList<Secret> &secrets)
{
    for (const Secret &secret : secrets) {
        if (!secret.isEmpty())
            error.detail.replace(QString::fromUtf8(secret.reveal()), u"***"_s);
    }
}

QCoro::Task<Result<Tokens>> request(OAuthSettings settings, Secret clientSecret, net::HttpClient *http,
    const Clock *clock, const void *owner, OAuthStep step, FormItems items)
{
    items.append({"client_id", settings.clientId.toUtf8()});
    if (!clientSecret.isEmpty())
        items.append({"client_secret", clientSecret.reveal()});
    net::HttpRequest request;
    request.verb = "POST";
    request.url = settings.tokenEndpoint;
    request.contentType = "application/x-www-form-urlencoded";
    request.body = encodeForm(items);
    request.headers = {{"Accept", "application/json"}};
    request.maxAnswerBytes = 1024 * 1024;
    request.repeatable = false;
    request.owner = owner;
    Result<net::HttpResponse> response = co_await http->send(std::move(request));
    if (!response) {
        Error error = response.error();
        if (error.reason == ErrorReason::SendOutcomeUnknown) // that is about mail
            error.reason = ErrorReason::None;
        co_return fail(std::move(error));
    }
    Result<Tokens> tokens = readTokenAnswer(*response, step, clock->now());
    if (!tokens) {
        QList<Secret> secrets;
        for (const auto &[name, value] : items) {
            if (name != "grant_type" && name != "redirect_uri" && name != "client_id")
                secrets.append(Secret(value));
        }
        hideSecrets(tokens.error(), secrets);
    }
    co_return tokens;
}

} // namespace

TokenClient::TokenClient(
    OAuthSettings settings, Secret clientSecret, net::HttpClient &http, const Clock &clock, const void *owner)
    : m_settings(std::move(settings))
    , m_clientSecret(clientSecret.isEmpty() ? Secret(m_settings.distributedSecret) : std::move(clientSecret))
    , m_http(&http)
    , m_clock(&clock)
    , m_owner(owner)
{
}

QCoro::Task<Result<Tokens>> TokenClient::exchange(Secret code, Secret verifier, QUrl redirectUri) const
{
    FormItems items{{"grant_type", "authorization_code"}, {"code", code.reveal()},
        {"redirect_uri", redirectUri.toEncoded()}, {"code_verifier", verifier.reveal()}};
    return request(m_settings, m_clientSecret, m_http, m_clock, m_owner, OAuthStep::Exchange, std::move(items));
}

QCoro::Task<Result<Tokens>> TokenClient::refresh(Secret refreshToken) const
{
    FormItems items{{"grant_type", "refresh_token"}, {"refresh_token", refreshToken.reveal()}};
    return request(m_settings, m_clientSecret, m_http, m_clock, m_owner, OAuthStep::Refresh, std::move(items));
}

QCoro::Task<Result<Secret>> readClientSecret(SecretStore &secrets, QString key)
{
    const Result<std::optional<Secret>> secret = co_await secrets.read(key, u"clientSecret"_s);
    if (secret)
        co_return secret->value_or(Secret());
    if (secret.error().reason == ErrorReason::KeychainAbsent)
        co_return Secret();
    co_return fail(secret.error());
}

} // namespace qn::auth
