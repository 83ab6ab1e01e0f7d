// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace qn::sync {

/// Where the listing of a folder stands; stored with each page, so that it goes on there after a restart.
struct SyncCursor
{
    qint64 generation = 0; ///< mark of the run of pages that is under way, or of the last one
    bool midRun = false; ///< the last page said that there is more
    bool listed = false; ///< a run has reached its end before: what comes now is news
    QByteArray token; ///< the backend's

    /// An empty or unreadable text is a cursor at the beginning.
    static SyncCursor decode(const QByteArray &stored);
    QByteArray encode() const;
    bool operator==(const SyncCursor &) const = default;
};

} // namespace qn::sync
