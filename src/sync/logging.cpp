// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/logging.h"

namespace qn::sync {

Q_LOGGING_CATEGORY(logSync, "qingniao.sync", QtInfoMsg)

} // namespace qn::sync
