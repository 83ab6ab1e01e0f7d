// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/oauth.h"
#include "auth/pkce.h"

namespace qn::auth {

/// The page where the user agrees (RFC 6749 4.1.1, RFC 7636 4.3).
QUrl authorizeUrl(
    const OAuthSettings &settings, const QUrl &redirectUri, const QByteArray &state, const QByteArray &challenge);

/// Same scheme, host, port and path; query and fragment do not count.
bool isRedirect(const QUrl &url, const QUrl &redirectUri);

/// The code out of the address that the browser was sent to (RFC 6749 4.1.2), or out of the bare code that a person
/// typed, which carries no state to compare. Errors: what the server refused (4.1.2.1), StateMismatch, InvalidRedirect.
Result<Secret> authorizationCode(const QString &redirectedOrCode, const QUrl &redirectUri, const QByteArray &state);

} // namespace qn::auth
