// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/overlay.h"
#include "store/transaction.h"

namespace qn::store::operations {

using namespace Qt::StringLiterals;

namespace {

#define QN_OPERATION_COLUMNS                                                                                           \
    "id, account_id, kind, add_flags, remove_flags, target_folder_id, draft_id, contact, remote_id, attempts, "        \
    "not_before"

tl::unexpected<Error> missing(const char *what)
{
    return fail(ErrorKind::NotFound, u"no such "_s + QString::fromLatin1(what));
}

OperationRow read(const Query &row)
{
    OperationRow operation;
    operation.id = row.id<OperationId>(0);
    operation.account = row.id<AccountId>(1);
    operation.kind = operationKind(row.text(2));
    operation.add = MessageFlags::fromInt(quint32(row.integer(3)));
    operation.remove = MessageFlags::fromInt(quint32(row.integer(4)));
    operation.target = row.id<FolderId>(5);
    operation.draft = row.id<DraftId>(6);
    operation.contact = decodeContact(row.text(7));
    operation.remoteId = RemoteMessageId(row.text(8));
    operation.attempts = int(row.integer(9));
    operation.notBefore = row.integer(10);
    return operation;
}

QList<MessageId> messagesOf(Transaction &tx, OperationId id)
{
    QList<MessageId> messages;
    Query row =
        tx.database().query("SELECT message_id FROM operation_message WHERE operation_id = ? ORDER BY position", id);
    while (row.next())
        messages.append(row.id<MessageId>(0));
    return messages;
}

QList<MessageId> existing(Transaction &tx, const QList<MessageId> &ids)
{
    QList<MessageId> there;
    for (const MessageId id : ids) {
        Query row = tx.database().query("SELECT 1 FROM message WHERE id = ?", id);
        if (row.next())
            there.append(id);
    }
    return there;
}

void applyFlags(Transaction &tx, const OperationRow &operation)
{
    for (const MessageId id : operation.messages)
        tx.database().run("UPDATE message SET flags = (flags | ?2) & ~?3 WHERE id = ?1", id,
            qint64(operation.add.toInt()), qint64(operation.remove.toInt()));
}

void applyRemove(Transaction &tx, const OperationRow &operation)
{
    ViewChanges changes(tx);
    for (const MessageId id : operation.messages)
        deleteMessage(tx, id, changes);
    changes.writeCounters();
}

/// A sync may have found the message in the target already: the row that the windows know stays and takes over what the
/// server said about the other.
void mergeTwin(Transaction &tx, MessageId id, FolderId target, const RemoteMessageId &remoteId)
{
    Database &db = tx.database();
    MessageId twin;
    {
        Query row =
            db.query("SELECT id FROM message WHERE folder_id = ? AND remote_id = ? AND id <> ?", target, remoteId, id);
        if (row.next())
            twin = row.id<MessageId>(0);
    }
    if (!twin.isValid())
        return;
    db.run(
        "UPDATE message SET (flags, generation) = (SELECT flags, generation FROM message WHERE id = ?2) WHERE id = ?1",
        id, twin);
    // What is pending on both is named once.
    db.run("DELETE FROM operation_message WHERE message_id = ?2 AND operation_id IN "
           "(SELECT operation_id FROM operation_message WHERE message_id = ?1)",
        id, twin);
    db.run("UPDATE operation_message SET message_id = ?1 WHERE message_id = ?2", id, twin);
    ViewChanges changes(tx);
    deleteMessage(tx, twin, changes);
    changes.writeCounters();
}

void applyMove(Transaction &tx, const OperationRow &operation, const QList<RemoteMessageId> &newIds)
{
    if (!operation.target.isValid())
        return;
    const bool isTold = newIds.size() == operation.messages.size();
    for (qsizetype i = 0; i < operation.messages.size(); ++i) {
        const MessageId id = operation.messages.at(i);
        std::optional<RemoteMessageId> remoteId;
        if (isTold && !newIds.at(i).isEmpty()) {
            remoteId = newIds.at(i);
            if (existing(tx, {id}).isEmpty())
                continue;
            mergeTwin(tx, id, operation.target, *remoteId);
        }
        tx.database().run(
            "UPDATE message SET folder_id = ?2, remote_id = ?3 WHERE id = ?1 AND (folder_id <> ?2 OR ?3 IS NOT NULL)",
            id, operation.target, remoteId);
    }
}

} // namespace

Result<OperationId> insert(Transaction &tx, const OperationRow &row)
{
    Database &db = tx.database();
    const QList<MessageId> messages = existing(tx, row.messages);
    if (auto done = db.status(); !done)
        return fail(done.error());
    if (messages.isEmpty() && !row.messages.isEmpty())
        return missing("message");
    if (row.kind == OperationKind::Move) {
        if (auto target = folders::find(tx, row.target); !target)
            return fail(target.error());
    }
    const bool isContact = row.kind == OperationKind::SaveContact || row.kind == OperationKind::RemoveContact;
    db.run("INSERT INTO operation (account_id, kind, add_flags, remove_flags, target_folder_id, draft_id, contact, "
           "remote_id, attempts, "
           "not_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.account, keyword(row.kind), qint64(row.add.toInt()), qint64(row.remove.toInt()), row.target, row.draft,
        isContact ? std::optional<QString>(encode(row.contact)) : std::nullopt, row.remoteId, row.attempts,
        row.notBefore);
    const OperationId id(db.lastInsertId());
    int position = 0;
    for (const MessageId message : messages)
        db.run("INSERT INTO operation_message (operation_id, position, message_id) VALUES (?, ?, ?)", id, position++,
            message);
    refreshViews(tx, messages);
    tx.changes().operations = true;
    return db.checked(id);
}

Result<void> finish(Transaction &tx, OperationId id, bool applied, const QList<RemoteMessageId> &newIds)
{
    Database &db = tx.database();
    OperationRow operation;
    {
        Query row = db.query("SELECT " QN_OPERATION_COLUMNS " FROM operation WHERE id = ?", id);
        if (!row.next()) {
            if (auto done = db.status(); !done)
                return done;
            return missing("operation");
        }
        operation = read(row);
    }
    operation.messages = messagesOf(tx, id);
    db.run("DELETE FROM operation WHERE id = ?", id);
    if (applied && operation.kind == OperationKind::SetFlags)
        applyFlags(tx, operation);
    else if (applied && operation.kind == OperationKind::Move)
        applyMove(tx, operation, newIds);
    else if (applied && operation.kind == OperationKind::Remove)
        applyRemove(tx, operation);
    refreshViews(tx, operation.messages);
    tx.changes().operations = true;
    return db.status();
}

Result<bool> isLocalDue(Transaction &tx, qint64 now)
{
    Query row = tx.database().query("SELECT 1 FROM operation o JOIN account a ON a.id = o.account_id "
                                    "WHERE a.kind = 'local' AND o.not_before <= ? LIMIT 1",
        now);
    return tx.database().checked(row.next());
}

Result<int> applyLocal(Transaction &tx, qint64 now)
{
    QList<OperationId> due;
    {
        Query row = tx.database().query("SELECT o.id FROM operation o JOIN account a ON a.id = o.account_id "
                                        "WHERE a.kind = 'local' AND o.not_before <= ? ORDER BY o.id",
            now);
        while (row.next())
            due.append(row.id<OperationId>(0));
    }
    for (const OperationId operation : std::as_const(due)) {
        // A message keeps its name wherever it goes.
        QList<RemoteMessageId> names;
        Query row = tx.database().query("SELECT m.remote_id FROM operation_message o LEFT JOIN message m ON m.id = "
                                        "o.message_id WHERE o.operation_id = ? ORDER BY o.position",
            operation);
        while (row.next())
            names.append(RemoteMessageId(row.text(0)));
        if (auto done = finish(tx, operation, true, names); !done)
            return fail(done.error());
    }
    return tx.database().checked(int(due.size()));
}

Result<void> postpone(Transaction &tx, OperationId id, int attempts, qint64 notBefore)
{
    tx.database().run("UPDATE operation SET attempts = ?, not_before = ? WHERE id = ?", attempts, notBefore, id);
    if (auto done = tx.database().status(); !done)
        return done;
    if (tx.database().changedRows() == 0)
        return missing("operation");
    tx.changes().operations = true;
    return {};
}

Result<QList<OperationRow>> list(Transaction &tx)
{
    QList<OperationRow> rows;
    {
        Query row = tx.database().query("SELECT " QN_OPERATION_COLUMNS " FROM operation ORDER BY id");
        while (row.next())
            rows.append(read(row));
    }
    for (OperationRow &row : rows)
        row.messages = messagesOf(tx, row.id);
    return tx.database().checked(rows);
}

} // namespace qn::store::operations
