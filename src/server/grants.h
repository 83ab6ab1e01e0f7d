// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/applicationaccess.h"
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
    AccessScopes scopes;
    QDateTime created; ///< UTC
    QDateTime lastUsed; ///< UTC
    bool operator==(const Grant &) const = default;
};

struct IssuedTokens
{
    QString grantId;
    AccessScopes scopes;
    Secret access;
    Secret refresh;
    std::chrono::seconds lifetime{};
};

enum class TokenState { Valid, Expired, Unknown };

struct TokenCheck
{
    TokenState state = TokenState::Unknown;
    AccessScopes scopes; ///< where it is valid
};

/// 256 random bits from the system's source, in base64url.
QByteArray randomToken();
/// SHA-256 in hexadecimal: all that is kept of a token, code or client secret.
QByteArray hashOf(const QByteArray &secret);
/// In the same time wherever they differ.
bool isSame(const QByteArray &one, const QByteArray &other);

/// The grants and their tokens. Lives with its server, on one thread.
class Grants
{
    Q_DISABLE_COPY_MOVE(Grants)

public:
    Grants() = default;
    virtual ~Grants() = default;

    /// nullopt: it could not be kept.
    virtual std::optional<IssuedTokens> start(const QString &clientId, const QString &clientName, AccessScopes scopes) = 0;
    /// New tokens for a refresh token, which is used up by that. nullopt: unknown, another client's, or used before; in
    /// the last case somebody has a copy, and the whole grant is revoked (RFC 9700 4.14.2).
    virtual std::optional<IssuedTokens> rotate(const QString &clientId, const QByteArray &refreshToken) = 0;
    virtual TokenCheck check(const QByteArray &accessToken) = 0;
    virtual QList<Grant> grants() const = 0;
    virtual bool revoke(const QString &grantId) = 0;
};

} // namespace qn::server
