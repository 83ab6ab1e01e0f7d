// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QSet>

#include <algorithm>
#include <optional>

namespace qn::models {

/// Base of the short lists: holds all rows, and turns an answer of the reader into row signals.
template <typename Row> class RowListModel : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    std::optional<Row> at(int row) const
    {
        return row >= 0 && row < m_rows.size() ? std::optional<Row>(m_rows.at(row)) : std::nullopt;
    }
    /// -1 where it is not in the list.
    int rowOf(decltype(Row::id) id) const
    {
        const auto found = std::find_if(m_rows.cbegin(), m_rows.cend(), [id](const Row &row) { return row.id == id; });
        return found == m_rows.cend() ? -1 : int(found - m_rows.cbegin());
    }
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }

protected:
    const Row *rowAt(const QModelIndex &index) const
    {
        return checkIndex(index, CheckIndexOption::IndexIsValid) ? &m_rows.at(index.row()) : nullptr;
    }

    /// Rows that left are removed, rows that came are inserted, those that stay announce a change; where the order of
    /// those that stay differs, the model is reset.
    void replaceRows(const QList<Row> &wanted)
    {
        const QList<Row> staying = common(wanted, m_rows);
        if (!sameIds(staying, common(m_rows, wanted))) {
            beginResetModel();
            m_rows = wanted;
            endResetModel();
            return;
        }
        removeMissing(wanted);
        for (int i = 0; i < wanted.size(); ++i) {
            if (i >= m_rows.size() || m_rows.at(i).id != wanted.at(i).id) {
                int last = i;
                while (last + 1 < wanted.size() && (i >= m_rows.size() || wanted.at(last + 1).id != m_rows.at(i).id))
                    ++last;
                beginInsertRows({}, i, last);
                m_rows = m_rows.first(i) + wanted.mid(i, last - i + 1) + m_rows.mid(i);
                endInsertRows();
                i = last;
            } else if (!(m_rows.at(i) == wanted.at(i))) {
                m_rows[i] = wanted.at(i);
                emit dataChanged(index(i), index(i));
            }
        }
    }

private:
    static QList<Row> common(const QList<Row> &rows, const QList<Row> &others)
    {
        QSet<decltype(Row::id)> ids;
        for (const Row &row : others)
            ids.insert(row.id);
        QList<Row> both;
        std::copy_if(
            rows.cbegin(), rows.cend(), std::back_inserter(both), [&](const Row &row) { return ids.contains(row.id); });
        return both;
    }
    static bool sameIds(const QList<Row> &a, const QList<Row> &b)
    {
        return std::equal(
            a.cbegin(), a.cend(), b.cbegin(), b.cend(), [](const Row &x, const Row &y) { return x.id == y.id; });
    }
    void removeMissing(const QList<Row> &wanted)
    {
        QSet<decltype(Row::id)> ids;
        for (const Row &row : wanted)
            ids.insert(row.id);
        for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
            if (ids.contains(m_rows.at(i).id))
                continue;
            beginRemoveRows({}, i, i);
            m_rows.removeAt(i);
            endRemoveRows();
        }
    }

    QList<Row> m_rows;
};

} // namespace qn::models
