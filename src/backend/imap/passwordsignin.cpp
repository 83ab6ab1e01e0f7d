// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/passwordsignin.h"

#include "backend/imap/connection.h"
#include "backend/imap/providers.h"
#include "backend/smtp/smtpclient.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

class PasswordSignIn::Attempt
{
public:
    Attempt(const ImapSettings &settings, auth::Credentials given)
        : credentials(std::move(given))
        , imap(settings.imap, credentials, {})
        , smtp(settings.smtp, credentials, {})
    {
    }
    auth::GivenCredentials credentials;
    Connection imap;
    smtp::SmtpClient smtp;
    bool aborted = false;
};

static tl::unexpected<Error> failedAt(ErrorServer server, const net::Endpoint &endpoint, Error error)
{
    error.server = server;
    if (error.certificate && isProviderHost(endpoint.host))
        error.certificate->mayBeTrusted = false;
    return fail(std::move(error));
}

PasswordSignIn::PasswordSignIn(ImapSettings settings, auth::PasswordCredentials &credentials, QObject *parent)
    : SignIn(parent)
    , m_settings(std::move(settings))
    , m_credentials(credentials)
{
}

PasswordSignIn::~PasswordSignIn() = default;

Result<backend::SignInRequest> PasswordSignIn::begin(backend::RedirectMode)
{
    return backend::SignInRequest();
}

backend::Task<QUrl> PasswordSignIn::redirected()
{
    co_return Result<QUrl>(fail(ErrorKind::Authorization, u"no password was given"_s, ErrorReason::LoginRefused));
}

backend::Task<void> PasswordSignIn::complete(QString password)
{
    // People copy codes with blanks around them; none ends or begins with one.
    const Secret secret(password.trimmed().toUtf8());
    const auto attempt = std::make_shared<Attempt>(
        m_settings, auth::Credentials{auth::Credentials::Kind::Password, m_settings.user, secret});
    m_attempt = attempt;
    Result<void> opened = co_await attempt->imap.open();
    if (!opened)
        co_return Result<void>(failedAt(ErrorServer::Incoming, m_settings.imap, opened.error()));
    co_await attempt->imap.close();
    if (attempt->aborted)
        co_return Result<void>(fail(ErrorKind::Canceled, u"canceled"_s));
    Result<smtp::Extensions> checked = co_await attempt->smtp.check();
    if (!checked)
        co_return Result<void>(failedAt(ErrorServer::Outgoing, m_settings.smtp, checked.error()));
    if (attempt->aborted)
        co_return Result<void>(fail(ErrorKind::Canceled, u"canceled"_s));
    Result<void> stored = co_await m_credentials.adopt(secret);
    co_return stored;
}

void PasswordSignIn::abort()
{
    if (!m_attempt)
        return;
    m_attempt->aborted = true;
    m_attempt->imap.abort();
    m_attempt->smtp.abort();
}

} // namespace qn::imap
