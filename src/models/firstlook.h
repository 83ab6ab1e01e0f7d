// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"
#include "core/result.h"
#include "store/rows.h"

namespace qn::store {
class Transaction;
}

namespace qn::models {

/// What a start shows first, read ahead in one go: FolderModel and MessageListModel begin with it instead of asking. It
/// must not be used where the store has changed since (Session::changed), or nobody would tell them.
struct FirstLook
{
    QList<Account> accounts;
    QList<store::FolderRow> folders; ///< of all accounts, in their order
    FolderId inbox; ///< the first one: where a new window begins; invalid where there is none
    QList<store::MessageRow> newest; ///< of that inbox, newest first, as many as a list begins with
};

Result<FirstLook> readFirstLook(store::Transaction &tx); ///< on the reader's thread

} // namespace qn::models
