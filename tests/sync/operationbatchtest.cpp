// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/operationbatch.h"
#include "sync/backoff.h"
#include "sync/synccursor.h"

#include <QTest>

namespace qn::sync {

using store::OperationKind;
using store::OperationRow;

namespace {

constexpr AccountId account{1};

OperationRow flag(qint64 id, const QList<qint64> &messages, MessageFlags add, qint64 notBefore = 0)
{
    OperationRow row;
    row.id = OperationId(id);
    row.account = account;
    row.kind = OperationKind::SetFlags;
    for (const qint64 message : messages)
        row.messages.append(MessageId(message));
    row.add = add;
    row.notBefore = notBefore;
    return row;
}

OperationRow move(qint64 id, const QList<qint64> &messages, qint64 target, qint64 notBefore = 0)
{
    OperationRow row = flag(id, messages, {}, notBefore);
    row.kind = OperationKind::Move;
    row.target = FolderId(target);
    return row;
}

QList<qint64> ids(const OperationBatch &batch)
{
    QList<qint64> ids;
    for (const OperationRow &row : batch)
        ids.append(row.id.value());
    return ids;
}

} // namespace

class OperationBatchTest final : public QObject
{
    Q_OBJECT

private slots:
    void putsTheSameChangeTogether();
    void keepsTheOrderOnOneMessage();
    void doesNotOvertakeWhatIsNotDue();
    void leavesOtherAccountsAlone();
    void triesAgainBeforeTheTimeOnDemand();
    void keepsDraftsInOrder();
    void boundsABatch();
    void growsItsPauses();
    void cursorSurvivesText();
};

void OperationBatchTest::putsTheSameChangeTogether()
{
    const QList<OperationRow> pending{flag(1, {10}, MessageFlag::Seen), move(2, {20}, 5),
        flag(3, {11}, MessageFlag::Seen), flag(4, {12}, MessageFlag::Flagged), move(5, {21}, 6)};
    QCOMPARE(ids(nextBatch(pending, account, 0, false)), (QList<qint64>{1, 3}));
    QCOMPARE(ids(nextBatch(pending.mid(1), account, 0, false)), (QList<qint64>{2}));
}

void OperationBatchTest::keepsTheOrderOnOneMessage()
{
    // 3 would undo 2 if it went with 1.
    OperationRow unflag = flag(2, {10}, {});
    unflag.remove = MessageFlag::Seen;
    const QList<OperationRow> pending{flag(1, {10}, MessageFlag::Seen), unflag, flag(3, {10}, MessageFlag::Seen)};
    QCOMPARE(ids(nextBatch(pending, account, 0, false)), (QList<qint64>{1}));
    QCOMPARE(ids(nextBatch(pending.mid(1), account, 0, false)), (QList<qint64>{2}));
}

void OperationBatchTest::doesNotOvertakeWhatIsNotDue()
{
    const QList<OperationRow> pending{
        move(1, {10}, 5, 1000), flag(2, {10}, MessageFlag::Seen), flag(3, {11}, MessageFlag::Seen)};
    QCOMPARE(ids(nextBatch(pending, account, 999, false)), (QList<qint64>{3}));
    QCOMPARE(ids(nextBatch(pending, account, 1000, false)), (QList<qint64>{1}));
    QCOMPARE(nextDue(pending, account), 0);
    QCOMPARE(nextDue(pending.mid(0, 1), account), 1000);
}

void OperationBatchTest::leavesOtherAccountsAlone()
{
    const QList<OperationRow> pending{flag(1, {10}, MessageFlag::Seen)};
    QVERIFY(nextBatch(pending, AccountId(2), 0, false).isEmpty());
    QCOMPARE(nextDue(pending, AccountId(2)), -1);
}

void OperationBatchTest::triesAgainBeforeTheTimeOnDemand()
{
    QList<OperationRow> pending{flag(1, {10}, MessageFlag::Seen, 1000)};
    QVERIFY(nextBatch(pending, account, 0, true).isEmpty()); // still to be taken back by the user
    pending.first().attempts = 1;
    QCOMPARE(ids(nextBatch(pending, account, 0, true)), (QList<qint64>{1}));
}

void OperationBatchTest::keepsDraftsInOrder()
{
    OperationRow save = flag(1, {}, {}, 1000);
    save.kind = OperationKind::SaveDraft;
    OperationRow remove = flag(2, {}, {});
    remove.kind = OperationKind::RemoveDraft;
    QVERIFY(nextBatch({save, remove}, account, 0, false).isEmpty());
}

void OperationBatchTest::boundsABatch()
{
    QList<OperationRow> pending;
    for (int i = 1; i <= 1200; ++i)
        pending.append(flag(i, {i}, MessageFlag::Seen));
    QCOMPARE(nextBatch(pending, account, 0, false).size(), 500);
}

void OperationBatchTest::growsItsPauses()
{
    using std::chrono::milliseconds;
    const Backoff backoff{milliseconds(1000), milliseconds(60'000)};
    const Error error{ErrorKind::Server, {}, {}, 500, {}};
    const auto within = [](milliseconds pause, qint64 plain) {
        return pause.count() >= plain * 3 / 4 && pause.count() <= plain * 5 / 4;
    };
    for (int i = 0; i < 100; ++i) {
        QVERIFY(within(backoff.pause(1, error), 1000));
        QVERIFY(within(backoff.pause(4, error), 8000));
        QVERIFY(within(backoff.pause(1000, error), 60'000));
    }
    Error limited = error;
    limited.retryAfter = milliseconds(90'000);
    QCOMPARE(backoff.pause(1, limited), milliseconds(90'000));
}

void OperationBatchTest::cursorSurvivesText()
{
    SyncCursor cursor{42, true, false, QByteArray("a b\0c", 5)};
    QCOMPARE(SyncCursor::decode(cursor.encode()), cursor);
    cursor = {7, false, true, {}};
    QCOMPARE(SyncCursor::decode(cursor.encode()), cursor);
    QCOMPARE(SyncCursor::decode({}), SyncCursor());
    QCOMPARE(SyncCursor::decode("another program's token"), SyncCursor());
}

} // namespace qn::sync

QTEST_GUILESS_MAIN(qn::sync::OperationBatchTest)
#include "operationbatchtest.moc"
