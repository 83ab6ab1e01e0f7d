// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncfixture.h"

#include "sync/synccursor.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace qn::sync {

using test::FaultyBackend;
using test::RunningSync;
using test::SyncFixture;

class SyncEngineTest final : public QObject
{
    Q_OBJECT

private slots:
    void bringsFoldersMessagesAndContacts();
    void bringsBodiesInTheBackground();
    void doesNotAnnounceTheFirstListing();
    void announcesUnreadArrivalsInTheInboxOnly();
    void seesWhatAnotherClientDid();
    void goesOnAfterAStopAtEveryPage();
    void removesWhatACompleteListingDoesNotName();
    void completeListingKeepsItsMarkOverARestart();
    void startsAgainWhereTheTokenIsUnknown();
    void removesWhatOnlyAForgottenRunHadNamed();
    void saysOfflineAtOnceAndTriesBehindIt();
    void bringsNoBodiesOverAMeteredConnection();
    void keepsAllMailWhereThatIsWanted();
    void theCopyOfAllMailWaitsAndGoesOn();
    void theCopyOfAllMailPassesOverWhatIsRefused();
    void dropsAFolderThatVanished();
    void oneFailingFolderDoesNotStopTheOthers();
    void isOfflineAndComesBack();
    void waitsForASignIn();
    void stopsInAHangingCall();
    void syncsWhenTheServerTells();
    void keepsContactsOfAServerWithoutThem();
};

void SyncEngineTest::bringsFoldersMessagesAndContacts()
{
    SyncFixture fixture;
    fixture.deliver(u"会议"_s);
    fixture.deliver(u"old"_s, FolderRole::Archive, MessageFlag::Seen | MessageFlag::Flagged);
    QVERIFY(fixture.mailbox->saveContacts({{{}, u"张三"_s, u"zhang@qq.example"_s, {}, {}}}));
    RunningSync running(fixture);
    QVERIFY(running.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.folders().size(), fixture.mailbox->folders().size());
    QCOMPARE(fixture.folderRow(FolderRole::Inbox).folder.unread, 1);
    const auto contacts = test::ask<QList<store::ContactRow>>(*fixture.store, &store::contacts::list);
    QCOMPARE(contacts.size(), 1);
    QCOMPARE(contacts.first().contact.name, u"张三"_s);
    QCOMPARE(running.engine.state().phase, Phase::Idle);
    QCOMPARE(running.engine.state().done, 2);
    QVERIFY(running.engine.state().lastSync.isValid());
    QCOMPARE(running.engine.state().capabilities.accountEmail, u"xiaoming@qq.example"_s);
    // The inbox comes first.
    QCOMPARE(running.backend->calls.mid(0, 3), (QStringList{u"capabilities"_s, u"folders"_s, u"changes"_s}));
}

void SyncEngineTest::bringsBodiesInTheBackground()
{
    SyncFixture fixture;
    fixture.settings.prefetchBodies = 2;
    for (const QString &subject : {u"one"_s, u"two"_s, u"three"_s})
        fixture.deliver(subject);
    RunningSync running(fixture);
    QVERIFY(running.sync());
    const auto body = [&](const QString &subject) {
        return test::ask<std::optional<MessageBody>>(*fixture.store,
            [id = fixture.message(subject)](store::Transaction &tx) { return store::messages::body(tx, id); });
    };
    QTRY_VERIFY(body(u"two"_s).has_value());
    QVERIFY(body(u"three"_s)->text.contains(u"Text of three"_s));
    QVERIFY(!body(u"one"_s));
}

void SyncEngineTest::doesNotAnnounceTheFirstListing()
{
    SyncFixture fixture;
    fixture.settings.firstPage = 1;
    fixture.settings.page = 1;
    for (const QString &subject : {u"one"_s, u"two"_s, u"three"_s})
        fixture.deliver(subject);
    RunningSync running(fixture);
    const QSignalSpy news(&running.engine, &SyncEngine::newMail);
    QList<std::pair<int, int>> progress;
    connect(&running.engine, &SyncEngine::stateChanged, this, [&] {
        if (running.engine.state().done > 0 && running.engine.state().phase == Phase::Syncing)
            progress.append({running.engine.state().done, running.engine.state().total});
    });
    QVERIFY(running.sync());
    QCOMPARE(progress, (QList<std::pair<int, int>>{{1, 3}, {2, 3}, {3, 3}}));
    QCOMPARE(fixture.messages(FolderRole::Inbox).size(), 3);
    QCOMPARE(news.size(), 0);
}

void SyncEngineTest::announcesUnreadArrivalsInTheInboxOnly()
{
    SyncFixture fixture;
    RunningSync running(fixture);
    QVERIFY(running.sync());
    const QSignalSpy news(&running.engine, &SyncEngine::newMail);
    fixture.deliver(u"new"_s);
    fixture.deliver(u"read elsewhere"_s, FolderRole::Inbox, MessageFlag::Seen);
    fixture.deliver(u"elsewhere"_s, FolderRole::Archive);
    QVERIFY(running.sync());
    QCOMPARE(news.size(), 1);
    QCOMPARE(news.first().first().value<QList<MessageId>>(), QList<MessageId>{fixture.message(u"new"_s)});
}

void SyncEngineTest::seesWhatAnotherClientDid()
{
    SyncFixture fixture;
    const RemoteMessageId flagged = fixture.deliver(u"flagged"_s);
    const RemoteMessageId moved = fixture.deliver(u"moved"_s);
    const RemoteMessageId removed = fixture.deliver(u"removed"_s);
    RunningSync running(fixture);
    QVERIFY(running.sync());
    const MessageId before = fixture.message(u"flagged"_s);

    const RemoteFolderId inbox = fixture.folder(FolderRole::Inbox);
    QVERIFY(fixture.mailbox->setFlags(inbox, {flagged}, MessageFlag::Flagged, {}));
    QVERIFY(fixture.mailbox->move(inbox, {moved}, fixture.folder(FolderRole::Trash)));
    QVERIFY(fixture.mailbox->remove(inbox, {removed}));
    fixture.deliver(u"arrived"_s);
    QVERIFY(fixture.mailbox->ensureFolder({u"项目"_s}));
    QVERIFY(running.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.folders().size(), fixture.mailbox->folders().size());
    QCOMPARE(fixture.message(u"flagged"_s), before); // the row that the windows know stays
}

void SyncEngineTest::goesOnAfterAStopAtEveryPage()
{
    for (int pages = 1;; ++pages) {
        SyncFixture fixture;
        fixture.settings.firstPage = 3;
        fixture.settings.page = 4;
        for (int i = 0; i < 20; ++i)
            fixture.deliver(u"mail %1"_s.arg(i), i % 3 == 0 ? FolderRole::Archive : FolderRole::Inbox);
        bool cut = false;
        int asked = 0;
        {
            RunningSync running(fixture);
            running.backend->fault = [&](const QString &method, FaultyBackend::When when) -> std::optional<Error> {
                if (method != "changes"_L1 || when != FaultyBackend::When::Before)
                    return {};
                cut = asked >= pages;
                asked += cut ? 0 : 1;
                return cut ? std::optional(Error{ErrorKind::Network, {}, {}, 0, {}}) : std::nullopt;
            };
            static_cast<void>(running.sync());
        }
        fixture.openStore();
        // What changed while nobody looked is not lost either.
        fixture.deliver(u"late"_s);
        RunningSync running(fixture);
        QVERIFY(running.sync());
        QCOMPARE(fixture.inStore(), fixture.onServer());
        // What had come is not fetched again, but for the message that came late.
        const int again = running.engine.state().done;
        QVERIFY2(!cut || again < 21, qPrintable(u"%1 after %2 pages"_s.arg(again).arg(pages)));
        if (!cut)
            break;
    }
}

void SyncEngineTest::removesWhatACompleteListingDoesNotName()
{
    SyncFixture fixture;
    const RemoteMessageId removed = fixture.deliver(u"removed"_s);
    fixture.deliver(u"stays"_s);
    RunningSync running(fixture);
    running.backend->listsEverything = true;
    const QSignalSpy news(&running.engine, &SyncEngine::newMail);
    QVERIFY(running.sync());
    QVERIFY(fixture.mailbox->remove(fixture.folder(FolderRole::Inbox), {removed}));
    fixture.deliver(u"new"_s);
    QVERIFY(running.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(news.size(), 1);
    QCOMPARE(news.first().first().value<QList<MessageId>>(), QList<MessageId>{fixture.message(u"new"_s)});
}

void SyncEngineTest::completeListingKeepsItsMarkOverARestart()
{
    SyncFixture fixture;
    fixture.settings.firstPage = 2;
    fixture.settings.page = 2;
    for (int i = 0; i < 6; ++i)
        fixture.deliver(u"mail %1"_s.arg(i));
    {
        RunningSync running(fixture);
        int asked = 0;
        running.backend->fault = [&](const QString &method, FaultyBackend::When when) -> std::optional<Error> {
            return method == "changes"_L1 && when == FaultyBackend::When::Before && ++asked > 9
                ? std::optional(Error{ErrorKind::Network, {}, {}, 0, {}})
                : std::nullopt;
        };
        static_cast<void>(running.sync());
    }
    QVERIFY(SyncCursor::decode(fixture.folderRow(FolderRole::Inbox).syncToken).token.size() > 0);
    fixture.openStore();
    fixture.clock->advance(std::chrono::hours(1));
    RunningSync running(fixture);
    QVERIFY(running.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void SyncEngineTest::startsAgainWhereTheTokenIsUnknown()
{
    SyncFixture fixture;
    const RemoteMessageId removed = fixture.deliver(u"removed"_s);
    fixture.deliver(u"stays"_s);
    RunningSync running(fixture);
    QVERIFY(running.sync());
    const QSignalSpy news(&running.engine, &SyncEngine::newMail);
    const FolderId inbox = fixture.folderRow(FolderRole::Inbox).id;
    QVERIFY(fixture.store->write([&](store::Transaction &tx) {
        SyncCursor cursor = SyncCursor::decode(store::folders::find(tx, inbox)->syncToken);
        cursor.token = "of another life";
        return store::folders::setSyncToken(tx, inbox, cursor.encode());
    }));
    QVERIFY(fixture.mailbox->remove(fixture.folder(FolderRole::Inbox), {removed}));
    fixture.deliver(u"new"_s);
    QVERIFY(running.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(news.size(), 1);
}

void SyncEngineTest::removesWhatOnlyAForgottenRunHadNamed()
{
    SyncFixture fixture;
    fixture.settings.firstPage = fixture.settings.page = 2;
    QList<RemoteMessageId> ids;
    for (int i = 0; i < 9; ++i)
        ids.append(fixture.deliver(u"mail %1"_s.arg(i)));
    const FolderId inbox = [&] {
        RunningSync running(fixture);
        int asked = 0;
        running.backend->fault = [&](const QString &method, FaultyBackend::When when) -> std::optional<Error> {
            // The first pass asks each folder once.
            return method == "changes"_L1 && when == FaultyBackend::When::Before
                    && ++asked > 1 + fixture.folders().size()
                ? std::optional(Error{ErrorKind::Network, {}, {}, 0, {}})
                : std::nullopt;
        };
        static_cast<void>(running.sync());
        return fixture.folderRow(FolderRole::Inbox).id;
    }();
    QVERIFY(SyncCursor::decode(fixture.folderRow(FolderRole::Inbox).syncToken).midRun);
    QVERIFY(fixture.messages(FolderRole::Inbox).size() < 9);
    // Named by the run that is under way, gone now; and the server has forgotten that run.
    QVERIFY(fixture.mailbox->remove(fixture.folder(FolderRole::Inbox), {ids.last(), ids.at(7)}));
    QVERIFY(fixture.store->write([&](store::Transaction &tx) {
        SyncCursor cursor = SyncCursor::decode(store::folders::find(tx, inbox)->syncToken);
        cursor.token = "of another life";
        return store::folders::setSyncToken(tx, inbox, cursor.encode());
    }));
    RunningSync running(fixture);
    QVERIFY(running.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void SyncEngineTest::saysOfflineAtOnceAndTriesBehindIt()
{
    SyncFixture fixture;
    QList<Phase> phases;
    RunningSync running(fixture);
    QVERIFY(running.sync());
    running.backend->failAlways(u"folders"_s, Error{ErrorKind::Network, u"no route"_s, {}, 0, {}});
    connect(&running.engine, &SyncEngine::stateChanged, this, [&] { phases.append(running.engine.state().phase); });
    const qsizetype before = running.backend->calls.count(u"folders"_s);
    running.engine.loseNetwork();
    QCOMPARE(running.engine.state().phase, Phase::Offline);
    QTRY_VERIFY(running.backend->calls.count(u"folders"_s) > before + 2);
    QVERIFY(std::all_of(phases.cbegin(), phases.cend(), [](Phase phase) { return phase == Phase::Offline; }));
    fixture.deliver(u"mail"_s);
    running.backend->fault = nullptr;
    QTRY_COMPARE(fixture.inStore(), fixture.onServer());
    QTRY_COMPARE(running.engine.state().phase, Phase::Idle);
}

void SyncEngineTest::bringsNoBodiesOverAMeteredConnection()
{
    SyncFixture fixture;
    fixture.settings.prefetchBodies = 10;
    fixture.deliver(u"mail"_s);
    RunningSync running(fixture);
    running.engine.setMetered(true);
    QVERIFY(running.sync());
    QTRY_VERIFY(running.backend->calls.contains(u"waitForChange"_s));
    QVERIFY(!running.backend->calls.contains(u"message"_s));
    running.engine.setMetered(false);
    QTRY_VERIFY(running.backend->calls.contains(u"message"_s));
}

static QByteArray sourceOf(SyncFixture &fixture, const QString &subject)
{
    return test::ask<std::optional<QByteArray>>(*fixture.store,
        [id = fixture.message(subject)](store::Transaction &tx) { return store::messages::source(tx, id); })
        .value_or(QByteArray());
}

void SyncEngineTest::keepsAllMailWhereThatIsWanted()
{
    SyncFixture fixture;
    fixture.settings.prefetchBodies = 10;
    fixture.deliver(u"one"_s);
    fixture.deliver(u"two"_s, FolderRole::Archive);
    RunningSync running(fixture);
    running.engine.setKeepsAll(true);
    QVERIFY(running.sync());
    QVERIFY(QCoro::waitFor(running.engine.copied()));
    QVERIFY(sourceOf(fixture, u"one"_s).contains("Text of one"));
    const MessageId archived = fixture.message(u"two"_s, FolderRole::Archive);
    const auto other = test::ask<std::optional<QByteArray>>(
        *fixture.store, [archived](store::Transaction &tx) { return store::messages::source(tx, archived); });
    QVERIFY(other->contains("Text of two"));
    QCOMPARE(running.backend->calls.count(u"source"_s), 2);
    QVERIFY(!running.backend->calls.contains(u"message"_s)); // nothing comes twice
    // Only recent mail again: its bodies come as before.
    running.engine.setKeepsAll(false);
    fixture.deliver(u"three"_s);
    QVERIFY(running.sync());
    QTRY_VERIFY(running.backend->calls.contains(u"message"_s));
    QCOMPARE(running.backend->calls.count(u"source"_s), 2);
}

void SyncEngineTest::theCopyOfAllMailWaitsAndGoesOn()
{
    SyncFixture fixture;
    fixture.deliver(u"one"_s);
    RunningSync running(fixture);
    running.engine.setKeepsAll(true);
    running.engine.setMetered(true);
    QVERIFY(running.sync());
    QVERIFY(QCoro::waitFor(running.engine.copied())); // not now
    QVERIFY(!running.backend->calls.contains(u"source"_s));
    running.backend->failNext(u"source"_s, Error{ErrorKind::Network, {}, {}, 0, {}});
    running.engine.setMetered(false);
    QVERIFY(QCoro::waitFor(running.engine.copied()));
    QVERIFY(sourceOf(fixture, u"one"_s).contains("Text of one"));
    QCOMPARE(running.backend->calls.count(u"source"_s), 2);
    // A server that is away for longer ends the attempt; the next run goes on.
    fixture.deliver(u"two"_s);
    running.backend->failAlways(u"source"_s, Error{ErrorKind::Network, {}, {}, 0, {}});
    QVERIFY(running.sync());
    QCOMPARE(QCoro::waitFor(running.engine.copied()).error().kind, ErrorKind::Network);
    running.backend->fault = {};
    QVERIFY(running.sync());
    QVERIFY(QCoro::waitFor(running.engine.copied()));
    QVERIFY(sourceOf(fixture, u"two"_s).contains("Text of two"));
}

void SyncEngineTest::theCopyOfAllMailPassesOverWhatIsRefused()
{
    SyncFixture fixture;
    for (int i = 0; i < 12; ++i)
        fixture.deliver(u"mail %1"_s.arg(i));
    RunningSync running(fixture);
    running.engine.setKeepsAll(true);
    // The server says NO to the fourth, and to nothing else.
    int asked = 0;
    std::optional<Error> no = Error{ErrorKind::Server, u"broken mail"_s, ErrorReason::None, 0, {}};
    QSet<int> refused{4, 8}; // in a group of several; then, one by one: five, six, seven, and the same again
    running.backend->fault = [&](const QString &method, FaultyBackend::When when) -> std::optional<Error> {
        if (method != "source"_L1 || when != FaultyBackend::When::Before)
            return {};
        return refused.contains(++asked) ? no : std::nullopt;
    };
    QVERIFY(running.sync());
    QVERIFY(QCoro::waitFor(running.engine.copied()));
    int here = 0;
    for (int i = 0; i < 12; ++i)
        here += sourceOf(fixture, u"mail %1"_s.arg(i)).isEmpty() ? 0 : 1;
    QCOMPARE(here, 11);
    const qsizetype before = running.backend->calls.count(u"source"_s);
    QVERIFY(running.sync());
    QVERIFY(QCoro::waitFor(running.engine.copied()));
    QCOMPARE(running.backend->calls.count(u"source"_s), before); // not in this run of the program
}

void SyncEngineTest::dropsAFolderThatVanished()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync running(fixture);
    QVERIFY(running.sync());
    // Gone between the list of folders and its own listing: no error, the next list of folders tells.
    running.backend->failNext(u"changes"_s, Error{ErrorKind::NotFound, {}, {}, 0, {}});
    QVERIFY(running.sync());
    QCOMPARE(fixture.messages(FolderRole::Inbox).size(), 1);
}

void SyncEngineTest::oneFailingFolderDoesNotStopTheOthers()
{
    SyncFixture fixture;
    fixture.deliver(u"in the inbox"_s);
    fixture.deliver(u"archived"_s, FolderRole::Archive);
    RunningSync running(fixture);
    running.backend->failNext(u"changes"_s, Error{ErrorKind::Protocol, u"odd"_s, {}, 0, {}});
    const Result<void> synced = running.sync();
    QVERIFY(!synced);
    QCOMPARE(synced.error().kind, ErrorKind::Protocol);
    QCOMPARE(fixture.messages(FolderRole::Archive).size(), 1);
    QCOMPARE(running.engine.state().phase, Phase::Failed);
    QTRY_COMPARE(fixture.inStore(), fixture.onServer()); // by itself, after a pause
}

void SyncEngineTest::isOfflineAndComesBack()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync running(fixture);
    running.backend->failAlways(u"folders"_s, Error{ErrorKind::Network, u"no route"_s, {}, 0, {}});
    const Result<void> synced = running.sync();
    QVERIFY(!synced);
    QCOMPARE(running.engine.state().phase, Phase::Offline);
    QVERIFY(running.engine.state().error.has_value());
    QTRY_VERIFY(running.backend->calls.count(u"folders"_s) > 2);
    running.backend->fault = nullptr;
    running.engine.poke();
    QTRY_COMPARE(fixture.inStore(), fixture.onServer());
    QTRY_COMPARE(running.engine.state().phase, Phase::Idle);
}

void SyncEngineTest::waitsForASignIn()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync running(fixture);
    const QSignalSpy needed(&running.engine, &SyncEngine::signInNeeded);
    running.backend->failAlways(u"changes"_s, Error{ErrorKind::Authorization, {}, {}, 401, {}});
    QVERIFY(!running.sync());
    QCOMPARE(running.engine.state().phase, Phase::SignInNeeded);
    QCOMPARE(needed.size(), 1);
    const qsizetype calls = running.backend->calls.size();
    running.engine.poke();
    QTest::qWait(60); // many pauses of the back-off
    QCOMPARE(running.backend->calls.size(), calls);
    running.backend->fault = nullptr;
    running.engine.resume();
    QTRY_COMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(running.backend->calls.count(u"capabilities"_s), 2);
}

void SyncEngineTest::stopsInAHangingCall()
{
    for (const QString &method :
        {u"capabilities"_s, u"folders"_s, u"changes"_s, u"contacts"_s, u"message"_s, u"waitForChange"_s}) {
        SyncFixture fixture;
        fixture.settings.prefetchBodies = 10;
        fixture.deliver(u"mail"_s);
        RunningSync running(fixture);
        running.backend->held.insert(method);
        running.engine.start();
        QTRY_VERIFY(running.backend->calls.contains(method));
        running.stop();
        const qsizetype calls = running.backend->calls.size();
        QTest::qWait(5);
        QCOMPARE(running.backend->calls.size(), calls);
        // And it can begin again.
        running.backend->held.clear();
        QVERIFY(running.sync());
        QCOMPARE(fixture.inStore(), fixture.onServer());
    }
}

void SyncEngineTest::syncsWhenTheServerTells()
{
    SyncFixture fixture;
    RunningSync running(fixture);
    QVERIFY(running.sync());
    QTRY_VERIFY(running.backend->calls.contains(u"waitForChange"_s));
    fixture.deliver(u"pushed"_s);
    QTRY_COMPARE(fixture.messages(FolderRole::Inbox).size(), 1);
    fixture.deliver(u"pushed again"_s);
    QTRY_COMPARE(fixture.messages(FolderRole::Inbox).size(), 2);
}

void SyncEngineTest::keepsContactsOfAServerWithoutThem()
{
    SyncFixture fixture;
    RunningSync running(fixture);
    running.backend->failAlways(u"contacts"_s, Error{ErrorKind::Unsupported, {}, {}, 0, {}});
    QVERIFY(running.sync());
}

} // namespace qn::sync

QTEST_GUILESS_MAIN(qn::sync::SyncEngineTest)
#include "syncenginetest.moc"
