// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowlistmodel.h"
#include "store/rows.h"

namespace qn::store {
class StoreReader;
}

namespace qn::models {

/// The drafts that are kept here, last modified first. Attachments without contents.
/// Lives on the interface thread. Connect Session::changed to applyChanges().
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

public slots:
    void applyChanges(const qn::store::ChangeSet &changes);

signals:
    void ready(); ///< after every (re)load
    void failed(const qn::Error &error);

private:
    void reload();

    store::StoreReader &m_reader;
    int m_run = 0;
};

} // namespace qn::models
