// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/whendone.h"
#include "store/rows.h"
#include "store/storereader.h"

#include <QAbstractListModel>
#include <QSet>

#include <algorithm>
#include <optional>

namespace qn::models {

/// What the short lists have in common whatever a row is: a template has no signals.
/// Lives on the interface thread. Connect Session::changed to applyChanges().
class ReloadedModel : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReloadedModel)

public slots:
    void applyChanges(const qn::store::ChangeSet &changes)
    {
        if (changes.*m_part || changes.accounts || changes.everything)
            reload();
    }

signals:
    void ready(); ///< after every (re)load, also when nothing changed
    void failed(const qn::Error &error);

protected:
    /// `part`: the part of the store that the rows come from.
    ReloadedModel(bool store::ChangeSet::*part, QObject *parent)
        : QAbstractListModel(parent)
        , m_part(part)
    {
    }
    virtual void reload() = 0;

private:
    bool store::ChangeSet::*const m_part;
};

/// Base of the short lists: asks for all rows, holds them, and turns an answer of the reader into row signals.
template <typename Row> class RowListModel : public ReloadedModel
{
public:
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
    using Query = std::function<Result<QList<Row>>(store::Transaction &)>;

    RowListModel(store::StoreReader &reader, bool store::ChangeSet::*part, QObject *parent)
        : ReloadedModel(part, parent)
        , m_reader(reader)
    {
    }

    virtual Query query() const = 0; ///< for all rows; it runs on the reader's thread

    /// To be called by the constructor of the list, and when query() is another one.
    void reload() final
    {
        const int run = ++m_run;
        whenDone(m_reader.ask<QList<Row>>(query()), this, [this, run](const Result<QList<Row>> &rows) {
            if (run != m_run)
                return; // the answer to an earlier question
            if (!rows) {
                emit failed(rows.error());
                return;
            }
            replaceRows(*rows);
            emit ready();
        });
    }

    const Row *rowAt(const QModelIndex &index) const
    {
        return checkIndex(index, CheckIndexOption::IndexIsValid) ? &m_rows.at(index.row()) : nullptr;
    }

private:
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

    store::StoreReader &m_reader;
    int m_run = 0;
    QList<Row> m_rows;
};

} // namespace qn::models
