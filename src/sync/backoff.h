// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <chrono>

namespace qn::sync {

/// Growing pauses between attempts: doubled each time up to a limit, with up to a quarter of jitter either way so that
/// many clients do not come back at once; never shorter than the server asked for.
struct Backoff
{
    std::chrono::milliseconds first{2000};
    std::chrono::milliseconds limit{300000};

    /// `attempts` counts the failures so far, this one included.
    std::chrono::milliseconds pause(int attempts, const Error &error) const;
};

} // namespace qn::sync
