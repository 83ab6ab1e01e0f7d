// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/oauth.h"
#include "backend/accountservices.h"
#include "core/clock.h"

#include <memory>

namespace qn::net {
class HttpClient;
}
namespace qn::auth {
class Authenticator;
class SecretStore;
} // namespace qn::auth

namespace qn::backend {

/// Sign-in to the Open API: authorization code with PKCE (RFC 6749 4.1, RFC 7636).
class OpenApiSignIn final : public SignIn
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OpenApiSignIn)

public:
    /// `key` names the account in the keychain; the client secret, if there is one, is read there under "clientSecret".
    /// Everything that is referred to must outlive this.
    OpenApiSignIn(auth::OAuthSettings settings, QString key, net::HttpClient &http, auth::Authenticator &authenticator,
        auth::SecretStore &secrets, const Clock &clock, QObject *parent = nullptr);
    ~OpenApiSignIn() override;

    Result<SignInRequest> begin(RedirectMode mode) override;
    Task<QUrl> redirected() override;
    Task<void> complete(QString redirectedOrCode) override;
    void abort() override;

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace qn::backend
