// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <tl/expected.hpp>

namespace qn {

template <typename T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorKind::Protocol, u"…"_s);`
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}
inline tl::unexpected<Error> fail(ErrorKind kind, QString detail, ErrorReason reason = ErrorReason::None, int code = 0)
{
    return tl::unexpected<Error>(Error{kind, std::move(detail), reason, code, {}});
}

} // namespace qn
