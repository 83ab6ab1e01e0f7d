// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/mailfiles.h"

namespace qn::sandbox {

/// Takes the X-Sample fields out of a sample message and dates it from `now`.
mime::FoundMessage refreshSample(mime::FoundMessage message, const QDateTime &now);

} // namespace qn::sandbox
