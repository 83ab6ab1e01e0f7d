// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

namespace qn::app {

/// The account of the built-in server's sample mailbox, to be added.
Account sampleAccount();

} // namespace qn::app
