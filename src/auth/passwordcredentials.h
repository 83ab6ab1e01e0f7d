// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"

namespace qn::auth {

class SecretStore;

/// A password from the keychain, read once.
class PasswordCredentials final : public CredentialSource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PasswordCredentials)

public:
    /// `key` names the account in the keychain.
    PasswordCredentials(QString user, QString key, SecretStore &secrets, QObject *parent = nullptr);

    QCoro::Task<Result<Credentials>> credentials() override;
    bool reject(const Credentials &refused) override;
    /// A new password from a sign-in: used from now on, and stored. Error of kind Keychain: it is held for this run only.
    QCoro::Task<Result<void>> adopt(Secret password);
    QCoro::Task<Result<void>> forget();

private:
    const QString m_user;
    const QString m_key;
    SecretStore &m_secrets;
    Secret m_password;
};

/// A password at hand, for trying it.
class GivenCredentials final : public CredentialSource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GivenCredentials)

public:
    explicit GivenCredentials(Credentials given, QObject *parent = nullptr)
        : CredentialSource(parent)
        , m_given(std::move(given))
    {
    }
    QCoro::Task<Result<Credentials>> credentials() override { co_return Result<Credentials>(m_given); }
    bool reject(const Credentials &) override { return false; }

private:
    const Credentials m_given;
};

} // namespace qn::auth
