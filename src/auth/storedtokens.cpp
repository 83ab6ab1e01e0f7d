// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/storedtokens.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qn::auth {

Secret StoredTokens::toEntry() const
{
    const QJsonObject object{{u"access"_s, QString::fromUtf8(tokens.access.reveal())},
        {u"refresh"_s, QString::fromUtf8(tokens.refresh.reveal())},
        {u"expires"_s, tokens.expires.toUTC().toString(Qt::ISODateWithMs)}, {u"lifetime"_s, qint64(lifetime.count())}};
    return Secret(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

StoredTokens StoredTokens::fromEntry(const Secret &entry)
{
    const QJsonObject object = QJsonDocument::fromJson(entry.reveal()).object();
    StoredTokens stored;
    stored.tokens.access = Secret(object[u"access"_s].toString().toUtf8());
    stored.tokens.refresh = Secret(object[u"refresh"_s].toString().toUtf8());
    stored.tokens.expires = QDateTime::fromString(object[u"expires"_s].toString(), Qt::ISODateWithMs);
    stored.lifetime = std::chrono::milliseconds(object[u"lifetime"_s].toInteger());
    return stored;
}

bool StoredTokens::isFresh(const QDateTime &now) const
{
    const auto margin = lifetime > 0ms ? std::min<std::chrono::milliseconds>(60s, lifetime / 10) : 60s;
    return isValid(now.addMSecs(margin.count()));
}

bool StoredTokens::isValid(const QDateTime &now) const
{
    return !tokens.access.isEmpty() && (!tokens.expires.isValid() || now < tokens.expires);
}

} // namespace qn::auth
