// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace qn::net {

/// This machine itself: `localhost`, or an IP address of the loopback in any spelling.
bool isLoopback(const QString &host);

} // namespace qn::net
