// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace qn {

/// Whether a host as an address (URL) spells it is this machine: localhost, 127.0.0.0/8, ::1 (RFC 6890). For rooms that must not load
/// QtNetwork; net/loopback.h knows every spelling of an IP address.
bool isLoopbackHost(const QString &host);

} // namespace qn
