// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/contactlistmodel.h"

#include <QCollator>

namespace qn::models {

namespace {
constexpr int mostMatches = 500;

void sortByName(QList<store::ContactRow> &rows)
{
    QCollator collator;
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    std::stable_sort(rows.begin(), rows.end(), [&collator](const store::ContactRow &a, const store::ContactRow &b) {
        const QString &left = a.contact.name.isEmpty() ? a.contact.email : a.contact.name;
        const QString &right = b.contact.name.isEmpty() ? b.contact.email : b.contact.name;
        return collator.compare(left, right) < 0;
    });
}
} // namespace

ContactListModel::ContactListModel(store::StoreReader &reader, QObject *parent)
    : RowListModel(reader, &store::ChangeSet::contacts, parent)
{
    reload();
}

void ContactListModel::setFilter(const QString &text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_filter)
        return;
    m_filter = wanted;
    reload();
}

ContactListModel::Query ContactListModel::query() const
{
    return [filter = m_filter](store::Transaction &tx) {
        if (!filter.isEmpty())
            return store::contacts::findText(tx, filter, mostMatches);
        auto rows = store::contacts::list(tx);
        if (rows)
            sortByName(*rows);
        return rows;
    };
}

QVariant ContactListModel::data(const QModelIndex &index, int role) const
{
    const store::ContactRow *row = rowAt(index);
    if (!row)
        return {};
    const Contact &contact = row->contact;
    switch (role) {
    case Qt::DisplayRole:
        return contact.name.isEmpty() ? contact.email : contact.name;
    case Qt::AccessibleTextRole:
        return contact.name.isEmpty() ? contact.email : tr("%1, %2").arg(contact.name, contact.email);
    case RowRole:
        return QVariant::fromValue(*row);
    case IdRole:
        return QVariant::fromValue(row->id);
    case NameRole:
        return contact.name;
    case EmailRole:
        return contact.email;
    default:
        return {};
    }
}

QHash<int, QByteArray> ContactListModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{RowRole, "row"}, {IdRole, "id"}, {NameRole, "name"}, {EmailRole, "email"}});
    return names;
}

} // namespace qn::models
