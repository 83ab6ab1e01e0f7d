// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"

namespace qn::app {
Q_LOGGING_CATEGORY(log, "qingniao.app", QtWarningMsg)
}
