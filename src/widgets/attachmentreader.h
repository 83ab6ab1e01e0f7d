// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"

#include <QFuture>

namespace qn::widgets {

/// Reads a file into an attachment on a thread of the global pool. Errors: Storage with reason FileUnreadable (gone, a
/// folder, not permitted), TooLarge where it is bigger than `limit` bytes.
QFuture<Result<Attachment>> readAttachment(const QString &path, qint64 limit);

} // namespace qn::widgets
