// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/logging.h"

namespace qn::webview {
Q_LOGGING_CATEGORY(log, "qingniao.webview", QtInfoMsg)
}
