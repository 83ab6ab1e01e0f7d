// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sourcereader.h"

#include "store/backgroundthread.h"
#include "store/database.h"
#include "store/logging.h"
#include "store/sourcefiles.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QSet>
#include <QTimer>

#include <utility>

namespace qn::store {

namespace {

constexpr int mostAtOnce = 200; ///< messages read before they are written
constexpr qsizetype bytesAtOnce = 4 << 20;
constexpr int mostAhead = 2; ///< such groups that wait to be written
constexpr qint64 pauseAfterFailure = 5000; // milliseconds

} // namespace

class SourceReader::Worker final : public BackgroundThread
{
public:
    Worker(const QString &dataDir, Parse parse, std::function<void(QList<ReadBody>)> deliver,
        std::function<void()> finished)
        : BackgroundThread(QStringLiteral("source reader"))
        , m_dataDir(dataDir)
        , m_parse(std::move(parse))
        , m_deliver(std::move(deliver))
        , m_finished(std::move(finished))
    {
    }
    void delivered(const QList<ReadBody> &bodies, bool isKept)
    {
        const QMutexLocker lock(&m_mutex);
        for (const ReadBody &one : bodies)
            m_underWay.remove(one.id);
        --m_ahead;
        m_hasFailed = m_hasFailed || !isKept;
        m_isWanted = true; // is there more?
        m_changed.wakeAll();
    }

protected:
    void work() override
    {
        const Result<bool> more = readSome();
        const QMutexLocker lock(&m_mutex);
        if (!more)
            qCWarning(logStore) << "sources are not read:" << more.error().detail;
        if (!more || std::exchange(m_hasFailed, false)) {
            m_database.reset();
            pause(pauseAfterFailure);
        } else if (!*more) {
            return;
        }
        m_isWanted = true;
    }
    void close() override { m_database.reset(); }
    bool mayWork() const override { return m_ahead < mostAhead; }

private:
    struct Source
    {
        MessageId id;
        std::optional<MessageSource> source; ///< nullopt: lost
    };

    /// False: there was nothing.
    Result<bool> readSome()
    {
        const Result<QList<Source>> sources = load();
        if (!sources)
            return fail(sources.error());
        QList<ReadBody> bodies;
        for (const auto &[id, source] : *sources) {
            if (isStopping())
                return false;
            // What cannot be read has an empty body: it is not tried for ever, and its source can still be looked at.
            Result<Message> message = source ? m_parse(*source) : Result<Message>(Message());
            bodies.append({id, source ? std::optional(message ? std::move(message->body) : MessageBody()) : std::nullopt});
        }
        if (bodies.isEmpty()) {
            const QMutexLocker lock(&m_mutex);
            if (m_ahead == 0)
                m_finished();
            return false;
        }
        {
            const QMutexLocker lock(&m_mutex);
            ++m_ahead;
            for (const ReadBody &one : std::as_const(bodies))
                m_underWay.insert(one.id);
        }
        m_deliver(std::move(bodies));
        return true;
    }

    /// The transaction is over before anything is parsed: a reader that stays keeps the log from being begun anew.
    Result<QList<Source>> load()
    {
        if (!m_database) {
            auto opened = Database::open(Store::fileName(m_dataDir), Database::Access::Read, Database::Role::Reader);
            if (!opened)
                return fail(opened.error());
            m_database = std::move(*opened);
        }
        QSet<MessageId> underWay;
        {
            const QMutexLocker lock(&m_mutex);
            underWay = m_underWay;
        }
        if (auto begun = m_database->begin(Database::Begin::Deferred); !begun)
            return fail(begun.error());
        QList<std::pair<MessageId, SourceFiles::Place>> places;
        {
            Query row = m_database->query(
                "SELECT m.id, s.file, s.offset, s.length, s.digest FROM message m JOIN source s ON s.message_id = m.id "
                "WHERE m.has_body = 2 ORDER BY m.date DESC");
            qsizetype bytes = 0;
            while (places.size() < mostAtOnce && bytes < bytesAtOnce && row.next()) {
                if (underWay.contains(row.id<MessageId>(0)))
                    continue;
                places.append({row.id<MessageId>(0), {row.integer(1), row.integer(2), row.integer(3), row.integer(4)}});
                bytes += row.integer(3);
            }
        }
        const Result<void> done = m_database->status();
        m_database->rollback();
        if (!done)
            return fail(done.error());
        QList<Source> sources;
        for (const auto &[id, place] : std::as_const(places))
            sources.append({id, m_database->sourceFiles().find(place)});
        return sources;
    }

    const QString m_dataDir;
    const Parse m_parse;
    const std::function<void(QList<ReadBody>)> m_deliver;
    const std::function<void()> m_finished;
    QSet<MessageId> m_underWay; ///< delivered, not written yet
    int m_ahead = 0;
    bool m_hasFailed = false; ///< something could not be written
    std::unique_ptr<Database> m_database; ///< used on the thread only
};

SourceReader::SourceReader(Store &store, const QString &dataDir, Parse parse, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_worker(std::make_unique<Worker>(
          dataDir, std::move(parse),
          [this](QList<ReadBody> bodies) {
              QMetaObject::invokeMethod(
                  this, [this, bodies = std::move(bodies)] { keep(bodies); }, Qt::QueuedConnection);
          },
          [this] { QMetaObject::invokeMethod(this, &SourceReader::caughtUp, Qt::QueuedConnection); }))
{
}

SourceReader::~SourceReader()
{
    m_worker->stop();
}

void SourceReader::start()
{
    if (m_worker->isRunning())
        return;
    const auto wake = [this] { m_worker->wake(); };
    connect(&m_store, &Store::sourcesKept, this, wake);
    // Another process may have kept some.
    connect(&m_store, &Store::changed, this, [wake](const ChangeSet &changes) {
        if (changes.everything)
            wake();
    });
    connect(this, &SourceReader::caughtUp, this, [this] {
        if (!std::exchange(m_isTidied, true))
            tidy();
    });
    connect(&m_store, &Store::restWantedChanged, this, [this] { m_worker->setPaused(m_store.isRestWanted()); });
    m_worker->setPaused(m_store.isRestWanted());
    wake();
    // Behind the indexer, which takes longer for what this one reads: so both are done at the same time.
    m_worker->start(QThread::LowestPriority);
}

/// Once in a run of the program, in small steps.
void SourceReader::tidy()
{
    constexpr int pause = 200; // milliseconds
    bool isMore = false;
    const Result<void> done = m_store.write(
        [&isMore](Transaction &tx) -> Result<void> {
            const Result<bool> more = messages::tidySources(tx);
            isMore = more.value_or(false);
            return more ? Result<void>() : Result<void>(fail(more.error()));
        },
        Durability::Relaxed);
    if (!done)
        qCWarning(logStore) << "sources are not tidied:" << done.error().detail;
    else if (isMore)
        QTimer::singleShot(pause, this, &SourceReader::tidy);
}

void SourceReader::keep(const QList<ReadBody> &bodies)
{
    const Result<void> kept = m_store.write(
        [&bodies](Transaction &tx) -> Result<void> {
            for (const ReadBody &one : bodies) {
                const Result<void> set =
                    one.body ? messages::setBody(tx, one.id, *one.body, {}) : messages::forgetSource(tx, one.id);
                if (!set && set.error().kind != ErrorKind::NotFound)
                    return set;
            }
            return {};
        },
        Durability::Relaxed);
    if (!kept)
        qCWarning(logStore) << "bodies are not written:" << kept.error().detail;
    m_worker->delivered(bodies, kept.has_value());
}

} // namespace qn::store
