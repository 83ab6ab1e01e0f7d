// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "store/rows.h"

#include <QAbstractListModel>

namespace qn::store {
class StoreReader;
}

namespace qn::models {

/// Contacts that match what is being typed into a recipient field, best first (how often and lately written to).
/// Already filtered: use it with QCompleter::UnfilteredPopupCompletion. Lives on the interface thread.
class RecipientCompletionModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecipientCompletionModel)

public:
    enum Role {
        AddressRole = Qt::UserRole + 1, ///< Address
        NameRole, ///< QString, may be empty
        EmailRole, ///< QString
    }; // Qt::DisplayRole and Qt::EditRole: `Name <address>`, quoted as RFC 5322 wants it, or the bare address.

    explicit RecipientCompletionModel(store::StoreReader &reader, QObject *parent = nullptr);

    void setText(const QString &text); ///< what stands between the commas; empty: no rows
    Address addressAt(int row) const;
    void setLimit(int rows) { m_limit = rows; } ///< 8 at first
    static QString format(const Address &address);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void ready(); ///< the rows answer the text that was set last

private:
    void take(const QList<store::ContactRow> &rows);

    store::StoreReader &m_reader;
    QString m_text;
    QList<Address> m_rows;
    int m_limit = 8;
    int m_run = 0;
};

} // namespace qn::models
