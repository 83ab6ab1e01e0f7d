// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"

namespace qn::test {

/// Gives the credentials it was made with; where they are refused, the next of the list.
class FixedCredentials final : public auth::CredentialSource
{
    Q_DISABLE_COPY_MOVE(FixedCredentials)

public:
    explicit FixedCredentials(QList<auth::Credentials> all)
        : m_all(std::move(all))
    {
    }
    FixedCredentials(const QString &user, const QByteArray &password)
        : FixedCredentials({{auth::Credentials::Kind::Password, user, Secret(password)}})
    {
    }

    QCoro::Task<Result<auth::Credentials>> credentials() override
    {
        ++asked;
        if (m_all.isEmpty())
            co_return fail(ErrorKind::Authorization, QStringLiteral("none"));
        co_return Result<auth::Credentials>(m_all.first());
    }
    bool reject(const auth::Credentials &) override
    {
        ++rejected;
        if (m_all.size() > 1)
            m_all.removeFirst();
        else
            return false;
        return true;
    }

    int asked = 0;
    int rejected = 0;

private:
    QList<auth::Credentials> m_all;
};

} // namespace qn::test
