// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/foldermodel.h"

#include "core/whendone.h"
#include "models/firstlook.h"
#include "models/foldertree.h"
#include "store/storereader.h"

#include <functional>

namespace qn::models {

namespace {
struct Loaded
{
    QList<Account> accounts;
    QList<store::FolderRow> folders;
};

Result<Loaded> load(store::Transaction &tx)
{
    Loaded loaded;
    auto accounts = store::accounts::list(tx);
    if (!accounts)
        return fail(accounts.error());
    loaded.accounts = *accounts;
    for (const Account &account : std::as_const(loaded.accounts)) {
        auto folders = store::folders::list(tx, account.id);
        if (!folders)
            return fail(folders.error());
        loaded.folders.append(*folders);
    }
    return loaded;
}
} // namespace

FolderModel::FolderModel(store::StoreReader &reader, const FirstLook *look, QObject *parent)
    : QAbstractItemModel(parent)
    , m_reader(reader)
    , m_root(std::make_unique<Node>())
{
    if (look) {
        merge(*m_root, *Node::tree(look->accounts, look->folders));
        m_isReady = true;
    } else {
        reload();
    }
}

FolderModel::~FolderModel() = default;

void FolderModel::reload()
{
    if (m_isLoading) {
        m_isOutdated = true;
        return;
    }
    m_isLoading = true;
    m_isOutdated = false;
    whenDone(m_reader.ask<Loaded>(load), this, [this](const Result<Loaded> &loaded) {
        m_isLoading = false;
        if (loaded) {
            const auto wanted = Node::tree(loaded->accounts, loaded->folders);
            merge(*m_root, *wanted);
            m_isReady = true;
            emit ready();
        } else {
            emit failed(loaded.error());
        }
        if (m_isOutdated)
            reload();
    });
}

void FolderModel::applyChanges(const store::ChangeSet &changes)
{
    if (changes.folderList || changes.accounts || changes.everything || !changes.folders.isEmpty())
        reload();
}

void FolderModel::merge(Node &shown, Node &wanted)
{
    const QModelIndex parent = indexFor(shown);
    const auto isWanted = [&wanted](const Node &node) {
        return std::any_of(wanted.children.cbegin(), wanted.children.cend(),
            [&node](const auto &child) { return child->isSameLine(node); });
    };
    for (int row = int(shown.children.size()) - 1; row >= 0; --row) {
        if (isWanted(*shown.children[size_t(row)]))
            continue;
        beginRemoveRows(parent, row, row);
        shown.children.erase(shown.children.begin() + row);
        endRemoveRows();
    }
    for (size_t row = 0; row < wanted.children.size(); ++row)
        mergeChild(shown, int(row), std::move(wanted.children[row]));
}

void FolderModel::mergeChild(Node &shown, int row, std::unique_ptr<Node> wanted)
{
    const QModelIndex parent = indexFor(shown);
    auto &children = shown.children;
    const auto found = std::find_if(
        children.begin() + row, children.end(), [&wanted](const auto &child) { return child->isSameLine(*wanted); });
    if (found == children.end()) {
        beginInsertRows(parent, row, row);
        wanted->parent = &shown;
        children.insert(children.begin() + row, std::move(wanted));
        endInsertRows();
        return;
    }
    if (const int at = int(found - children.begin()); at != row) {
        beginMoveRows(parent, at, at, parent, row);
        std::rotate(children.begin() + row, children.begin() + at, children.begin() + at + 1);
        endMoveRows();
    }
    Node &child = *children[size_t(row)];
    if (!child.hasSameContent(*wanted)) {
        child.account = wanted->account;
        child.row = wanted->row;
        const QModelIndex changed = indexFor(child);
        emit dataChanged(changed, changed);
    }
    merge(child, *wanted);
}

FolderModel::Node *FolderModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex FolderModel::indexFor(const Node &node) const
{
    return &node == m_root.get() ? QModelIndex() : createIndex(node.position(), 0, const_cast<Node *>(&node));
}

const FolderModel::Node *FolderModel::find(FolderId folder) const
{
    const std::function<const Node *(const Node &)> search = [&](const Node &node) -> const Node * {
        if (folder.isValid() && node.row.id == folder)
            return &node;
        for (const auto &child : node.children) {
            if (const Node *found = search(*child))
                return found;
        }
        return nullptr;
    };
    return search(*m_root);
}

QModelIndex FolderModel::indexOf(FolderId folder) const
{
    const Node *node = find(folder);
    return node ? indexFor(*node) : QModelIndex();
}

QModelIndex FolderModel::indexOf(AccountId account) const
{
    for (const auto &node : m_root->children) {
        if (node->account.id == account)
            return indexFor(*node);
    }
    return {};
}

FolderId FolderModel::folderByRole(AccountId account, FolderRole role) const
{
    const QModelIndex parent = indexOf(account);
    if (!parent.isValid())
        return {};
    // Folders with a role stand at the top.
    for (const auto &node : nodeAt(parent)->children) {
        if (node->row.folder.role == role && role != FolderRole::None)
            return node->row.id;
    }
    return {};
}

std::optional<store::FolderRow> FolderModel::folder(FolderId id) const
{
    const Node *node = find(id);
    return node ? std::optional<store::FolderRow>(node->row) : std::nullopt;
}

QString FolderModel::displayName(const Folder &folder)
{
    switch (folder.role) {
    case FolderRole::Inbox:
        return tr("Inbox");
    case FolderRole::Drafts:
        return tr("Drafts");
    case FolderRole::Sent:
        return tr("Sent");
    case FolderRole::Archive:
        return tr("Archive");
    case FolderRole::Junk:
        return tr("Junk");
    case FolderRole::Trash:
        return tr("Trash");
    case FolderRole::None:
        break;
    }
    return folder.name;
}

QModelIndex FolderModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeAt(parent)->children[size_t(row)].get());
}

QModelIndex FolderModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexFor(*nodeAt(child)->parent) : QModelIndex();
}

int FolderModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeAt(parent)->children.size());
}

int FolderModel::columnCount(const QModelIndex &) const
{
    return 1;
}

Qt::ItemFlags FolderModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Node &node = *nodeAt(index);
    const bool holdsMessages = !node.isAccount() && node.row.folder.selectable;
    return Qt::ItemIsEnabled | (holdsMessages ? Qt::ItemIsSelectable : Qt::NoItemFlags);
}

QVariant FolderModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &node = *nodeAt(index);
    if (role == AccountIdRole)
        return QVariant::fromValue(node.accountId());
    if (role == IsAccountRole)
        return node.isAccount();
    return node.isAccount() ? accountData(node, role) : folderData(node, role);
}

QVariant FolderModel::accountData(const Node &node, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return node.account.name.isEmpty() ? node.account.email : node.account.name;
    case IdRole:
        return QVariant::fromValue(FolderId());
    case SelectableRole:
        return false;
    default:
        return {};
    }
}

QVariant FolderModel::folderData(const Node &node, int role) const
{
    const Folder &folder = node.row.folder;
    switch (role) {
    case Qt::DisplayRole:
        return displayName(folder);
    case Qt::AccessibleTextRole:
        return folder.unread > 0 ? tr("%1, %n unread", nullptr, folder.unread).arg(displayName(folder))
                                 : displayName(folder);
    case IdRole:
        return QVariant::fromValue(node.row.id);
    case FolderRoleRole:
        return int(folder.role);
    case UnreadRole:
        return folder.unread;
    case TotalRole:
        return folder.total;
    case SizeRole:
        return node.row.bytes();
    case SelectableRole:
        return folder.selectable;
    default:
        return {};
    }
}

QHash<int, QByteArray> FolderModel::roleNames() const
{
    auto names = QAbstractItemModel::roleNames();
    names.insert({{IdRole, "id"}, {FolderRoleRole, "folderRole"}, {UnreadRole, "unread"}, {TotalRole, "total"}, {SizeRole, "size"},
        {AccountIdRole, "accountId"}, {IsAccountRole, "isAccount"}, {SelectableRole, "selectable"}});
    return names;
}

} // namespace qn::models
