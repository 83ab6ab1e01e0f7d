// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <map>
#include <optional>

namespace qn::imap {

/// Where the listing of a folder stands; MailBackend's token.
struct FolderCursor
{
    quint32 uidValidity = 0;
    quint32 below = 0; ///< listing downwards: messages under this UID are still to come; 0: the listing is done
    quint32 uidNext = 0; ///< messages from this UID on are new
    qint64 modSeq = -1; ///< changes after this are news (RFC 7162); -1: the server does not count them
    qint64 exists = -1; ///< messages at the last look
    qint64 unseen = -1;
    qint64 swept = 0; ///< seconds since the epoch: last time that the flags of all messages were looked at
    /// Where the server does not tell what vanished: all messages with their flags as the client knows them.
    std::optional<std::map<quint32, MessageFlags>> known;

    static std::optional<FolderCursor> decode(const QByteArray &token);
    QByteArray encode() const;
    bool operator==(const FolderCursor &) const = default;
};

} // namespace qn::imap
