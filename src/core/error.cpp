// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

namespace qn {

bool Error::isFinal() const
{
    switch (kind) {
    case ErrorKind::Authorization:
    case ErrorKind::Canceled:
    // What stands between the request and the server; the user can do something about it.
    case ErrorKind::Tls:
    case ErrorKind::Keychain:
    case ErrorKind::Storage:
        return false;
    default:
        return !isTransient();
    }
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
