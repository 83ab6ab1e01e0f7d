// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowcache.h"

namespace qn::models {

QList<store::MessageRow> RowCache::rows() const
{
    QList<store::MessageRow> rows;
    for (const MessageId id : m_rows.keys())
        rows.append(*m_rows.object(id));
    return rows;
}

void RowCache::put(const store::MessageRow &row)
{
    m_rows.insert(row.id, std::make_unique<store::MessageRow>(row).release()); // QCache owns it
}

void RowCache::clear()
{
    m_rows.clear();
    m_wanted.clear();
    m_isWanted.clear();
    m_underWay.clear();
    m_stale.clear();
}

void RowCache::mark(MessageId id)
{
    if (m_isWanted.contains(id))
        return;
    m_isWanted.insert(id);
    m_wanted.append(id);
}

void RowCache::want(MessageId id)
{
    if (!m_rows.contains(id) && !m_underWay.contains(id))
        mark(id);
}

void RowCache::refresh(MessageId id)
{
    if (m_underWay.contains(id))
        m_stale.insert(id);
    else if (m_rows.contains(id))
        mark(id);
}

void RowCache::refreshAll()
{
    const QList<MessageId> here = m_rows.keys();
    for (const MessageId id : here)
        mark(id);
    m_stale.unite(m_underWay);
}

QList<MessageId> RowCache::takeWanted(int limit)
{
    const QList<MessageId> taken = m_wanted.size() > limit ? m_wanted.last(limit) : m_wanted;
    for (const MessageId id : m_wanted.first(m_wanted.size() - taken.size()))
        m_rows.remove(id); // Marked because it is out of date, or not here anyway.
    for (const MessageId id : taken)
        m_underWay.insert(id);
    m_wanted.clear();
    m_isWanted.clear();
    return taken;
}

void RowCache::arrived(const QList<MessageId> &asked, const QList<store::MessageRow> &rows)
{
    for (const store::MessageRow &row : rows)
        put(row);
    for (const MessageId id : asked) {
        m_underWay.remove(id);
        if (m_stale.remove(id))
            mark(id);
    }
}

} // namespace qn::models
