// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwordcredentials.h"

#include "auth/secretstore.h"

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

constexpr auto secretName = "password"_L1; ///< in the keychain

}

PasswordCredentials::PasswordCredentials(QString user, QString key, SecretStore &secrets, QObject *parent)
    : CredentialSource(parent)
    , m_user(std::move(user))
    , m_key(std::move(key))
    , m_secrets(secrets)
{
}

QCoro::Task<Result<Credentials>> PasswordCredentials::credentials()
{
    if (m_password.isEmpty()) {
        Result<std::optional<Secret>> stored = co_await m_secrets.read(m_key, secretName);
        if (!stored)
            co_return Result<Credentials>(fail(stored.error()));
        if (!*stored || (*stored)->isEmpty())
            co_return Result<Credentials>(fail(ErrorKind::Authorization, u"there is no password for this account"_s));
        m_password = **stored;
    }
    co_return Result<Credentials>(Credentials{Credentials::Kind::Password, m_user, m_password});
}

/// The keychain may have a newer one, which another process has stored.
bool PasswordCredentials::reject(const Credentials &refused)
{
    if (refused.secret == m_password)
        m_password = Secret();
    return false;
}

QCoro::Task<Result<void>> PasswordCredentials::adopt(Secret password)
{
    m_password = password;
    Result<void> stored = co_await m_secrets.write(m_key, secretName, password);
    co_return stored;
}

QCoro::Task<Result<void>> PasswordCredentials::forget()
{
    m_password = Secret();
    Result<void> removed = co_await m_secrets.remove(m_key, secretName);
    co_return removed;
}

} // namespace qn::auth
