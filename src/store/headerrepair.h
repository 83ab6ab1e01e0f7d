// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace qn::store {

/// Where the first 100 bytes of a mailbox are broken, SQLite reads nothing of it, though all they say is known or can be
/// tried out. Copies the file and its log to `copy` with a header made anew. False where nothing is wrong with the
/// header, where there is no room for the copy or where the copy cannot be read either. `file` stays as it is.
bool copyWithNewHeader(const QString &file, const QString &copy);

} // namespace qn::store
