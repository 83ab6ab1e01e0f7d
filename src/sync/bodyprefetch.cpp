// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/bodyprefetch.h"

#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QHash>

namespace qn::sync {

namespace {

constexpr qsizetype batchMessages = 25;
constexpr qint64 batchBytes = 1 << 20; ///< what the user opens meanwhile waits no longer than that takes

Result<void> keep(store::Transaction &tx, MessageId id, const Message &message)
{
    using store::messages::UnlistedFiles;
    return store::messages::setBody(tx, id, message.body, QByteArray(),
        message.header.hasAttachments ? UnlistedFiles::Some : UnlistedFiles::None);
}

} // namespace

Result<QList<MessageId>> BodyPrefetch::wanted(bool all) const
{
    constexpr int ofAll = 1000;
    QList<MessageId> wanted;
    const QDateTime oldest = m_clock.now().addDays(-m_settings.prefetchDays);
    const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<MessageId>> ids =
            store::messages::withoutBody(tx, m_account, all ? ofAll : m_settings.prefetchBodies);
        if (!ids)
            return fail(ids.error());
        const Result<QList<store::MessageRow>> rows = store::messages::rows(tx, *ids);
        if (!rows)
            return fail(rows.error());
        QHash<MessageId, const store::MessageRow *> byId;
        for (const store::MessageRow &row : *rows)
            byId.insert(row.id, &row);
        for (MessageId id : *ids) {
            const store::MessageRow *row = byId.value(id);
            const bool isRecent = row && row->date >= oldest && row->size <= m_settings.prefetchBytes;
            if (row && (all || isRecent) && !m_given.contains(id))
                wanted.append(id);
        }
        return {};
    });
    if (!read)
        return fail(read.error());
    return wanted;
}

backend::Task<MessageBody> BodyPrefetch::fetch(MessageId message)
{
    const auto place = store::answer<std::pair<RemoteFolderId, RemoteMessageId>>(
        m_store, [=](store::Transaction &tx) { return store::messages::remotePlace(tx, message); });
    if (!place)
        co_return Result<MessageBody>(fail(place.error()));

    Result<Message> fetched = co_await m_backend.message(place->first, place->second);
    if (!fetched)
        co_return Result<MessageBody>(fail(fetched.error()));
    const Result<void> written = m_store.write(
        [&](store::Transaction &tx) { return keep(tx, message, *fetched); },
        store::Durability::Relaxed);
    // A message that went away meanwhile can still be shown to whoever asked for it.
    if (!written && written.error().kind != ErrorKind::NotFound)
        co_return Result<MessageBody>(fail(written.error()));
    co_return Result<MessageBody>(fetched->body);
}

/// What belongs together at the front of a list.
struct BodyPrefetch::Batch
{
    RemoteFolderId folder;
    QHash<RemoteMessageId, MessageId> byRemoteId;
    QList<RemoteMessageId> ids;
    QList<MessageId> taken; ///< also those that have gone meanwhile
};

Result<BodyPrefetch::Batch> BodyPrefetch::nextBatch(const QList<MessageId> &messages) const
{
    Batch batch;
    const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<store::MessageRow>> rows = store::messages::rows(tx, messages.mid(0, batchMessages));
        if (!rows)
            return fail(rows.error());
        QHash<MessageId, qint64> sizes;
        for (const store::MessageRow &row : *rows)
            sizes.insert(row.id, row.size);
        qint64 bytes = 0;
        for (const MessageId id : messages.mid(0, batchMessages)) {
            const auto place = store::messages::remotePlace(tx, id);
            if (!place && place.error().kind != ErrorKind::NotFound)
                return fail(place.error());
            bytes += sizes.value(id);
            const bool fits = batch.ids.isEmpty() || (bytes <= batchBytes && place && place->first == batch.folder);
            if (!fits)
                break;
            batch.taken.append(id);
            if (!place || place->second.isEmpty())
                continue;
            batch.folder = place->first;
            batch.ids.append(place->second);
            batch.byRemoteId.insert(place->second, id);
        }
        return {};
    });
    if (!read)
        return fail(read.error());
    return batch;
}

backend::Task<qsizetype> BodyPrefetch::fetchSome(QList<MessageId> messages)
{
    const Result<Batch> next = nextBatch(messages);
    if (!next)
        co_return Result<qsizetype>(fail(next.error()));
    const Batch batch = *next;
    QSet<MessageId> missing(batch.taken.cbegin(), batch.taken.cend());
    if (!batch.ids.isEmpty()) {
        Result<QList<Message>> fetched = co_await m_backend.messages(batch.folder, batch.ids);
        if (!fetched && !fetched.error().isFinal())
            co_return Result<qsizetype>(fail(fetched.error()));
        const QList<Message> all = fetched ? *fetched : QList<Message>();
        const Result<void> written = m_store.write(
            [&](store::Transaction &tx) -> Result<void> {
                for (const Message &one : all) {
                    const MessageId id = batch.byRemoteId.value(one.header.remoteId);
                    missing.remove(id);
                    const Result<void> set = keep(tx, id, one);
                    if (!set && set.error().kind != ErrorKind::NotFound)
                        return set;
                }
                return {};
            },
            store::Durability::Relaxed);
        if (!written)
            co_return Result<qsizetype>(fail(written.error()));
    }
    m_given.unite(missing);
    co_return Result<qsizetype>(batch.taken.size());
}

} // namespace qn::sync
