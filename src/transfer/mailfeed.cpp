// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/mailfeed.h"

#include "mime/mailtree.h"

#include <QCryptographicHash>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace qn::transfer {

namespace {

constexpr qsizetype batchSize = 1000; // each batch writes most pages of the indexes once more
constexpr qint64 batchBytes = 16 << 20;
constexpr size_t batchesAhead = 2;

} // namespace

MailFeed::MailFeed(QString path, Parser parser)
    : m_path(std::move(path))
    , m_parser(std::move(parser))
    , m_counting(QThread::create([this] { m_bytesInAll = mime::mailTreeBytes(m_path, [this] { return !m_stop; }); }))
    , m_thread(QThread::create([this] { run(); }))
{
    m_helpers.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 8));
    m_counting->start();
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
    m_counting->wait();
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
    if (!m_parser) {
        hand(Item(fail(ErrorKind::Unsupported, u"there is no parser"_s)));
        return;
    }
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
    if (folder != m_folder && !flush())
        return false;
    m_folder = folder;
    m_foundBytes += message.source.size();
    m_found.append(std::move(message));
    return (m_found.size() < batchSize && m_foundBytes < batchBytes) ? !m_stop.load() : flush();
}

std::optional<store::LocalMessage> MailFeed::parse(const mime::FoundMessage &found) const
{
    Result<Message> parsed = m_parser(found.source);
    if (!parsed)
        return std::nullopt;
    const QByteArray digest = QCryptographicHash::hash(found.source, QCryptographicHash::Sha1);
    parsed->header.remoteId = RemoteMessageId(QString::fromLatin1(digest.toHex()));
    parsed->header.flags = found.flags;
    return store::LocalMessage{std::move(parsed->header), std::move(parsed->body), found.source};
}

/// Parses what was found, a share on each processor.
bool MailFeed::flush()
{
    const QList<mime::FoundMessage> found = std::exchange(m_found, {});
    m_foundBytes = 0;
    if (found.isEmpty())
        return !m_stop;
    const qsizetype shares = m_helpers.maxThreadCount() + 1;
    std::vector<QList<store::LocalMessage>> parsed(static_cast<size_t>(shares));
    const auto parseShare = [&](qsizetype share) {
        const qsizetype begin = found.size() * share / shares, end = found.size() * (share + 1) / shares;
        for (qsizetype i = begin; i < end && !m_stop; ++i) {
            if (auto message = parse(found.at(i)))
                parsed[size_t(share)].append(std::move(*message));
            else
                ++m_skipped;
        }
    };
    for (qsizetype share = 1; share < shares; ++share)
        m_helpers.start([&parseShare, share] { parseShare(share); });
    parseShare(0);
    m_helpers.waitForDone();
    MailBatch batch;
    batch.folder = m_folder;
    for (QList<store::LocalMessage> &share : parsed)
        batch.messages += std::move(share);
    return hand(Item(std::move(batch)));
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
