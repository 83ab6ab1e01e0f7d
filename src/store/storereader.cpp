// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storereader.h"

#include "store/database.h"
#include "store/migrations.h"
#include "store/store.h"

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

#include <deque>
#include <optional>

namespace qn::store {

using namespace Qt::StringLiterals;

struct Job
{
    std::function<void(Result<void>, Transaction *)> run;
    std::function<bool()> isObsolete; ///< may be empty
};

class StoreReader::Worker final : public QThread
{
public:
    explicit Worker(const QString &dataDir)
        : m_dataDir(dataDir)
    {
        setObjectName(u"store reader"_s);
    }

    void post(Job job)
    {
        const QMutexLocker lock(&m_mutex);
        m_jobs.push_back(std::move(job));
        m_arrived.wakeOne();
    }
    void stop()
    {
        {
            const QMutexLocker lock(&m_mutex);
            m_isStopping = true;
            m_arrived.wakeOne();
        }
        wait();
    }

protected:
    void run() override
    {
        while (auto job = takeJob()) {
            m_isObsolete = job->isObsolete;
            serve(*job);
        }
        m_database.reset();
    }

private:
    std::optional<Job> takeJob()
    {
        const QMutexLocker lock(&m_mutex);
        while (m_jobs.empty() && !m_isStopping)
            m_arrived.wait(&m_mutex);
        if (m_isStopping)
            return std::nullopt;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        return job;
    }

    void serve(const Job &job)
    {
        if (m_isObsolete && m_isObsolete())
            return job.run(fail(ErrorKind::Canceled, u"nobody waits for it"_s), nullptr);
        Result<void> ready = open();
        if (ready)
            ready = m_database->begin(Database::Begin::Deferred);
        if (!ready)
            return job.run(ready, nullptr);
        Transaction transaction(*m_database);
        job.run({}, &transaction);
        m_database->rollback();
    }

    /// Tried again with every request: the writer may create the database after the reader came to life.
    Result<void> open()
    {
        if (m_database)
            return {};
        auto database = Database::open(Store::fileName(m_dataDir), Database::Access::Read, Database::Role::Reader);
        if (!database)
            return fail(database.error());
        Query version = (*database)->query("PRAGMA user_version");
        const qint64 schema = version.next() ? version.integer(0) : -1;
        if (auto read = (*database)->status(); !read)
            return read;
        if (schema != newestSchema())
            return fail(ErrorKind::Storage, u"schema %1 instead of %2"_s.arg(schema).arg(newestSchema()),
                schema > newestSchema() ? ErrorReason::NewerSchema : ErrorReason::None);
        m_database = std::move(*database);
        m_database->interruptWhen([this] { return m_isObsolete && m_isObsolete(); });
        return {};
    }

    const QString m_dataDir;
    QMutex m_mutex;
    QWaitCondition m_arrived;
    std::deque<Job> m_jobs;
    bool m_isStopping = false;
    std::function<bool()> m_isObsolete; ///< of the job that runs; used on the thread only, like the database
    std::unique_ptr<Database> m_database;
};

StoreReader::StoreReader(const QString &dataDir, QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<Worker>(dataDir))
{
    m_worker->start();
}

StoreReader::~StoreReader()
{
    m_worker->stop();
}

void StoreReader::post(std::function<void(Result<void>, Transaction *)> job, std::function<bool()> isObsolete)
{
    m_worker->post({std::move(job), std::move(isObsolete)});
}

} // namespace qn::store
