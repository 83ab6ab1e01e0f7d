// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/logging.h"

namespace qn::store {

Q_LOGGING_CATEGORY(logStore, "qingniao.store", QtInfoMsg)

} // namespace qn::store
