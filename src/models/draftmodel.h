// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowlistmodel.h"
#include "store/rows.h"

namespace qn::models {

/// The drafts that are kept here, last modified first. Attachments without contents.
class DraftModel final : public RowListModel<store::DraftRow>
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DraftModel)

public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< store::DraftRow
        IdRole, ///< DraftId
        ModifiedRole, ///< QDateTime, UTC
    }; // Qt::DisplayRole: the subject. Qt::AccessibleTextRole: recipients and subject.

    explicit DraftModel(store::StoreReader &reader, QObject *parent = nullptr); ///< begins to load at once

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    Query query() const override;
};

} // namespace qn::models
