// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

namespace qn::auth {

enum class OAuthStep { Authorize, Exchange, Refresh };

/// What an authorization server's refusal means. `code` is a word of RFC 6749 4.1.2.1 or 5.2 or a number of Tencent's
/// lists. The description goes into the detail only: it is the server's text and must have been freed of secrets.
Error oauthError(const QByteArray &code, const QByteArray &description, OAuthStep step);

} // namespace qn::auth
