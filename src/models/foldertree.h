// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/foldermodel.h"

#include <memory>
#include <vector>

namespace qn::models {

/// A line of the folder tree: an account or one of its folders. The root is neither.
struct FolderModel::Node
{
    Account account; ///< of an account's own line
    store::FolderRow row; ///< of a folder's line
    Node *parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;

    bool isAccount() const { return account.id.isValid(); }
    AccountId accountId() const { return isAccount() ? account.id : row.account; }
    bool isSameLine(const Node &other) const { return account.id == other.account.id && row.id == other.row.id; }
    bool hasSameContent(const Node &other) const { return account == other.account && row == other.row; }
    int position() const; ///< among its parent's children
    Node &add(std::unique_ptr<Node> child);

    static std::unique_ptr<Node> tree(const QList<Account> &accounts, const QList<store::FolderRow> &folders);
};

} // namespace qn::models
