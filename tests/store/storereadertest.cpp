// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storereader.h"
#include "core/whendone.h"
#include "store/database.h"
#include "support/storefixture.h"

#include <QThread>

using namespace qn;
using namespace qn::store;
using namespace qn::test;

class StoreReaderTest final : public QObject
{
    Q_OBJECT

private slots:
    void answersInOrderOnAThreadOfItsOwn()
    {
        StoreFixture f;
        f.addAccount();
        StoreReader reader(f.path());
        QList<int> order;
        QThread *thread = nullptr;
        for (int i = 0; i < 20; ++i) {
            const auto future = reader.ask<int>([i, &thread](Transaction &tx) -> Result<int> {
                thread = QThread::currentThread();
                auto list = accounts::list(tx);
                return list ? Result<int>(i + 100 * int(list->size())) : fail(list.error());
            });
            whenDone(future, this, [&order](const Result<int> &answer) { order.append(answer.value_or(-1)); });
        }
        QTRY_COMPARE(order.size(), 20);
        QCOMPARE(order.constFirst(), 100);
        QVERIFY(std::is_sorted(order.cbegin(), order.cend()));
        QVERIFY(thread && thread != QThread::currentThread());
    }

    void seesWhatIsCommittedAndCannotWrite()
    {
        StoreFixture f;
        StoreReader reader(f.path());
        const auto count = [&] {
            auto future = reader.ask<QList<Account>>([](Transaction &tx) { return accounts::list(tx); });
            future.waitForFinished();
            return future.result()->size();
        };
        QCOMPARE(count(), 0);
        f.addAccount();
        QCOMPARE(count(), 1);
        auto write = reader.ask<AccountId>([](Transaction &tx) { return accounts::insert(tx, {}); });
        write.waitForFinished();
        QCOMPARE(write.result().error().kind, ErrorKind::Storage);
        QCOMPARE(count(), 1);
    }

    void reportsAMissingDatabaseAndFindsItLater()
    {
        QTemporaryDir dir;
        StoreReader reader(dir.path());
        const auto ask = [&] {
            auto future = reader.ask<QList<Account>>([](Transaction &tx) { return accounts::list(tx); });
            future.waitForFinished();
            return future.result();
        };
        QCOMPARE(ask().error().kind, ErrorKind::Storage);
        QN_OK(Store::open(dir.path()));
        QN_OK(ask());
    }

    void cancelsWhatWaitsWhenItGoesAway()
    {
        StoreFixture f;
        auto reader = std::make_unique<StoreReader>(f.path());
        (void)reader->ask<int>([](Transaction &) -> Result<int> {
            QThread::msleep(500);
            return 1;
        });
        auto waiting = reader->ask<int>([](Transaction &) -> Result<int> { return 2; });
        auto context = std::make_unique<QObject>();
        whenDone(waiting, context.get(), [](const Result<int> &) { QFAIL("called for a canceled future"); });
        auto gone = reader->ask<int>([](Transaction &) -> Result<int> { return 3; });
        whenDone(gone, context.get(), [](const Result<int> &) { QFAIL("called for a context that is gone"); });
        context.reset();
        reader.reset();
        QVERIFY(waiting.isCanceled());
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(StoreReaderTest)
#include "storereadertest.moc"
