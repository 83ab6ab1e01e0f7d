// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"

#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace qn::server {

/// A client's lasting permission to use the mailbox.
struct Grant
{
    QString id;
    QString clientId;
    QString clientName;
    QDateTime created; ///< UTC
    QDateTime lastUsed; ///< UTC
    bool operator==(const Grant &) const = default;
};

struct IssuedTokens
{
    QString grantId;
    Secret access;
    Secret refresh;
    std::chrono::seconds lifetime{};
};

enum class TokenState { Valid, Expired, Unknown };

/// 256 random bits from the system's source, in base64url.
QByteArray randomToken();
/// SHA-256 in hexadecimal: all that is kept of a token, code or client secret.
QByteArray hashOf(const QByteArray &secret);

/// The grants and their tokens. Kept in a JSON file that holds hashes of tokens, never tokens; readable by its owner
/// only.
class GrantStore final
{
    Q_DISABLE_COPY_MOVE(GrantStore)

public:
    /// With an empty `file` grants live as long as this object. A damaged file counts as an empty one.
    GrantStore(QString file, std::chrono::seconds accessLifetime, const Clock &clock);

    IssuedTokens start(const QString &clientId, const QString &clientName);
    /// New tokens for a refresh token, which is used up by that. nullopt: unknown, another client's, or used before; in
    /// the last case somebody has a copy, and the whole grant is revoked (RFC 9700 4.14.2).
    std::optional<IssuedTokens> rotate(const QString &clientId, const QByteArray &refreshToken);
    TokenState check(const QByteArray &accessToken);
    QList<Grant> grants() const;
    bool revoke(const QString &grantId);

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
