// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::store {

Q_DECLARE_LOGGING_CATEGORY(logStore)

} // namespace qn::store
