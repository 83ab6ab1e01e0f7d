// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/imapsettings.h"
#include "core/authorizationcode.h"

#include <QStringList>

namespace qn::imap {

/// A mail service whose servers are known.
struct Provider
{
    QString id; ///< stable, stored in Account::settings
    QString name; ///< as the service calls itself
    QStringList domains; ///< of addresses, lower case
    ImapSettings settings; ///< without user
    bool isTencent = false; ///< wants an authorization code or client password instead of the user's own
    QJsonObject oauth; ///< authorizeUrl, tokenUrl, scope; clientId where this build is registered with the service
    QByteArray oauthSecret; ///< of this build, for services that give desktop programs one (auth::OAuthSettings::distributedSecret)
    QUrl codePage; ///< where the user makes that code; empty: the user's own password is taken
};

/// Built in; the first is QQ Mail.
const QList<Provider> &providers();
/// By the domain of an address; nullptr: none is known.
const Provider *providerFor(const QString &address);
const Provider *providerById(const QString &id);
/// By the server that takes a domain's mail (its MX record): companies' domains at a known service; nullptr: none is known.
const Provider *providerForMailExchange(const QString &host);
/// Account::settings of a mailbox there: servers, codePage and oauth.
QJsonObject accountSettings(const Provider &provider);
/// The host belongs to one of them: no certificate of it is ever accepted that does not verify.
bool isProviderHost(const QString &host);

using qn::authorizationCodeIn;

} // namespace qn::imap
