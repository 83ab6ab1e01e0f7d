// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowlistmodel.h"
#include "store/rows.h"

namespace qn::models {

/// The accounts.
class AccountModel final : public RowListModel<Account>
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AccountModel)

public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< Account
        IdRole, ///< AccountId
        EmailRole, ///< QString, may be empty
        KindRole, ///< int, an AccountKind
    }; // Qt::DisplayRole: the account's name, else its address.

    explicit AccountModel(store::StoreReader &reader, QObject *parent = nullptr); ///< begins to load at once

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Query query() const override;
};

} // namespace qn::models
