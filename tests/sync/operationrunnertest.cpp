// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/operationrunner.h"

#include "syncfixture.h"

#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace qn::sync {

using store::OperationKind;
using store::OperationRow;
using test::FaultyBackend;
using test::RunningSync;
using test::SyncFixture;

/// The runner of the fixture's account, over a backend of its own.
class RunningOperations final
{
public:
    explicit RunningOperations(SyncFixture &fixture)
        : backend(fixture.newBackend())
        , owner(fixture.dataDir())
        , runner(fixture.account, *backend, *fixture.store, *fixture.clock, gate, owner, fixture.settings.backoff)
    {
        owner.acquire();
        runner.start();
    }
    ~RunningOperations() { stop(); }
    void stop()
    {
        runner.beginStop();
        backend->abort();
        QCoro::waitFor(runner.stopped());
    }
    Result<void> drain()
    {
        runner.retryNow();
        return QCoro::waitFor(runner.drain());
    }

    std::unique_ptr<FaultyBackend> backend;
    Gate gate;
    OwnerLock owner;
    OperationRunner runner;
};

class OperationRunnerTest final : public QObject
{
    Q_OBJECT

private slots:
    void carriesFlagsMovesAndRemovals();
    void sendsOneCallForTheSameChanges();
    void shownIsWhatTheUserDidBeforeTheServerHasIt();
    void refusalShowsTheServersTruthAgain();
    void oneRefusalDoesNotTakeTheOthersWithIt();
    void triesAgainAfterTheNetwork();
    void keepsWhatTheKeychainOrACertificateHoldsUp();
    void worksAfterAMoveWithoutNewIds();
    void missingMessageIsNoError();
    void waitsForASignIn();
    void onlyTheOwnerCarriesChanges();
    void savesReplacesAndRemovesDrafts();
    void doesNotLeaveTwoDraftsBehind();
    void removesTheCopyOfADraftThatWasDiscardedOnItsWay();
    void savesAndRemovesContacts();
    void doesNotSaveAContactTwice();
    void givesTheSameEffectOnceWhereverItDies();

private:
    static OperationId insert(SyncFixture &fixture, OperationRow row)
    {
        OperationId id;
        row.account = fixture.account;
        const Result<void> written = fixture.store->write([&](store::Transaction &tx) -> Result<void> {
            const Result<OperationId> inserted = store::operations::insert(tx, row);
            if (!inserted)
                return fail(inserted.error());
            id = *inserted;
            return {};
        });
        if (!written)
            qFatal("no operation: %s", qPrintable(written.error().detail));
        return id;
    }
    static OperationRow flags(const QList<MessageId> &messages, MessageFlags add)
    {
        OperationRow row;
        row.messages = messages;
        row.add = add;
        return row;
    }
    static OperationRow move(const QList<MessageId> &messages, FolderId target)
    {
        OperationRow row;
        row.kind = OperationKind::Move;
        row.messages = messages;
        row.target = target;
        return row;
    }
    static qsizetype pending(SyncFixture &fixture)
    {
        return test::ask<QList<OperationRow>>(*fixture.store, &store::operations::list).size();
    }
    static DraftId saveDraft(SyncFixture &fixture, DraftId id, const QString &subject, RemoteMessageId remoteId = {})
    {
        store::DraftRow draft;
        draft.id = id;
        draft.account = fixture.account;
        draft.remoteId = remoteId;
        draft.mail.subject = subject;
        draft.mail.messageId = u"draft@qq.example"_s;
        const Result<void> written = fixture.store->write([&](store::Transaction &tx) -> Result<void> {
            const Result<DraftId> saved = store::drafts::save(tx, draft);
            if (!saved)
                return fail(saved.error());
            id = *saved;
            return {};
        });
        if (!written)
            qFatal("no draft: %s", qPrintable(written.error().detail));
        OperationRow row;
        row.kind = OperationKind::SaveDraft;
        row.draft = id;
        insert(fixture, row);
        return id;
    }
    static QStringList draftsOnServer(const SyncFixture &fixture)
    {
        QStringList subjects;
        const auto visited = fixture.mailbox->visit(fixture.folder(FolderRole::Drafts),
            [&](const sandbox::Entry &entry) { subjects.append(entry.header.subject); });
        Q_ASSERT(visited);
        return subjects;
    }
    static Error error(ErrorKind kind) { return Error{kind, u"for the test"_s, {}, 0, {}}; }
};

void OperationRunnerTest::carriesFlagsMovesAndRemovals()
{
    SyncFixture fixture;
    for (const QString &subject : {u"flag"_s, u"move"_s, u"remove"_s})
        fixture.deliver(subject);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"flag"_s)}, MessageFlag::Flagged | MessageFlag::Seen));
    const MessageId moved = fixture.message(u"move"_s);
    insert(fixture, move({moved}, fixture.folderRow(FolderRole::Archive).id));
    OperationRow removal;
    removal.kind = OperationKind::Remove;
    removal.messages = {fixture.message(u"remove"_s)};
    insert(fixture, removal);

    RunningOperations operations(fixture);
    QVERIFY(operations.drain());
    QCOMPARE(pending(fixture), 0);
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.onServer().size(), 2);
    QCOMPARE(fixture.message(u"move"_s, FolderRole::Archive), moved);
    QVERIFY(sync.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.message(u"move"_s, FolderRole::Archive), moved); // the row that the windows know stays
}

void OperationRunnerTest::sendsOneCallForTheSameChanges()
{
    SyncFixture fixture;
    for (int i = 0; i < 10; ++i)
        fixture.deliver(u"mail %1"_s.arg(i));
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    for (const store::MessageRow &row : fixture.messages(FolderRole::Inbox))
        insert(fixture, flags({row.id}, MessageFlag::Seen));
    RunningOperations operations(fixture);
    QVERIFY(operations.drain());
    QCOMPARE(operations.backend->calls, QStringList{u"setFlags"_s});
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void OperationRunnerTest::shownIsWhatTheUserDidBeforeTheServerHasIt()
{
    SyncFixture fixture;
    const RemoteMessageId id = fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"mail"_s)}, MessageFlag::Flagged));
    insert(fixture, move({fixture.message(u"mail"_s)}, fixture.folderRow(FolderRole::Archive).id));
    QCOMPARE(fixture.messages(FolderRole::Inbox).size(), 0);
    // News about the same mail does not uncover it.
    QVERIFY(fixture.mailbox->setFlags(fixture.folder(FolderRole::Inbox), {id}, MessageFlag::Answered, {}));
    QVERIFY(sync.sync());
    QCOMPARE(fixture.messages(FolderRole::Inbox).size(), 0);
    QCOMPARE(fixture.messages(FolderRole::Archive).first().flags, MessageFlag::Flagged | MessageFlag::Answered);
    RunningOperations operations(fixture);
    QVERIFY(operations.drain());
    QVERIFY(sync.sync());
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.messages(FolderRole::Archive).first().flags, MessageFlag::Flagged | MessageFlag::Answered);
}

void OperationRunnerTest::refusalShowsTheServersTruthAgain()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"mail"_s)}, MessageFlag::Flagged));
    RunningOperations operations(fixture);
    const QSignalSpy refused(&operations.runner, &OperationRunner::refused);
    operations.backend->failNext(u"setFlags"_s, error(ErrorKind::Permission));
    QVERIFY(operations.drain());
    QCOMPARE(refused.size(), 1);
    QCOMPARE(pending(fixture), 0);
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void OperationRunnerTest::oneRefusalDoesNotTakeTheOthersWithIt()
{
    SyncFixture fixture;
    for (int i = 0; i < 3; ++i)
        fixture.deliver(u"mail %1"_s.arg(i));
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    for (int i = 0; i < 3; ++i)
        insert(fixture, flags({fixture.message(u"mail %1"_s.arg(i))}, MessageFlag::Flagged));
    RunningOperations operations(fixture);
    const QSignalSpy refused(&operations.runner, &OperationRunner::refused);
    int calls = 0; // the batch, then one by one
    operations.backend->fault = [&](const QString &, FaultyBackend::When when) -> std::optional<Error> {
        if (when == FaultyBackend::When::After)
            return {};
        ++calls;
        return calls == 1 || calls == 3 ? std::optional(error(ErrorKind::Permission)) : std::nullopt;
    };
    QVERIFY(operations.drain());
    QCOMPARE(refused.size(), 1);
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.onServer().filter(QRegularExpression(u" 4$"_s)).size(), 2);
}

void OperationRunnerTest::triesAgainAfterTheNetwork()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"mail"_s)}, MessageFlag::Flagged));
    RunningOperations operations(fixture);
    operations.backend->failAlways(u"setFlags"_s, error(ErrorKind::Network));
    const Result<void> drained = operations.drain();
    QVERIFY(!drained);
    QCOMPARE(drained.error().kind, ErrorKind::Network);
    QCOMPARE(pending(fixture), 1);
    const auto rows = test::ask<QList<OperationRow>>(*fixture.store, &store::operations::list);
    QVERIFY(rows.first().attempts > 0);
    QVERIFY(rows.first().notBefore > fixture.clock->now().toMSecsSinceEpoch());
    QCOMPARE(
        fixture.messages(FolderRole::Inbox).first().flags, MessageFlag::Flagged); // still shown as the user wants it
    operations.backend->fault = nullptr;
    QVERIFY(operations.drain());
    QCOMPARE(pending(fixture), 0);
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void OperationRunnerTest::keepsWhatTheKeychainOrACertificateHoldsUp()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"mail"_s)}, MessageFlag::Flagged));
    RunningOperations operations(fixture);
    const QSignalSpy refused(&operations.runner, &OperationRunner::refused);
    for (const ErrorKind kind : {ErrorKind::Keychain, ErrorKind::Tls, ErrorKind::Storage}) {
        operations.backend->failAlways(u"setFlags"_s, error(kind));
        const Result<void> drained = operations.drain();
        QVERIFY(!drained);
        QCOMPARE(drained.error().kind, kind);
        QCOMPARE(pending(fixture), 1);
    }
    operations.backend->fault = nullptr;
    QVERIFY(operations.drain());
    QCOMPARE(refused.size(), 0);
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void OperationRunnerTest::worksAfterAMoveWithoutNewIds()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    const MessageId id = fixture.message(u"mail"_s);
    insert(fixture, move({id}, fixture.folderRow(FolderRole::Archive).id));
    RunningOperations operations(fixture);
    operations.backend->tellsNewIds = false;
    QVERIFY(operations.drain());
    insert(fixture, flags({id}, MessageFlag::Flagged));
    QVERIFY(!operations.drain()); // nobody knows its name yet
    QVERIFY(sync.sync());
    QVERIFY(operations.drain());
    QCOMPARE(pending(fixture), 0);
    QCOMPARE(fixture.inStore(), fixture.onServer());
    QCOMPARE(fixture.messages(FolderRole::Archive).first().flags, MessageFlag::Flagged);
}

void OperationRunnerTest::missingMessageIsNoError()
{
    SyncFixture fixture;
    const RemoteMessageId remoteId = fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    const MessageId id = fixture.message(u"mail"_s);
    for (const OperationKind kind : {OperationKind::SetFlags, OperationKind::Move, OperationKind::Remove}) {
        OperationRow row;
        row.kind = kind;
        row.messages = {id};
        row.add = MessageFlag::Seen;
        row.target = fixture.folderRow(FolderRole::Archive).id;
        insert(fixture, row);
    }
    QVERIFY(fixture.mailbox->remove(fixture.folder(FolderRole::Inbox), {remoteId}));
    RunningOperations operations(fixture);
    const QSignalSpy refused(&operations.runner, &OperationRunner::refused);
    QVERIFY(operations.drain());
    QVERIFY(sync.sync());
    QCOMPARE(refused.size(), 0);
    QCOMPARE(fixture.inStore(), QStringList());
}

void OperationRunnerTest::waitsForASignIn()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"mail"_s)}, MessageFlag::Flagged));
    RunningOperations operations(fixture);
    const QSignalSpy needed(&operations.runner, &OperationRunner::signInNeeded);
    operations.backend->failAlways(u"setFlags"_s, error(ErrorKind::Authorization));
    QCOMPARE(operations.drain().error().kind, ErrorKind::Authorization);
    QCOMPARE(needed.size(), 1);
    const qsizetype calls = operations.backend->calls.size();
    operations.runner.poke();
    QTest::qWait(30);
    QCOMPARE(operations.backend->calls.size(), calls);
    operations.backend->fault = nullptr;
    QVERIFY(operations.drain());
    QCOMPARE(fixture.inStore(), fixture.onServer());
}

void OperationRunnerTest::onlyTheOwnerCarriesChanges()
{
    SyncFixture fixture;
    fixture.deliver(u"mail"_s);
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    insert(fixture, flags({fixture.message(u"mail"_s)}, MessageFlag::Flagged));
    auto other = std::make_unique<OwnerLock>(fixture.dataDir());
    other->acquire();
    QVERIFY(other->isHeld());
    RunningOperations operations(fixture);
    QVERIFY(operations.drain());
    QCOMPARE(pending(fixture), 1);
    QVERIFY(operations.backend->calls.isEmpty());
    other.reset();
    QTRY_COMPARE(pending(fixture), 0);
}

void OperationRunnerTest::savesReplacesAndRemovesDrafts()
{
    SyncFixture fixture;
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    RunningOperations operations(fixture);
    const DraftId id = saveDraft(fixture, {}, u"first"_s);
    QVERIFY(operations.drain());
    QCOMPARE(draftsOnServer(fixture), QStringList{u"first"_s});
    store::DraftRow row = test::ask<store::DraftRow>(
        *fixture.store, [id](store::Transaction &tx) { return store::drafts::find(tx, id); });
    QVERIFY(!row.remoteId.isEmpty());
    saveDraft(fixture, id, u"second"_s, row.remoteId);
    QVERIFY(operations.drain());
    QCOMPARE(draftsOnServer(fixture), QStringList{u"second"_s});
    row = test::ask<store::DraftRow>(
        *fixture.store, [id](store::Transaction &tx) { return store::drafts::find(tx, id); });
    OperationRow removal;
    removal.kind = OperationKind::RemoveDraft;
    removal.remoteId = row.remoteId;
    insert(fixture, removal);
    QVERIFY(operations.drain());
    QCOMPARE(draftsOnServer(fixture), QStringList());
}

void OperationRunnerTest::doesNotLeaveTwoDraftsBehind()
{
    SyncFixture fixture;
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    RunningOperations operations(fixture);
    // The server stores it, but the answer is lost.
    operations.backend->failNext(u"saveDraft"_s, error(ErrorKind::Network), FaultyBackend::When::After);
    saveDraft(fixture, {}, u"draft"_s);
    QVERIFY(!operations.drain());
    QCOMPARE(draftsOnServer(fixture).size(), 1);
    QVERIFY(operations.drain());
    QCOMPARE(draftsOnServer(fixture), QStringList{u"draft"_s});
    QCOMPARE(pending(fixture), 0);
}

void OperationRunnerTest::removesTheCopyOfADraftThatWasDiscardedOnItsWay()
{
    SyncFixture fixture;
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    RunningOperations operations(fixture);
    operations.backend->held.insert(u"saveDraft"_s);
    const DraftId id = saveDraft(fixture, {}, u"draft"_s);
    operations.runner.poke();
    QTRY_VERIFY(operations.backend->calls.contains(u"saveDraft"_s));
    QVERIFY(fixture.store->write([id](store::Transaction &tx) { return store::drafts::remove(tx, id); }));
    operations.backend->held.clear();
    QVERIFY(operations.drain());
    QCOMPARE(draftsOnServer(fixture), QStringList());
}

void OperationRunnerTest::savesAndRemovesContacts()
{
    SyncFixture fixture;
    RunningSync sync(fixture);
    QVERIFY(sync.sync());
    RunningOperations operations(fixture);
    OperationRow row;
    row.kind = OperationKind::SaveContact;
    row.contact = {{}, u"张三"_s, u"zhang@qq.example"_s, {}, {}};
    insert(fixture, row);
    QVERIFY(operations.drain());
    QCOMPARE(fixture.mailbox->contacts().size(), 1);
    const auto contacts = test::ask<QList<store::ContactRow>>(*fixture.store, &store::contacts::list);
    QCOMPARE(contacts.size(), 1);
    QCOMPARE(contacts.first().contact, fixture.mailbox->contacts().first());
    row.kind = OperationKind::RemoveContact;
    row.contact = contacts.first().contact;
    insert(fixture, row);
    QVERIFY(operations.drain());
    QVERIFY(fixture.mailbox->contacts().isEmpty());
}

void OperationRunnerTest::doesNotSaveAContactTwice()
{
    SyncFixture fixture;
    RunningOperations operations(fixture);
    operations.backend->failNext(u"saveContact"_s, error(ErrorKind::Timeout), FaultyBackend::When::After);
    OperationRow row;
    row.kind = OperationKind::SaveContact;
    row.contact = {{}, u"张三"_s, u"zhang@qq.example"_s, {}, {}};
    insert(fixture, row);
    QVERIFY(!operations.drain());
    QVERIFY(operations.drain());
    QCOMPARE(fixture.mailbox->contacts().size(), 1);
}

/// The answer is lost at each call in turn and the process goes away; the next one finishes the work.
void OperationRunnerTest::givesTheSameEffectOnceWhereverItDies()
{
    for (int deadly = 1;; ++deadly) {
        SyncFixture fixture;
        for (const QString &subject : {u"a"_s, u"b"_s, u"c"_s})
            fixture.deliver(subject);
        {
            RunningSync sync(fixture);
            QVERIFY(sync.sync());
        }
        const FolderId archive = fixture.folderRow(FolderRole::Archive).id;
        const FolderId trash = fixture.folderRow(FolderRole::Trash).id;
        insert(fixture, flags({fixture.message(u"a"_s), fixture.message(u"b"_s)}, MessageFlag::Flagged));
        insert(fixture, move({fixture.message(u"a"_s), fixture.message(u"c"_s)}, archive));
        insert(fixture, flags({fixture.message(u"b"_s)}, MessageFlag::Seen));
        insert(fixture, move({fixture.message(u"b"_s)}, trash));
        const QStringList wanted{u"a 4"_s, u"b 5"_s, u"c 0"_s};

        int calls = 0;
        bool died = false;
        {
            RunningOperations operations(fixture);
            operations.backend->fault = [&](const QString &, FaultyBackend::When when) -> std::optional<Error> {
                if (when == FaultyBackend::When::After)
                    died = died || ++calls == deadly;
                return died ? std::optional(error(ErrorKind::Canceled)) : std::nullopt;
            };
            operations.runner.poke();
            QTRY_VERIFY(died || pending(fixture) == 0);
        }
        fixture.openStore();
        RunningSync sync(fixture);
        RunningOperations operations(fixture);
        QVERIFY(sync.sync());
        QVERIFY(operations.drain());
        QVERIFY(sync.sync());
        QCOMPARE(pending(fixture), 0);
        QCOMPARE(fixture.inStore(), fixture.onServer());
        QStringList got;
        for (const QString &line : fixture.onServer())
            got.append(line.section(u' ', 1));
        got.sort();
        QCOMPARE(got, wanted);
        QCOMPARE(fixture.messages(FolderRole::Archive).size(), 2);
        QCOMPARE(fixture.messages(FolderRole::Trash).size(), 1);
        if (!died)
            break;
    }
}

} // namespace qn::sync

QTEST_GUILESS_MAIN(qn::sync::OperationRunnerTest)
#include "operationrunnertest.moc"
