// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/localdrafts.h"
#include "store/overlay.h"
#include "store/transaction.h"

#include <QHash>

namespace qn::store::folders {

using namespace Qt::StringLiterals;

namespace {

#define QN_FOLDER_COLUMNS "id, account_id, remote_id, parent, name, role, selectable, total, unread, sync_token, size, listed_size"

FolderRow read(const Query &row)
{
    FolderRow folder;
    folder.id = row.id<FolderId>(0);
    folder.account = row.id<AccountId>(1);
    folder.folder.remoteId = RemoteFolderId(row.text(2));
    folder.folder.parent = RemoteFolderId(row.text(3));
    folder.folder.name = row.text(4);
    folder.folder.role = folderRole(row.text(5));
    folder.folder.selectable = row.integer(6) != 0;
    folder.folder.total = int(row.integer(7));
    folder.folder.unread = int(row.integer(8));
    folder.syncToken = row.bytes(9);
    if (!row.isNull(10))
        folder.folder.size = row.integer(10);
    folder.listedSize = row.integer(11);
    return folder;
}

void removeFolder(Transaction &tx, FolderId id)
{
    Database &db = tx.database();
    QList<MessageId> held, shown;
    Query rows = db.query("SELECT id FROM message WHERE folder_id = ?", id);
    while (rows.next())
        held.append(rows.id<MessageId>(0));
    ViewChanges changes(tx);
    for (const MessageId message : std::as_const(held))
        deleteMessage(tx, message, changes);
    changes.writeCounters();
    // Messages of other folders that a pending move shows here go back to where they are.
    Query moved = db.query("SELECT id FROM message WHERE view_folder_id = ?", id);
    while (moved.next())
        shown.append(moved.id<MessageId>(0));
    db.run("UPDATE operation SET target_folder_id = NULL WHERE target_folder_id = ?", id);
    refreshViews(tx, shown);
    db.run("DELETE FROM folder WHERE id = ?", id);
    tx.changes().folders.append(id);
    tx.changes().folderList = true;
}

FolderId insertFolder(Transaction &tx, AccountId account, const Folder &folder, int position)
{
    tx.database().run("INSERT INTO folder (account_id, remote_id, parent, name, role, selectable, position) VALUES (?, "
                      "?, ?, ?, ?, ?, ?)",
        account, folder.remoteId, folder.parent, folder.name, keyword(folder.role), folder.selectable, position);
    const FolderId id(tx.database().lastInsertId());
    tx.changes().folders.append(id);
    tx.changes().folderList = true;
    return id;
}

void updateFolder(Transaction &tx, const FolderRow &stored, const Folder &wanted, int position)
{
    Database &db = tx.database();
    db.run("UPDATE folder SET position = ? WHERE id = ? AND position <> ?", position, stored.id, position);
    const bool isReordered = db.changedRows() > 0;
    Folder same = wanted;
    same.total = stored.folder.total;
    same.unread = stored.folder.unread;
    same.size = stored.folder.size;
    if (same != stored.folder) {
        db.run("UPDATE folder SET parent = ?, name = ?, role = ?, selectable = ? WHERE id = ?", wanted.parent,
            wanted.name, keyword(wanted.role), wanted.selectable, stored.id);
        tx.changes().folders.append(stored.id);
    }
    if (isReordered || wanted.parent != stored.folder.parent)
        tx.changes().folderList = true;
}

} // namespace

Result<QList<FolderRow>> list(Transaction &tx, AccountId account)
{
    QList<FolderRow> folders;
    Query row = tx.database().query(
        "SELECT " QN_FOLDER_COLUMNS " FROM folder WHERE account_id = ? ORDER BY position, id", account);
    while (row.next())
        folders.append(read(row));
    return tx.database().checked(folders);
}

Result<FolderRow> find(Transaction &tx, FolderId id)
{
    Query row = tx.database().query("SELECT " QN_FOLDER_COLUMNS " FROM folder WHERE id = ?", id);
    if (row.next())
        return read(row);
    if (auto done = tx.database().status(); !done)
        return fail(done.error());
    return fail(ErrorKind::NotFound, u"no such folder"_s);
}

Result<std::optional<FolderRow>> byRole(Transaction &tx, AccountId account, FolderRole role)
{
    Query row = tx.database().query("SELECT " QN_FOLDER_COLUMNS
                                    " FROM folder WHERE account_id = ? AND role = ? ORDER BY position, id",
        account, keyword(role));
    std::optional<FolderRow> found;
    if (row.next())
        found = read(row);
    return tx.database().checked(found);
}

Result<void> replaceAll(Transaction &tx, AccountId account, const QList<Folder> &folders)
{
    const auto stored = list(tx, account);
    if (!stored)
        return fail(stored.error());
    QHash<RemoteFolderId, FolderRow> left;
    for (const FolderRow &row : *stored)
        left.insert(row.folder.remoteId, row);
    QSet<RemoteFolderId> seen;
    int position = 0;
    for (const Folder &folder : folders) {
        if (seen.contains(folder.remoteId))
            continue;
        seen.insert(folder.remoteId);
        const auto known = left.constFind(folder.remoteId);
        if (known == left.constEnd())
            insertFolder(tx, account, folder, position);
        else
            updateFolder(tx, *known, folder, position);
        left.remove(folder.remoteId);
        ++position;
    }
    for (const FolderRow &gone : std::as_const(left)) {
        if (!isLocalDrafts(gone.folder))
            removeFolder(tx, gone.id);
    }
    return drafts::showLocal(tx, account);
}

Result<FolderId> add(Transaction &tx, AccountId account, const Folder &folder)
{
    Database &db = tx.database();
    {
        Query known = db.query("SELECT 1 FROM folder WHERE account_id = ? AND remote_id = ?", account, folder.remoteId);
        if (known.next())
            return fail(ErrorKind::Conflict, u"there is such a folder"_s);
    }
    Query last = db.query("SELECT coalesce(max(position), -1) FROM folder WHERE account_id = ?", account);
    const int position = last.next() ? int(last.integer(0)) + 1 : 0;
    return db.checked(insertFolder(tx, account, folder, position));
}

Result<void> setSizes(Transaction &tx, AccountId account, const QHash<RemoteFolderId, qint64> &sizes)
{
    const auto stored = list(tx, account);
    if (!stored)
        return fail(stored.error());
    for (const FolderRow &row : *stored) {
        const auto told = sizes.constFind(row.folder.remoteId);
        if (told == sizes.constEnd() || row.folder.size == *told)
            continue;
        tx.database().run("UPDATE folder SET size = ? WHERE id = ?", *told, row.id);
        tx.changes().folders.append(row.id);
    }
    return tx.database().status();
}

Result<void> setSyncToken(Transaction &tx, FolderId id, const QByteArray &token)
{
    tx.database().run("UPDATE folder SET sync_token = ? WHERE id = ?", token, id);
    if (auto done = tx.database().status(); !done)
        return done;
    if (tx.database().changedRows() == 0)
        return fail(ErrorKind::NotFound, u"no such folder"_s);
    tx.changes().folders.append(id);
    return {};
}

} // namespace qn::store::folders
