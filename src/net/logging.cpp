// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/logging.h"

namespace qn::net {

Q_LOGGING_CATEGORY(lcNet, "qingniao.net", QtInfoMsg)

} // namespace qn::net
