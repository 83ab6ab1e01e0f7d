// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"
#include "core/mailbox.h"
#include "core/message.h"

#include <QDateTime>

#include <optional>

namespace qn::imap {

/// What a FETCH answer says of a message. What is absent or cannot be read stays unset.
struct Fetched
{
    quint32 uid = 0; ///< 0: not told
    std::optional<MessageFlags> flags;
    QDateTime internalDate; ///< UTC; tolerant of an unpadded day and odd zones
    qint64 size = -1; ///< RFC822.SIZE
    qint64 modSeq = -1;
    std::optional<QByteArray> header; ///< BODY[HEADER] or BODY[HEADER.FIELDS (…)]; nullopt where not asked or NIL
    std::optional<QByteArray> body; ///< BODY[] or RFC822 or BINARY[]
    std::optional<MessageHeader> envelope; ///< as far as it can be read; remoteId, flags, size, preview unset
    std::optional<bool> hasAttachments; ///< from BODYSTRUCTURE, nullopt where that cannot be trusted
};
Fetched readFetch(const Response &response);

/// RFC 9051 2.3.2 and $Forwarded; keywords of others are left out.
MessageFlags readFlags(const Value &list);
/// `\Seen \Flagged`, without parentheses.
QByteArray writeFlags(MessageFlags flags);
/// `" 4-Jan-2015 12:00:00 +0800"` → UTC; invalid where it cannot be read.
QDateTime readInternalDate(const QByteArray &text);
QByteArray writeInternalDate(const QDateTime &date);

/// LIST, XLIST or LSUB.
struct ListedFolder
{
    QString wireName; ///< as the server wrote it: what commands name it by
    QString name; ///< last part, decoded (modified UTF-7, or UTF-8 where the name is that)
    QString parent; ///< wire name of the folder above, empty at the top
    FolderRole role = FolderRole::None; ///< by special-use flag, else by name (QQ's and others' own, English and Chinese)
    bool selectable = true;
    bool exists = true; ///< false: \NonExistent
    bool byFlag = false; ///< the role is the server's word
};
std::optional<ListedFolder> readList(const Response &response);
/// Those with a role first, the others by their names, parents before children. One folder has a role, whoever claims it: the server's word goes
/// before a name.
QList<Folder> foldersOf(QList<ListedFolder> listed);

struct MailboxStatus
{
    QString wireName;
    qint64 messages = -1, unseen = -1, uidNext = -1, uidValidity = -1, highestModSeq = -1, size = -1;
    bool operator==(const MailboxStatus &) const = default;
};
std::optional<MailboxStatus> readStatus(const Response &response); ///< STATUS

/// Numbers of SEARCH or ESEARCH (ALL); nullopt: this is neither.
std::optional<QList<quint32>> readSearch(const Response &response);
/// UIDs of VANISHED (RFC 7162 3.2.10). `earlier` tells whether it was VANISHED (EARLIER).
std::optional<QList<quint32>> readVanished(const Response &response, bool *earlier = nullptr);

/// COPYUID and APPENDUID of a status line (RFC 4315).
struct CopyUids
{
    quint32 uidValidity = 0;
    QList<quint32> source, target; ///< in step; source is empty for APPENDUID
};
std::optional<CopyUids> readCopyUids(const Response &status);

} // namespace qn::imap
