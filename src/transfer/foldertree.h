// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/transaction.h"

#include <QHash>
#include <QStringList>

namespace qn::transfer {

/// A folder by what a person would type: its role, its name, its path ("Projects/Bluebird") or its remote id.
std::optional<store::FolderRow> findFolder(const QList<store::FolderRow> &folders, const QString &wanted);
/// Names from the top down to the folder.
QStringList pathOf(const QList<store::FolderRow> &folders, const store::FolderRow &folder);

/// The folders of an account without a server, found or made by path. The empty path is the Inbox.
class LocalFolders final
{
    Q_DISABLE_COPY_MOVE(LocalFolders)

public:
    explicit LocalFolders(AccountId account)
        : m_account(account)
    {
    }
    Result<FolderId> at(store::Transaction &tx, const QStringList &path);
    /// After a transaction that was rolled back.
    void forget() { m_known.clear(); }
    /// Inbox and Trash.
    static Result<void> makeStandard(store::Transaction &tx, AccountId account);

private:
    const AccountId m_account;
    QHash<QStringList, FolderId> m_known;
};

} // namespace qn::transfer
