// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

namespace qn {

bool Error::isFinal() const
{
    return !isTransient() && kind != ErrorKind::Authorization && kind != ErrorKind::Canceled;
}

bool Error::isTransient() const
{
    switch (kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::Server:
        return true;
    default:
        return false;
    }
}

} // namespace qn
