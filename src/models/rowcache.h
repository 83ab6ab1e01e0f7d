// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <QCache>
#include <QSet>

namespace qn::models {

/// Contents of rows, the lately used ones; knows which ones are asked for and which answers are out of date.
class RowCache final
{
    Q_DISABLE_COPY_MOVE(RowCache)

public:
    explicit RowCache(int capacity)
        : m_rows(capacity)
    {
    }

    const store::MessageRow *row(MessageId id) const { return m_rows.object(id); }
    QList<store::MessageRow> rows() const; ///< in no order
    void put(const store::MessageRow &row);
    void forget(MessageId id) { m_rows.remove(id); }
    void clear();

    /// Marks a row to be fetched, unless it is here, marked or under way.
    void want(MessageId id);
    /// Content that is here, or under way, has changed: marks it to be fetched again. The old content stays until then.
    void refresh(MessageId id);
    void refreshAll();
    bool hasWanted() const { return !m_wanted.isEmpty(); }
    /// The rows marked last, `limit` at most, which are under way from now on; what was marked earlier is forgotten
    /// (who still wants it asks again).
    QList<MessageId> takeWanted(int limit);
    /// The answer for what takeWanted() gave. What changed meanwhile is marked again.
    void arrived(const QList<MessageId> &asked, const QList<store::MessageRow> &rows);

private:
    void mark(MessageId id);

    QCache<MessageId, store::MessageRow> m_rows;
    QList<MessageId> m_wanted;
    QSet<MessageId> m_isWanted, m_underWay, m_stale;
};

} // namespace qn::models
