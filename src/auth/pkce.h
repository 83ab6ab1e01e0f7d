// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

namespace qn::auth {

/// Unguessable characters out of A-Z a-z 0-9 - _ that carry `bytes` bytes of the system's randomness.
QByteArray randomText(int bytes);

/// Proof Key for Code Exchange, S256 (RFC 7636 4.1, 4.2).
struct Pkce
{
    Secret verifier; ///< stays here until the token request
    QByteArray challenge; ///< goes with the authorization request

    static Pkce create();
    static QByteArray challengeFor(const Secret &verifier);
};

} // namespace qn::auth
