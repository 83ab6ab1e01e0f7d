// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowlistmodel.h"
#include "store/rows.h"

namespace qn::models {

/// The contacts of all accounts: by name, or, with a filter, the best matches first.
class ContactListModel final : public RowListModel<store::ContactRow>
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ContactListModel)

public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< store::ContactRow
        IdRole, ///< ContactId
        NameRole, ///< QString, may be empty
        EmailRole, ///< QString
    }; // Qt::DisplayRole: name, or the address where there is none. Qt::AccessibleTextRole: "name, address".

    explicit ContactListModel(store::StoreReader &reader, QObject *parent = nullptr); ///< begins to load at once

    void setFilter(const QString &text); ///< empty: all
    QString filter() const { return m_filter; }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Query query() const override;

    QString m_filter;
};

} // namespace qn::models
