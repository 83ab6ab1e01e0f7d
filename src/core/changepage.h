// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

namespace qn {

/// All flags that a message has now.
struct FlagChange
{
    RemoteMessageId id;
    MessageFlags flags;
    bool operator==(const FlagChange &) const = default;
};

/// One step of listing a folder. Pages come newest first.
struct ChangePage
{
    QList<MessageHeader> upserted; ///< new or changed, whole headers with flags
    QList<FlagChange> flags; ///< of messages that were named before: nothing else has changed, or not even that. Not in `upserted`
    QList<RemoteMessageId> removed;
    QByteArray next; ///< token for the next call; opaque, to be kept across restarts
    bool more = false; ///< there is more to fetch at once, with `next`
    bool complete = false; ///< this page (or the run of pages that it ends) named every message: what it did not name is gone
    bool anew = false; ///< begins at the newest message: earlier pages of a run under way count no more (the token was
                       ///< empty or forgotten)
    int total = -1; ///< messages in the folder, -1 if not told
    bool operator==(const ChangePage &) const = default;
};

} // namespace qn
