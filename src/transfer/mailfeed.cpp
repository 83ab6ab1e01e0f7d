// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/mailfeed.h"

#include "mime/mailtree.h"
#include "mime/messageparser.h"

#include <QCryptographicHash>

namespace qn::transfer {

namespace {

constexpr qsizetype batchSize = 500;
constexpr qint64 batchBytes = 16 << 20;
constexpr size_t batchesAhead = 2;

} // namespace

MailFeed::MailFeed(QString path)
    : m_path(std::move(path))
    , m_thread(QThread::create([this] { run(); }))
{
    m_thread->start();
}

MailFeed::~MailFeed()
{
    m_stop = true;
    {
        const QMutexLocker lock(&m_mutex);
        m_room.wakeAll();
    }
    m_thread->wait();
}

QFuture<Result<std::optional<MailBatch>>> MailFeed::next()
{
    const QMutexLocker lock(&m_mutex);
    QPromise<Item> promise;
    promise.start();
    QFuture<Item> future = promise.future();
    if (m_ready.empty()) {
        m_waiting.emplace(std::move(promise));
        return future;
    }
    promise.addResult(std::move(m_ready.front()));
    promise.finish();
    m_ready.pop_front();
    m_room.wakeAll();
    return future;
}

void MailFeed::run()
{
    m_bytesInAll = mime::mailTreeBytes(m_path, [this] { return !m_stop; });
    const mime::MailTreeVisitor visitor{
        [this](mime::FoundMessage message, const QStringList &folder) { return take(std::move(message), folder); },
        [this](const QString &) { ++m_skipped; }, [this](qint64 bytes) { m_bytesRead += bytes; }};
    const Result<void> read = mime::readMailTree(m_path, visitor);
    if (!read)
        hand(Item(fail(read.error())));
    else if (flush())
        hand(Item(std::nullopt));
}

bool MailFeed::take(mime::FoundMessage message, const QStringList &folder)
{
    Result<Message> parsed = mime::parseMessage(message.source);
    if (!parsed) {
        ++m_skipped;
        return !m_stop;
    }
    if (folder != m_batch.folder && !flush())
        return false;
    m_batch.folder = folder;
    const QByteArray digest = QCryptographicHash::hash(message.source, QCryptographicHash::Sha1);
    parsed->header.remoteId = RemoteMessageId(QString::fromLatin1(digest.toHex()));
    parsed->header.flags = message.flags;
    m_batchBytes += message.source.size();
    m_batch.messages.append({std::move(parsed->header), std::move(parsed->body), std::move(message.source)});
    return (m_batch.messages.size() < batchSize && m_batchBytes < batchBytes) || flush();
}

bool MailFeed::flush()
{
    m_batchBytes = 0;
    MailBatch batch = std::exchange(m_batch, MailBatch());
    return batch.messages.isEmpty() ? !m_stop.load() : hand(Item(std::move(batch)));
}

/// False where nobody wants any more.
bool MailFeed::hand(Item item)
{
    QMutexLocker lock(&m_mutex);
    while (m_ready.size() >= batchesAhead && !m_stop)
        m_room.wait(&m_mutex);
    if (m_stop)
        return false;
    if (!m_waiting) {
        m_ready.push_back(std::move(item));
        return true;
    }
    QPromise<Item> promise = std::move(*m_waiting);
    m_waiting.reset();
    lock.unlock();
    promise.addResult(std::move(item));
    promise.finish();
    return true;
}

} // namespace qn::transfer
