// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QMetaType>
#include <QString>

namespace qn::transfer {

enum class MailFormat { Mbox, Maildir, Eml };

struct ImportRequest
{
    QString path; ///< an mbox, a Maildir, a message file, or a directory tree of these
    AccountId account; ///< none: "On this computer", made where there is none yet
    QString folder; ///< where what lies at the top goes, by name or role; empty: the Inbox. Made where it is missing
                    ///< and can be
    bool operator==(const ImportRequest &) const = default;
};

struct ExportRequest
{
    QString path; ///< a file for an mbox (one a folder where it is a directory), else a directory
    AccountId account; ///< none: every account
    QString folder; ///< by name or role; empty: all folders
    MailFormat format = MailFormat::Mbox;
    bool operator==(const ExportRequest &) const = default;
};

/// How far it has come.
struct Progress
{
    int messages = 0; ///< written so far
    qint64 done = 0; ///< of `total`, in bytes (import) or messages (export)
    qint64 total = -1; ///< -1: not known yet
    bool operator==(const Progress &) const = default;
};

struct Report
{
    int messages = 0; ///< written
    int skipped = 0; ///< no mail, unreadable, deleted at its source, or here already
    bool canceled = false; ///< by the user; what was written stays
    bool operator==(const Report &) const = default;
};

} // namespace qn::transfer

Q_DECLARE_METATYPE(qn::transfer::Progress)
