// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"
#include "transfer/transfer.h"

#include <QDateTime>
#include <QFile>
#include <QHash>
#include <QSet>
#include <QStringList>

#include <memory>

namespace qn::transfer {

/// Writes mail into files that other programs read; the sources come out byte for byte. Blocking.
class MailWriter
{
    Q_DISABLE_COPY_MOVE(MailWriter)

public:
    struct Mail
    {
        QByteArray source;
        QStringList folder; ///< empty: at the top
        MessageFlags flags;
        QString sender; ///< address, for From_ lines
        QString subject; ///< for the names of .eml files
        QDateTime date;
    };
    virtual ~MailWriter() = default;
    /// Errors: Storage (DiskFull, FileUnreadable).
    virtual Result<void> write(const Mail &mail) = 0;
    virtual Result<void> finish() = 0; ///< everything is on the disk

    /// mbox: one file, or one a folder where `path` is a directory or ends in '/'. Maildir
    /// (Maildir++ with sub-folders) and eml: a directory, made if needed. An mbox has no place for flags beside the
    /// mail itself, so they are kept by Maildir only.
    static Result<std::unique_ptr<MailWriter>> make(MailFormat format, const QString &path);

protected:
    MailWriter() = default;
};

} // namespace qn::transfer
