// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

namespace qn::widgets {

enum class ReplyKind { Sender, All, Forward };

/// The mail that answers or forwards `original`: recipients, subject, quotation and threading headers. The quotation stands
/// below an empty line where the reply begins. `own` are the user's addresses, left out of the recipients.
OutgoingMessage buildReply(
    ReplyKind kind, const MessageHeader &original, const MessageBody &body, const Address &from, const QStringList &own);

/// The mail that continues a draft which is on the server. Attachments without contents are left out.
OutgoingMessage continueDraft(const MessageHeader &header, const MessageBody &body, const Address &from);

/// "Re: Subject", never doubled whichever of the usual marks (Re:, RE:, 回复:, 答复：, Aw: …) is there already.
QString replySubject(const QString &subject);
QString forwardSubject(const QString &subject);

/// The text of a body: its plain part, or its HTML without the marks.
QString plainText(const MessageBody &body);

} // namespace qn::widgets
