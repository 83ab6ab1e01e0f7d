// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/http/logging.h"

namespace qn::backend {

Q_LOGGING_CATEGORY(lcHttpBackend, "qingniao.backend.http", QtInfoMsg)

} // namespace qn::backend
