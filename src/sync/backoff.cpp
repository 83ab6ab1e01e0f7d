// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace qn::sync {

std::chrono::milliseconds Backoff::pause(int attempts, const Error &error) const
{
    const int doublings = std::clamp(attempts - 1, 0, 20);
    const qint64 plain = std::min<qint64>(limit.count(), first.count() << doublings);
    const qint64 spread = plain / 4;
    const qint64 jitter = spread > 0 ? QRandomGenerator::global()->bounded(2 * spread + 1) - spread : 0;
    const std::chrono::milliseconds asked = error.retryAfter.value_or(std::chrono::milliseconds::zero());
    return std::max(std::chrono::milliseconds(plain + jitter), asked);
}

} // namespace qn::sync
