// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/foldertree.h"

#include "mime/mailfiles.h"

#include <QUrl>

#include <algorithm>

namespace qn::transfer {

using namespace Qt::StringLiterals;

namespace {

const store::FolderRow *byRemoteId(const QList<store::FolderRow> &folders, const RemoteFolderId &id)
{
    const auto found = std::find_if(
        folders.begin(), folders.end(), [&](const store::FolderRow &row) { return row.folder.remoteId == id; });
    return found == folders.end() ? nullptr : &*found;
}

RemoteFolderId remoteIdOf(const QStringList &path)
{
    QStringList escaped;
    for (const QString &name : path)
        escaped << QString(name).replace(u'%', u"%25"_s).replace(u'/', u"%2F"_s);
    return RemoteFolderId(escaped.join(u'/'));
}

} // namespace

std::optional<store::FolderRow> findFolder(const QList<store::FolderRow> &folders, const QString &wanted)
{
    const FolderRole role = mime::roleOfName(wanted);
    for (const store::FolderRow &row : folders) {
        if (row.folder.name.compare(wanted, Qt::CaseInsensitive) == 0 || row.folder.remoteId.value() == wanted
            || pathOf(folders, row).join(u'/').compare(wanted, Qt::CaseInsensitive) == 0)
            return row;
    }
    for (const store::FolderRow &row : folders) {
        if (role != FolderRole::None && row.folder.role == role)
            return row;
    }
    return std::nullopt;
}

QStringList pathOf(const QList<store::FolderRow> &folders, const store::FolderRow &folder)
{
    constexpr int maxDepth = 50;
    QStringList path{folder.folder.name};
    const store::FolderRow *at = byRemoteId(folders, folder.folder.parent);
    for (int depth = 0; at && depth < maxDepth; ++depth) {
        path.prepend(at->folder.name);
        at = at->folder.parent.isEmpty() ? nullptr : byRemoteId(folders, at->folder.parent);
    }
    return path;
}

Result<FolderId> LocalFolders::at(store::Transaction &tx, const QStringList &path)
{
    if (const auto known = m_known.constFind(path); known != m_known.cend())
        return *known;
    const auto folders = store::folders::list(tx, m_account);
    if (!folders)
        return fail(folders.error());
    const FolderRole role = path.isEmpty() ? FolderRole::Inbox
        : path.size() == 1                 ? mime::roleOfName(path.constFirst())
                                           : FolderRole::None;
    for (const store::FolderRow &row : *folders) {
        if (row.folder.remoteId == remoteIdOf(path) || (role != FolderRole::None && row.folder.role == role))
            return m_known.insert(path, row.id).value();
    }
    Folder folder;
    folder.remoteId = path.isEmpty() ? RemoteFolderId(u"Inbox"_s) : remoteIdOf(path);
    folder.name = path.isEmpty() ? u"Inbox"_s : path.constLast();
    folder.role = role;
    if (path.size() > 1) {
        const QStringList parent = path.first(path.size() - 1);
        if (const auto made = at(tx, parent); !made)
            return fail(made.error());
        // Where the parent is a folder by role it has another id than its path says.
        const auto row = store::folders::find(tx, m_known.value(parent));
        if (!row)
            return fail(row.error());
        folder.parent = row->folder.remoteId;
    }
    const auto added = store::folders::add(tx, m_account, folder);
    if (!added)
        return fail(added.error());
    return m_known.insert(path, *added).value();
}

Result<void> LocalFolders::makeStandard(store::Transaction &tx, AccountId account)
{
    LocalFolders folders(account);
    for (const QStringList &path : {QStringList(), QStringList{u"Trash"_s}}) {
        if (const auto made = folders.at(tx, path); !made)
            return fail(made.error());
    }
    return {};
}

} // namespace qn::transfer
