// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/logging.h"

namespace qn::smtp {

Q_LOGGING_CATEGORY(lcSmtp, "qingniao.smtp", QtInfoMsg)

} // namespace qn::smtp
