// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/transaction.h"

namespace qn::store {

/// Files of outgoing mails and of drafts; exactly one of the two ids is valid.
struct AttachmentOwner
{
    OutgoingId outgoing;
    DraftId draft;
};

/// Makes the stored files those of the list. Files that are there already are not written again: a draft is saved every
/// few seconds.
void storeAttachments(Transaction &tx, const AttachmentOwner &owner, const QList<Attachment> &attachments);
QList<Attachment> loadAttachments(Transaction &tx, const AttachmentOwner &owner, bool withContents);
/// Error Internal where the transaction may be lost by a power cut: a caller's mistake.
Result<void> requireDurable(Transaction &tx);

} // namespace qn::store
