// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/bodyprefetch.h"

#include "store/store.h"
#include "store/transaction.h"

namespace qn::sync {

Result<QList<MessageId>> BodyPrefetch::wanted() const
{
    QList<MessageId> wanted;
    const QDateTime oldest = m_clock.now().addDays(-m_settings.prefetchDays);
    const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<MessageId>> ids = store::messages::withoutBody(tx, m_account, m_settings.prefetchBodies);
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
            if (row && row->date >= oldest && row->size <= m_settings.prefetchBytes && !m_given.contains(id))
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
    std::pair<RemoteFolderId, RemoteMessageId> place;
    const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
        Result<std::pair<RemoteFolderId, RemoteMessageId>> found = store::messages::remotePlace(tx, message);
        if (!found)
            return fail(found.error());
        place = *found;
        return {};
    });
    if (!read)
        co_return Result<MessageBody>(fail(read.error()));

    Result<Message> fetched = co_await m_backend.message(place.first, place.second);
    if (!fetched)
        co_return Result<MessageBody>(fail(fetched.error()));
    const Result<void> written = m_store.write(
        [&](store::Transaction &tx) { return store::messages::setBody(tx, message, fetched->body, QByteArray()); },
        store::Durability::Relaxed);
    // A message that went away meanwhile can still be shown to whoever asked for it.
    if (!written && written.error().kind != ErrorKind::NotFound)
        co_return Result<MessageBody>(fail(written.error()));
    co_return Result<MessageBody>(fetched->body);
}

backend::Task<void> BodyPrefetch::fetchQuietly(MessageId message)
{
    Result<MessageBody> body = co_await fetch(message);
    if (body)
        co_return Result<void>();
    const bool helpless = !body.error().isTransient() && body.error().kind != ErrorKind::Authorization
        && body.error().kind != ErrorKind::Canceled;
    if (!helpless)
        co_return Result<void>(fail(body.error()));
    m_given.insert(message);
    co_return Result<void>();
}

} // namespace qn::sync
