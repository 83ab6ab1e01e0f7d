// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/rows.h"

namespace qn::store {

class Transaction;

// Drafts that no server keeps, because the account's server has no folder for them. So that they are listed, found and
// opened like any others, the account gets a Drafts folder that exists only here, with a message for each draft. The draft
// is the truth, the message follows it in the same transaction.

/// Whether this is that folder: no server knows it.
bool isLocalDrafts(const Folder &folder);
/// What the message of such a draft is called.
RemoteMessageId localDraftName(DraftId draft);
/// The draft that such a message stands for; invalid where it is another one.
DraftId localDraftId(const RemoteMessageId &id);

namespace drafts {
/// Makes folder and messages what the drafts of the account are. Where the server has got a Drafts folder, the one of here
/// goes, and its drafts are to be saved there.
Result<void> showLocal(Transaction &tx, AccountId account);
} // namespace drafts

} // namespace qn::store
