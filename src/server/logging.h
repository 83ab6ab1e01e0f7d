// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace qn::server {

Q_DECLARE_LOGGING_CATEGORY(lcServer)

/// QHttpServer's own debug output prints whole requests with their Authorization header: this keeps it off for the
/// whole process, whatever the logging rules say. Idempotent.
void silenceRequestDumps();

} // namespace qn::server
