// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::backend {

Q_DECLARE_LOGGING_CATEGORY(lcHttpBackend)

} // namespace qn::backend
