// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/messagesource.h"
#include "core/result.h"

#include <QHash>

namespace qn::mime {

class Part;

/// Reads an RFC 5322 message. Any bytes give a message: what is malformed is read as the sender probably meant it. Time
/// is linear in the size, nesting is followed 64 levels deep, and a source made to be expensive (tens of thousands of
/// parts) is shown as plain text. `header.remoteId` and `header.flags` are left empty; `header.date` is that of Date:,
/// else of the last Received:, else invalid. Thread-safe. Errors: Parameter for an empty source, Storage for a file that cannot be read.
Result<Message> parseMessage(const MessageSource &source);
/// The same of a message of `size` bytes whose MIME tree is known without its whole source; of that `start` has the header
/// at least. Thread-safe.
Message readMessage(const QByteArray &start, qint64 size, const Part &root);

/// Reads headers alone, without looking at the body: the preview stays empty. Of many headers the same
/// people's addresses are read once, so it is to live as long as such a list. One thread at a time.
class HeaderReader final
{
public:
    /// Where it is known when the mail `arrived`, that is its date. `hasAttachments` is what Content-Type makes likely.
    MessageHeader read(const QByteArray &source, const QDateTime &arrived = {});

private:
    QHash<QByteArray, QList<Address>> m_addresses; ///< by what the header says
};
MessageHeader parseHeader(const QByteArray &source);

/// Decoded bytes of the part that parseMessage() named `partId`. Errors: NotFound.
Result<QByteArray> attachmentContent(const MessageSource &source, const QString &partId);

/// At most 200 characters for a list: white space folded, quoted text skipped where there is text of one's own.
QString makePreview(const QString &text);

} // namespace qn::mime
