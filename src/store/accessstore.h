// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/applicationaccess.h"
#include "core/result.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <optional>

namespace qn::store {

class Database;

/// An application that the user has registered: it may ask for access.
struct ApplicationRow
{
    QString clientId;
    QString name;
    QString redirectUri;
    QByteArray secretHash;
    qint64 created = 0; ///< milliseconds since the epoch
    bool operator==(const ApplicationRow &) const = default;
};

/// One agreement of the user's.
struct GrantRow
{
    QString id;
    QString clientId;
    AccountId account;
    AccessScopes scopes;
    qint64 created = 0; ///< milliseconds since the epoch
    qint64 lastUsed = 0;
    QString address = {}; ///< of the mailbox: a store that was put back may have given its id to another one
    bool operator==(const GrantRow &) const = default;
};

/// Tokens as they are kept: SHA-256, never themselves.
struct TokenHashes
{
    QByteArray access;
    QByteArray refresh;
    qint64 accessExpires = 0; ///< milliseconds since the epoch
};

/// Who may use the mailbox from outside: DIR/access.db, beside the mailbox and not in it. A backup of the mail that is put
/// back must not give back what the user has revoked since, and a use that is noted must not make every window read its
/// mail again. Several processes share it; what one revokes, the next question of another one sees. Belongs to one
/// thread, blocks it for a disk access. Errors: Storage (NewerSchema), NotFound where said.
class AccessStore final
{
    Q_DISABLE_COPY_MOVE(AccessStore)

public:
    static QString fileName(const QString &dataDir);
    /// Made where it does not exist yet.
    static Result<std::unique_ptr<AccessStore>> open(const QString &dataDir);
    /// Nothing where nobody has registered an application yet: then there is nothing to look up either.
    static Result<std::unique_ptr<AccessStore>> openExisting(const QString &dataDir);
    ~AccessStore();

    Result<void> addApplication(const ApplicationRow &application); ///< Conflict where the id is taken
    Result<std::optional<ApplicationRow>> application(const QString &clientId);
    Result<QList<ApplicationRow>> applications(); ///< oldest first
    Result<void> removeApplication(const QString &clientId); ///< with its access; NotFound
    /// What each application may do now, one entry for each mailbox, last agreed first.
    Result<QList<ApplicationAccess>> access();
    /// Ends every access of an application, for good and at once. False where it had none.
    Result<bool> revoke(const QString &clientId);
    Result<void> removeAccount(AccountId account); ///< nobody may use that mailbox any more

    Result<QList<GrantRow>> grants(AccountId account);
    Result<bool> removeGrant(const QString &id);
    /// NotFound where the application is not registered any more.
    Result<void> addGrant(const GrantRow &grant, const TokenHashes &tokens);
    struct Rotation
    {
        std::optional<GrantRow> grant; ///< nullopt: the refresh token is not known, or was used before
        bool wasUsedBefore = false; ///< somebody has a copy of it: the grant is gone (RFC 9700 4.14.2)
    };
    /// Puts new tokens in the place of a refresh token, which is used up by that.
    Result<Rotation> rotate(const QString &clientId, AccountId account, const QByteArray &refreshHash,
        const TokenHashes &fresh, qint64 now);
    struct Found
    {
        GrantRow grant;
        qint64 expires = 0; ///< of the access token
    };
    Result<std::optional<Found>> findAccess(const QByteArray &accessHash);
    Result<void> noteUse(const QString &grantId, qint64 when);

private:
    explicit AccessStore(std::unique_ptr<Database> database);
    Result<void> write(const std::function<void(Database &)> &work);
    Result<void> read(const std::function<void(Database &)> &work);
    void insertTokens(const QString &grantId, const TokenHashes &tokens);
    std::unique_ptr<Database> m_database;
};

} // namespace qn::store
