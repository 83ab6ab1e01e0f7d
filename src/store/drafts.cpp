// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/attachments.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/localdrafts.h"
#include "store/transaction.h"

namespace qn::store::drafts {

using namespace Qt::StringLiterals;

namespace {

#define QN_DRAFT_COLUMNS "id, account_id, mail, remote_id, modified, open"

DraftRow read(const Query &row)
{
    DraftRow draft;
    draft.id = row.id<DraftId>(0);
    draft.account = row.id<AccountId>(1);
    draft.mail = decodeMail(row.text(2));
    draft.remoteId = RemoteMessageId(row.text(3));
    draft.modified = row.integer(4);
    draft.open = row.integer(5) != 0;
    return draft;
}

tl::unexpected<Error> missing()
{
    return fail(ErrorKind::NotFound, u"no such draft"_s);
}

AccountId accountOf(Transaction &tx, DraftId id)
{
    Query row = tx.database().query("SELECT account_id FROM draft WHERE id = ?", id);
    return row.next() ? row.id<AccountId>(0) : AccountId();
}

} // namespace

Result<DraftId> save(Transaction &tx, const DraftRow &row)
{
    if (auto durable = requireDurable(tx); !durable)
        return fail(durable.error());
    Database &db = tx.database();
    DraftId id = row.id;
    AccountId before = row.account;
    if (id.isValid()) {
        before = accountOf(tx, id);
        db.run("UPDATE draft SET account_id = ?, mail = ?, remote_id = ?, modified = ?, open = ? WHERE id = ?",
            row.account, encode(row.mail), row.remoteId, row.modified, row.open, id);
        if (auto done = db.status(); !done)
            return fail(done.error());
        if (db.changedRows() == 0)
            return missing();
    } else {
        db.run("INSERT INTO draft (account_id, mail, remote_id, modified, open) VALUES (?, ?, ?, ?, ?)", row.account,
            encode(row.mail), row.remoteId, row.modified, row.open);
        id = DraftId(db.lastInsertId());
    }
    storeAttachments(tx, {{}, id}, row.mail.attachments);
    tx.changes().drafts = true;
    if (before != row.account) {
        if (auto shown = showLocal(tx, before); !shown)
            return fail(shown.error());
    }
    if (auto shown = showLocal(tx, row.account); !shown)
        return fail(shown.error());
    return db.checked(id);
}

Result<void> remove(Transaction &tx, DraftId id)
{
    if (auto durable = requireDurable(tx); !durable)
        return durable;
    const AccountId account = accountOf(tx, id);
    tx.database().run("DELETE FROM draft WHERE id = ?", id);
    if (auto done = tx.database().status(); !done)
        return done;
    if (tx.database().changedRows() == 0)
        return missing();
    tx.changes().drafts = true;
    return showLocal(tx, account);
}

Result<QList<DraftRow>> list(Transaction &tx)
{
    QList<DraftRow> rows;
    {
        Query row = tx.database().query("SELECT " QN_DRAFT_COLUMNS " FROM draft ORDER BY modified DESC, id DESC");
        while (row.next())
            rows.append(read(row));
    }
    for (DraftRow &row : rows)
        row.mail.attachments = loadAttachments(tx, {{}, row.id}, false);
    return tx.database().checked(rows);
}

Result<DraftRow> find(Transaction &tx, DraftId id)
{
    Query row = tx.database().query("SELECT " QN_DRAFT_COLUMNS " FROM draft WHERE id = ?", id);
    if (!row.next()) {
        if (auto done = tx.database().status(); !done)
            return fail(done.error());
        return missing();
    }
    DraftRow draft = read(row);
    draft.mail.attachments = loadAttachments(tx, {{}, id}, true);
    return tx.database().checked(draft);
}

} // namespace qn::store::drafts
