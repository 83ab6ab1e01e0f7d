// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncfixture.h"

#include <QProcess>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace qn::sync {

using store::OutgoingRow;
using store::OutgoingState;
using test::FaultyBackend;
using test::SyncFixture;

class RunningOutbox final
{
public:
    explicit RunningOutbox(SyncFixture &fixture)
        : backend(fixture.newBackend())
        , owner(fixture.dataDir())
        , outbox(
              *fixture.store, *fixture.clock, owner, [this](AccountId) { return server(); }, fixture.settings.backoff)
    {
        can = *QCoro::waitFor(backend->capabilities());
        backend->calls.clear();
    }
    ~RunningOutbox()
    {
        outbox.beginStop();
        backend->abort();
        QCoro::waitFor(outbox.stopped());
    }
    void start()
    {
        owner.acquire();
        outbox.start();
    }
    std::optional<Outbox::Server> server() const
    {
        return reachable ? std::optional(Outbox::Server{backend, backend.get(), can}) : std::nullopt;
    }

    std::shared_ptr<FaultyBackend> backend;
    Capabilities can;
    bool reachable = true;
    OwnerLock owner;
    Outbox outbox;
};

class OutboxTest final : public QObject
{
    Q_OBJECT

private slots:
    void deliversAndFiles();
    void sendsAttachmentsWhole();
    void waitsForTheUndoWindow();
    void undoneMailIsNotSent();
    void keepsMailWhileTheServerIsAway();
    void transientFailureGoesBackToTheQueue();
    void refusalIsTold();
    void partlyRefusedMailIsFiledAndTold();
    void waitsForASignIn();
    void looksForAMailOfUnknownOutcome();
    void leavesTheUnknownToTheUserWhereTheServerCannotTell();
    void hearsAWishThatComesDuringAnAttempt_data();
    void hearsAWishThatComesDuringAnAttempt();
    void aWishIsForAllMailsOfItsAccount();
    void believesACopyButNotItsAbsenceWhereTheServerCannotTell();
    void filesTheCopyUntilItIsThere();
    void abortedHandOverIsLookedFor();
    void onlyTheOwnerSends();
    void remembersWhoWasWrittenTo();
    void tidiesUpWhereTheServerKeepsACopy();
    void deliversExactlyOnceWhereverItIsKilled();
    void twoOnOneDirectoryDeliverOnce();

private:
    static OutgoingId queue(SyncFixture &fixture, const QString &subject, qint64 delay = 0)
    {
        OutgoingRow row;
        row.account = fixture.account;
        row.mail.from = {{}, u"xiaoming@qq.example"_s};
        row.mail.to = {{u"小明"_s, u"xiaoming@qq.example"_s}};
        row.mail.subject = subject;
        row.mail.text = u"text"_s;
        row.mail.messageId = subject + u"@qq.example"_s;
        row.mail.idempotencyKey = u"key of "_s + subject;
        row.mail.attachments = {Attachment{{}, u"a.txt"_s, u"text/plain"_s, {}, 5, false, "bytes"}};
        row.created = fixture.clock->now().toMSecsSinceEpoch();
        row.notBefore = row.created + delay;
        OutgoingId id;
        const Result<void> written = fixture.store->write([&](store::Transaction &tx) -> Result<void> {
            const Result<OutgoingId> inserted = store::outgoing::insert(tx, row);
            if (!inserted)
                return fail(inserted.error());
            id = *inserted;
            return {};
        });
        if (!written)
            qFatal("nothing queued: %s", qPrintable(written.error().detail));
        return id;
    }
    static OutgoingRow row(SyncFixture &fixture, OutgoingId id)
    {
        return test::ask<OutgoingRow>(
            *fixture.store, [id](store::Transaction &tx) { return store::outgoing::find(tx, id); });
    }
    static OutgoingState state(SyncFixture &fixture, OutgoingId id) { return row(fixture, id).state; }
    static QStringList delivered(const sandbox::Mailbox &mailbox)
    {
        QStringList subjects;
        const auto visited = mailbox.visit(mailbox.folderByRole(FolderRole::Inbox),
            [&](const sandbox::Entry &entry) { subjects.append(entry.header.subject); });
        Q_ASSERT(visited);
        return subjects;
    }
    static QString helper() { return QStringLiteral(QN_BINARY_DIR "/tests/outboxprocess"); }
    static Error error(ErrorKind kind, ErrorReason reason = {})
    {
        return Error{kind, u"for the test"_s, reason, 0, {}};
    }
};

void OutboxTest::deliversAndFiles()
{
    SyncFixture fixture;
    const OutgoingId first = queue(fixture, u"first"_s);
    const OutgoingId second = queue(fixture, u"second"_s);
    RunningOutbox running(fixture);
    const QSignalSpy sent(&running.outbox, &Outbox::sent);
    running.start();
    QTRY_COMPARE(state(fixture, second), OutgoingState::Filed);
    QCOMPARE(state(fixture, first), OutgoingState::Filed);
    QCOMPARE(delivered(*fixture.mailbox), (QStringList{u"second"_s, u"first"_s}));
    QCOMPARE(sent.size(), 2);
    QCOMPARE(running.backend->calls, (QStringList{u"send"_s, u"fileSent"_s, u"send"_s, u"fileSent"_s}));
}

void OutboxTest::sendsAttachmentsWhole()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"file"_s);
    RunningOutbox running(fixture);
    running.start();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
    Result<ChangePage> page = fixture.mailbox->changes(fixture.folder(FolderRole::Inbox), {}, 10);
    const Result<Message> message =
        QCoro::waitFor(running.backend->message(fixture.folder(FolderRole::Inbox), page->upserted.first().remoteId));
    QCOMPARE(message->body.attachments.size(), 1);
    const Result<QByteArray> content = QCoro::waitFor(running.backend->attachment(
        fixture.folder(FolderRole::Inbox), page->upserted.first().remoteId, message->body.attachments.first().partId));
    QCOMPARE(*content, QByteArray("bytes"));
}

void OutboxTest::waitsForTheUndoWindow()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"later"_s, 5000);
    RunningOutbox running(fixture);
    running.start();
    running.outbox.retryNow(fixture.account); // ends back-offs, not undo windows
    QTest::qWait(20);
    QCOMPARE(state(fixture, id), OutgoingState::Queued);
    fixture.clock->advance(std::chrono::seconds(5));
    running.outbox.poke();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
}

void OutboxTest::undoneMailIsNotSent()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"undone"_s, 5000);
    RunningOutbox running(fixture);
    running.start();
    QVERIFY(fixture.store->write([id](store::Transaction &tx) { return store::outgoing::remove(tx, id); }));
    fixture.clock->advance(std::chrono::seconds(5));
    running.outbox.poke();
    QTest::qWait(20);
    QVERIFY(running.backend->calls.isEmpty());
}

void OutboxTest::keepsMailWhileTheServerIsAway()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    running.reachable = false;
    running.start();
    QTest::qWait(20);
    QCOMPARE(state(fixture, id), OutgoingState::Queued);
    running.reachable = true;
    running.outbox.retryNow(fixture.account);
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
}

void OutboxTest::transientFailureGoesBackToTheQueue()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    Error limited = error(ErrorKind::RateLimited);
    limited.retryAfter = std::chrono::hours(1);
    running.backend->failNext(u"send"_s, limited);
    running.start();
    QTRY_COMPARE(running.backend->calls.size(), 1);
    QTRY_COMPARE(state(fixture, id), OutgoingState::Queued);
    QTRY_COMPARE(row(fixture, id).error, std::optional(limited));
    QCOMPARE(row(fixture, id).notBefore, fixture.clock->now().addSecs(3600).toMSecsSinceEpoch());
    QCOMPARE(delivered(*fixture.mailbox), QStringList());
    fixture.clock->advance(std::chrono::hours(1));
    running.outbox.poke();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
    QVERIFY(!row(fixture, id).error);
}

void OutboxTest::refusalIsTold()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    const QSignalSpy failed(&running.outbox, &Outbox::failed);
    const Error refusal = error(ErrorKind::Parameter, ErrorReason::ContentRefused);
    running.backend->failNext(u"send"_s, refusal);
    running.start();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Failed);
    QCOMPARE(row(fixture, id).error, std::optional(refusal));
    QCOMPARE(failed.size(), 1);
    running.outbox.retryNow(fixture.account);
    QTest::qWait(20);
    QCOMPARE(running.backend->calls.size(), 1); // never by itself again
}

void OutboxTest::partlyRefusedMailIsFiledAndTold()
{
    SyncFixture fixture;
    OutgoingRow mail;
    const OutgoingId id = queue(fixture, u"mail"_s);
    mail = row(fixture, id);
    mail.mail.cc = {{{}, u"not an address"_s}};
    mail.mail.idempotencyKey = u"another"_s;
    QVERIFY(fixture.store->write([&](store::Transaction &tx) -> Result<void> {
        if (const Result<void> removed = store::outgoing::remove(tx, id); !removed)
            return removed;
        const Result<OutgoingId> inserted = store::outgoing::insert(tx, mail);
        return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
    }));
    RunningOutbox running(fixture);
    const QSignalSpy failed(&running.outbox, &Outbox::failed);
    running.start();
    QTRY_COMPARE(failed.size(), 1);
    const auto all = [&] { return test::ask<QList<OutgoingRow>>(*fixture.store, &store::outgoing::list); };
    QTRY_COMPARE(all().first().state, OutgoingState::Filed);
    const QList<OutgoingRow> rows = all();
    QCOMPARE(rows.first().error->reason, ErrorReason::RecipientRefused);
    QCOMPARE(delivered(*fixture.mailbox), QStringList{u"mail"_s});
}

void OutboxTest::waitsForASignIn()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    const QSignalSpy needed(&running.outbox, &Outbox::signInNeeded);
    connect(&running.outbox, &Outbox::signInNeeded, this, [&] { running.reachable = false; });
    running.backend->failNext(u"send"_s, error(ErrorKind::Authorization));
    running.start();
    QTRY_COMPARE(needed.size(), 1);
    QCOMPARE(state(fixture, id), OutgoingState::Queued);
    running.reachable = true;
    running.outbox.retryNow(fixture.account);
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
    QCOMPARE(delivered(*fixture.mailbox), QStringList{u"mail"_s});
}

void OutboxTest::looksForAMailOfUnknownOutcome()
{
    for (const FaultyBackend::When when : {FaultyBackend::When::Before, FaultyBackend::When::After}) {
        SyncFixture fixture;
        const OutgoingId id = queue(fixture, u"mail"_s);
        RunningOutbox running(fixture);
        running.backend->failNext(u"send"_s, error(ErrorKind::Network, ErrorReason::SendOutcomeUnknown), when);
        running.start();
        QTRY_COMPARE(state(fixture, id), OutgoingState::Unknown);
        QVERIFY(!running.backend->calls.contains(u"findSent"_s)); // not at once: the server may still be at work
        running.outbox.retryNow(fixture.account);
        QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
        QCOMPARE(delivered(*fixture.mailbox), QStringList{u"mail"_s});
        QStringList calls{u"send"_s, u"findSent"_s};
        if (when == FaultyBackend::When::Before)
            calls.append(u"send"_s);
        calls.append(u"fileSent"_s);
        QCOMPARE(running.backend->calls, calls);
    }
}

void OutboxTest::leavesTheUnknownToTheUserWhereTheServerCannotTell()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    running.can.idempotentSend = false;
    running.backend->fault = [](const QString &method, FaultyBackend::When when) -> std::optional<Error> {
        if (method == u"send" && when == FaultyBackend::When::After)
            return error(ErrorKind::Network, ErrorReason::SendOutcomeUnknown);
        return method == u"findSent" ? std::optional(error(ErrorKind::Unsupported)) : std::nullopt;
    };
    running.start();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Unknown);
    const auto looks = [&] { return running.backend->calls.count(u"findSent"_s); };
    for (int wishes = 1; wishes < 9; ++wishes) {
        running.outbox.retryNow(fixture.account); // the look before has begun, and perhaps not ended
        QTRY_COMPARE(looks(), wishes);
    }
    QCOMPARE(state(fixture, id), OutgoingState::Unknown);
    QCOMPARE(running.backend->calls.count(u"send"_s), 1);
}

void OutboxTest::hearsAWishThatComesDuringAnAttempt_data()
{
    QTest::addColumn<QString>("method");
    for (const char *method : {"send", "findSent", "fileSent"})
        QTest::newRow(method) << QString::fromLatin1(method);
}

/// The attempt fails after the server was there again, so there is reason for another one at once; one, not more.
void OutboxTest::hearsAWishThatComesDuringAnAttempt()
{
    QFETCH(QString, method);
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    running.can.idempotentSend = false;
    running.backend->fault = [&](const QString &called, FaultyBackend::When when) -> std::optional<Error> {
        if (called == u"send" && when == FaultyBackend::When::After && method == u"findSent")
            return error(ErrorKind::Network, ErrorReason::SendOutcomeUnknown);
        return called == method ? std::optional(error(ErrorKind::Network)) : std::nullopt;
    };
    running.backend->held.insert(method);
    const auto attempts = [&] { return running.backend->calls.count(method); };
    running.start();
    if (method == u"findSent") {
        QTRY_COMPARE(state(fixture, id), OutgoingState::Unknown);
        running.outbox.retryNow(fixture.account);
    }
    QTRY_COMPARE(attempts(), 1);
    running.outbox.retryNow(fixture.account);
    running.backend->held.clear();
    QTRY_COMPARE(attempts(), 2);
    QTRY_VERIFY(!running.outbox.isBusy(fixture.account));
    QTest::qWait(20);
    QCOMPARE(attempts(), 2);
}

void OutboxTest::aWishIsForAllMailsOfItsAccount()
{
    SyncFixture fixture;
    const OutgoingId first = queue(fixture, u"first"_s);
    const OutgoingId second = queue(fixture, u"second"_s);
    RunningOutbox running(fixture);
    running.backend->failAlways(u"send"_s, error(ErrorKind::Network));
    running.start();
    QTRY_VERIFY(row(fixture, first).error && row(fixture, second).error);
    running.backend->fault = {};
    running.outbox.retryNow(fixture.account);
    QTRY_COMPARE(state(fixture, first), OutgoingState::Filed);
    QTRY_COMPARE(state(fixture, second), OutgoingState::Filed);
}

/// Such a server may still show the copy of a mail that it took. That it shows none proves nothing.
void OutboxTest::believesACopyButNotItsAbsenceWhereTheServerCannotTell()
{
    for (const FaultyBackend::When when : {FaultyBackend::When::Before, FaultyBackend::When::After}) {
        SyncFixture fixture;
        const OutgoingId id = queue(fixture, u"mail"_s);
        RunningOutbox running(fixture);
        running.can.idempotentSend = false;
        running.backend->failNext(u"send"_s, error(ErrorKind::Network, ErrorReason::SendOutcomeUnknown), when);
        running.start();
        QTRY_COMPARE(state(fixture, id), OutgoingState::Unknown);
        running.outbox.retryNow(fixture.account);
        QTRY_COMPARE(running.backend->calls.count(u"findSent"_s), 1);
        const bool arrived = when == FaultyBackend::When::After;
        QTRY_COMPARE(state(fixture, id), arrived ? OutgoingState::Filed : OutgoingState::Unknown);
        QCOMPARE(running.backend->calls.count(u"send"_s), 1);
    }
}

void OutboxTest::filesTheCopyUntilItIsThere()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    {
        RunningOutbox running(fixture);
        running.backend->failAlways(u"fileSent"_s, error(ErrorKind::Network));
        running.start();
        QTRY_COMPARE(running.backend->calls.count(u"fileSent"_s), 1);
        QTRY_COMPARE(state(fixture, id), OutgoingState::Sent);
    }
    RunningOutbox running(fixture); // a new start
    const QSignalSpy sent(&running.outbox, &Outbox::sent);
    running.start();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
    QCOMPARE(sent.size(), 1);
    QCOMPARE(running.backend->calls, QStringList{u"fileSent"_s});
    QCOMPARE(delivered(*fixture.mailbox), QStringList{u"mail"_s});
}

void OutboxTest::abortedHandOverIsLookedFor()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    {
        RunningOutbox running(fixture);
        running.backend->held.insert(u"send"_s);
        running.start();
        QTRY_COMPARE(state(fixture, id), OutgoingState::Sending);
    }
    QCOMPARE(state(fixture, id), OutgoingState::Unknown);
    RunningOutbox running(fixture);
    running.start();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
    QCOMPARE(delivered(*fixture.mailbox), QStringList{u"mail"_s});
}

void OutboxTest::onlyTheOwnerSends()
{
    SyncFixture fixture;
    auto other = std::make_unique<OwnerLock>(fixture.dataDir());
    other->acquire();
    const OutgoingId id = queue(fixture, u"mail"_s);
    RunningOutbox running(fixture);
    running.start();
    running.outbox.poke();
    QTest::qWait(20);
    QCOMPARE(state(fixture, id), OutgoingState::Queued);
    other.reset();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
}

void OutboxTest::remembersWhoWasWrittenTo()
{
    SyncFixture fixture;
    const OutgoingId id = queue(fixture, u"mail"_s);
    QVERIFY(fixture.store->write([&](store::Transaction &tx) -> Result<void> {
        const auto saved =
            store::contacts::upsert(tx, fixture.account, {{}, u"小明"_s, u"xiaoming@qq.example"_s, {}, {}});
        return saved ? Result<void>() : Result<void>(fail(saved.error()));
    }));
    RunningOutbox running(fixture);
    running.start();
    QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
    const auto contacts = test::ask<QList<store::ContactRow>>(*fixture.store, &store::contacts::list);
    QCOMPARE(contacts.first().sentCount, 1);
}

void OutboxTest::tidiesUpWhereTheServerKeepsACopy()
{
    for (const bool keeps : {true, false}) {
        SyncFixture fixture;
        const OutgoingId id = queue(fixture, u"mail"_s);
        RunningOutbox running(fixture);
        running.can.savesSent = keeps;
        running.start();
        QTRY_COMPARE(state(fixture, id), OutgoingState::Filed);
        fixture.clock->advance(std::chrono::days(8));
        const OutgoingId later = queue(fixture, u"later"_s);
        running.outbox.poke();
        QTRY_COMPARE(state(fixture, later), OutgoingState::Filed);
        const auto rows = test::ask<QList<OutgoingRow>>(*fixture.store, &store::outgoing::list);
        QCOMPARE(rows.size(), keeps ? 1 : 2);
    }
}

void OutboxTest::deliversExactlyOnceWhereverItIsKilled()
{
    for (int step = 1;; ++step) {
        SyncFixture fixture;
        const qint64 sinceLongAgo = -fixture.clock->now().toMSecsSinceEpoch(); // the helper has the system's clock
        queue(fixture, u"first"_s, sinceLongAgo);
        queue(fixture, u"second"_s, sinceLongAgo);
        fixture.store.reset();
        fixture.mailbox.reset();
        const auto run = [&](int deadly) {
            QProcess process;
            process.start(helper(), {fixture.dir.path(), QString::number(deadly)});
            if (!process.waitForFinished(30'000))
                return -1;
            return process.exitStatus() == QProcess::CrashExit ? 9 : process.exitCode();
        };
        const int killed = run(step);
        QVERIFY2(killed == 9 || killed == 0, qPrintable(u"step %1: %2"_s.arg(step).arg(killed)));
        QCOMPARE(run(0), 0);
        const auto mailbox = sandbox::Mailbox::open(fixture.dir.filePath(u"server"_s), fixture.clock);
        QVERIFY(mailbox);
        QStringList subjects = delivered(**mailbox);
        subjects.sort();
        QCOMPARE(subjects, (QStringList{u"first"_s, u"second"_s}));
        if (killed == 0) {
            QVERIFY2(step > 8, "the helper does not count its steps");
            break;
        }
    }
}

/// Two stores on one directory, as two processes have them; the lock file lets one of them send.
void OutboxTest::twoOnOneDirectoryDeliverOnce()
{
    SyncFixture fixture;
    SyncFixture other;
    other.store = std::move(*store::Store::open(fixture.dataDir()));
    other.mailbox = fixture.mailbox;
    other.account = fixture.account;
    RunningOutbox first(fixture);
    RunningOutbox second(other);
    first.owner.acquire();
    OwnerLock contender(fixture.dataDir());
    contender.acquire();
    QVERIFY(!contender.isHeld());
    first.start();
    for (int i = 0; i < 5; ++i)
        queue(other, u"mail %1"_s.arg(i)); // written by the one that does not send
    fixture.store->checkForeignChanges();
    first.outbox.poke();
    QTRY_COMPARE(delivered(*fixture.mailbox).size(), 5);
    QVERIFY(second.backend->calls.isEmpty());
}

} // namespace qn::sync

QTEST_GUILESS_MAIN(qn::sync::OutboxTest)
#include "outboxtest.moc"
