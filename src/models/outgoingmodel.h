// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowlistmodel.h"
#include "store/rows.h"

namespace qn::store {
class StoreReader;
}

namespace qn::models {

/// The outbox: mails that the user has sent, newest first, those that are filed left out. Attachments without contents.
/// Lives on the interface thread. Connect Session::changed to applyChanges().
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
