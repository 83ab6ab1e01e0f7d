// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

namespace qn::sandbox {

/// A message as it lies in a file of some other program.
struct FoundMessage
{
    QByteArray source;
    MessageFlags flags;
};

/// Messages of an mbox file (RFC 4155): separated by From_ lines after a blank line, `>From ` unquoted, flags from
/// Status.
QList<FoundMessage> splitMbox(const QByteArray &file);

/// Whether the bytes look like a message: they begin with a header field or a From_ line.
bool looksLikeMessage(const QByteArray &bytes);

/// Flags of a Maildir file name (`…:2,FS`; also `;2,` and `!2,` as file systems without colons have it).
MessageFlags maildirFlags(const QString &fileName);

/// RFC 3501 5.1.3: the names of Maildir++ folders.
QString decodeModifiedUtf7(const QString &name);

/// Takes the X-Sample fields out of a sample message and dates it from `now`.
FoundMessage refreshSample(FoundMessage message, const QDateTime &now);

} // namespace qn::sandbox
