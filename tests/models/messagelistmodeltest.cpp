// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/messagelistmodel.h"
#include "store/storereader.h"
#include "support/storefixture.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace qn;
using namespace qn::models;
using namespace qn::store;
using namespace qn::test;

namespace {

/// A store with an inbox and a second folder, and a model of it that hears of every change at once.
struct ModelFixture
{
    explicit ModelFixture(int messages)
    {
        account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"other"_s});
        inbox = folders[0];
        other = folders[1];
        for (int first = 0; first < messages; first += 5000) {
            QList<MessageHeader> headers;
            for (int i = first; i < qMin(first + 5000, messages); ++i)
                headers.append(header(u"m"_s + QString::number(i), 1'700'000'000 + i / 2));
            f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 1); }, Durability::Relaxed);
        }
        QObject::connect(f.store.get(), &Store::changed, &model, &MessageListModel::applyChanges);
    }
    void show(const QList<FolderId> &folders)
    {
        QSignalSpy ready(&model, &MessageListModel::ready);
        model.setFolders(folders);
        QVERIFY(ready.wait(20'000));
    }
    QList<MessageId> wanted(const QList<FolderId> &folders) const
    {
        QList<MessageKey> keys;
        for (const FolderId folder : folders)
            keys += f.read<QList<MessageKey>>([&](Transaction &tx) { return messages::keys(tx, folder); });
        std::sort(keys.begin(), keys.end(), std::greater<>());
        QList<MessageId> ids;
        for (const MessageKey &key : keys)
            ids.append(key.id);
        return ids;
    }
    QList<MessageId> shown() const { return model.ids({{0, model.rowCount() - 1}}).list(); }

    StoreFixture f;
    AccountId account;
    FolderId inbox, other;
    StoreReader reader{f.path()};
    MessageListModel model{reader};
};

} // namespace

class MessageListModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsTheNewestRowsWithContentsAtOnce()
    {
        ModelFixture f(1000);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy first(&f.model, &MessageListModel::firstRowsShown);
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        f.model.setFolder(f.inbox);
        QCOMPARE(f.model.rowCount(), 0);
        QVERIFY(ready.wait(30'000));
        QCOMPARE(first.size(), 1);
        QCOMPARE(inserted.size(), 2);
        QCOMPARE(inserted[0][2].toInt(), 99);
        QCOMPARE(f.model.rowCount(), 1000);
        QCOMPARE(f.shown(), f.wanted({f.inbox}));
        const QModelIndex top = f.model.index(0);
        QVERIFY(top.data(MessageListModel::IsLoadedRole).toBool());
        QCOMPARE(top.data().toString(), u"Subject m999"_s);
        QVERIFY(top.data(Qt::AccessibleTextRole).toString().startsWith(u"Unread, from 张三, Subject m999, "_s));
        QCOMPARE(top.data(MessageListModel::RowRole).value<MessageRow>(), f.f.list(f.inbox).constFirst());
    }

    void fetchesContentsAroundTheRowsAskedFor()
    {
        ModelFixture f(5000);
        f.show({f.inbox});
        const QModelIndex index = f.model.index(3000);
        QVERIFY(!index.data(MessageListModel::IsLoadedRole).toBool());
        QVERIFY(index.data(MessageListModel::IdRole).value<MessageId>().isValid());
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        QVERIFY(changed.wait(30'000));
        QVERIFY(index.data(MessageListModel::IsLoadedRole).toBool());
        QCOMPARE(index.data().toString(), u"Subject m1999"_s);
        QVERIFY(f.model.rowAt(2990).has_value());
        QCOMPARE(changed.size(), 1);
    }

    void followsFlagsInPlace()
    {
        ModelFixture f(10);
        f.show({f.inbox});
        QVERIFY(f.model.index(0).data(MessageListModel::UnreadRole).toBool());
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        OperationRow read;
        read.account = f.account;
        read.messages = {f.model.idAt(0)};
        read.add = MessageFlag::Seen;
        f.f.write([&](Transaction &tx) { return operations::insert(tx, read); });
        QVERIFY(changed.wait(30'000));
        QVERIFY(!f.model.index(0).data(MessageListModel::UnreadRole).toBool());
    }

    void keepsPlacesThatChangeWhileItLoads()
    {
        for (int round = 0; round < 10; ++round) {
            ModelFixture f(2000);
            QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
            QSignalSpy ready(&f.model, &MessageListModel::ready);
            f.model.setFolder(f.inbox);
            QTest::qWait(round % 4);
            f.f.write(
                [&](Transaction &tx) { return messages::upsert(tx, f.inbox, {header(u"new"_s, 1'800'000'000)}, 1); });
            f.f.write([&](Transaction &tx) {
                return messages::remove(tx, f.inbox, {RemoteMessageId(u"m1999"_s), RemoteMessageId(u"m5"_s)});
            });
            f.f.write([&](Transaction &tx) {
                return messages::upsert(tx, f.inbox, {header(u"m7"_s, 1'900'000'000), header(u"m1998"_s, 1)}, 1);
            });
            QVERIFY(f.model.isReady() || ready.wait(30'000));
            QCOMPARE(f.shown(), f.wanted({f.inbox}));
        }
    }

    void keepsPlacesThatChangeBeforeTheOtherRowsAreAskedFor()
    {
        ModelFixture f(2000);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy first(&f.model, &MessageListModel::firstRowsShown);
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        f.model.setFolder(f.inbox);
        QVERIFY(first.wait(30'000));
        QVERIFY(!f.model.isReady());
        f.f.write([&](Transaction &tx) { return messages::upsert(tx, f.inbox, {header(u"new"_s, 1'800'000'000)}, 1); });
        f.f.write([&](Transaction &tx) {
            return messages::remove(tx, f.inbox, {RemoteMessageId(u"m1999"_s), RemoteMessageId(u"m5"_s)});
        });
        f.f.write([&](Transaction &tx) {
            return messages::upsert(tx, f.inbox, {header(u"m7"_s, 1'900'000'000), header(u"m1998"_s, 1)}, 1);
        });
        f.model.loadRest();
        f.f.write([&](Transaction &tx) { return messages::upsert(tx, f.inbox, {header(u"newer"_s, 1'950'000'000)}, 1); });
        QVERIFY(f.model.isReady() || ready.wait(30'000));
        QCOMPARE(f.shown(), f.wanted({f.inbox}));
        QTest::qWait(150); // the rest is not asked for once more
        QCOMPARE(ready.size(), 1);
    }

    void followsRandomChanges()
    {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        ModelFixture f(1500);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QList<FolderId> both{f.inbox, f.other};
        f.show(both);
        for (int step = 0; step < 60; ++step) {
            const FolderId folder = both[random.bounded(2)];
            QList<MessageHeader> headers;
            QList<RemoteMessageId> removed;
            for (int i = random.bounded(40); i >= 0; --i) {
                const QString id = u"m"_s + QString::number(random.bounded(3000));
                headers.append(header(id, 1'700'000'000 + random.bounded(1000)));
                removed.append(RemoteMessageId(u"m"_s + QString::number(random.bounded(3000))));
            }
            f.f.write([&](Transaction &tx) -> Result<void> {
                if (auto done = messages::remove(tx, folder, removed); !done)
                    return done;
                return messages::upsert(tx, folder, headers, 1);
            });
            if (step % 10 == 0) {
                QCoreApplication::processEvents();
                QCOMPARE(f.shown(), f.wanted(both));
            }
        }
        QCOMPARE(f.shown(), f.wanted(both));
        QVERIFY(std::all_of(both.cbegin(), both.cend(), [&](FolderId id) { return !f.wanted({id}).isEmpty(); }));
    }

    void takesLargeChangesInSteps()
    {
        ModelFixture f(2000);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.show({f.inbox});
        const QPersistentModelIndex kept = f.model.index(1000);
        const MessageId id = f.model.idAt(1000); // m999
        QList<RemoteMessageId> removed;
        QList<MessageHeader> fresh;
        for (int i = 0; i < 2000; ++i) {
            if (i % 3 == 0 && i != 999)
                removed.append(RemoteMessageId(u"m"_s + QString::number(i)));
            if (i % 5 == 0)
                fresh.append(header(u"n"_s + QString::number(i), 1'700'000'000 + i / 2));
        }
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        f.f.write([&](Transaction &tx) { return messages::remove(tx, f.inbox, removed); });
        f.f.write([&](Transaction &tx) { return messages::upsert(tx, f.inbox, fresh, 1); });
        f.f.write([&](Transaction &tx) { return messages::remove(tx, f.inbox, {RemoteMessageId(u"n5"_s)}); });
        const QList<MessageId> wanted = f.wanted({f.inbox});
        QTRY_COMPARE_WITH_TIMEOUT(f.shown(), wanted, 20'000);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(f.model.idAt(kept.row()), id);
    }

    void takesLargeChangesOfOthersInSteps()
    {
        ModelFixture f(2000);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.show({f.inbox});
        auto stranger = Store::open(f.f.path());
        QN_OK(stranger);
        QList<RemoteMessageId> removed;
        for (int i = 1; i < 2000; i += 2)
            removed.append(RemoteMessageId(u"m"_s + QString::number(i)));
        QN_OK((*stranger)->write([&](Transaction &tx) { return messages::remove(tx, f.inbox, removed); }));
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        f.f.store->checkForeignChanges();
        f.f.write([&](Transaction &tx) { return messages::upsert(tx, f.inbox, {header(u"new"_s, 1'800'000'000)}, 1); });
        QVERIFY(ready.wait(20'000));
        QCOMPARE(f.shown(), f.wanted({f.inbox}));
        QCOMPARE(reset.size(), 0);
    }

    void anotherFolderForgetsWhatWaits()
    {
        ModelFixture f(6000);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.show({f.inbox});
        QList<MessageHeader> fresh;
        for (int i = 0; i < 3000; ++i)
            fresh.append(header(u"n"_s + QString::number(i), 1'700'000'000 + i));
        f.f.write([&](Transaction &tx) { return messages::upsert(tx, f.inbox, fresh, 1); });
        f.show({f.other});
        QTest::qWait(20);
        QCOMPARE(f.model.rowCount(), 0);
    }

    void readsAgainAfterAForeignChangeWithoutAReset()
    {
        ModelFixture f(3000);
        QAbstractItemModelTester tester(&f.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.show({f.inbox});
        const QPersistentModelIndex kept = f.model.index(1500);
        const MessageId id = f.model.idAt(1500);
        auto stranger = Store::open(f.f.path());
        QN_OK(stranger);
        QN_OK((*stranger)->write([&](Transaction &tx) -> Result<void> {
            if (auto done = messages::upsert(tx, f.inbox, {header(u"new"_s, 1'800'000'000)}, 1); !done)
                return done;
            return messages::remove(tx, f.inbox, {RemoteMessageId(u"m2000"_s)});
        }));
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        f.f.store->checkForeignChanges();
        QVERIFY(ready.wait(30'000));
        QCOMPARE(f.shown(), f.wanted({f.inbox}));
        QCOMPARE(reset.size(), 0);
        QCOMPARE(f.model.idAt(kept.row()), id);
    }

    void staysQuickWithManyRows()
    {
        ModelFixture f(200'000);
        QElapsedTimer timer;
        qint64 longest = 0;
        QSignalSpy first(&f.model, &MessageListModel::firstRowsShown);
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        timer.start();
        f.model.setFolder(f.inbox);
        QVERIFY(first.wait(30'000));
        qInfo() << "first rows after" << timer.elapsed() << "ms";
        QVERIFY(f.model.isReady() || ready.wait(30'000));
        qInfo() << "all rows after" << timer.elapsed() << "ms";
        QCOMPARE(f.model.rowCount(), 200'000);
        for (int i = 0; i < 50; ++i) {
            const MessageHeader mail = header(u"late"_s + QString::number(i), 1'700'000'000 + i * 2000);
            ChangeSet changes;
            QSignalBlocker blocker(f.f.store.get());
            const auto before = f.model.rowCount();
            QN_OK(f.f.store->write([&](Transaction &tx) -> Result<void> {
                auto done = messages::upsert(tx, f.inbox, {mail}, 1);
                changes = tx.changes();
                return done;
            }));
            timer.restart();
            f.model.applyChanges(changes);
            longest = qMax(longest, timer.nsecsElapsed());
            QCOMPARE(f.model.rowCount(), before + 1);
            QVERIFY(f.model.rowOf(changes.placed[0].key) >= 0);
        }
        qInfo() << "longest insertion" << longest / 1000 << "µs";
        QCOMPARE(f.shown(), f.wanted({f.inbox}));
        timer.restart();
        QCOMPARE(f.model.ids({{0, f.model.rowCount() - 1}}).list().size(), f.model.rowCount());
        qInfo() << "all ids in" << timer.nsecsElapsed() / 1000 << "µs";
    }

    void becomesEmptyWithItsAccount()
    {
        ModelFixture f(300);
        f.show({f.inbox});
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        f.f.write([&](Transaction &tx) { return accounts::remove(tx, f.account, false); });
        QVERIFY(ready.wait(30'000));
        QCOMPARE(f.model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(MessageListModelTest)
#include "messagelistmodeltest.moc"
