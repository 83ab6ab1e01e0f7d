// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/overlay.h"
#include "store/transaction.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace qn::store::messages {

using namespace Qt::StringLiterals;

namespace {

/// What is stored of a message that the server names again.
struct Stored
{
    MessageKey key;
    MessageFlags flags;
    View view;
    qint64 size = 0;
    bool hasAttachments = false;
    bool hasBody = false;
    QString preview;
};

#define QN_STORED                                                                                                      \
    "SELECT id, date, flags, view_folder_id, view_flags, size, has_attachments, has_body, preview FROM message "

std::optional<Stored> readStored(Query row)
{
    if (!row.next())
        return {};
    return Stored{{row.integer(1), row.id<MessageId>(0)}, MessageFlags::fromInt(quint32(row.integer(2))),
        {row.id<FolderId>(3), MessageFlags::fromInt(quint32(row.integer(4)))}, row.integer(5), row.integer(6) != 0,
        row.integer(7) != 0, row.text(8)};
}

qint64 milliseconds(const QDateTime &date)
{
    return date.isValid() ? date.toMSecsSinceEpoch() : 0;
}

/// What an INSERT binds for one row.
auto rowValues(const FolderRow &folder, const MessageHeader &header, qint64 generation, bool hasBody)
{
    return std::make_tuple(folder.account, folder.id, qint64(header.flags.toInt()), milliseconds(header.date), header.size,
        header.hasAttachments, hasBody, generation, header.remoteId, header.from.name, header.from.email,
        displayNames(header.to), header.subject, header.preview, header.messageId, encode(header.inReplyTo),
        encode(header.references), encode(header.replyTo), encode(header.to), encode(header.cc), encode(header.bcc));
}

/// Lives as long as the program, as the cache of statements wants it.
template <size_t Rows> const char *insertStatement()
{
    static const QByteArray sql = [] {
        QByteArray text = "INSERT INTO message (account_id, folder_id, view_folder_id, flags, view_flags, date, size, "
                          "has_attachments, has_body, generation, remote_id, from_name, from_email, recipients, subject, "
                          "preview, message_id, in_reply_to, reference_ids, reply_to, to_list, cc_list, bcc_list) VALUES ";
        constexpr int parameters = 21;
        for (size_t row = 0; row < Rows; ++row) {
            text += row == 0 ? "(" : "), (";
            for (int i = 1; i <= parameters; ++i) {
                const QByteArray parameter = '?' + QByteArray::number(int(row) * parameters + i);
                text += (i > 1 ? ", " : "") + parameter;
                if (i == 2 || i == 3) // what is shown is the truth at first
                    text += ", " + parameter;
            }
        }
        return text + ')';
    }();
    return sql.constData();
}

MessageKey insertRow(
    Database &db, const FolderRow &folder, const MessageHeader &header, qint64 generation, bool hasBody)
{
    std::apply([&db](const auto &...values) { db.run(insertStatement<1>(), values...); },
        rowValues(folder, header, generation, hasBody));
    return {milliseconds(header.date), MessageId(db.lastInsertId())};
}

/// Until a statement that fires a trigger ends, SQLite keeps an image of each page that it changes, and for one row these
/// images are half of the time.
constexpr size_t rowsAtOnce = 8;

template <size_t... Row>
void insertRows(Database &db, const FolderRow &folder, const QList<const MessageHeader *> &headers, qint64 generation,
    bool haveBodies, std::index_sequence<Row...>)
{
    std::apply([&db](const auto &...values) { db.run(insertStatement<sizeof...(Row)>(), values...); },
        std::tuple_cat(rowValues(folder, *headers.at(Row), generation, haveBodies)...));
}

/// Inserts messages that are not there, and tells what appeared.
QList<MessageKey> insertAll(Database &db, const FolderRow &folder, const QList<const MessageHeader *> &headers, qint64 generation,
    bool haveBodies, ViewChanges &changes)
{
    QList<MessageKey> keys;
    if (headers.size() == qsizetype(rowsAtOnce)) {
        insertRows(db, folder, headers, generation, haveBodies, std::make_index_sequence<rowsAtOnce>());
        // AUTOINCREMENT numbers the rows of a statement in order.
        qint64 id = db.lastInsertId() - headers.size();
        for (const MessageHeader *header : headers)
            keys.append({milliseconds(header->date), MessageId(++id)});
    } else {
        for (const MessageHeader *header : headers)
            keys.append(insertRow(db, folder, *header, generation, haveBodies));
    }
    for (qsizetype i = 0; i < keys.size(); ++i)
        changes.appeared(keys.at(i), {folder.id, headers.at(i)->flags});
    return keys;
}

auto bodyValues(MessageId id, const LocalMessage &message)
{
    return std::make_tuple(
        id, message.body.text, message.body.html, encode(message.body.attachments), message.source);
}

template <size_t... Row>
void insertBodies(
    Database &db, const QList<MessageKey> &keys, const QList<const LocalMessage *> &messages, std::index_sequence<Row...>)
{
    static const QByteArray sql = [] {
        QByteArray text = "INSERT INTO body (message_id, text, html, attachments, source) VALUES (?, ?, ?, ?, ?)";
        for (size_t row = 1; row < sizeof...(Row); ++row)
            text += ", (?, ?, ?, ?, ?)";
        return text;
    }();
    std::apply([&db](const auto &...values) { db.run(sql.constData(), values...); },
        std::tuple_cat(bodyValues(keys.at(Row).id, *messages.at(Row))...));
}

/// One run of addLocal() over a folder.
class LocalInsertion final
{
    Q_DISABLE_COPY_MOVE(LocalInsertion)

public:
    LocalInsertion(Transaction &tx, const FolderRow &folder)
        : m_db(tx.database())
        , m_folder(folder)
        , m_changes(tx)
    {
    }

    /// `message` must live until finish().
    void take(const LocalMessage &message)
    {
        if (isThere(message.header.remoteId))
            return;
        m_new.append(&message);
        ++m_added;
        if (m_new.size() == qsizetype(rowsAtOnce))
            insertNew();
    }
    int finish()
    {
        insertNew();
        m_changes.writeCounters();
        return m_added;
    }

private:
    bool isThere(const RemoteMessageId &id)
    {
        if (std::any_of(
                m_new.cbegin(), m_new.cend(), [&id](const LocalMessage *one) { return one->header.remoteId == id; }))
            return true;
        Query known = m_db.query("SELECT 1 FROM message WHERE folder_id = ? AND remote_id = ?", m_folder.id, id);
        return known.next();
    }

    void insertNew()
    {
        const QList<const LocalMessage *> messages = std::exchange(m_new, {});
        QList<const MessageHeader *> headers;
        for (const LocalMessage *message : messages)
            headers.append(&message->header);
        const QList<MessageKey> keys = insertAll(m_db, m_folder, headers, 0, true, m_changes);
        if (messages.size() == qsizetype(rowsAtOnce)) {
            insertBodies(m_db, keys, messages, std::make_index_sequence<rowsAtOnce>());
            return;
        }
        for (qsizetype i = 0; i < messages.size(); ++i)
            insertBodies(m_db, {keys.at(i)}, {messages.at(i)}, std::index_sequence<0>());
    }

    Database &m_db;
    const FolderRow &m_folder;
    ViewChanges m_changes;
    QList<const LocalMessage *> m_new; ///< to be inserted
    int m_added = 0;
};

/// One run of upsert() over a folder.
class Upsert final
{
    Q_DISABLE_COPY_MOVE(Upsert)

public:
    Upsert(Transaction &tx, const FolderRow &folder, qint64 generation)
        : m_db(tx.database())
        , m_tx(tx)
        , m_folder(folder)
        , m_generation(generation)
        , m_changes(tx)
        , m_isAnythingPending(anythingPending(tx))
        , m_hasNameless(hasNameless())
    {
    }

    /// `header` must live until finish().
    void take(const MessageHeader &header)
    {
        if (std::any_of(m_new.cbegin(), m_new.cend(),
                [&header](const MessageHeader *one) { return one->remoteId == header.remoteId; }))
            insertNew(); // named twice: the second is a change of the first
        auto stored =
            readStored(m_db.query(QN_STORED "WHERE folder_id = ? AND remote_id = ?", m_folder.id, header.remoteId));
        if (!stored && m_hasNameless)
            stored = adopt(header);
        if (stored)
            update(*stored, header);
        else
            m_new.append(&header);
        if (m_new.size() == rowsAtOnce)
            insertNew();
    }
    void finish()
    {
        insertNew();
        m_changes.writeCounters();
    }

private:
    bool hasNameless()
    {
        Query query =
            m_db.query("SELECT 1 FROM message WHERE folder_id = ? AND remote_id IS NULL LIMIT 1", m_folder.id);
        return query.next();
    }

    /// A message that was moved here without the server telling its new id is recognised by what does not change.
    std::optional<Stored> adopt(const MessageHeader &header)
    {
        auto found = header.messageId.isEmpty()
            ? readStored(m_db.query(QN_STORED
                "WHERE folder_id = ? AND remote_id IS NULL AND message_id = '' AND from_email = ? AND "
                "subject = ? AND (date = ? OR size = ?) ORDER BY id LIMIT 1",
                m_folder.id, header.from.email, header.subject, milliseconds(header.date), header.size))
            : readStored(
                m_db.query(QN_STORED "WHERE folder_id = ? AND remote_id IS NULL AND message_id = ? ORDER BY id LIMIT 1",
                    m_folder.id, header.messageId));
        if (found)
            m_db.run("UPDATE message SET remote_id = ? WHERE id = ?", header.remoteId, found->key.id);
        return found;
    }

    void insertNew() { insertAll(m_db, m_folder, std::exchange(m_new, {}), m_generation, false, m_changes); }

    void update(const Stored &stored, const MessageHeader &header)
    {
        const MessageKey key{milliseconds(header.date), stored.key.id};
        View view{m_folder.id, header.flags};
        if (m_isAnythingPending)
            view = overlaid(m_tx, key.id, view);
        // What was learned from the body is not lost to a listing that knows less.
        const QString preview = header.preview.isEmpty() ? stored.preview : header.preview;
        const qint64 size = header.size > 0 ? header.size : stored.size;
        const bool hasAttachments = header.hasAttachments || (stored.hasBody && stored.hasAttachments);
        m_db.run("UPDATE message SET flags = ?2, view_folder_id = ?3, view_flags = ?4, date = ?5 WHERE id = ?1 AND "
                 "(flags, view_folder_id, view_flags, date) IS NOT (?2, ?3, ?4, ?5)",
            key.id, qint64(header.flags.toInt()), view.folder, qint64(view.flags.toInt()), key.date);
        m_changes.changed(stored.key, stored.view, key, view);
        m_db.run("UPDATE message SET size = ?2, has_attachments = ?3, from_name = ?4, from_email = ?5, recipients = "
                 "?6, subject = ?7, "
                 "preview = ?8, message_id = ?9, in_reply_to = ?10, reference_ids = ?11, reply_to = ?12, to_list = "
                 "?13, cc_list = ?14, "
                 "bcc_list = ?15 WHERE id = ?1 AND (size, has_attachments, from_name, from_email, recipients, subject, "
                 "preview, "
                 "message_id, in_reply_to, reference_ids, reply_to, to_list, cc_list, bcc_list) IS NOT (?2, ?3, ?4, "
                 "?5, ?6, ?7, ?8, "
                 "?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            key.id, size, hasAttachments, header.from.name, header.from.email, displayNames(header.to), header.subject,
            preview, header.messageId, encode(header.inReplyTo), encode(header.references), encode(header.replyTo),
            encode(header.to), encode(header.cc), encode(header.bcc));
        if (m_db.changedRows() > 0)
            m_tx.changes().updated.append(key.id);
        m_db.run("UPDATE message SET generation = ?2 WHERE id = ?1 AND generation <> ?2", key.id, m_generation);
    }

    Database &m_db;
    Transaction &m_tx;
    const FolderRow &m_folder;
    const qint64 m_generation;
    ViewChanges m_changes;
    const bool m_isAnythingPending;
    const bool m_hasNameless;
    QList<const MessageHeader *> m_new; ///< to be inserted
};

} // namespace

Result<void> upsert(Transaction &tx, FolderId folder, const QList<MessageHeader> &headers, qint64 generation)
{
    const auto row = folders::find(tx, folder);
    if (!row)
        return fail(row.error());
    Upsert run(tx, *row, generation);
    for (const MessageHeader &header : headers) {
        if (header.remoteId.isEmpty())
            return fail(ErrorKind::Parameter, u"a message without remote id"_s);
        run.take(header);
    }
    run.finish();
    return tx.database().status();
}

Result<int> addLocal(Transaction &tx, FolderId folder, const QList<LocalMessage> &messages)
{
    const auto row = folders::find(tx, folder);
    if (!row)
        return fail(row.error());
    LocalInsertion run(tx, *row);
    for (const LocalMessage &message : messages) {
        run.take(message);
        if (auto done = tx.database().status(); !done)
            return fail(done.error());
    }
    return tx.database().checked(run.finish());
}

Result<void> remove(Transaction &tx, FolderId folder, const QList<RemoteMessageId> &ids)
{
    ViewChanges changes(tx);
    for (const RemoteMessageId &remoteId : ids) {
        MessageId id;
        {
            Query row =
                tx.database().query("SELECT id FROM message WHERE folder_id = ? AND remote_id = ?", folder, remoteId);
            if (row.next())
                id = row.id<MessageId>(0);
        }
        if (id.isValid())
            deleteMessage(tx, id, changes);
    }
    changes.writeCounters();
    return tx.database().status();
}

Result<int> removeOtherGenerations(Transaction &tx, FolderId folder, qint64 generation)
{
    QList<MessageId> gone;
    {
        Query row =
            tx.database().query("SELECT id FROM message WHERE folder_id = ? AND generation <> ?", folder, generation);
        while (row.next())
            gone.append(row.id<MessageId>(0));
    }
    ViewChanges changes(tx);
    for (const MessageId id : std::as_const(gone))
        deleteMessage(tx, id, changes);
    changes.writeCounters();
    return tx.database().checked(int(gone.size()));
}

Result<void> setBody(Transaction &tx, MessageId id, const MessageBody &body, const QByteArray &source)
{
    Database &db = tx.database();
    const bool hasFiles = std::any_of(
        body.attachments.cbegin(), body.attachments.cend(), [](const Attachment &a) { return !a.isInline; });
    // A list without previews learns them from the body.
    db.run("UPDATE message SET has_body = 1, has_attachments = has_attachments OR ?2, "
           "preview = CASE preview WHEN '' THEN ?3 ELSE preview END WHERE id = ?1",
        id, hasFiles, previewOf(body.text));
    if (auto done = db.status(); !done)
        return done;
    if (db.changedRows() == 0)
        return fail(ErrorKind::NotFound, u"no such message"_s);
    db.run(
        "INSERT INTO body (message_id, text, html, attachments, source) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (message_id) DO UPDATE SET text = ?2, html = ?3, attachments = ?4, source = coalesce(?5, source)",
        id, body.text, body.html, encode(body.attachments), source.isEmpty() ? std::optional<QByteArray>() : source);
    tx.changes().updated.append(id);
    return db.status();
}

} // namespace qn::store::messages
