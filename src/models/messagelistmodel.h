// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/keylist.h"
#include "models/rowcache.h"
#include "store/rows.h"

#include <QAbstractListModel>

namespace qn::store {
class StoreReader;
}

namespace qn::models {

/// The messages of one folder (or of several, as one list), newest first. Lives on the interface thread and never
/// waits: the newest rows come from one query and are shown at once, then the keys of all the others (16 bytes a row)
/// follow; the contents of rows are fetched in pages around what is asked for, and are placeholders until they arrive.
/// Connect Session::changed to applyChanges().
class MessageListModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageListModel)

public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< store::MessageRow; invalid while not loaded
        IdRole, ///< MessageId, also while not loaded
        IsLoadedRole, ///< bool
        UnreadRole, ///< bool
        FlaggedRole, ///< bool
        DateRole, ///< QDateTime, UTC, also while not loaded
    }; // Qt::DisplayRole: the subject. Qt::AccessibleTextRole: "Unread, from X, subject, date".

    /// `reader` must live longer than the model.
    explicit MessageListModel(store::StoreReader &reader, QObject *parent = nullptr);

    void setFolder(FolderId folder);
    void setFolders(const QList<FolderId> &folders); ///< empty: an empty list
    QList<FolderId> folders() const { return m_folders; }
    bool isReady() const { return m_phase == Phase::Ready; } ///< all rows are there (not their contents)
    MessageId idAt(int row) const; ///< invalid id where there is no such row
    /// -1 where it is not in the list. Takes time proportional to the list unless the row was loaded lately; prefer the
    /// overload with the key.
    int rowOf(MessageId id) const;
    int rowOf(const store::MessageKey &key) const; ///< O(log n)
    store::MessageKey keyAt(int row) const;
    /// The row's content if it is loaded; asks for it otherwise.
    std::optional<store::MessageRow> rowAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

public slots:
    void applyChanges(const qn::store::ChangeSet &changes);

signals:
    void ready(); ///< the list of rows is complete
    void firstRowsShown(); ///< the newest rows of a folder just set are there, with contents
    void failed(const qn::Error &error);

private:
    enum class Phase { Empty, First, Keys, Ready };
    void reload();
    void loadFirst();
    void loadKeys();
    void takeFirst(const QList<store::MessageRow> &rows);
    void takeKeys(const QList<store::MessageKey> &keys);
    void place(const store::ChangeSet::Moved &moved);
    void insertKey(const store::MessageKey &key);
    void removeKey(const store::MessageKey &key);
    void reconcile(const QList<store::MessageKey> &descending);
    void refresh(const QList<MessageId> &ids);
    void wantPage(int row) const;
    void fetchWanted();
    void takeRows(const QList<store::MessageRow> &rows);
    QString accessibleText(const store::MessageRow &row) const;

    store::StoreReader &m_reader;
    QList<FolderId> m_folders;
    Phase m_phase = Phase::Empty;
    int m_run = 0; ///< answers of an earlier run are dropped
    KeyList m_keys; ///< newest first
    QList<store::ChangeSet> m_whileLoading; ///< to be applied again on top of the answer
    mutable RowCache m_cache;
};

} // namespace qn::models
