// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"

namespace qn::mime {

/// Reads an RFC 5322 message. Any bytes give a message: what is malformed is read as the sender probably meant it. Time
/// is linear in the size, nesting is followed 64 levels deep, and a source made to be expensive (tens of thousands of
/// parts) is shown as plain text. `header.remoteId` and `header.flags` are left empty; `header.date` is that of Date:,
/// else of the last Received:, else invalid. Thread-safe. Errors: Parameter for an empty source.
Result<Message> parseMessage(const QByteArray &source);

/// The header alone, without looking at the body: preview and hasAttachments stay empty.
MessageHeader parseHeader(const QByteArray &source);

/// Decoded bytes of the part that parseMessage() named `partId`. Errors: NotFound.
Result<QByteArray> attachmentContent(const QByteArray &source, const QString &partId);

/// At most 200 characters for a list: white space folded, quoted text skipped where there is text of one's own.
QString makePreview(const QString &text);

} // namespace qn::mime
