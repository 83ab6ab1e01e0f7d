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

} // namespace qn::widgets
