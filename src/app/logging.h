// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::app {
Q_DECLARE_LOGGING_CATEGORY(log)
}
