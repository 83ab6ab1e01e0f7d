// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/changewatch.h"
#include "support/faultybackend.h"
#include "support/memorybackend.h"

#include <QTest>

using namespace qn;
using namespace qn::server;
using namespace Qt::StringLiterals;

class ChangeWatchTest final : public QObject
{
    Q_OBJECT

private:
    static QCoro::Task<void> poll(std::shared_ptr<ChangeWatch> watch, int *answers)
    {
        const Result<api::WaitAnswer> news = co_await watch->next({});
        Q_UNUSED(news)
        ++*answers;
    }

private slots:
    /// A coroutine that was resumed twice by two wake-ups in one turn of the event loop took the server down.
    void wakeUpsInOneTurnEndEachWaitOnce()
    {
        test::FaultyBackend backend(std::make_unique<test::MemoryBackend>());
        backend.held.insert(u"waitForChange"_s);
        const auto watch = std::make_shared<ChangeWatch>(backend);
        constexpr int clients = 3;
        int answers = 0;
        for (int client = 0; client < clients; ++client)
            poll(watch, &answers);
        QTest::qWait(10);
        QCOMPARE(answers, 0);
        watch->stop();
        watch->stop();
        backend.abort();
        QTRY_COMPARE(answers, clients);
        QTest::qWait(10);
        QCOMPARE(answers, clients);
    }
};

QTEST_GUILESS_MAIN(ChangeWatchTest)
#include "changewatchtest.moc"
