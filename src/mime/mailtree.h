// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mime/mailfiles.h"

#include <QStringList>

#include <functional>

namespace qn::mime {

/// What walking a tree of mail files meets. Called on the thread of readMailTree().
struct MailTreeVisitor
{
    /// `folder` is the path of directories and mboxes below the root, empty for what lies at the top. False: stop.
    std::function<bool(FoundMessage message, const QStringList &folder)> message;
    std::function<void(const QString &file)> skipped; ///< no mail, or unreadable
    std::function<void(qint64 bytes)> read; ///< since the last call; optional
};

/// Reads a Maildir (also Maildir++ and nested), an mbox, a message file, or a directory tree of these; folders are
/// named after directories and mboxes, and a file given by itself is at the top. Works on Qt resources as well. JSON
/// files are passed over. Blocking. Errors: NotFound.
Result<void> readMailTree(const QString &path, const MailTreeVisitor &visitor);

/// Bytes of all files that readMailTree() would look at. False from `goOn` ends the count.
qint64 mailTreeBytes(const QString &path, const std::function<bool()> &goOn);

} // namespace qn::mime
