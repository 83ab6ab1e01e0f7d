// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

namespace qn::widgets {

/// Whether what the user wrote (not what is quoted) speaks of an attachment, in Chinese or English.
bool mentionsAttachment(const QString &text);
/// About how many bytes the mail takes on the wire (RFC 2045 base64 for attachments).
qint64 estimatedBytes(const OutgoingMessage &mail);

} // namespace qn::widgets
