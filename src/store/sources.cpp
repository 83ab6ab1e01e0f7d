// SPDX-License-Identifier: GPL-3.0-or-later
// Sources of messages: which are here, where they lie, which are missing.
#include "store/database.h"
#include "store/localdrafts.h"
#include "store/sourcefiles.h"
#include "store/transaction.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace qn::store::messages {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
Result<std::optional<T>> stored(
    Transaction &tx, MessageId id, std::optional<T> (SourceFiles::*read)(const SourceFiles::Place &) const)
{
    Database &db = tx.database();
    std::optional<T> source;
    {
        // Mail that only this computer has.
        Query row = db.query("SELECT source FROM body WHERE message_id = ? AND source IS NOT NULL", id);
        if (row.next())
            source = row.bytes(0);
    }
    if (!source) {
        Query row = db.query("SELECT file, offset, length, digest FROM source WHERE message_id = ?", id);
        if (row.next())
            source = (db.sourceFiles().*read)({row.integer(0), row.integer(1), row.integer(2), row.integer(3)});
    }
    return db.checked(source);
}

} // namespace

Result<void> setSource(Transaction &tx, MessageId id, const QByteArray &source)
{
    Database &db = tx.database();
    const Result<SourceFiles::Place> place = db.sourceFiles().append(source);
    return place ? setSource(tx, id, *place) : fail(place.error());
}

Result<void> setSource(Transaction &tx, MessageId id, const SourcePlace &place)
{
    Database &db = tx.database();
    db.run("UPDATE message SET has_body = has_body | 2 WHERE id = ? AND has_body < 2", id);
    if (auto done = db.status(); !done)
        return done;
    if (db.changedRows() == 0) {
        Query row = db.query("SELECT 1 FROM message WHERE id = ?", id);
        if (!row.next())
            return db.status() ? fail(ErrorKind::NotFound, u"no such message"_s) : db.status();
        db.run("DELETE FROM source WHERE message_id = ?", id); // it was here: once more
    }
    db.run("INSERT INTO source (message_id, file, offset, length, digest) VALUES (?, ?, ?, ?, ?)", id, place.file,
        place.offset, place.length, place.digest);
    tx.changes().sources = true;
    return db.status();
}

Result<void> forgetSource(Transaction &tx, MessageId id)
{
    Database &db = tx.database();
    db.run(
        "UPDATE message SET has_body = has_body & 1 WHERE id IN (SELECT message_id FROM source WHERE message_id = ?)",
        id);
    db.run("DELETE FROM source WHERE message_id = ?", id);
    return db.status();
}

Result<std::optional<QByteArray>> source(Transaction &tx, MessageId id)
{
    return stored(tx, id, &SourceFiles::read);
}

Result<std::optional<MessageSource>> openSource(Transaction &tx, MessageId id)
{
    return stored(tx, id, &SourceFiles::find);
}

Result<bool> tidySources(Transaction &tx)
{
    constexpr qint64 mostMoved = 4 << 20; // bytes in one go
    constexpr qint64 smallFile = 2 << 20;
    constexpr int mostSmallFiles = 16;
    Database &db = tx.database();
    QHash<qint64, qint64> used; // bytes by file
    {
        Query row = db.query("SELECT file, sum(length) FROM source GROUP BY file");
        while (row.next())
            used.insert(row.integer(0), row.integer(1));
    }
    if (auto done = db.status(); !done)
        return fail(done.error());
    QSet<qint64> lost(used.keyBegin(), used.keyEnd());
    QList<SourceFiles::Listed> files = db.sourceFiles().list();
    // A backup that was restored may know files that are not there any more, or were never here.
    for (const SourceFiles::Listed &one : std::as_const(files))
        lost.remove(one.file);
    for (const qint64 file : std::as_const(lost)) {
        db.run("UPDATE message SET has_body = has_body & 1 WHERE id IN (SELECT message_id FROM source WHERE file = ?)",
            file);
        db.run("DELETE FROM source WHERE file = ?", file);
    }
    files.removeIf([](const SourceFiles::Listed &one) { return !one.isAtRest; });
    const bool areManySmall = std::count_if(files.cbegin(), files.cend(), [](const auto &one) {
        return one.size < smallFile;
    }) > mostSmallFiles;
    qint64 moved = 0;
    for (const SourceFiles::Listed &one : std::as_const(files)) {
        const qint64 live = used.value(one.file);
        if (live == 0) {
            db.sourceFiles().remove(one.file);
            continue;
        }
        if (live * 2 >= one.size && !(areManySmall && one.size < smallFile))
            continue;
        QList<std::pair<MessageId, SourceFiles::Place>> places;
        {
            Query row =
                db.query("SELECT message_id, file, offset, length, digest FROM source WHERE file = ?", one.file);
            while (row.next())
                places.append({row.id<MessageId>(0), {row.integer(1), row.integer(2), row.integer(3), row.integer(4)}});
        }
        for (const auto &[id, place] : std::as_const(places)) {
            if (moved > mostMoved)
                return db.checked(true);
            const std::optional<QByteArray> source = db.sourceFiles().read(place);
            const Result<void> done = source ? setSource(tx, id, *source) : forgetSource(tx, id);
            if (!done)
                return fail(done.error());
            moved += place.length;
        }
    }
    return db.checked(moved > 0);
}

Result<QList<RemotePlace>> withoutSource(
    Transaction &tx, AccountId account, int limit, const std::function<bool(MessageId)> &isLeftOut)
{
    QList<RemotePlace> places;
    for (const char *sql :
        {"SELECT m.id, f.remote_id, m.remote_id, m.size FROM message m JOIN folder f ON f.id = m.folder_id "
         "WHERE m.account_id = ? AND m.has_body = 0 AND m.remote_id IS NOT NULL ORDER BY m.date DESC",
            "SELECT m.id, f.remote_id, m.remote_id, m.size FROM message m JOIN folder f ON f.id = m.folder_id "
            "WHERE m.account_id = ? AND m.has_body = 1 AND m.remote_id IS NOT NULL ORDER BY m.date DESC"}) {
        Query row = tx.database().query(sql, account);
        while (places.size() < limit && row.next()) {
            const bool isDraftOfHere = localDraftId(RemoteMessageId(row.text(2))).isValid();
            if (!isDraftOfHere && !isLeftOut(row.id<MessageId>(0)))
                places.append(
                    {row.id<MessageId>(0), RemoteFolderId(row.text(1)), RemoteMessageId(row.text(2)), row.integer(3)});
        }
    }
    return tx.database().checked(places);
}

Result<SourceCount> countSources(Transaction &tx, AccountId account)
{
    SourceCount count;
    {
        Query row = tx.database().query("SELECT (SELECT count(*) FROM message WHERE account_id = ?1 AND has_body = 0), "
                                        "(SELECT count(*) FROM message WHERE account_id = ?1 AND has_body = 1)",
            account);
        if (row.next())
            count.missing = int(row.integer(0) + row.integer(1));
    }
    Query row = tx.database().query("SELECT coalesce(sum(total), 0) FROM folder WHERE account_id = ?", account);
    if (row.next())
        count.here = std::max(0, int(row.integer(0)) - count.missing);
    return tx.database().checked(count);
}

Result<int> countUnreadSources(Transaction &tx)
{
    Query row = tx.database().query("SELECT count(*) FROM message WHERE has_body = 2");
    const int count = row.next() ? int(row.integer(0)) : 0;
    return tx.database().checked(count);
}

} // namespace qn::store::messages
