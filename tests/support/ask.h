// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/answer.h"

namespace qn::test {

/// What one read of the store gives. Ends the test where the store does not answer.
template <typename T> T ask(const store::Store &store, const std::function<Result<T>(store::Transaction &)> &query)
{
    const Result<T> answer = store::answer<T>(store, query);
    if (!answer)
        qFatal("the store does not answer: %s", qPrintable(answer.error().detail));
    return *answer;
}

} // namespace qn::test
