// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::auth {

Q_DECLARE_LOGGING_CATEGORY(lcAuth)

} // namespace qn::auth
