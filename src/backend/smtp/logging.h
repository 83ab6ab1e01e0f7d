// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::smtp {

Q_DECLARE_LOGGING_CATEGORY(lcSmtp)

} // namespace qn::smtp
