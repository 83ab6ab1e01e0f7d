// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/accountmodel.h"

namespace qn::models {

AccountModel::AccountModel(store::StoreReader &reader, QObject *parent)
    : RowListModel(reader, &store::ChangeSet::accounts, parent)
{
    reload();
}

AccountModel::Query AccountModel::query() const
{
    return [](store::Transaction &tx) { return store::accounts::list(tx); };
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
