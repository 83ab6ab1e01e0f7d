// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/oauth.h"

#include <chrono>

namespace qn::auth {

/// An account's tokens as they lie in the keychain: one entry, so that they cannot be stored by halves.
struct StoredTokens
{
    Tokens tokens;
    std::chrono::milliseconds lifetime{0}; ///< of the access token when it was new; 0: not known

    Secret toEntry() const;
    /// Empty tokens where the entry cannot be understood.
    static StoredTokens fromEntry(const Secret &entry);

    /// False from a minute, or a tenth of its life, before the access token expires.
    bool isFresh(const QDateTime &now) const;
    /// False once it has expired.
    bool isValid(const QDateTime &now) const;
};

} // namespace qn::auth
