// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/reading.h"
#include "store/transaction.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace qn::store::contacts {

using namespace Qt::StringLiterals;

namespace {

#define QN_CONTACT_QUERY                                                                                               \
    "SELECT c.id, c.account_id, c.remote_id, c.name, c.email, c.phone, c.note, coalesce(k.sent_count, 0), "            \
    "coalesce(k.last_sent, 0), "                                                                                       \
    "c.search_key, c.readings FROM contact c LEFT JOIN correspondent k ON k.email_key = c.email_key "

ContactRow read(const Query &row)
{
    ContactRow contact;
    contact.id = row.id<ContactId>(0);
    contact.account = row.id<AccountId>(1);
    contact.contact = {RemoteContactId(row.text(2)), row.text(3), row.text(4), row.text(5), row.text(6)};
    contact.sentCount = int(row.integer(7));
    contact.lastSent = row.integer(8);
    return contact;
}

QString emailKey(const QString &email)
{
    return email.trimmed().toLower();
}

QString keyOf(const Contact &contact)
{
    return searchKey(contact.name + u'\n' + contact.email);
}

/// How likely the user means this one: how often written to, halved for every 60 days that others were written to
/// since.
double rank(const ContactRow &row, qint64 newest)
{
    if (row.sentCount == 0)
        return 0;
    const double days = double(newest - row.lastSent) / (24.0 * 3600 * 1000);
    return row.sentCount * std::exp2(-days / 60);
}

ContactId insert(Transaction &tx, AccountId account, const Contact &contact)
{
    tx.database().run("INSERT INTO contact (account_id, remote_id, name, email, phone, note, email_key, search_key, "
                      "readings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        account, contact.remoteId, contact.name, contact.email, contact.phone, contact.note, emailKey(contact.email),
        keyOf(contact), readingsOf(contact.name));
    tx.changes().contacts = true;
    return ContactId(tx.database().lastInsertId());
}

void update(Transaction &tx, ContactId id, const Contact &contact)
{
    tx.database().run("UPDATE contact SET remote_id = ?2, name = ?3, email = ?4, phone = ?5, note = ?6, email_key = "
                      "?7, search_key = ?8, readings = ?9 "
                      "WHERE id = ?1 AND ((remote_id, name, email, phone, note) IS NOT (?2, ?3, ?4, ?5, ?6) "
                      "OR readings IS NULL)",
        id, contact.remoteId, contact.name, contact.email, contact.phone, contact.note, emailKey(contact.email),
        keyOf(contact), readingsOf(contact.name));
    if (tx.database().changedRows() > 0)
        tx.changes().contacts = true;
}

/// The stored row that is this contact: the one with its remote id, else the one of its address that has none yet (or,
/// for a contact without remote id, any of its address).
ContactId match(const QList<ContactRow> &stored, const Contact &contact)
{
    if (!contact.remoteId.isEmpty()) {
        for (const ContactRow &row : stored) {
            if (row.contact.remoteId == contact.remoteId)
                return row.id;
        }
    }
    for (const ContactRow &row : stored) {
        const bool isFree = contact.remoteId.isEmpty() || row.contact.remoteId.isEmpty();
        if (isFree && emailKey(row.contact.email) == emailKey(contact.email))
            return row.id;
    }
    return {};
}

QList<ContactRow> ofAccount(Transaction &tx, AccountId account)
{
    QList<ContactRow> rows;
    Query row = tx.database().query(QN_CONTACT_QUERY "WHERE c.account_id = ?", account);
    while (row.next())
        rows.append(read(row));
    return rows;
}

bool isSame(const Contact &a, const Contact &b)
{
    return a.remoteId.isEmpty() || b.remoteId.isEmpty() ? emailKey(a.email) == emailKey(b.email)
                                                        : a.remoteId == b.remoteId;
}

/// The server's contacts with what the user changed meanwhile.
QList<Contact> withPending(Transaction &tx, AccountId account, QList<Contact> contacts)
{
    Query row = tx.database().query(
        "SELECT kind, contact FROM operation WHERE account_id = ? AND contact IS NOT NULL ORDER BY id", account);
    while (row.next()) {
        const Contact pending = decodeContact(row.text(1));
        const auto same =
            std::find_if(contacts.begin(), contacts.end(), [&pending](const Contact &c) { return isSame(c, pending); });
        const bool isRemoved = operationKind(row.text(0)) == OperationKind::RemoveContact;
        if (isRemoved && same != contacts.end()) {
            contacts.erase(same);
        } else if (!isRemoved && same != contacts.end()) {
            const RemoteContactId remoteId = same->remoteId;
            *same = pending;
            if (same->remoteId.isEmpty())
                same->remoteId = remoteId;
        } else if (!isRemoved) {
            contacts.append(pending);
        }
    }
    return contacts;
}

} // namespace

Result<QList<ContactRow>> list(Transaction &tx)
{
    QList<ContactRow> rows;
    Query row = tx.database().query(QN_CONTACT_QUERY "ORDER BY c.search_key, c.id");
    while (row.next())
        rows.append(read(row));
    return tx.database().checked(rows);
}

Result<QList<ContactRow>> findText(Transaction &tx, const QString &text, int limit)
{
    const QStringList words = simplifiedChinese(searchKey(text)).split(u' ', Qt::SkipEmptyParts);
    QList<ContactRow> rows;
    qint64 newest = 0;
    Query row = tx.database().query(QN_CONTACT_QUERY "ORDER BY c.search_key, c.id");
    while (row.next()) {
        const QString key = row.text(9);
        const QString readings = row.isNull(10) && !words.isEmpty() ? readingsOf(row.text(3)) : row.text(10);
        const auto finds = [&](const QString &word) { return key.contains(word) || matchesReadings(readings, word); };
        if (!std::all_of(words.cbegin(), words.cend(), finds))
            continue;
        rows.append(read(row));
        newest = qMax(newest, rows.constLast().lastSent);
    }
    std::stable_sort(rows.begin(), rows.end(),
        [newest](const ContactRow &a, const ContactRow &b) { return rank(a, newest) > rank(b, newest); });
    if (limit >= 0 && rows.size() > limit)
        rows.resize(limit);
    return tx.database().checked(rows);
}

Result<void> replaceAll(Transaction &tx, AccountId account, const QList<Contact> &contacts)
{
    QList<ContactRow> left = ofAccount(tx, account);
    const QList<Contact> wanted = withPending(tx, account, contacts);
    QHash<RemoteContactId, ContactId> byRemoteId;
    QMultiHash<QString, ContactId> byEmail;
    QHash<ContactId, bool> isNamed; // has a remote id
    for (const ContactRow &row : std::as_const(left)) {
        if (!row.contact.remoteId.isEmpty())
            byRemoteId.insert(row.contact.remoteId, row.id);
        byEmail.insert(emailKey(row.contact.email), row.id);
        isNamed.insert(row.id, !row.contact.remoteId.isEmpty());
    }
    QSet<ContactId> kept;
    for (const Contact &contact : wanted) {
        ContactId id = contact.remoteId.isEmpty() ? ContactId() : byRemoteId.value(contact.remoteId);
        for (const ContactId candidate : byEmail.values(emailKey(contact.email))) {
            if (!id.isValid() && !kept.contains(candidate) && (contact.remoteId.isEmpty() || !isNamed.value(candidate)))
                id = candidate;
        }
        if (id.isValid() && !kept.contains(id))
            update(tx, id, contact);
        else
            id = insert(tx, account, contact);
        kept.insert(id);
    }
    for (const ContactRow &row : std::as_const(left)) {
        if (kept.contains(row.id))
            continue;
        tx.database().run("DELETE FROM contact WHERE id = ?", row.id);
        tx.changes().contacts = true;
    }
    return tx.database().status();
}

Result<ContactId> upsert(Transaction &tx, AccountId account, const Contact &contact)
{
    ContactId id = match(ofAccount(tx, account), contact);
    if (id.isValid())
        update(tx, id, contact);
    else
        id = insert(tx, account, contact);
    return tx.database().checked(id);
}

Result<void> remove(Transaction &tx, ContactId id)
{
    tx.database().run("DELETE FROM contact WHERE id = ?", id);
    if (auto done = tx.database().status(); !done)
        return done;
    if (tx.database().changedRows() == 0)
        return fail(ErrorKind::NotFound, u"no such contact"_s);
    tx.changes().contacts = true;
    return {};
}

Result<void> noteSent(Transaction &tx, const QList<Address> &recipients, qint64 when)
{
    for (const Address &address : recipients) {
        tx.database().run(
            "INSERT INTO correspondent (email_key, email, name, sent_count, last_sent) VALUES (?1, ?2, ?3, 1, ?4) "
            "ON CONFLICT (email_key) DO UPDATE SET sent_count = sent_count + 1, last_sent = max(last_sent, ?4), "
            "name = CASE ?3 WHEN '' THEN name ELSE ?3 END",
            emailKey(address.email), address.email, address.name, when);
        tx.changes().contacts = true;
    }
    return tx.database().status();
}

} // namespace qn::store::contacts
