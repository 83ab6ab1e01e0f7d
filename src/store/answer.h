// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

namespace qn::store {

/// What one read transaction on the writer's connection gives, on the store's thread:
/// `answer<FolderRow>(store, [id](Transaction &tx) { return folders::find(tx, id); })`. Threads that must not wait use StoreReader.
template <typename T> Result<T> answer(const Store &store, const std::function<Result<T>(Transaction &)> &query)
{
    Result<T> given = fail(ErrorKind::Internal, {});
    const Result<void> read = store.read([&](Transaction &tx) {
        given = query(tx);
        return given ? Result<void>() : Result<void>(fail(given.error()));
    });
    return read ? given : Result<T>(fail(read.error()));
}

} // namespace qn::store
