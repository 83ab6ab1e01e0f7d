// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/passwordcredentials.h"
#include "backend/accountservices.h"
#include "backend/imap/imapsettings.h"

namespace qn::imap {

/// Signs in with a password or an authorization code: there is no page to open (begin() gives empty addresses); complete() takes the
/// password itself, tries it at the IMAP and the SMTP server and only then stores it.
/// Error::server says at which of the two it failed.
class PasswordSignIn final : public backend::SignIn
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PasswordSignIn)

public:
    /// `credentials` outlives it.
    PasswordSignIn(ImapSettings settings, auth::PasswordCredentials &credentials, QObject *parent = nullptr);
    ~PasswordSignIn() override;

    Result<backend::SignInRequest> begin(backend::RedirectMode mode) override;
    backend::Task<QUrl> redirected() override;
    backend::Task<void> complete(QString password) override;
    void abort() override;

private:
    const ImapSettings m_settings;
    auth::PasswordCredentials &m_credentials;
    class Attempt;
    std::shared_ptr<Attempt> m_attempt;
};

} // namespace qn::imap
