// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/imapsettings.h"

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
    QUrl codePage; ///< where the user makes that code; empty: the user's own password is taken
};

/// Built in; the first is QQ Mail.
const QList<Provider> &providers();
/// By the domain of an address; nullptr: none is known.
const Provider *providerFor(const QString &address);
const Provider *providerById(const QString &id);

/// A 16-letter authorization code as QQ Mail makes them, found in text such as the clipboard's; empty: there is none.
QString authorizationCodeIn(const QString &text);

} // namespace qn::imap
