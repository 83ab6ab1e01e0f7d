// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/mailbox.h"
#include "server/grants.h"

namespace qn::store {
class AccessStore;
struct GrantRow;
struct TokenHashes;
}

namespace qn::app {

/// The grants of one mailbox in the data directory's AccessStore, where the settings of the desktop program see them too.
/// Where the store fails nobody gets in.
class StoredGrants final : public server::Grants
{
    Q_DISABLE_COPY_MOVE(StoredGrants)

public:
    StoredGrants(store::AccessStore &store, const Account &account, std::chrono::seconds accessLifetime, const Clock &clock);
    ~StoredGrants() override;

    std::optional<server::IssuedTokens> start(
        const QString &clientId, const QString &clientName, AccessScopes scopes) override;
    std::optional<server::IssuedTokens> rotate(const QString &clientId, const QByteArray &refreshToken) override;
    server::TokenCheck check(const QByteArray &accessToken) override;
    QList<server::Grant> grants() const override;
    bool revoke(const QString &grantId) override;

private:
    server::IssuedTokens newTokens(const store::GrantRow &grant) const;
    store::TokenHashes hashesOf(const server::IssuedTokens &tokens) const;
    bool isForThisMailbox(const store::GrantRow &grant) const;
    qint64 now() const;

    store::AccessStore &m_store;
    const AccountId m_account;
    const QString m_address;
    const std::chrono::seconds m_lifetime;
    const Clock &m_clock;
};

} // namespace qn::app
