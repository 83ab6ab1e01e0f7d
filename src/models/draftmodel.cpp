// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/draftmodel.h"

#include <QDateTime>

namespace qn::models {

DraftModel::DraftModel(store::StoreReader &reader, QObject *parent)
    : RowListModel(reader, &store::ChangeSet::drafts, parent)
{
    reload();
}

DraftModel::Query DraftModel::query() const
{
    return [](store::Transaction &tx) { return store::drafts::list(tx); };
}

QVariant DraftModel::data(const QModelIndex &index, int role) const
{
    const store::DraftRow *row = rowAt(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return row->mail.subject;
    case Qt::AccessibleTextRole: {
        QStringList names;
        for (const Address &address : row->mail.to)
            names.append(address.display());
        return tr("Draft to %1, %2").arg(names.join(QLatin1String(", ")), row->mail.subject);
    }
    case RowRole:
        return QVariant::fromValue(*row);
    case IdRole:
        return QVariant::fromValue(row->id);
    case ModifiedRole:
        return QDateTime::fromMSecsSinceEpoch(row->modified, Qt::UTC);
    default:
        return {};
    }
}

QHash<int, QByteArray> DraftModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{RowRole, "row"}, {IdRole, "id"}, {ModifiedRole, "modified"}});
    return names;
}

} // namespace qn::models
