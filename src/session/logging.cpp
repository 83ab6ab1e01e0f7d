// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logging.h"

namespace qn::session {

Q_LOGGING_CATEGORY(logSession, "qingniao.session", QtInfoMsg)

} // namespace qn::session
