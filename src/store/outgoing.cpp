// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/attachments.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/transaction.h"

namespace qn::store::outgoing {

using namespace Qt::StringLiterals;

namespace {

#define QN_OUTGOING_COLUMNS "id, account_id, mail, state, not_before, attempts, error, created"

OutgoingRow read(const Query &row)
{
    OutgoingRow outgoing;
    outgoing.id = row.id<OutgoingId>(0);
    outgoing.account = row.id<AccountId>(1);
    outgoing.mail = decodeMail(row.text(2));
    outgoing.state = outgoingState(row.text(3));
    outgoing.notBefore = row.integer(4);
    outgoing.attempts = int(row.integer(5));
    if (!row.isNull(6))
        outgoing.error = decodeError(row.text(6));
    outgoing.created = row.integer(7);
    return outgoing;
}

std::optional<QString> errorText(const OutgoingRow &row)
{
    return row.error ? std::optional<QString>(encode(*row.error)) : std::nullopt;
}

Result<void> oneRow(Transaction &tx)
{
    if (auto done = tx.database().status(); !done)
        return done;
    if (tx.database().changedRows() == 0)
        return fail(ErrorKind::NotFound, u"no such outgoing mail"_s);
    tx.changes().outgoing = true;
    return {};
}

} // namespace

Result<OutgoingId> insert(Transaction &tx, const OutgoingRow &row)
{
    if (auto durable = requireDurable(tx); !durable)
        return fail(durable.error());
    Database &db = tx.database();
    std::optional<QString> key;
    if (!row.mail.idempotencyKey.isEmpty()) {
        key = row.mail.idempotencyKey;
        Query same = db.query("SELECT 1 FROM outgoing WHERE idempotency_key = ?", key);
        if (same.next())
            return fail(ErrorKind::Conflict, u"this mail is in the outbox already"_s);
    }
    db.run("INSERT INTO outgoing (account_id, idempotency_key, mail, state, not_before, attempts, error, created) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row.account, key, encode(row.mail), keyword(row.state), row.notBefore, row.attempts, errorText(row),
        row.created);
    const OutgoingId id(db.lastInsertId());
    storeAttachments(tx, {id, {}}, row.mail.attachments);
    tx.changes().outgoing = true;
    return db.checked(id);
}

Result<void> update(Transaction &tx, const OutgoingRow &row)
{
    if (auto durable = requireDurable(tx); !durable)
        return durable;
    tx.database().run("UPDATE outgoing SET state = ?, not_before = ?, attempts = ?, error = ? WHERE id = ?",
        keyword(row.state), row.notBefore, row.attempts, errorText(row), row.id);
    return oneRow(tx);
}

Result<void> remove(Transaction &tx, OutgoingId id)
{
    if (auto durable = requireDurable(tx); !durable)
        return durable;
    tx.database().run("DELETE FROM outgoing WHERE id = ?", id);
    return oneRow(tx);
}

Result<QList<OutgoingRow>> list(Transaction &tx)
{
    QList<OutgoingRow> rows;
    {
        Query row = tx.database().query("SELECT " QN_OUTGOING_COLUMNS " FROM outgoing ORDER BY created DESC, id DESC");
        while (row.next())
            rows.append(read(row));
    }
    for (OutgoingRow &row : rows)
        row.mail.attachments = loadAttachments(tx, {row.id, {}}, false);
    return tx.database().checked(rows);
}

Result<OutgoingRow> find(Transaction &tx, OutgoingId id)
{
    Query row = tx.database().query("SELECT " QN_OUTGOING_COLUMNS " FROM outgoing WHERE id = ?", id);
    if (!row.next()) {
        if (auto done = tx.database().status(); !done)
            return fail(done.error());
        return fail(ErrorKind::NotFound, u"no such outgoing mail"_s);
    }
    OutgoingRow outgoing = read(row);
    outgoing.mail.attachments = loadAttachments(tx, {id, {}}, true);
    return tx.database().checked(outgoing);
}

Result<std::optional<OutgoingId>> withKey(Transaction &tx, AccountId account, const QString &idempotencyKey)
{
    std::optional<OutgoingId> found;
    Query row = tx.database().query(
        "SELECT id FROM outgoing WHERE idempotency_key = ? AND account_id = ?", idempotencyKey, account);
    if (row.next())
        found = row.id<OutgoingId>(0);
    return tx.database().checked(found);
}

} // namespace qn::store::outgoing
