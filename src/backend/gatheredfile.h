// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"

#include <memory>

namespace qn::backend {

/// Takes a file into memory.
inline FileTaker gatherInto(std::shared_ptr<QByteArray> content)
{
    return [content = std::move(content)](qint64 offset, const QByteArray &bytes) {
        content->truncate(offset);
        content->append(bytes);
        return Result<void>();
    };
}

} // namespace qn::backend
