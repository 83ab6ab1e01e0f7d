// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpclient.h"

#include <optional>

namespace qn::net {

/// Retry-After (RFC 9110 10.2.3), in seconds or as a date. A date is taken against the answer's own Date where there is
/// one, so that a wrong clock here does no harm. Never negative.
std::optional<std::chrono::milliseconds> retryAfter(const HttpResponse &response, const QDateTime &now);

} // namespace qn::net
