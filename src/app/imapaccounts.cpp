// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/imapaccounts.h"

#include "app/holder.h"
#include "auth/authenticator.h"
#include "auth/bearercredentials.h"
#include "auth/passwordcredentials.h"
#include "backend/dav/carddavclient.h"
#include "backend/http/openapisignin.h"
#include "backend/imap/discovery.h"
#include "backend/imap/imapbackend.h"
#include "backend/imap/passwordsignin.h"
#include "backend/imap/providers.h"
#include "net/httpclient.h"

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

imap::ImapSettings settingsOf(const Account &account)
{
    imap::ImapSettings settings = imap::ImapSettings::fromJson(account.settings);
    if (settings.user.isEmpty())
        settings.user = account.email;
    for (net::Endpoint *endpoint : {&settings.imap, &settings.smtp}) {
        if (imap::isProviderHost(endpoint->host))
            endpoint->acceptedCertificate.clear();
    }
    return settings;
}

/// Applications are registered by those who build the program: without a client id there is no such sign-in.
auth::OAuthSettings oauthSettings(const Account &account)
{
    const QJsonObject oauth = account.settings.value("oauth"_L1).toObject();
    auth::OAuthSettings settings;
    settings.authorizeEndpoint = QUrl(oauth.value("authorizeUrl"_L1).toString());
    settings.tokenEndpoint = QUrl(oauth.value("tokenUrl"_L1).toString());
    settings.clientId = oauth.value("clientId"_L1).toString();
    settings.scope = oauth.value("scope"_L1).toString();
    if (const imap::Provider *provider = imap::providerById(account.settings.value("provider"_L1).toString()))
        settings.distributedSecret = provider->oauthSecret;
    return settings;
}

} // namespace

/// What backend and sign-in of one account share.
struct ImapAccounts::Parts
{
    Parts(const Account &account, const QString &key, auth::SecretStore &secrets, const Clock &clock)
        : settings(settingsOf(account))
        , password(settings.user, key, secrets)
        , oauth(oauthSettings(account))
        , authenticator(oauth, key, tokenHttp, secrets, clock)
        , bearer(settings.user, authenticator)
    {
        if (settings.cardDav.isValid() && !settings.cardDav.isEmpty())
            contacts = std::make_unique<dav::CardDavClient>(settings.cardDav, http, credentials());
    }
    bool usesTokens() const { return settings.login == imap::ImapSettings::Login::OAuth2; }
    auth::CredentialSource &credentials()
    {
        return usesTokens() ? static_cast<auth::CredentialSource &>(bearer) : password;
    }

    const imap::ImapSettings settings;
    net::HttpClient http, tokenHttp, signInHttp;
    auth::PasswordCredentials password;
    const auth::OAuthSettings oauth;
    auth::Authenticator authenticator;
    auth::BearerCredentials bearer;
    std::unique_ptr<dav::CardDavClient> contacts;
};

std::shared_ptr<ImapAccounts::Parts> ImapAccounts::partsOf(const Account &account, const QString &key)
{
    std::weak_ptr<Parts> &known = m_parts[account.id];
    auto parts = known.lock();
    if (!parts || parts->settings != settingsOf(account) || parts->oauth != oauthSettings(account)) {
        parts = std::make_shared<Parts>(account, key, m_secrets, m_clock);
        known = parts;
    }
    return parts;
}

std::unique_ptr<backend::MailBackend> ImapAccounts::makeBackend(const Account &account, const QString &key)
{
    const auto parts = partsOf(account, key);
    const Address owner{account.settings.value("fullName"_L1).toString(), account.email};
    auto backend = std::make_unique<imap::ImapBackend>(
        parts->settings, owner, parts->credentials(), parts->contacts.get(), m_clock, imap::ImapBackend::Options());
    new Holder<Parts>(parts, backend.get());
    return backend;
}

std::unique_ptr<backend::SignIn> ImapAccounts::makeSignIn(const Account &account, const QString &key)
{
    const auto parts = partsOf(account, key);
    std::unique_ptr<backend::SignIn> signIn;
    if (parts->usesTokens())
        signIn = std::make_unique<backend::OpenApiSignIn>(
            parts->oauth, key, parts->signInHttp, parts->authenticator, m_secrets, m_clock);
    else
        signIn = std::make_unique<imap::PasswordSignIn>(parts->settings, parts->password);
    new Holder<Parts>(parts, signIn.get());
    return signIn;
}

backend::Task<void> ImapAccounts::forget(Account account, QString key)
{
    const auto parts = partsOf(account, key);
    Result<void> password = co_await parts->password.forget();
    Result<void> tokens = co_await parts->authenticator.forget();
    co_return Result<void>(password ? tokens : password);
}

backend::Task<Account> ImapAccounts::suggest(QString address, bool askDomain)
{
    Account account;
    account.kind = AccountKind::Imap;
    account.email = address.trimmed();
    account.name = account.email;
    if (const imap::Provider *provider = imap::providerFor(account.email)) {
        account.settings = imap::accountSettings(*provider);
        co_return Result<Account>(account);
    }
    if (!askDomain)
        co_return Result<Account>(fail(ErrorKind::NotFound, u"no service of this address is known"_s));
    net::HttpClient http({1, std::chrono::milliseconds(0), std::chrono::milliseconds(0)}, nullptr);
    imap::Discovery discovery(http, {});
    Result<imap::ImapSettings> found = co_await discovery.discover(account.email);
    if (!found)
        co_return Result<Account>(fail(found.error()));
    const imap::Provider *service = imap::providerById(found->provider);
    account.settings = service ? imap::accountSettings(*service) : found->toJson();
    co_return Result<Account>(account);
}

} // namespace qn::app
