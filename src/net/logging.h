// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::net {

Q_DECLARE_LOGGING_CATEGORY(lcNet)

} // namespace qn::net
