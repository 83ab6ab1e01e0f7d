// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"
#include "core/message.h"

#include <functional>

namespace qn::mime {

/// What other programs keep mail in. The bytes of a message are those that it was written with.

/// A message as it lies in a file of some other program.
struct FoundMessage
{
    QByteArray source;
    MessageFlags flags;
};

/// Whether the bytes look like a message: they begin with a header field or a From_ line.
bool looksLikeMessage(const QByteArray &bytes);

/// Flags that mail programs keep inside of mboxes: Status, X-Status, X-Mozilla-Status.
MessageFlags statusFlags(const QByteArray &source);
/// Deleted in a program that has not yet compacted its mbox (X-Mozilla-Status).
bool isExpunged(const QByteArray &source);

/// Flags of a Maildir file name (`…:2,FS`; also `;2,` and `!2,` as file systems without colons have it), and back.
MessageFlags maildirFlags(const QString &fileName);
QString maildirSuffix(MessageFlags flags);

/// RFC 3501 5.1.3: the names of Maildir++ folders.
QString decodeModifiedUtf7(const QString &name);
QString encodeModifiedUtf7(const QString &name);

/// The role that a folder of this name has in other programs, English or Chinese.
FolderRole roleOfName(const QString &name);

} // namespace qn::mime
