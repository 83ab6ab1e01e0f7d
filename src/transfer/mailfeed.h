// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mime/mailfiles.h"
#include "store/rows.h"

#include <QFuture>
#include <QMutex>
#include <QPromise>
#include <QStringList>
#include <QThread>
#include <QThreadPool>
#include <QWaitCondition>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace qn::transfer {

/// Mail of one folder of the source, parsed.
struct MailBatch
{
    QStringList folder; ///< below the root of what is read
    QList<store::LocalMessage> messages; ///< remote id: a digest of the source, so that the same mail has the same name
};

/// Reads and parses mail files on threads of its own, a few batches ahead of whoever takes them, so that memory stays
/// flat. Made and used on one thread.
class MailFeed final
{
    Q_DISABLE_COPY_MOVE(MailFeed)

public:
    using Parser = std::function<Result<Message>(const QByteArray &source)>; ///< called on several threads
    MailFeed(QString path, Parser parser);
    ~MailFeed(); ///< stops reading and waits for the thread

    /// The next batch; nullopt at the end. One at a time. Errors: NotFound.
    QFuture<Result<std::optional<MailBatch>>> next();
    int skipped() const { return m_skipped; }
    qint64 bytesRead() const { return m_bytesRead; }
    qint64 bytesInAll() const { return m_bytesInAll; } ///< -1: still counted

private:
    using Item = Result<std::optional<MailBatch>>;
    void run();
    bool take(mime::FoundMessage message, const QStringList &folder);
    bool flush();
    bool hand(Item item);

    std::optional<store::LocalMessage> parse(const mime::FoundMessage &found) const;

    const QString m_path;
    const Parser m_parser;
    std::atomic<int> m_skipped{0};
    std::atomic<qint64> m_bytesRead{0};
    std::atomic<qint64> m_bytesInAll{-1};
    std::atomic<bool> m_stop{false};
    // of the reading thread
    QStringList m_folder;
    QList<mime::FoundMessage> m_found;
    qint64 m_foundBytes = 0;
    QThreadPool m_helpers;
    // of both
    QMutex m_mutex;
    QWaitCondition m_room;
    std::deque<Item> m_ready;
    std::optional<QPromise<Item>> m_waiting;
    std::unique_ptr<QThread> m_counting; ///< the bytes of all files, which may be many
    std::unique_ptr<QThread> m_thread;
};

} // namespace qn::transfer
