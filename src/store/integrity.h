// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

#include <functional>

namespace qn::store {

/// SQLite's quick_check over a connection of its own. Reads the whole file: not for a thread that others wait for.
/// `goOn` is asked many times a second; false ends it with Canceled. Errors: DatabaseCorrupt, Canceled, Storage.
Result<void> checkIntegrity(const QString &file, const std::function<bool()> &goOn);

/// Whether the last process that had the database open did not close it: its log is still there. (Or another process
/// has it open now: then a check does no harm.)
bool wasLeftOpen(const QString &dataDir);

/// The database was found damaged while it was in use: the next Store::open() says DatabaseCorrupt, so that it is
/// rebuilt.
void markDamaged(const QString &dataDir);
bool isMarkedDamaged(const QString &dataDir);

} // namespace qn::store
