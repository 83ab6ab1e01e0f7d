// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

namespace qn::store {

class Database;

/// PRAGMA application_id of our files.
inline constexpr qint64 applicationId = 0x516e6731; // "Qng1"

int newestSchema(); ///< number of the last migration that this program has
/// What the header of a database file says, without SQLite; 0 for an empty or missing file. Never of a file that this process has open: its locks
/// would be lost.
/// Errors: DatabaseCorrupt where the file is something else, FileUnreadable.
Result<int> schemaInHeader(const QString &file);
/// Runs the migrations that are missing, each in one transaction. Reasons: NewerSchema (untouched), DatabaseCorrupt
/// where the file belongs to another program. `until` is for tests.
Result<void> migrate(Database &database, int until = newestSchema());

} // namespace qn::store
