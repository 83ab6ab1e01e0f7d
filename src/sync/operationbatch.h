// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

namespace qn::sync {

/// Operations that go to the server together: all of one kind with the same flags and target.
using OperationBatch = QList<store::OperationRow>;

/// The next batch of `account` among `pending` (oldest first), empty if nothing is due. An operation never overtakes an
/// older one on the same message, draft or contact list, even where that one is not due yet. `now` in milliseconds
/// since the epoch; `everything` ignores back-offs of operations that were tried before.
OperationBatch nextBatch(const QList<store::OperationRow> &pending, AccountId account, qint64 now, bool everything);

/// When the next operation of `account` becomes due (milliseconds since the epoch), -1: there is none.
qint64 nextDue(const QList<store::OperationRow> &pending, AccountId account);

} // namespace qn::sync
