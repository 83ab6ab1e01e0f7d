// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/foldertree.h"

#include <QMap>
#include <QSet>

#include <algorithm>

namespace qn::models {

namespace {

int placeOfRole(FolderRole role)
{
    constexpr FolderRole order[] = {FolderRole::Inbox, FolderRole::Drafts, FolderRole::Sent, FolderRole::Archive,
        FolderRole::Junk, FolderRole::Trash};
    return int(std::find(std::begin(order), std::end(order), role) - std::begin(order));
}

/// The folders of one account, by what they stand under.
class Branches final
{
public:
    explicit Branches(const QList<store::FolderRow> &folders)
    {
        QSet<RemoteFolderId> known;
        for (const store::FolderRow &row : folders)
            known.insert(row.folder.remoteId);
        for (const store::FolderRow &row : folders) {
            // A folder with a role stands at the top wherever the server keeps it, and so does one whose parent is
            // missing.
            const bool isTop = row.folder.role != FolderRole::None || !known.contains(row.folder.parent);
            m_under[isTop ? RemoteFolderId() : row.folder.parent].append(row);
        }
    }
    QList<store::FolderRow> take(const RemoteFolderId &parent)
    {
        auto rows = m_under.take(parent);
        std::stable_sort(rows.begin(), rows.end(), [](const store::FolderRow &a, const store::FolderRow &b) {
            return placeOfRole(a.folder.role) < placeOfRole(b.folder.role);
        });
        return rows;
    }
    /// Where a server's parents run in a circle, they are cut open.
    std::optional<RemoteFolderId> anyLeft() const
    {
        return m_under.isEmpty() ? std::nullopt : std::optional<RemoteFolderId>(m_under.constBegin().key());
    }

private:
    QMap<RemoteFolderId, QList<store::FolderRow>> m_under;
};

} // namespace

int FolderModel::Node::position() const
{
    const auto found = std::find_if(
        parent->children.cbegin(), parent->children.cend(), [this](const auto &child) { return child.get() == this; });
    return int(found - parent->children.cbegin());
}

FolderModel::Node &FolderModel::Node::add(std::unique_ptr<Node> child)
{
    child->parent = this;
    children.push_back(std::move(child));
    return *children.back();
}

std::unique_ptr<FolderModel::Node> FolderModel::Node::tree(
    const QList<Account> &accounts, const QList<store::FolderRow> &folders)
{
    const auto fill = [](const auto &self, Node &node, Branches &branches, const RemoteFolderId &under) -> void {
        const auto rows = branches.take(under);
        for (const store::FolderRow &folder : rows) {
            auto child = std::make_unique<Node>();
            child->row = folder;
            self(self, node.add(std::move(child)), branches, folder.folder.remoteId);
        }
    };
    auto root = std::make_unique<Node>();
    for (const Account &owner : accounts) {
        auto node = std::make_unique<Node>();
        node->account = owner;
        Node &added = root->add(std::move(node));
        QList<store::FolderRow> own;
        std::copy_if(folders.cbegin(), folders.cend(), std::back_inserter(own),
            [&owner](const store::FolderRow &folder) { return folder.account == owner.id; });
        Branches branches(own);
        fill(fill, added, branches, RemoteFolderId());
        while (const auto left = branches.anyLeft())
            fill(fill, added, branches, *left);
    }
    return root;
}

} // namespace qn::models
