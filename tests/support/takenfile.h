// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"

#include <algorithm>

namespace qn::test {

/// What a backend gives piece by piece, as it comes.
struct TakenFile
{
    QByteArray bytes;
    qsizetype largest = 0; ///< at a time
    int count = 0, restarts = 0;
    backend::FileTaker taker()
    {
        return [this](qint64 offset, const QByteArray &more) {
            restarts += offset < bytes.size();
            bytes = bytes.first(offset) + more;
            largest = std::max(largest, more.size());
            ++count;
            return Result<void>();
        };
    }
};

} // namespace qn::test
