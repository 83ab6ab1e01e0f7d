// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/oauth.h"
#include "core/clock.h"

#include <QCoroTask>
#include <QObject>

#include <memory>

namespace qn::net {
class HttpClient;
}

namespace qn::auth {

class SecretStore;

/// Keeps one account's access token valid: reads the tokens from the keychain once, refreshes before expiry, never more
/// than one refresh at a time however many callers wait. A new refresh token is stored before the new access token is
/// used. Lives on the engine thread.
class Authenticator final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Authenticator)

public:
    /// `key` names the account in the keychain.
    Authenticator(OAuthSettings settings, QString key, net::HttpClient &http, SecretStore &secrets, const Clock &clock,
        QObject *parent = nullptr);
    ~Authenticator() override;

    /// A token that is valid now. Where a client secret is stored in the keychain ("clientSecret"), refreshing uses it.
    /// Errors: Authorization (sign in again), Keychain, Network, ….
    QCoro::Task<Result<Secret>> accessToken();
    /// Tells that the server answered 401 to `token`: the next accessToken() refreshes, unless that happened already.
    void reject(const Secret &token);
    /// New tokens from a sign-in. An error of kind Keychain means: held for this run only.
    QCoro::Task<Result<void>> adopt(Tokens tokens);
    /// Removes the tokens, not the client secret, from here and from the keychain.
    QCoro::Task<Result<void>> forget();

signals:
    /// Neither token works any more. Comes once until new tokens are adopted.
    void signInNeeded();
    /// New tokens work but could not be put into the keychain: they are held for this run only.
    void tokensNotStored(const qn::Error &error);

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace qn::auth
