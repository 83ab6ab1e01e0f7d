// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/rows.h"

#include <QFuture>

namespace qn::store {
class StoreReader;
}

namespace qn::models {

// Single rows for the windows, which do not talk to the store themselves. The futures finish on the reader's thread: use
// `.then(context, …)`. Errors: NotFound, Storage.

/// The whole header of a message (recipients, threading), which a list row does not have.
QFuture<Result<MessageHeader>> findHeader(store::StoreReader &reader, MessageId id);
QFuture<Result<store::DraftRow>> findDraft(store::StoreReader &reader, DraftId id);
/// The draft kept here of the message that the server has in its Drafts folder.
QFuture<Result<store::DraftRow>> findDraft(store::StoreReader &reader, AccountId account, RemoteMessageId remoteId);

/// About how many messages a search cannot find yet, because the index is being filled.
QFuture<Result<qint64>> countPending(store::StoreReader &reader);
/// Bytes of all mail of an account, as far as known.
QFuture<Result<qint64>> sumSizes(store::StoreReader &reader, AccountId account);
/// Rows of messages, in any order; those that are gone are left out.
QFuture<Result<QList<store::MessageRow>>> findRows(store::StoreReader &reader, const QList<MessageId> &ids);

} // namespace qn::models
