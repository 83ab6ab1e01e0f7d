// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <QCache>
#include <QSet>

namespace qn::models {

/// Contents of rows, the lately used ones; knows which ones are asked for and which answers are out of date.
class RowCache final
{
public:
    explicit RowCache(int capacity)
        : m_rows(capacity)
    {
    }

    const store::MessageRow *row(MessageId id) const { return m_rows.object(id); }
    void put(const store::MessageRow &row) { m_rows.insert(row.id, new store::MessageRow(row)); }
    void forget(MessageId id) { m_rows.remove(id); }
    void clear();

    /// Marks rows to be fetched; those that are under way or here already are left out. True where there is something
    /// new.
    bool want(MessageId id);
    /// Content has changed: fetch it (again), also where an answer is under way, which may be old.
    void wantAgain(MessageId id);
    QList<MessageId> takeWanted(); ///< they are under way from now on
    bool hasWanted() const { return !m_wanted.isEmpty(); }
    /// An answer came for these: no longer under way. Those to be fetched once more become wanted.
    void arrived(const QList<MessageId> &ids);

private:
    QCache<MessageId, store::MessageRow> m_rows;
    QSet<MessageId> m_wanted, m_underWay, m_stale;
};

} // namespace qn::models
