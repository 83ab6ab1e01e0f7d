// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QByteArray>
#include <QDateTime>
#include <QFlags>
#include <QList>
#include <QString>
#include <QStringList>

namespace qn {

/// RFC 5322 mailbox: display name (decoded) and addr-spec.
struct Address
{
    QString name;
    QString email;
    bool operator==(const Address &) const = default;
    QString display() const { return name.isEmpty() ? email : name; }
};

/// RFC 9051 2.3.2 system flags, and $Forwarded (RFC 5788).
enum class MessageFlag : quint32 {
    Seen = 1,
    Answered = 2,
    Flagged = 4,
    Draft = 8,
    Forwarded = 16,
};
Q_DECLARE_FLAGS(MessageFlags, MessageFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(MessageFlags)

/// What a list shows of a message, plus what threading and replying need.
struct MessageHeader
{
    RemoteMessageId remoteId;
    QString messageId; ///< Message-ID without angle brackets, may be empty
    QStringList inReplyTo; ///< ids without angle brackets
    QStringList references; ///< ids without angle brackets, oldest first
    Address from;
    QList<Address> replyTo, to, cc, bcc;
    QString subject;
    QString preview; ///< at most 200 characters of the text, white space folded
    QDateTime date; ///< UTC; of arrival where known, else Date:
    qint64 size = 0; ///< bytes of the RFC 5322 source, 0 if unknown
    MessageFlags flags;
    bool hasAttachments = false;
    bool operator==(const MessageHeader &) const = default;
};

/// A part that is a file to the user. Its bytes are fetched by partId when wanted.
struct Attachment
{
    QString partId; ///< dotted position in the MIME tree (RFC 9051 6.4.5), or the server's own name
    QString name;
    QString type; ///< media type in lower case
    QString contentId; ///< without angle brackets, for cid: in HTML
    qint64 size = 0; ///< decoded bytes
    bool isInline = false; ///< shown inside the HTML, not as a card
    QByteArray content; ///< filled only where the bytes are at hand (outgoing mail, decoded source)
    bool operator==(const Attachment &) const = default;
};

struct MessageBody
{
    QString text; ///< text/plain, empty if there is none
    QString html; ///< text/html as sent, unsanitised, empty if there is none
    QList<Attachment> attachments;
    bool operator==(const MessageBody &) const = default;
};

struct Message
{
    MessageHeader header;
    MessageBody body;
    bool operator==(const Message &) const = default;
};

/// A mail to be sent, or a draft of it.
struct OutgoingMessage
{
    Address from;
    QList<Address> to, cc, bcc;
    QString subject;
    QString text;
    QString html; ///< empty: plain text only
    QList<Attachment> attachments; ///< with content
    QString messageId; ///< chosen once when queued, without angle brackets
    QStringList inReplyTo, references;
    QString idempotencyKey; ///< chosen once when queued: the same key is the same mail
    bool operator==(const OutgoingMessage &) const = default;
};

} // namespace qn

Q_DECLARE_METATYPE(qn::Address)
