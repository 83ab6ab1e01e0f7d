// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowlistmodel.h"
#include "store/rows.h"

namespace qn::models {

/// The outbox: mails that the user has sent, newest first, those that are filed left out. Attachments without contents.
class OutgoingModel final : public RowListModel<store::OutgoingRow>
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OutgoingModel)

public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< store::OutgoingRow
        IdRole, ///< OutgoingId
        StateRole, ///< int, a store::OutgoingState
        StateTextRole, ///< QString, translated
    }; // Qt::DisplayRole: the subject. Qt::AccessibleTextRole: state, recipients and subject.

    explicit OutgoingModel(store::StoreReader &reader, QObject *parent = nullptr); ///< begins to load at once

    static QString stateText(store::OutgoingState state); ///< translated

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Query query() const override;
};

} // namespace qn::models
