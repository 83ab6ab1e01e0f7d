// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace qn::store {

/// Copies the whole database of a data directory into one new file, consistent while other processes write (SQLite's
/// online backup). The file appears when it is complete. Blocking. Errors: Storage, Conflict where `file` exists.
Result<void> backup(const QString &dataDir, const QString &file);

/// Puts a backup in the place of what is there, in one transaction, while other processes may have it open (they read
/// everything again). What was there is kept beside it; returns that file's name, empty where there was nothing. Mail
/// that was on its way when the backup was made may have been sent since: it becomes Unknown. Errors: NewerSchema,
/// DatabaseCorrupt (the backup is no database of ours, or damaged: nothing was changed), Storage.
Result<QString> restore(const QString &dataDir, const QString &file);

} // namespace qn::store
