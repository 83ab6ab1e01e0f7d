// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/folderlog.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace qn;
using namespace qn::app;

class FolderLogTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatCameChangedAndWent();
    void pages();
    void forgetsTheOldest();
    void whoeverFollowsHasTheFolder();

private:
    static store::MessageState state(qint64 id, MessageFlags flags = {})
    {
        return {{1000 + id, MessageId(id)}, flags, 10, false};
    }
    static QSet<MessageId> set(const QList<MessageId> &ids) { return {ids.cbegin(), ids.cend()}; }
};

void FolderLogTest::tellsWhatCameChangedAndWent()
{
    FolderLog log;
    QVERIFY(!log.since(0, 10)); // nobody has looked
    log.update({state(1), state(2), state(3)});
    const qint64 start = log.now();
    QVERIFY(log.since(start, 10)->changed.isEmpty());
    log.update({state(1), state(3, MessageFlag::Seen), state(4)});
    const auto step = log.since(start, 10);
    QCOMPARE(set(step->changed), (QSet{MessageId(3), MessageId(4)}));
    QCOMPARE(step->removed, QList{MessageId(2)});
    QVERIFY(!step->more);
    QCOMPARE(step->next, log.now());
    QVERIFY(log.since(step->next, 10)->removed.isEmpty());
    QVERIFY(!log.since(log.now() + 1, 10) && !log.since(-1, 10));
    log.update({state(1), state(3, MessageFlag::Seen), state(4)});
    QCOMPARE(log.now(), step->next);
    log.update({state(1), state(4)});
    QCOMPARE(set(log.since(start, 10)->changed), QSet{MessageId(4)}); // what has gone since is not told as changed
    QCOMPARE(set(log.since(start, 10)->removed), (QSet{MessageId(2), MessageId(3)}));
}

void FolderLogTest::pages()
{
    FolderLog log;
    log.update({});
    QList<store::MessageState> all;
    for (int i = 1; i <= 25; ++i)
        all.append(state(i));
    log.update(all);
    QSet<MessageId> seen;
    qint64 number = 0;
    for (int page = 0; page < 3; ++page) {
        const auto step = log.since(number, 10);
        QVERIFY(step->changed.size() <= 10);
        QCOMPARE(step->more, page < 2);
        if (page == 0)
            QVERIFY(step->changed.contains(MessageId(25))); // the newest first
        seen += set(step->changed);
        number = step->next;
    }
    QCOMPARE(seen.size(), 25);
    QCOMPARE(number, log.now());
}

void FolderLogTest::forgetsTheOldest()
{
    FolderLog log(2);
    log.update({});
    for (int i = 1; i <= 3; ++i) {
        QList<store::MessageState> all;
        for (int id = 1; id <= i; ++id)
            all.append(state(id));
        log.update(all);
    }
    QVERIFY(!log.since(0, 10));
    QCOMPARE(log.since(1, 10)->changed.size(), 2);
}

void FolderLogTest::whoeverFollowsHasTheFolder()
{
    QRandomGenerator random(7);
    FolderLog log;
    log.update({});
    QMap<qint64, store::MessageState> folder;
    QSet<qint64> follower;
    qint64 number = 0;
    for (int round = 0; round < 500; ++round) {
        for (int change = random.bounded(4); change >= 0; --change) {
            const qint64 id = 1 + random.bounded(40);
            if (folder.contains(id) && random.bounded(2) == 0)
                folder.remove(id);
            else
                folder.insert(id, state(id, MessageFlags::fromInt(random.bounded(4))));
        }
        log.update(folder.values());
        if (random.bounded(3) != 0)
            continue;
        for (bool more = true; more;) {
            const auto step = log.since(number, 1 + random.bounded(5));
            QVERIFY(step);
            QVERIFY(step->next > number || !step->more);
            for (const MessageId id : step->changed)
                follower.insert(id.value());
            for (const MessageId id : step->removed)
                follower.remove(id.value());
            number = step->next;
            more = step->more;
        }
        const QList<qint64> now = folder.keys();
        QCOMPARE(follower, (QSet<qint64>{now.cbegin(), now.cend()}));
    }
}

QTEST_GUILESS_MAIN(FolderLogTest)
#include "folderlogtest.moc"
