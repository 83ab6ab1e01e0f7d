// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/outgoingmodel.h"

namespace qn::models {

namespace {
QString recipients(const OutgoingMessage &mail)
{
    QStringList names;
    for (const Address &address : mail.to + mail.cc + mail.bcc)
        names.append(address.display());
    return names.join(QLatin1String(", "));
}
} // namespace

OutgoingModel::OutgoingModel(store::StoreReader &reader, QObject *parent)
    : RowListModel(reader, &store::ChangeSet::outgoing, parent)
{
    reload();
}

OutgoingModel::Query OutgoingModel::query() const
{
    return [](store::Transaction &tx) {
        auto rows = store::outgoing::list(tx);
        if (rows)
            rows->removeIf([](const store::OutgoingRow &row) { return row.state == store::OutgoingState::Filed; });
        return rows;
    };
}

QString OutgoingModel::stateText(store::OutgoingState state)
{
    switch (state) {
    case store::OutgoingState::Queued:
        return tr("Waiting to be sent");
    case store::OutgoingState::Sending:
        return tr("Sending");
    case store::OutgoingState::Sent:
    case store::OutgoingState::Filed:
        return tr("Sent");
    case store::OutgoingState::Unknown:
        return tr("Not known whether it was sent");
    case store::OutgoingState::Failed:
        return tr("Not sent");
    }
    return {};
}

QVariant OutgoingModel::data(const QModelIndex &index, int role) const
{
    const store::OutgoingRow *row = rowAt(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return row->mail.subject;
    case Qt::AccessibleTextRole:
        return tr("%1, to %2, %3").arg(stateText(row->state), recipients(row->mail), row->mail.subject);
    case RowRole:
        return QVariant::fromValue(*row);
    case IdRole:
        return QVariant::fromValue(row->id);
    case StateRole:
        return int(row->state);
    case StateTextRole:
        return stateText(row->state);
    default:
        return {};
    }
}

QHash<int, QByteArray> OutgoingModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{RowRole, "row"}, {IdRole, "id"}, {StateRole, "state"}, {StateTextRole, "stateText"}});
    return names;
}

} // namespace qn::models
