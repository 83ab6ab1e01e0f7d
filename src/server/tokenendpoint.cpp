// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/logging.h"
#include "server/oauthservice.h"

#include <QCryptographicHash>

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

/// RFC 6749 5.1 and 5.2: never cached.
Response tokenResponse(const QJsonObject &json, int status)
{
    Response response = jsonResponse(json, status);
    response.headers = {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}};
    return response;
}

Response refusal(const QString &error, const QString &description, int status = 400)
{
    qCInfo(lcServer) << "token request refused:" << error;
    return tokenResponse({{u"error"_s, error}, {u"error_description"_s, description}}, status);
}

Response granted(const IssuedTokens &tokens)
{
    return tokenResponse({{u"access_token"_s, QString::fromLatin1(tokens.access.reveal())},
                             {u"token_type"_s, u"Bearer"_s}, {u"expires_in"_s, qint64(tokens.lifetime.count())},
                             {u"refresh_token"_s, QString::fromLatin1(tokens.refresh.reveal())},
                             {u"scope"_s, scopeWords(tokens.scopes)}},
        200);
}

struct Credentials
{
    QString id;
    QByteArray secret;
};

/// From the Authorization header (RFC 6749 2.3.1) or, as the article does it, from the form.
Credentials credentialsOf(const Request &request, const Form &form)
{
    const QByteArray header = request.header("authorization");
    if (header.left(6).toLower() != "basic ")
        return {form.value(u"client_id"_s), form.value(u"client_secret"_s).toUtf8()};
    const QByteArray pair = QByteArray::fromBase64(header.mid(6).trimmed());
    const auto colon = pair.indexOf(':');
    return {QString::fromUtf8(QByteArray::fromPercentEncoding(colon < 0 ? pair : pair.left(colon))),
        colon < 0 ? QByteArray() : QByteArray::fromPercentEncoding(pair.mid(colon + 1))};
}

bool verifies(const QString &challenge, const QString &verifier)
{
    if (challenge.isEmpty()) // a verifier for a code that was asked for without a challenge: RFC 9700 2.1.1
        return verifier.isEmpty();
    const QByteArray hash = QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256);
    return isSame(hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals), challenge.toLatin1());
}

} // namespace

Response OAuthService::token(const Request &request)
{
    forgetOld();
    if (request.mediaType() != "application/x-www-form-urlencoded")
        return refusal(u"invalid_request"_s, u"The body must be application/x-www-form-urlencoded."_s);
    const Form form = Form::parse(request.body);
    if (!form.repeated().isEmpty())
        return refusal(u"invalid_request"_s, u"A parameter came twice."_s);
    const Credentials credentials = credentialsOf(request, form);
    const std::optional<Client> client = findClient(credentials.id);
    if (!client || (!client->secretHash.isEmpty() && !isSame(hashOf(credentials.secret), client->secretHash))) {
        Response response = refusal(u"invalid_client"_s, u"The client is not known or its secret is wrong."_s, 401);
        response.headers.emplaceBack("WWW-Authenticate", "Basic realm=\"qingniao\"");
        return response;
    }
    const QString type = form.value(u"grant_type"_s);
    if (type == "authorization_code"_L1)
        return exchangeCode(*client, form);
    if (type == "refresh_token"_L1)
        return refresh(*client, form);
    if (type.isEmpty())
        return refusal(u"invalid_request"_s, u"grant_type is missing."_s);
    return refusal(u"unsupported_grant_type"_s, u"Only authorization_code and refresh_token are known."_s);
}

Response OAuthService::exchangeCode(const Client &client, const Form &form)
{
    for (const QString &name : {u"code"_s, u"redirect_uri"_s}) {
        if (form.value(name).isEmpty())
            return refusal(u"invalid_request"_s, name + u" is missing."_s);
    }
    const QByteArray hash = hashOf(form.value(u"code"_s).toUtf8());
    const auto code =
        std::find_if(m_codes.begin(), m_codes.end(), [&hash](const Code &known) { return known.hash == hash; });
    if (code == m_codes.end() || code->clientId != client.id)
        return refusal(u"invalid_grant"_s, u"The code is not known."_s);
    if (!code->grantId.isEmpty()) {
        qCWarning(lcServer) << "a code came a second time: its grant is revoked";
        m_grants.revoke(code->grantId); // RFC 6749 4.1.2
        return refusal(u"invalid_grant"_s, u"The code was used before."_s);
    }
    if (code->expires <= m_clock.now())
        return refusal(u"invalid_grant"_s, u"The code has expired."_s);
    if (code->redirectUri != QUrl(form.value(u"redirect_uri"_s), QUrl::StrictMode))
        return refusal(u"invalid_grant"_s, u"redirect_uri is not the one that the code was asked for with."_s);
    if (!verifies(code->challenge, form.value(u"code_verifier"_s)))
        return refusal(u"invalid_grant"_s, u"code_verifier does not match code_challenge."_s);
    const std::optional<IssuedTokens> tokens = m_grants.start(client.id, client.name, code->scopes);
    if (!tokens)
        return refusal(u"server_error"_s, u"The grant cannot be kept."_s, 500);
    code->grantId = tokens->grantId;
    qCInfo(lcServer) << "access granted to client" << client.id;
    return granted(*tokens);
}

Response OAuthService::refresh(const Client &client, const Form &form)
{
    const QByteArray token = form.value(u"refresh_token"_s).toUtf8();
    if (token.isEmpty())
        return refusal(u"invalid_request"_s, u"refresh_token is missing."_s);
    const std::optional<IssuedTokens> tokens = m_grants.rotate(client.id, token);
    return tokens ? granted(*tokens)
                  : refusal(u"invalid_grant"_s, u"The refresh token is not known or was used before."_s);
}

} // namespace qn::server
