// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/accountmodel.h"

#include "core/whendone.h"
#include "store/storereader.h"

namespace qn::models {

AccountModel::AccountModel(store::StoreReader &reader, QObject *parent)
    : RowListModel(parent)
    , m_reader(reader)
{
    reload();
}

void AccountModel::reload()
{
    const int run = ++m_run;
    whenDone(m_reader.ask<QList<Account>>([](store::Transaction &tx) { return store::accounts::list(tx); }), this,
        [this, run](const Result<QList<Account>> &rows) {
            if (run != m_run)
                return;
            if (!rows) {
                emit failed(rows.error());
                return;
            }
            replaceRows(*rows);
            emit ready();
        });
}

void AccountModel::applyChanges(const store::ChangeSet &changes)
{
    if (changes.accounts || changes.everything)
        reload();
}

QVariant AccountModel::data(const QModelIndex &index, int role) const
{
    const Account *row = rowAt(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return row->name.isEmpty() ? row->email : row->name;
    case RowRole:
        return QVariant::fromValue(*row);
    case IdRole:
        return QVariant::fromValue(row->id);
    case EmailRole:
        return row->email;
    case KindRole:
        return int(row->kind);
    default:
        return {};
    }
}

QHash<int, QByteArray> AccountModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{RowRole, "row"}, {IdRole, "id"}, {EmailRole, "email"}, {KindRole, "kind"}});
    return names;
}

} // namespace qn::models
