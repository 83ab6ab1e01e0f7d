// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qn::store {

/// For a thread that works behind the others: sync and import go first. Qt's priorities do nothing on Linux, but a
/// thread there can be nice by itself.
void giveWay();

} // namespace qn::store
