// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/transaction.h"

#include <QTimeZone>

#include <limits>

namespace qn::store::messages {

using namespace Qt::StringLiterals;

namespace {

#define QN_ROW_COLUMNS                                                                                                 \
    "m.id, m.account_id, m.view_folder_id, m.view_flags, m.date, m.size, m.has_attachments, m.from_name, "             \
    "m.from_email, m.recipients, "                                                                                     \
    "m.subject, m.preview"

QDateTime utc(qint64 milliseconds)
{
    return milliseconds == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
}

MessageRow read(const Query &row)
{
    MessageRow message;
    message.id = row.id<MessageId>(0);
    message.account = row.id<AccountId>(1);
    message.folder = row.id<FolderId>(2);
    message.flags = MessageFlags::fromInt(quint32(row.integer(3)));
    message.date = utc(row.integer(4));
    message.size = row.integer(5);
    message.hasAttachments = row.integer(6) != 0;
    message.from = {row.text(7), row.text(8)};
    message.recipients = row.text(9);
    message.subject = row.text(10);
    message.preview = row.text(11);
    return message;
}

tl::unexpected<Error> missing(Database &database)
{
    if (auto done = database.status(); !done)
        return fail(done.error());
    return fail(ErrorKind::NotFound, u"no such message"_s);
}

} // namespace

Result<std::optional<MessageRow>> find(Transaction &tx, MessageId id)
{
    Query row = tx.database().query("SELECT " QN_ROW_COLUMNS " FROM message m WHERE m.id = ?", id);
    std::optional<MessageRow> found;
    if (row.next())
        found = read(row);
    return tx.database().checked(found);
}

Result<MessageHeader> header(Transaction &tx, MessageId id)
{
    Query row = tx.database().query(
        "SELECT remote_id, message_id, in_reply_to, reference_ids, from_name, from_email, reply_to, to_list, "
        "cc_list, bcc_list, subject, preview, date, size, flags, has_attachments FROM message WHERE id = ?",
        id);
    if (!row.next())
        return missing(tx.database());
    MessageHeader header;
    header.remoteId = RemoteMessageId(row.text(0));
    header.messageId = row.text(1);
    header.inReplyTo = decodeIds(row.text(2));
    header.references = decodeIds(row.text(3));
    header.from = {row.text(4), row.text(5)};
    header.replyTo = decodeAddresses(row.text(6));
    header.to = decodeAddresses(row.text(7));
    header.cc = decodeAddresses(row.text(8));
    header.bcc = decodeAddresses(row.text(9));
    header.subject = row.text(10);
    header.preview = row.text(11);
    header.date = utc(row.integer(12));
    header.size = row.integer(13);
    header.flags = MessageFlags::fromInt(quint32(row.integer(14)));
    header.hasAttachments = row.integer(15) != 0;
    return header;
}

Result<std::pair<RemoteFolderId, RemoteMessageId>> remotePlace(Transaction &tx, MessageId id)
{
    Query row = tx.database().query(
        "SELECT f.remote_id, m.remote_id FROM message m JOIN folder f ON f.id = m.folder_id WHERE m.id = ?", id);
    if (!row.next())
        return missing(tx.database());
    return std::pair(RemoteFolderId(row.text(0)), RemoteMessageId(row.text(1)));
}

Result<QList<MessageRow>> list(Transaction &tx, FolderId folder, int offset, int limit)
{
    // The places are found in the index alone; only the rows that are wanted are read.
    Query row = tx.database().query("SELECT " QN_ROW_COLUMNS " FROM (SELECT id FROM message WHERE view_folder_id = ? "
                                    "ORDER BY date DESC, id DESC LIMIT ? OFFSET ?) k JOIN message m ON m.id = k.id "
                                    "ORDER BY m.date DESC, m.id DESC",
        folder, limit, offset);
    QList<MessageRow> rows;
    while (row.next())
        rows.append(read(row));
    return tx.database().checked(rows);
}

Result<QList<MessageRow>> rows(Transaction &tx, const QList<MessageId> &ids)
{
    QList<MessageRow> rows;
    rows.reserve(ids.size());
    for (const MessageId id : ids) {
        Query row = tx.database().query("SELECT " QN_ROW_COLUMNS " FROM message m WHERE m.id = ?", id);
        if (row.next())
            rows.append(read(row));
    }
    return tx.database().checked(rows);
}

Result<QList<MessageState>> states(Transaction &tx, FolderId folder)
{
    QList<MessageState> found;
    Query row = tx.database().query(
        "SELECT id, date, view_flags, size, has_attachments FROM message WHERE view_folder_id = ? ORDER BY id", folder);
    while (row.next())
        found.append({{row.integer(1), row.id<MessageId>(0)}, MessageFlags::fromInt(quint32(row.integer(2))), row.integer(3),
            row.integer(4) != 0});
    return tx.database().checked(found);
}

Result<std::optional<MessageId>> named(Transaction &tx, FolderId folder, const RemoteMessageId &name)
{
    Query row = tx.database().query("SELECT id FROM message WHERE folder_id = ? AND remote_id = ?", folder, name);
    std::optional<MessageId> found;
    if (row.next())
        found = row.id<MessageId>(0);
    return tx.database().checked(found);
}

Result<QList<MessageKey>> keys(Transaction &tx, FolderId folder)
{
    QList<MessageKey> keys;
    {
        Query total = tx.database().query("SELECT total FROM folder WHERE id = ?", folder);
        if (total.next())
            keys.reserve(total.integer(0));
    }
    Query row = tx.database().query("SELECT date, id FROM message WHERE view_folder_id = ? ORDER BY date, id", folder);
    while (row.next())
        keys.append({row.integer(0), row.id<MessageId>(1)});
    return tx.database().checked(keys);
}

Result<QList<MessageKey>> keysBefore(Transaction &tx, FolderId folder, std::optional<MessageKey> before, int limit)
{
    const MessageKey from = before.value_or(MessageKey{std::numeric_limits<qint64>::max(), MessageId(1)});
    QList<MessageKey> keys;
    Query row = tx.database().query("SELECT date, id FROM message WHERE view_folder_id = ? AND (date, id) < (?, ?) "
                                    "ORDER BY date DESC, id DESC LIMIT ?",
        folder, from.date, from.id, limit);
    while (row.next())
        keys.append({row.integer(0), row.id<MessageId>(1)});
    return tx.database().checked(keys);
}

Result<std::optional<MessageBody>> body(Transaction &tx, MessageId id)
{
    std::optional<MessageBody> body;
    Query row = tx.database().query("SELECT text, html, attachments FROM body WHERE message_id = ?", id);
    if (row.next())
        body = MessageBody{row.text(0), row.text(1), decodeAttachments(row.text(2))};
    return tx.database().checked(body);
}

Result<QList<MessageId>> withoutBody(Transaction &tx, AccountId account, int limit)
{
    QList<MessageId> ids;
    Query row = tx.database().query("SELECT id FROM message WHERE account_id = ? AND has_body = 0 AND remote_id IS NOT "
                                    "NULL ORDER BY date DESC, id DESC LIMIT ?",
        account, limit);
    while (row.next())
        ids.append(row.id<MessageId>(0));
    return tx.database().checked(ids);
}

} // namespace qn::store::messages
