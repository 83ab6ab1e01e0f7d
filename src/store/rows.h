// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/mailbox.h"
#include "core/message.h"

#include <optional>

namespace qn::store {

struct FolderRow
{
    FolderId id;
    AccountId account;
    Folder folder; ///< total and unread are what is shown (truth ⊕ pending)
    QByteArray syncToken; ///< ChangePage::next of the last page that was stored
    qint64 listedSize = 0; ///< bytes of the messages that are shown, as far as known
    /// Of all its messages, as far as known.
    qint64 bytes() const { return folder.size.value_or(listedSize); }
    bool operator==(const FolderRow &) const = default;
};

/// One line of a message list: what is shown (truth ⊕ pending operations).
struct MessageRow
{
    MessageId id;
    AccountId account;
    FolderId folder;
    Address from;
    QString recipients; ///< display names of To, comma separated, for Sent and Drafts
    QString subject;
    QString preview;
    QDateTime date; ///< UTC
    qint64 size = 0;
    MessageFlags flags;
    bool hasAttachments = false;
    bool operator==(const MessageRow &) const = default;
};

/// A message that no server has: it is kept whole.
struct LocalMessage
{
    MessageHeader header;
    MessageBody body;
    QByteArray source;
};

/// Where a server has a message.
struct RemotePlace
{
    MessageId id;
    RemoteFolderId folder;
    RemoteMessageId remoteId;
    qint64 size = 0; ///< of its source as far as known
};

/// Where a message's source lies (SourceFiles).
struct SourcePlace
{
    qint64 file = 0; ///< its number
    qint64 offset = 0, length = 0; ///< bytes
    qint64 digest = 0;
};

/// Position of a message in its folder's list: lists are ordered by (date, id), newest first.
struct MessageKey
{
    qint64 date = 0; ///< milliseconds since the epoch, UTC
    MessageId id;
    auto operator<=>(const MessageKey &) const = default;
};

/// What tells whether a message of a folder is still as it was.
struct MessageState
{
    MessageKey key;
    MessageFlags flags;
    qint64 size = 0;
    bool hasAttachments = false;
    bool operator==(const MessageState &) const = default;
};

struct ContactRow
{
    ContactId id;
    AccountId account;
    Contact contact;
    int sentCount = 0; ///< mails sent to this address from here
    qint64 lastSent = 0; ///< milliseconds since the epoch, 0 if never
    bool operator==(const ContactRow &) const = default;
};

/// The life of a mail that the user has sent (see ARCHITECTURE.md, "The outbox").
enum class OutgoingState {
    Queued, ///< safe here; may still be undone until notBefore
    Sending, ///< being handed over by the process that owns the outbox
    Sent, ///< the server has it; the copy in Sent is not filed yet
    Filed, ///< done
    Unknown, ///< the connection died after the data: looked for before any retry, then the user decides
    Failed, ///< the server refused it; the user can edit and send again
};

struct OutgoingRow
{
    OutgoingId id;
    AccountId account;
    OutgoingMessage mail;
    OutgoingState state = OutgoingState::Queued;
    qint64 notBefore = 0; ///< milliseconds since the epoch: end of the undo window, or of a back-off
    int attempts = 0;
    std::optional<Error> error; ///< of the last attempt
    qint64 created = 0; ///< milliseconds since the epoch
    bool operator==(const OutgoingRow &) const = default;
};

struct DraftRow
{
    DraftId id;
    AccountId account;
    OutgoingMessage mail;
    RemoteMessageId remoteId; ///< the server's copy, empty if there is none yet
    qint64 modified = 0; ///< milliseconds since the epoch
    bool open = false; ///< a compose window has it: restored after a crash
    bool operator==(const DraftRow &) const = default;
};

/// A change the user made that the server has not confirmed yet.
enum class OperationKind { SetFlags, Move, Remove, SaveDraft, RemoveDraft, SaveContact, RemoveContact };

struct OperationRow
{
    OperationId id;
    AccountId account;
    OperationKind kind = OperationKind::SetFlags;
    QList<MessageId> messages;
    MessageFlags add, remove; ///< SetFlags
    FolderId target; ///< Move
    DraftId draft; ///< SaveDraft
    Contact contact; ///< SaveContact, RemoveContact
    RemoteMessageId remoteId; ///< RemoveDraft: the server's copy
    int attempts = 0;
    qint64 notBefore = 0; ///< milliseconds since the epoch
    bool operator==(const OperationRow &) const = default;
};

/// What one committed transaction changed. Sent out after the commit.
struct ChangeSet
{
    struct Moved
    {
        MessageKey key;
        FolderId folder; ///< where it is shown now; invalid: nowhere
        FolderId before; ///< where it was shown; invalid: nowhere
        MessageKey keyBefore;
        bool operator==(const Moved &) const = default;
    };
    QList<Moved> placed; ///< messages that appeared, disappeared or changed place
    QList<MessageId> updated; ///< messages whose row or body changed in place
    QList<FolderId> folders; ///< counters, names, tokens
    bool folderList = false; ///< folders were added or removed
    bool accounts = false;
    bool contacts = false;
    bool outgoing = false;
    bool drafts = false;
    bool operations = false;
    bool sources = false; ///< sources were kept: nothing that is shown
    bool everything = false; ///< another process wrote: read again
    bool operator==(const ChangeSet &) const = default;
};

} // namespace qn::store

Q_DECLARE_METATYPE(qn::store::ChangeSet)
