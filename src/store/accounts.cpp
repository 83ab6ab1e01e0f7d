// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/transaction.h"

#include <QJsonDocument>

namespace qn::store::accounts {

using namespace Qt::StringLiterals;

namespace {

Account read(const Query &row)
{
    Account account;
    account.id = row.id<AccountId>(0);
    account.kind = accountKind(row.text(1));
    account.name = row.text(2);
    account.email = row.text(3);
    account.settings = QJsonDocument::fromJson(row.text(4).toUtf8()).object();
    return account;
}

QString settingsText(const Account &account)
{
    return QString::fromUtf8(QJsonDocument(account.settings).toJson(QJsonDocument::Compact));
}

tl::unexpected<Error> missing()
{
    return fail(ErrorKind::NotFound, u"no such account"_s);
}

} // namespace

Result<QList<Account>> list(Transaction &tx)
{
    QList<Account> accounts;
    Query row = tx.database().query("SELECT id, kind, name, email, settings FROM account ORDER BY id");
    while (row.next())
        accounts.append(read(row));
    return tx.database().checked(accounts);
}

Result<Account> find(Transaction &tx, AccountId id)
{
    Query row = tx.database().query("SELECT id, kind, name, email, settings FROM account WHERE id = ?", id);
    if (row.next())
        return read(row);
    if (auto done = tx.database().status(); !done)
        return fail(done.error());
    return missing();
}

Result<AccountId> insert(Transaction &tx, const Account &account)
{
    tx.database().run("INSERT INTO account (kind, name, email, settings) VALUES (?, ?, ?, ?)", keyword(account.kind),
        account.name, account.email, settingsText(account));
    tx.changes().accounts = true;
    return tx.database().checked(AccountId(tx.database().lastInsertId()));
}

Result<void> update(Transaction &tx, const Account &account)
{
    tx.database().run("UPDATE account SET kind = ?, name = ?, email = ?, settings = ? WHERE id = ?",
        keyword(account.kind), account.name, account.email, settingsText(account), account.id);
    if (auto done = tx.database().status(); !done)
        return done;
    if (tx.database().changedRows() == 0)
        return missing();
    tx.changes().accounts = true;
    return {};
}

Result<void> remove(Transaction &tx, AccountId id, bool evenUnsent)
{
    Database &db = tx.database();
    if (!evenUnsent) {
        Query unsent = db.query(
            "SELECT count(*) FROM outgoing WHERE account_id = ? AND state <> ?", id, keyword(OutgoingState::Filed));
        if (unsent.next() && unsent.integer(0) > 0)
            return fail(ErrorKind::Conflict, u"%1 mails are not sent yet"_s.arg(unsent.integer(0)));
    }
    auto folders = folders::list(tx, id);
    if (!folders)
        return fail(folders.error());
    // The rest follows by foreign keys: folders, their messages and bodies, contacts, operations, drafts.
    db.run("DELETE FROM account WHERE id = ?", id);
    if (auto done = db.status(); !done)
        return done;
    if (db.changedRows() == 0)
        return missing();
    ChangeSet &changes = tx.changes();
    for (const FolderRow &folder : std::as_const(*folders))
        changes.folders.append(folder.id);
    changes.accounts = changes.folderList = changes.contacts = changes.outgoing = changes.drafts = changes.operations =
        true;
    return {};
}

} // namespace qn::store::accounts
