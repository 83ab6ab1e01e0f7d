// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capabilities.h"
#include "core/mailbox.h"

namespace qn::session {

/// What the session itself keeps in Account::settings.

/// What the server could do when it was last asked, so that the windows know it before the network is up.
Capabilities knownCapabilities(const Account &account);
void setKnownCapabilities(Account &account, const Capabilities &capabilities);

/// Added, but nobody has signed in yet: nothing is asked of the server by itself.
bool isAwaitingSignIn(const Account &account);
void setAwaitingSignIn(Account &account, bool awaiting);

/// `account` with what a server that was reached says of it and of itself.
Account withWhatWasTold(Account account, const Capabilities &capabilities);
/// `account` as the windows gave it, with the marks of `stored` where it has none of its own.
Account withMarksOf(Account account, const Account &stored);
/// Whether a new backend has to be made.
bool connectsDifferently(const Account &a, const Account &b);

} // namespace qn::session
