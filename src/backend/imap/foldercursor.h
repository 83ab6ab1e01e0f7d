// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <map>
#include <optional>

namespace qn::imap {

using KnownFlags = std::map<quint32, MessageFlags>; ///< by UID

/// All messages of a folder with their flags as the client knows them, packed. A listing adds a block with each page, so that a page costs
/// the same however large the mailbox is; they are read only when the folder is compared.
class KnownMessages final
{
public:
    KnownMessages() = default;
    explicit KnownMessages(QByteArray packed) : m_packed(std::move(packed)) { }

    void add(const KnownFlags &known); ///< none of them is there yet, or what is said last holds
    /// nullopt: the bytes cannot be read.
    std::optional<KnownFlags> unpacked() const;
    const QByteArray &packed() const { return m_packed; }
    bool operator==(const KnownMessages &) const = default;

private:
    QByteArray m_packed;
};

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
    /// Where the server does not tell what vanished.
    std::optional<KnownMessages> known;

    static std::optional<FolderCursor> decode(const QByteArray &token);
    QByteArray encode() const;
    bool operator==(const FolderCursor &) const = default;
};

} // namespace qn::imap
