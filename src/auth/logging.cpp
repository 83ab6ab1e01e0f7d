// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/logging.h"

namespace qn::auth {

Q_LOGGING_CATEGORY(lcAuth, "qingniao.auth", QtInfoMsg)

} // namespace qn::auth
