// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/grants.h"

class QJsonObject;

namespace qn::server {

/// Grants in a JSON file of this server's own, which holds hashes of tokens, never tokens; readable by its owner only.
class GrantStore final : public Grants
{
    Q_DISABLE_COPY_MOVE(GrantStore)

public:
    /// With an empty `file` grants live as long as this object. A damaged file counts as an empty one.
    GrantStore(QString file, std::chrono::seconds accessLifetime, const Clock &clock);

    std::optional<IssuedTokens> start(const QString &clientId, const QString &clientName, AccessScopes scopes) override;
    std::optional<IssuedTokens> rotate(const QString &clientId, const QByteArray &refreshToken) override;
    TokenCheck check(const QByteArray &accessToken) override;
    QList<Grant> grants() const override;
    bool revoke(const QString &grantId) override;

private:
    struct AccessToken
    {
        QByteArray hash;
        QDateTime expires;
    };
    struct Entry
    {
        Grant grant;
        QByteArray refreshHash;
        QList<QByteArray> retired; ///< refresh tokens used up, oldest first
        QList<AccessToken> access;
    };
    IssuedTokens issue(Entry &entry);
    void load();
    void save() const;
    static QJsonObject toJson(const Entry &entry);
    static Entry fromJson(const QJsonObject &object);

    const QString m_file;
    const std::chrono::seconds m_lifetime;
    const Clock &m_clock;
    QList<Entry> m_entries;
};

} // namespace qn::server
