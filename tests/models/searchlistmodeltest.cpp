// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/messagelistmodel.h"
#include "store/database.h"
#include "store/searchindex.h"
#include "store/storereader.h"
#include "support/storefixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace qn;
using namespace qn::models;
using namespace qn::store;
using namespace qn::test;

namespace {

SearchNode parsed(const QString &query)
{
    const auto node = parseSearchQuery(query, QDateTime(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC));
    if (!node)
        qFatal("%s", qPrintable(node.error().message));
    return *node;
}

} // namespace

/// MessageListModel as the list of what a query finds.
class SearchListModelTest final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        explicit Fixture(int meetings = 0)
        {
            account = f.addAccount();
            const auto folders = f.addFolders(account, {u"inbox"_s, u"other"_s, u"trash"_s});
            inbox = folders[0];
            other = folders[1];
            trash = folders[2];
            QList<MessageHeader> headers;
            for (int i = 0; i < meetings; ++i)
                headers.append(mail(i, i % 2 ? u"明天的会议 %1"_s.arg(i) : u"Lunch %1"_s.arg(i)));
            if (!headers.isEmpty())
                f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 1); });
            index();
            QObject::connect(f.store.get(), &Store::changed, &model, &MessageListModel::applyChanges);
        }
        static MessageHeader mail(int number, const QString &subject)
        {
            MessageHeader mail = header(u"m"_s + QString::number(number), 1'700'000'000 + number);
            mail.subject = subject;
            return mail;
        }
        void index()
        {
            auto index = SearchIndex::open(f.path());
            if (!index)
                qFatal("no index");
            while (true) {
                const auto progress = (*index)->step();
                if (!progress)
                    qFatal("%s", qPrintable(progress.error().detail));
                if (!progress->hasMore)
                    return;
            }
        }
        void ask(const SearchNode &query)
        {
            QSignalSpy ready(&model, &MessageListModel::ready);
            model.setQuery(query);
            QVERIFY(ready.wait(20'000));
        }
        void ask(const QString &query) { ask(parsed(query)); }
        void move(MessageId id, FolderId target)
        {
            OperationRow operation;
            operation.account = account;
            operation.kind = OperationKind::Move;
            operation.messages = {id};
            operation.target = target;
            f.write([&](Transaction &tx) {
                auto done = operations::insert(tx, operation);
                lastOperation = done.value_or(OperationId());
                return done;
            });
        }
        SearchNode but(const QString &query, FolderId without) const
        {
            SearchNode folder, isNot, both;
            folder.kind = SearchNode::Kind::Folder;
            folder.folder = without;
            isNot.kind = SearchNode::Kind::Not;
            isNot.children = {folder};
            both.kind = SearchNode::Kind::And;
            both.children = {parsed(query), isNot};
            return both;
        }
        QStringList subjects()
        {
            QStringList subjects;
            for (int row = 0; row < model.rowCount(); ++row)
                subjects.append(model.index(row).data().toString());
            return subjects;
        }

        StoreFixture f;
        AccountId account;
        FolderId inbox, other, trash;
        OperationId lastOperation;
        StoreReader reader{f.path()};
        MessageListModel model{reader};
        QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    };

private slots:
    void showsTheNewestHitsAtOnceAndThenAllOfThem()
    {
        Fixture f(1000);
        QSignalSpy first(&f.model, &MessageListModel::firstRowsShown);
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        f.ask(u"會議"_s);
        QCOMPARE(first.size(), 1);
        QCOMPARE(f.model.rowCount(), 500);
        QCOMPARE(f.model.index(0).data().toString(), u"明天的会议 999"_s);
        QCOMPARE(inserted.size(), 1); // below the first hundred
        QCOMPARE(inserted[0][1].toInt(), 100);
        QCOMPARE(reset.size(), 1);
        QVERIFY(!f.model.index(400).data(MessageListModel::IsLoadedRole).toBool());
        QTRY_VERIFY(f.model.index(400).data(MessageListModel::IsLoadedRole).toBool());
        QCOMPARE(f.model.index(400).data().toString(), u"明天的会议 199"_s);
    }

    void keepsWhatItShowsUntilTheNextAnswerAndDropsOlderOnes()
    {
        Fixture f(40);
        f.ask(u"lunch"_s);
        QCOMPARE(f.model.rowCount(), 20);
        QSignalSpy first(&f.model, &MessageListModel::firstRowsShown);
        for (const auto *typed : {u"会", u"会议", u"会议 3", u"会议 39"})
            f.model.setQuery(parsed(QString::fromUtf16(typed)));
        QCOMPARE(f.model.rowCount(), 20); // still the old ones
        QTRY_COMPARE(f.subjects(), QStringList{u"明天的会议 39"_s});
        QTest::qWait(50);
        QCOMPARE(first.size(), 1);
        QVERIFY(f.model.isReady());
    }

    void becomesAMailboxAgain()
    {
        Fixture f(10);
        f.ask(u"会议"_s);
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        f.model.setFolder(f.inbox);
        QVERIFY(ready.wait(30'000));
        QCOMPARE(f.model.rowCount(), 10);
        QVERIFY(!f.model.hasQuery());
    }

    void arrivingMailAppearsWhereItMatches()
    {
        Fixture f(10);
        f.ask(u"会议"_s);
        f.f.write([&](Transaction &tx) {
            return messages::upsert(tx, f.inbox, {f.mail(100, u"周一的會議"_s), f.mail(101, u"Lunch again"_s)}, 1);
        });
        QTRY_COMPARE(f.model.rowCount(), 6);
        QTRY_COMPARE(f.subjects().first(), u"周一的會議"_s); // the contents come after the row
    }

    void mailWhoseBodyComesToMatchAppears()
    {
        Fixture f(10);
        f.ask(u"汇报"_s);
        QCOMPARE(f.model.rowCount(), 0);
        const MessageId id = f.f.list(f.inbox).at(4).id;
        MessageBody body;
        body.text = u"请看季度汇报。"_s;
        f.f.write([&](Transaction &tx) { return messages::setBody(tx, id, body, {}); });
        QTRY_COMPARE(f.model.rowCount(), 1);
        QCOMPARE(f.model.idAt(0), id);
    }

    void mailThatOnlyCeasesToMatchStaysUntilTheQueryChanges()
    {
        Fixture f(10);
        f.ask(u"is:unread 会议"_s);
        QCOMPARE(f.model.rowCount(), 5);
        OperationRow read;
        read.account = f.account;
        read.messages = {f.model.idAt(1)};
        read.add = MessageFlag::Seen;
        f.f.write([&](Transaction &tx) { return operations::insert(tx, read); });
        QTRY_VERIFY(!f.model.index(1).data(MessageListModel::UnreadRole).toBool());
        QCOMPARE(f.model.rowCount(), 5);
        f.ask(u"会议 is:unread"_s);
        QCOMPARE(f.model.rowCount(), 4);
    }

    void mailThatIsMovedOutOfSightLeavesAndComesBackWithUndo()
    {
        Fixture f(10);
        f.ask(f.but(u"会议"_s, f.trash));
        const MessageId id = f.model.idAt(2);
        f.move(id, f.trash);
        QTRY_COMPARE(f.model.rowCount(), 4);
        f.f.write([&](Transaction &tx) { return operations::finish(tx, f.lastOperation, false); });
        QTRY_COMPARE(f.model.rowCount(), 5);
        QCOMPARE(f.model.idAt(2), id);
        f.move(id, f.other); // still where the query looks
        QTest::qWait(50);
        QCOMPARE(f.model.idAt(2), id);
        QCOMPARE(f.model.rowCount(), 5);
    }

    void mailThatIsGoneLeaves()
    {
        Fixture f(10);
        f.ask(u"会议"_s);
        f.f.write([&](Transaction &tx) { return messages::remove(tx, f.inbox, {RemoteMessageId(u"m5"_s)}); });
        QTRY_COMPARE(f.model.rowCount(), 4);
    }

    void saysWhenAFolderIsMissing()
    {
        Fixture f(10);
        QSignalSpy failed(&f.model, &MessageListModel::failed);
        f.model.setQuery(parsed(u"in:nowhere"_s));
        QVERIFY(failed.wait(30'000));
        QCOMPARE(failed[0][0].value<Error>().kind, ErrorKind::NotFound);
    }

    void asksAgainWithoutAReset()
    {
        Fixture f(20);
        f.ask(u"会议"_s);
        const QPersistentModelIndex kept = f.model.index(5);
        const MessageId id = f.model.idAt(5);
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        QSignalSpy ready(&f.model, &MessageListModel::ready);
        {
            const QSignalBlocker unheard(f.f.store.get());
            QN_OK(f.f.store->write([&](Transaction &tx) {
                return messages::upsert(tx, f.inbox, {f.mail(200, u"会议"_s)}, 1);
            }));
        }
        f.model.refresh();
        QVERIFY(ready.wait(30'000));
        QCOMPARE(f.model.rowCount(), 11);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(f.model.idAt(kept.row()), id);
    }

    void theReaderStopsWorkingForNobody()
    {
        Fixture f(10);
        std::atomic<bool> isObsolete = false;
        const auto endless = f.reader.ask<int>(
            [](Transaction &tx) -> Result<int> {
                Query row = tx.database().query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                                "SELECT count(*) FROM n");
                row.next();
                return tx.database().checked(1);
            },
            [&isObsolete] { return isObsolete.load(); });
        QTest::qWait(20);
        QVERIFY(!endless.isFinished());
        isObsolete = true;
        QTRY_VERIFY(endless.isFinished());
        QVERIFY(!endless.result().has_value());
        f.ask(u"会议"_s); // and goes on with what comes
        QCOMPARE(f.model.rowCount(), 5);
    }
};

QTEST_GUILESS_MAIN(SearchListModelTest)
#include "searchlistmodeltest.moc"
