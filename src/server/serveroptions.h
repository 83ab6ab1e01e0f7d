// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/applicationaccess.h"
#include "core/secret.h"
#include "server/gate.h"

#include <QList>
#include <QString>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>

namespace qn::server {

class Grants;

/// An application that may ask for access.
struct Client
{
    QString id;
    QString name; ///< shown on the consent page
    QByteArray secretHash; ///< secretHashOf(secret); empty: a public client, which has to use PKCE
    /// Compared whole. One of http://127.0.0.1/… or http://[::1]/… without a port matches every port (RFC 8252 7.3).
    QList<QUrl> redirectUris;
    /// A client that nobody registered (ServerOptions::acceptsUnknownClients): any redirect address that is no script,
    /// PKCE where it knows it, any secret.
    bool unregistered = false;

    static QByteArray secretHashOf(const Secret &secret);
    bool accepts(const QUrl &redirectUri) const;
};

struct ServerOptions
{
    quint16 port = 0; ///< 0: a free one
    QList<Client> clients;
    /// For a sandbox that somebody tries a program of their own against. Never over a mailbox of value.
    bool acceptsUnknownClients = false;
    QString accountName; ///< shown on the pages; empty: what the backend's capabilities tell
    QString accountEmail;
    QByteArray passwordHash; ///< secretHashOf(password) asked for on the sign-in page; empty: none is asked for
    /// Applications beside `clients`, looked up at each request.
    std::function<std::optional<Client>(const QString &id)> findClient;
    Grants *grants = nullptr; ///< outlives the server; null: it keeps its own, in grantsFile
    QString grantsFile; ///< empty: grants end with the server
    AccessScopes defaultScopes = everyAccess; ///< for an application that names none
    /// Where set, a sign-in goes on only with a code that is handed to this: whoever can read it is the user. Other users
    /// of the computer can open the port as well.
    std::function<void(const Client &client, const Secret &code)> confirm;
    std::chrono::seconds accessTokenLifetime{3600};
    std::chrono::seconds codeLifetime{60};
    bool baselineOnly = false; ///< get_capabilities and every extension answer 404
    GateLimits limits;
};

} // namespace qn::server
