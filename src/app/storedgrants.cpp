// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/storedgrants.h"

#include "app/logging.h"
#include "store/accessstore.h"

#include <QTimeZone>

namespace qn::app {

using namespace Qt::StringLiterals;
using server::IssuedTokens;
using server::TokenCheck;
using server::TokenState;
using store::GrantRow;

namespace {

constexpr qint64 useNotedEvery = 60'000; // milliseconds: a program that asks all the time does not write all the time

void warn(const char *what, const Error &error)
{
    qCWarning(log) << what << error.detail;
}

QDateTime utc(qint64 milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
}

} // namespace

StoredGrants::StoredGrants(
    store::AccessStore &store, const Account &account, std::chrono::seconds accessLifetime, const Clock &clock)
    : m_store(store)
    , m_account(account.id)
    , m_address(account.email)
    , m_lifetime(accessLifetime)
    , m_clock(clock)
{
}

StoredGrants::~StoredGrants() = default;

qint64 StoredGrants::now() const
{
    return m_clock.now().toMSecsSinceEpoch();
}

/// The address may not have been known yet when the user agreed.
bool StoredGrants::isForThisMailbox(const GrantRow &grant) const
{
    return grant.account == m_account
        && (grant.address.isEmpty() || m_address.isEmpty()
            || grant.address.compare(m_address, Qt::CaseInsensitive) == 0);
}

IssuedTokens StoredGrants::newTokens(const GrantRow &grant) const
{
    return {grant.id, grant.scopes, Secret(server::randomToken()), Secret(server::randomToken()), m_lifetime};
}

store::TokenHashes StoredGrants::hashesOf(const IssuedTokens &tokens) const
{
    return {server::hashOf(tokens.access.reveal()), server::hashOf(tokens.refresh.reveal()),
        now() + std::chrono::milliseconds(m_lifetime).count()};
}

std::optional<IssuedTokens> StoredGrants::start(const QString &clientId, const QString &, AccessScopes scopes)
{
    const GrantRow grant{
        QString::fromLatin1(server::randomToken().left(16)), clientId, m_account, scopes, now(), now(), m_address};
    IssuedTokens tokens = newTokens(grant);
    const Result<void> added = m_store.addGrant(grant, hashesOf(tokens));
    if (added)
        return tokens;
    warn("a grant cannot be kept:", added.error());
    return std::nullopt;
}

std::optional<IssuedTokens> StoredGrants::rotate(const QString &clientId, const QByteArray &refreshToken)
{
    IssuedTokens tokens = newTokens({});
    const auto rotated =
        m_store.rotate(clientId, m_account, server::hashOf(refreshToken), hashesOf(tokens), now());
    if (!rotated)
        warn("a grant cannot be renewed:", rotated.error());
    if (rotated && rotated->wasUsedBefore)
        qCWarning(log) << "a refresh token came a second time: its grant is revoked";
    if (!rotated || !rotated->grant)
        return std::nullopt;
    if (!isForThisMailbox(*rotated->grant)) {
        revoke(rotated->grant->id);
        return std::nullopt;
    }
    tokens.grantId = rotated->grant->id;
    tokens.scopes = rotated->grant->scopes;
    return tokens;
}

TokenCheck StoredGrants::check(const QByteArray &accessToken)
{
    const auto found = m_store.findAccess(server::hashOf(accessToken));
    if (!found)
        warn("the grants cannot be read:", found.error());
    if (!found || !*found || !isForThisMailbox((*found)->grant))
        return {};
    if ((*found)->expires <= now())
        return {TokenState::Expired, {}};
    const GrantRow &grant = (*found)->grant;
    if (now() - grant.lastUsed >= useNotedEvery) {
        if (const Result<void> noted = m_store.noteUse(grant.id, now()); !noted)
            warn("a use cannot be noted:", noted.error());
    }
    return {TokenState::Valid, grant.scopes};
}

QList<server::Grant> StoredGrants::grants() const
{
    QList<server::Grant> all;
    const auto rows = m_store.grants(m_account);
    for (const GrantRow &row : rows.value_or(QList<GrantRow>()))
        all.append({row.id, row.clientId, {}, row.scopes, utc(row.created), utc(row.lastUsed)});
    return all;
}

bool StoredGrants::revoke(const QString &grantId)
{
    return m_store.removeGrant(grantId).value_or(false);
}

} // namespace qn::app
