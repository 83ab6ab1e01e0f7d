// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"
#include "widgets/emptystate.h"
#include "widgets/folderdelegate.h"

namespace qn::widgets {

/// What an empty folder of this role shows.
EmptyState emptyStateOf(FolderRole role);
/// While an account is read for the first time.
EmptyState gettingMailState();
/// "12 unread", or how many there are.
QString folderCountText(const Folder &folder);
/// "1,234 messages, 56 MB"; without the bytes where nothing is known of them (0).
QString folderSizeText(int messages, qint64 bytes);

} // namespace qn::widgets
