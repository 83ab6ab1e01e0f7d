// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

namespace qn::store {

/// What a transaction collected, brought to one entry for each message: what came and went again is left out, and
/// duplicates are removed.
ChangeSet condensed(ChangeSet changes);
bool isEmpty(const ChangeSet &changes);

} // namespace qn::store
