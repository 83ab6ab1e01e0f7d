// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/secret.h"

#include <QDateTime>
#include <QUrl>

namespace qn::auth {

/// What is known of an authorization server and of us there. No secrets of the user.
struct OAuthSettings
{
    QUrl authorizeEndpoint;
    QUrl tokenEndpoint;
    QString clientId;
    QUrl redirectUri; ///< registered one; ignored with a loopback redirect
    QString scope; ///< empty: none is sent
    /// What some servers call a client secret although everybody has it: it is in the program (RFC 8252 8.5). Used where the keychain has none.
    QByteArray distributedSecret = {};
    bool operator==(const OAuthSettings &) const = default;
};

struct Tokens
{
    Secret access;
    Secret refresh; ///< empty where the server gave none
    QDateTime expires; ///< UTC; invalid: not told
};

} // namespace qn::auth
