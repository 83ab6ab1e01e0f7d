// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"

namespace qn::mime {

enum class ComposeFor {
    Delivery, ///< without Bcc
    OwnCopy, ///< the sender's copy, with Bcc
    Draft, ///< with Bcc, and half-typed addresses are kept as names
};

/// RFC 5322 source with CRLF line ends, 7-bit clean, no line over 998 bytes. Nothing in `mail` can add a header field:
/// line breaks and controls in any field become spaces. Attachment names are written as RFC 2231 and, for readers such
/// as QQ Mail, as RFC 2047 as well. Errors: Parameter for an address that cannot stand in a header (non-ASCII local
/// parts are left to SMTPUTF8 and refused here; international domains become ASCII).
Result<QByteArray> composeMessage(
    const OutgoingMessage &mail, const QDateTime &date, ComposeFor purpose = ComposeFor::Delivery);

/// What marks a mail or draft as this one where a server changes Message-IDs, in a field of its own (X-Qingniao-Id) that
/// composeMessage() writes. Empty where the mail has neither an idempotency key nor a Message-ID.
QByteArray ownMark(const OutgoingMessage &mail);
/// The mark in the header of a message, empty if it has none.
QByteArray readOwnMark(const QByteArray &header);

/// A fresh Message-ID without angle brackets, at the domain of `from`.
QString makeMessageId(const Address &from);

} // namespace qn::mime
