// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

namespace qn::widgets {

/// What the account's server can do, as far as it matters to forms. Before the server has told (no connection since the
/// start) everything counts as possible: writing goes on without a network.
Capabilities abilities(const session::Session &session, AccountId account);

} // namespace qn::widgets
