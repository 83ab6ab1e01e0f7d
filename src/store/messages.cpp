// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"
#include "store/database.h"
#include "store/overlay.h"
#include "store/transaction.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace qn::store::messages {

using namespace Qt::StringLiterals;

namespace {

/// Bits of message.has_body.
constexpr int bodyHere = 1, sourceHere = 2;

/// What is stored of a message that the server names again.
struct Stored
{
    MessageKey key;
    MessageFlags flags;
    View view;
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
        {row.id<FolderId>(3), MessageFlags::fromInt(quint32(row.integer(4))), row.integer(5)}, row.integer(6) != 0,
        row.integer(7) != 0, row.text(8)};
}

qint64 milliseconds(const QDateTime &date)
{
    return date.isValid() ? date.toMSecsSinceEpoch() : 0;
}

/// What an INSERT binds for one row.
auto rowValues(const FolderRow &folder, const MessageHeader &header, qint64 generation, int hasBody)
{
    const auto flags = qint64(header.flags.toInt());
    // What is shown is the truth at first.
    return std::make_tuple(folder.account, folder.id, folder.id, flags, flags, milliseconds(header.date), header.size,
        header.hasAttachments, hasBody, generation, header.remoteId, header.from.name, header.from.email,
        displayNames(header.to), header.subject, header.preview, header.messageId, encode(header.inReplyTo),
        encode(header.references), encode(header.replyTo), encode(header.to), encode(header.cc), encode(header.bcc));
}

QByteArray makeInsert(int rows, QByteArrayView onConflict)
{
    QByteArray text = "INSERT INTO message (account_id, folder_id, view_folder_id, flags, view_flags, date, size, "
                      "has_attachments, has_body, generation, remote_id, from_name, from_email, recipients, subject, "
                      "preview, message_id, in_reply_to, reference_ids, reply_to, to_list, cc_list, bcc_list) VALUES ";
    constexpr int columns = 23;
    const QByteArray row = '(' + QByteArray("?, ").repeated(columns - 1) + "?)";
    text += row;
    for (int i = 1; i < rows; ++i)
        text += ", " + row;
    return text + onConflict.toByteArray();
}

/// Until a statement that fires a trigger ends, SQLite keeps an image of each page that it changes, and for one row
/// these images are half of the time.
constexpr qsizetype manyRows = 64, rowsAtOnce = 8;

constexpr qsizetype rowsOfStatement(qsizetype wanted)
{
    return wanted >= manyRows ? manyRows : wanted >= rowsAtOnce ? rowsAtOnce : 1;
}

enum class IfThere { Fail, Skip };

/// Lives as long as the program, as the cache of statements wants it.
template <qsizetype Rows> const char *insertStatement(IfThere ifThere)
{
    static const QByteArray failing = makeInsert(Rows, ""),
                            skipping = makeInsert(Rows, " ON CONFLICT (folder_id, remote_id) DO NOTHING");
    return ifThere == IfThere::Fail ? failing.constData() : skipping.constData();
}

using Headers = std::span<const MessageHeader *const>;

/// As many as rowsOfStatement() says, in one statement.
void insertRows(
    Database &db, const FolderRow &folder, Headers headers, qint64 generation, int hasBody, IfThere ifThere)
{
    const auto rows = qsizetype(headers.size());
    Query query = db.query(rows == manyRows ? insertStatement<manyRows>(ifThere)
            : rows == rowsAtOnce            ? insertStatement<rowsAtOnce>(ifThere)
                                            : insertStatement<1>(ifThere));
    for (const MessageHeader *header : headers) {
        std::apply([&query](const auto &...values) { query.bindMore(values...); },
            rowValues(folder, *header, generation, hasBody));
    }
    query.run();
}

/// Inserts messages that are not there, and tells what appeared.
QList<MessageKey> insertAll(Database &db, const FolderRow &folder, const QList<const MessageHeader *> &headers, qint64 generation,
    int hasBody, ViewChanges &changes)
{
    QList<MessageKey> keys;
    for (Headers left(headers.cbegin(), headers.cend()); !left.empty();) {
        const Headers some = left.first(size_t(rowsOfStatement(qsizetype(left.size()))));
        left = left.subspan(some.size());
        insertRows(db, folder, some, generation, hasBody, IfThere::Fail);
        // AUTOINCREMENT numbers the rows of a statement in order.
        qint64 id = db.lastInsertId() - qint64(some.size());
        for (const MessageHeader *header : some)
            keys.append({milliseconds(header->date), MessageId(++id)});
    }
    for (qsizetype i = 0; i < keys.size(); ++i)
        changes.appeared(keys.at(i), {folder.id, headers.at(i)->flags, headers.at(i)->size});
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
        if (m_new.size() == rowsAtOnce)
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
        const QList<MessageKey> keys = insertAll(m_db, m_folder, headers, 0, bodyHere | sourceHere, m_changes);
        if (messages.size() == rowsAtOnce) {
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
        , m_looksFirst(m_hasNameless)
        , m_lastId(lastId())
    {
    }

    /// `header` must live until finish().
    void take(const MessageHeader &header)
    {
        auto stored = m_looksFirst ? find(header.remoteId) : std::nullopt;
        if (!stored && m_hasNameless)
            stored = adopt(header);
        if (stored)
            update(*stored, header);
        else
            m_new.append(&header);
        if (m_new.size() == manyRows)
            insertNew();
    }
    /// Of a message that is there.
    void takeFlags(const FlagChange &change)
    {
        if (const auto stored = find(change.id))
            place(*stored, stored->key, change.flags, stored->view.size);
    }
    void finish()
    {
        insertNew();
        m_changes.writeCounters();
    }

private:
    /// Where it stands in the lists, and with which flags: truth and view.
    void place(const Stored &stored, MessageKey key, MessageFlags flags, qint64 size)
    {
        View view{m_folder.id, flags, size};
        if (m_isAnythingPending)
            view = overlaid(m_tx, key.id, view);
        m_db.run("UPDATE message SET flags = ?2, view_folder_id = ?3, view_flags = ?4, date = ?5 WHERE id = ?1 AND "
                 "(flags, view_folder_id, view_flags, date) IS NOT (?2, ?3, ?4, ?5)",
            key.id, qint64(flags.toInt()), view.folder, qint64(view.flags.toInt()), key.date);
        m_changes.changed(stored.key, stored.view, key, view);
        m_db.run("UPDATE message SET generation = ?2 WHERE id = ?1 AND generation <> ?2", key.id, m_generation);
    }

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

    std::optional<Stored> find(const RemoteMessageId &id)
    {
        return readStored(m_db.query(QN_STORED "WHERE folder_id = ? AND remote_id = ?", m_folder.id, id));
    }

    qint64 lastId()
    {
        Query query = m_db.query("SELECT seq FROM sqlite_sequence WHERE name = 'message'");
        return query.next() ? query.integer(0) : 0;
    }

    void insertNew()
    {
        const QList<const MessageHeader *> headers = std::exchange(m_new, {});
        for (Headers left(headers.cbegin(), headers.cend()); !left.empty() && m_db.status();) {
            const Headers some = left.first(size_t(rowsOfStatement(qsizetype(left.size()))));
            left = left.subspan(some.size());
            insertUnlessThere(some);
        }
    }

    /// Also what the page itself has named before.
    void insertUnlessThere(Headers headers)
    {
        insertRows(m_db, m_folder, headers, m_generation, 0, IfThere::Skip);
        if (!m_db.status())
            return;
        const qint64 before = m_lastId;
        const int inserted = m_db.changedRows();
        if (inserted > 0)
            m_lastId = m_db.lastInsertId();
        if (inserted == int(headers.size())) {
            qint64 id = m_lastId - inserted; // AUTOINCREMENT numbers the rows of a statement in order
            for (const MessageHeader *header : headers)
                m_changes.appeared({milliseconds(header->date), MessageId(++id)}, {m_folder.id, header->flags, header->size});
            return;
        }
        m_looksFirst = true; // there will be more of them
        QSet<MessageId> appeared;
        for (const MessageHeader *header : headers) {
            const auto stored = find(header->remoteId);
            if (!stored)
                return; // the database has failed
            const bool isNew = stored->key.id.value() > before && !appeared.contains(stored->key.id);
            appeared.insert(stored->key.id);
            if (isNew)
                m_changes.appeared(stored->key, stored->view);
            else
                update(*stored, *header);
        }
    }

    void update(const Stored &stored, const MessageHeader &header)
    {
        const MessageKey key{milliseconds(header.date), stored.key.id};
        const qint64 size = header.size > 0 ? header.size : stored.view.size;
        place(stored, key, header.flags, size);
        // What was learned from the body is not lost to a listing that knows less, or guesses.
        const QString preview = header.preview.isEmpty() ? stored.preview : header.preview;
        const bool hasAttachments = stored.hasBody ? stored.hasAttachments : header.hasAttachments;
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
    }

    Database &m_db;
    Transaction &m_tx;
    const FolderRow &m_folder;
    const qint64 m_generation;
    ViewChanges m_changes;
    const bool m_isAnythingPending;
    const bool m_hasNameless;
    bool m_looksFirst; ///< whether a message is there; else the INSERT tells
    qint64 m_lastId; ///< no message has a higher one
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

Result<void> changeFlags(Transaction &tx, FolderId folder, const QList<FlagChange> &changes, qint64 generation)
{
    const auto row = folders::find(tx, folder);
    if (!row)
        return fail(row.error());
    Upsert run(tx, *row, generation);
    for (const FlagChange &change : changes)
        run.takeFlags(change);
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

Result<void> setBody(
    Transaction &tx, MessageId id, const MessageBody &body, const QByteArray &source, UnlistedFiles unlisted)
{
    Database &db = tx.database();
    const bool hasFiles = unlisted == UnlistedFiles::Some
        || std::any_of(
            body.attachments.cbegin(), body.attachments.cend(), [](const Attachment &a) { return !a.isInline; });
    // A list without previews, or one that guesses what has files, learns from the body.
    db.run("UPDATE message SET has_body = has_body | 1, has_attachments = ?2, "
           "preview = CASE preview WHEN '' THEN ?3 ELSE preview END WHERE id = ?1",
        id, hasFiles, previewOf(body.text));
    if (auto done = db.status(); !done)
        return done;
    if (db.changedRows() == 0)
        return fail(ErrorKind::NotFound, u"no such message"_s);
    db.run("INSERT INTO body (message_id, text, html, attachments) VALUES (?1, ?2, ?3, ?4) "
           "ON CONFLICT (message_id) DO UPDATE SET text = ?2, html = ?3, attachments = ?4",
        id, body.text, body.html, encode(body.attachments));
    tx.changes().updated.append(id);
    return source.isEmpty() ? db.status() : setSource(tx, id, source);
}

} // namespace qn::store::messages
