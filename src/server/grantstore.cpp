// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/grantstore.h"

#include "server/logging.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int retiredKept = 200;
constexpr int grantsKept = 200; // the one unused for longest makes room
constexpr std::chrono::hours expiredKept{1}; // so that a client is told "expired" rather than "unknown"

} // namespace

GrantStore::GrantStore(QString file, std::chrono::seconds accessLifetime, const Clock &clock)
    : m_file(std::move(file))
    , m_lifetime(accessLifetime)
    , m_clock(clock)
{
    if (!m_file.isEmpty())
        load();
}

std::optional<IssuedTokens> GrantStore::start(
    const QString &clientId, const QString &clientName, AccessScopes scopes)
{
    const QDateTime now = m_clock.now();
    if (m_entries.size() >= grantsKept)
        m_entries.erase(std::min_element(m_entries.begin(), m_entries.end(),
            [](const Entry &a, const Entry &b) { return a.grant.lastUsed < b.grant.lastUsed; }));
    m_entries.append(
        Entry{Grant{QString::fromLatin1(randomToken().left(16)), clientId, clientName, scopes, now, now}, {}, {}, {}});
    return issue(m_entries.last());
}

IssuedTokens GrantStore::issue(Entry &entry)
{
    const IssuedTokens tokens{entry.grant.id, entry.grant.scopes, Secret(randomToken()), Secret(randomToken()), m_lifetime};
    const QDateTime now = m_clock.now();
    if (!entry.refreshHash.isEmpty())
        entry.retired.append(entry.refreshHash);
    if (entry.retired.size() > retiredKept)
        entry.retired.removeFirst();
    entry.refreshHash = hashOf(tokens.refresh.reveal());
    entry.access.removeIf([&now](const AccessToken &token) {
        return token.expires.addSecs(std::chrono::seconds(expiredKept).count()) < now;
    });
    entry.access.append({hashOf(tokens.access.reveal()), now.addSecs(m_lifetime.count())});
    entry.grant.lastUsed = now;
    save();
    return tokens;
}

std::optional<IssuedTokens> GrantStore::rotate(const QString &clientId, const QByteArray &refreshToken)
{
    const QByteArray hash = hashOf(refreshToken);
    for (Entry &entry : m_entries) {
        if (entry.grant.clientId != clientId)
            continue;
        if (entry.refreshHash == hash)
            return issue(entry);
        if (entry.retired.contains(hash)) {
            qCWarning(lcServer) << "a refresh token came a second time: its grant is revoked";
            revoke(entry.grant.id);
            return std::nullopt;
        }
    }
    return std::nullopt;
}

TokenCheck GrantStore::check(const QByteArray &accessToken)
{
    const QByteArray hash = hashOf(accessToken);
    const QDateTime now = m_clock.now();
    for (Entry &entry : m_entries) {
        for (const AccessToken &token : std::as_const(entry.access)) {
            if (token.hash != hash)
                continue;
            if (token.expires <= now)
                return {TokenState::Expired, {}};
            entry.grant.lastUsed = now; // reaches the file with the next refresh
            return {TokenState::Valid, entry.grant.scopes};
        }
    }
    return {};
}

QList<Grant> GrantStore::grants() const
{
    QList<Grant> result;
    for (const Entry &entry : m_entries)
        result.append(entry.grant);
    return result;
}

bool GrantStore::revoke(const QString &grantId)
{
    const auto removed = m_entries.removeIf([&grantId](const Entry &entry) { return entry.grant.id == grantId; });
    if (removed)
        save();
    return removed > 0;
}

void GrantStore::load()
{
    QFile file(m_file);
    if (!file.exists())
        return;
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(lcServer) << "the file of grants cannot be read: everybody has to sign in again";
        return;
    }
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        qCWarning(lcServer) << "the file of grants is damaged: everybody has to sign in again";
    const QJsonArray grants = document[u"grants"].toArray();
    for (const QJsonValue &value : grants)
        m_entries.append(fromJson(value.toObject()));
}

void GrantStore::save() const
{
    if (m_file.isEmpty())
        return;
    QJsonArray grants;
    for (const Entry &entry : m_entries)
        grants.append(toJson(entry));
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile file(m_file);
    const QByteArray bytes = QJsonDocument(QJsonObject{{u"version"_s, 1}, {u"grants"_s, grants}}).toJson();
    const bool stored = file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(bytes) == bytes.size() && file.commit();
    if (!stored)
        qCWarning(lcServer) << "the file of grants cannot be written: they end with this run:" << file.errorString();
}

QJsonObject GrantStore::toJson(const Entry &entry)
{
    QJsonArray retired, access;
    for (const QByteArray &hash : entry.retired)
        retired.append(QString::fromLatin1(hash));
    for (const AccessToken &token : entry.access)
        access.append(QJsonObject{
            {u"sha256"_s, QString::fromLatin1(token.hash)}, {u"expires"_s, token.expires.toString(Qt::ISODate)}});
    return {{u"id"_s, entry.grant.id}, {u"client_id"_s, entry.grant.clientId},
        {u"client_name"_s, entry.grant.clientName}, {u"scope"_s, scopeWords(entry.grant.scopes)}, {u"created"_s, entry.grant.created.toString(Qt::ISODate)},
        {u"last_used"_s, entry.grant.lastUsed.toString(Qt::ISODate)},
        {u"refresh_sha256"_s, QString::fromLatin1(entry.refreshHash)}, {u"retired_sha256"_s, retired},
        {u"access"_s, access}};
}

GrantStore::Entry GrantStore::fromJson(const QJsonObject &object)
{
    const auto time = [](const QJsonValue &value) { return QDateTime::fromString(value.toString(), Qt::ISODate); };
    Entry entry;
    // Grants of before there were scopes are for everything.
    const AccessScopes scopes = object.contains("scope"_L1) ? scopesFrom(object[u"scope"].toString()) : everyAccess;
    entry.grant = {object[u"id"].toString(), object[u"client_id"].toString(), object[u"client_name"].toString(), scopes,
        time(object[u"created"]), time(object[u"last_used"])};
    entry.refreshHash = object[u"refresh_sha256"].toString().toLatin1();
    const QJsonArray retired = object[u"retired_sha256"].toArray(), access = object[u"access"].toArray();
    for (const QJsonValue &hash : retired)
        entry.retired.append(hash.toString().toLatin1());
    for (const QJsonValue &token : access)
        entry.access.append({token[u"sha256"].toString().toLatin1(), time(token[u"expires"])});
    return entry;
}

} // namespace qn::server
