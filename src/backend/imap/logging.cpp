// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/logging.h"

namespace qn::imap {

Q_LOGGING_CATEGORY(logImap, "qingniao.imap", QtInfoMsg)

}
