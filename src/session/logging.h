// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::session {

Q_DECLARE_LOGGING_CATEGORY(logSession)

} // namespace qn::session
