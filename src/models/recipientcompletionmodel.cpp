// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/recipientcompletionmodel.h"

#include "core/whendone.h"
#include "store/storereader.h"

#include <QRegularExpression>
#include <QSet>

namespace qn::models {

using namespace Qt::StringLiterals;

RecipientCompletionModel::RecipientCompletionModel(store::StoreReader &reader, QObject *parent)
    : QAbstractListModel(parent)
    , m_reader(reader)
{
}

void RecipientCompletionModel::setText(const QString &text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_text)
        return;
    m_text = wanted;
    const int run = ++m_run;
    if (m_text.isEmpty()) {
        take({});
        return;
    }
    // The same person may stand in several accounts: ask for more than is shown.
    whenDone(m_reader.ask<QList<store::ContactRow>>([wanted, limit = m_limit * 3](store::Transaction &tx) {
        return store::contacts::findText(tx, wanted, limit);
    }),
        this, [this, run](const Result<QList<store::ContactRow>> &rows) {
            if (run == m_run)
                take(rows.value_or(QList<store::ContactRow>()));
        });
}

void RecipientCompletionModel::take(const QList<store::ContactRow> &rows)
{
    QList<Address> addresses;
    QSet<QString> seen;
    for (const store::ContactRow &row : rows) {
        const QString key = row.contact.email.toLower();
        if (addresses.size() >= m_limit || key.isEmpty() || seen.contains(key))
            continue;
        seen.insert(key);
        addresses.append({row.contact.name, row.contact.email});
    }
    if (addresses != m_rows) {
        beginResetModel();
        m_rows = addresses;
        endResetModel();
    }
    emit ready();
}

QString RecipientCompletionModel::format(const Address &address)
{
    if (address.name.isEmpty() || address.name == address.email)
        return address.email;
    // RFC 5322 3.2.3 and 3.2.4: a display name with specials is a quoted string.
    static const QRegularExpression specials(uR"([()<>\[\]:;@\\,."])"_s);
    QString name = address.name;
    if (name.contains(specials)) {
        name.replace(u"\\"_s, u"\\\\"_s).replace(u"\""_s, u"\\\""_s);
        name = u'"' + name + u'"';
    }
    return name + u" <"_s + address.email + u">"_s;
}

Address RecipientCompletionModel::addressAt(int row) const
{
    return m_rows.value(row);
}

int RecipientCompletionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant RecipientCompletionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Address &address = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return format(address);
    case Qt::AccessibleTextRole:
        return address.name.isEmpty() ? address.email : tr("%1, %2").arg(address.name, address.email);
    case AddressRole:
        return QVariant::fromValue(address);
    case NameRole:
        return address.name;
    case EmailRole:
        return address.email;
    default:
        return {};
    }
}

QHash<int, QByteArray> RecipientCompletionModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{AddressRole, "address"}, {NameRole, "name"}, {EmailRole, "email"}});
    return names;
}

} // namespace qn::models
