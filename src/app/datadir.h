// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace qn::app {

/// The directory that holds everything of one user: `wanted` where given (--data-dir), else the platform's place for
/// application data. Made if missing, readable by its owner only. Errors: Storage.
Result<QString> prepareDataDir(const QString &wanted);

} // namespace qn::app
