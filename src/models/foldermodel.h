// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "store/rows.h"

#include <QAbstractItemModel>

#include <memory>

namespace qn::store {
class StoreReader;
}

namespace qn::models {

struct FirstLook;

/// Accounts with their folders: Inbox, Drafts, Sent, Archive, Junk, Trash, then the user's own, nested as on the
/// server. Lives on the interface thread. Connect Session::changed to applyChanges().
class FolderModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FolderModel)

public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< FolderId; invalid for an account
        FolderRoleRole, ///< int, a FolderRole
        UnreadRole, ///< int, what is shown
        TotalRole, ///< int, what is shown
        SizeRole, ///< qint64, bytes of all messages as far as known
        AccountIdRole, ///< AccountId
        IsAccountRole, ///< bool
        SelectableRole, ///< bool: holds messages
    }; // Qt::DisplayRole: the name, translated where the folder has a role. Qt::AccessibleTextRole: name and unread
       // count.

    /// Begins with `look`, or to load at once where there is none.
    explicit FolderModel(store::StoreReader &reader, const FirstLook *look = nullptr, QObject *parent = nullptr);
    ~FolderModel() override;

    QModelIndex indexOf(FolderId folder) const;
    QModelIndex indexOf(AccountId account) const;
    FolderId folderByRole(AccountId account, FolderRole role) const; ///< invalid if there is none
    std::optional<store::FolderRow> folder(FolderId id) const;
    bool isReady() const { return m_isReady; }
    static QString displayName(const Folder &folder);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QHash<int, QByteArray> roleNames() const override;

public slots:
    void applyChanges(const qn::store::ChangeSet &changes);

signals:
    void ready(); ///< after every (re)load
    void failed(const qn::Error &error);

private:
    struct Node;
    void reload();
    void merge(Node &shown, Node &wanted);
    void mergeChild(Node &shown, int row, std::unique_ptr<Node> wanted);
    Node *nodeAt(const QModelIndex &index) const;
    QModelIndex indexFor(const Node &node) const;
    const Node *find(FolderId folder) const;
    QVariant accountData(const Node &node, int role) const;
    QVariant folderData(const Node &node, int role) const;

    store::StoreReader &m_reader;
    std::unique_ptr<Node> m_root;
    bool m_isReady = false;
    bool m_isLoading = false;
    bool m_isOutdated = false; ///< something changed while loading
};

} // namespace qn::models
