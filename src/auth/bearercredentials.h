// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/authenticator.h"
#include "auth/credentials.h"

namespace qn::auth {

/// Access tokens of an Authenticator, for XOAUTH2.
class BearerCredentials final : public CredentialSource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BearerCredentials)

public:
    BearerCredentials(QString user, Authenticator &authenticator, QObject *parent = nullptr)
        : CredentialSource(parent)
        , m_user(std::move(user))
        , m_authenticator(authenticator)
    {
    }
    QCoro::Task<Result<Credentials>> credentials() override
    {
        Result<Secret> token = co_await m_authenticator.accessToken();
        if (!token)
            co_return Result<Credentials>(fail(token.error()));
        co_return Result<Credentials>(Credentials{Credentials::Kind::Bearer, m_user, *token});
    }
    bool reject(const Credentials &refused) override
    {
        m_authenticator.reject(refused.secret);
        return true;
    }

private:
    const QString m_user;
    Authenticator &m_authenticator;
};

} // namespace qn::auth
