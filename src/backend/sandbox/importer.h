// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/sandbox/mailbox.h"

namespace qn::sandbox {

struct ImportReport
{
    int messages = 0;
    int contacts = 0;
    int skipped = 0; ///< files that hold no mail or cannot be read
    bool operator==(const ImportReport &) const = default;
};

/// Copies what lies at `path` into the mailbox: a Maildir (also Maildir++ and nested), an mbox, a message file, or a
/// directory tree of these; the folders are named after the directories, and files at the top go to the Inbox.
/// `contacts.json` and `account.json` at the top are taken over. Works on Qt resources (`:/sample`) as well. A message
/// with `X-Sample-Age: 3h` (m, h, d, w) is dated that long before now, and `X-Sample-Flags: seen flagged` sets its
/// flags. Blocking: not for a thread with windows. Errors: NotFound, Storage.
Result<ImportReport> importTree(Mailbox &mailbox, const QString &path);

} // namespace qn::sandbox
