// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"

#include <QCoroTask>
#include <QObject>
#include <QUrl>

#include <memory>

namespace qn::net {
class HttpClient;
}

namespace qn::auth {

class SecretStore;

/// What is known of an authorization server and of us there. No secrets.
struct OAuthSettings
{
    QUrl authorizeEndpoint;
    QUrl tokenEndpoint;
    QString clientId;
    QUrl redirectUri; ///< registered one; ignored with a loopback redirect
    QString scope; ///< empty: none is sent
    bool operator==(const OAuthSettings &) const = default;
};

struct Tokens
{
    Secret access;
    Secret refresh; ///< empty where the server gave none
    QDateTime expires; ///< UTC; invalid: not told
};

/// Keeps one account's access token valid: reads the tokens from the keychain once, refreshes before expiry, never more than
/// one refresh at a time however many callers wait. A new refresh token is stored before the new access token is used.
/// Lives on the engine thread.
class Authenticator final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Authenticator)

public:
    /// `key` names the account in the keychain.
    Authenticator(OAuthSettings settings, QString key, net::HttpClient &http, SecretStore &secrets, const Clock &clock,
        QObject *parent = nullptr);
    ~Authenticator() override;

    /// A token that is valid now. Errors: Authorization (sign in again), Keychain, Network, ….
    QCoro::Task<Result<Secret>> accessToken();
    /// Tells that the server answered 401 to `token`: the next accessToken() refreshes, unless that happened already.
    void reject(const Secret &token);
    /// New tokens from a sign-in. An error of kind Keychain means: held for this run only.
    QCoro::Task<Result<void>> adopt(Tokens tokens);
    QCoro::Task<Result<void>> forget();

signals:
    /// Neither token works any more.
    void signInNeeded();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace qn::auth
