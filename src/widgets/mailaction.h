// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qn::widgets {

/// What can be done to messages, from the toolbar, the menus, the keyboard and the hover buttons alike.
enum class MailAction { Reply, ReplyAll, Forward, Archive, Trash, Junk, ToggleFlag, ToggleRead };

} // namespace qn::widgets
