// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "sandboxservices.h"
#include "store/storereader.h"
#include "store/transaction.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>

using namespace Qt::StringLiterals;

namespace qn::session {

using backend::RedirectMode;
using store::OutgoingState;
using test::FaultyBackend;
using test::SandboxAccount;
using test::SandboxServices;

/// Waits for a command, or for what the reader answers.
template <typename T> Result<T> wait(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        qFatal("a command does not end");
    return future.result();
}

class SessionTest final : public QObject
{
    Q_OBJECT

private slots:
    void opensWithoutTouchingTheNetwork();
    void walksAUserThrough();
    void showsTheStoreAtTheNextStart();
    void asksForASignInAndGoesOn();
    void aWrongCodeIsNoSignIn();
    void aSecondSignInCancelsTheFirst();
    void keychainFailureMeansThisRunOnly();
    void removesAnAccountWithItsSecrets();
    void takesASendBack();
    void takesAnOperationBack();
    void takesBackTheFlagsOfMany();
    void settlesBeforeTheEnd();
    void takesBackWhatWasForSeveralAccounts();
    void syncBringsUpWhatFailedBeforeIt();
    void savesDraftsAtOnceAndUpOnClosing();
    void contactsGoUpAndComeDown();
    void servesSeveralAccountsAtOnce();
    void worksReducedOnABaselineServer();
    void readsOffline();
    void oneSessionSendsWhatTheOtherQueued();
    void connectsAnewWhereAnotherProcessChangedTheSettings();
    void syncsAnewAfterASleep();
    void endsWithCallsUnderWay();
    void endsBeforeItWasOpened();
    void refusesBadCommands();

private:
    static Session::Options options(SandboxServices &services, std::chrono::milliseconds undoWindow = {})
    {
        Session::Options options;
        options.dataDir = services.dir.filePath(u"data"_s);
        options.undoWindow = undoWindow;
        options.sync.watchPause = std::chrono::milliseconds(1);
        options.sync.backoff = {std::chrono::milliseconds(10), std::chrono::milliseconds(50)};
        return options;
    }
    /// A file is there whole, or what was there stays; nothing else lies beside it.
    static void keepsFilesWhole(Session &session, MessageId message, const QString &part)
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"file"_s);
        const auto content = [&path] {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : "none"_ba;
        };
        QCOMPARE(wait(session.saveAttachment(message, u"9"_s, path)).error().kind, ErrorKind::NotFound);
        QCOMPARE(content(), "none");
        for (int i = 0; i < 20 && (i == 0 || content() != "none"); ++i) { // it may be faster than whoever stops it
            QFile::remove(path);
            QFuture<Result<void>> stopped = session.saveAttachment(message, part, path);
            stopped.cancel();
            QTRY_VERIFY(stopped.isFinished());
        }
        QCOMPARE(content(), "none");
        const QFuture<Result<void>> saved = session.saveAttachment(message, part, path);
        QVERIFY(wait(saved));
        QCOMPARE(saved.progressValue(), 1); // KiB
        QCOMPARE(content(), "bytes");
        QVERIFY(!wait(session.saveAttachment(message, u"9"_s, path)));
        QCOMPARE(content(), "bytes");
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"file"_s});
        QCOMPARE(wait(session.saveAttachment(message, part, folder.filePath(u"gone/file"_s))).error().kind, ErrorKind::Storage);
    }
    static AccountId addAccount(Session &session, const QString &code = u"good"_s)
    {
        Account account;
        account.kind = AccountKind::OpenApi;
        account.settings.insert(u"baseUrl"_s, u"http://127.0.0.1"_s);
        const AccountId id = *wait(session.addAccount(account, "s3cret"));
        if (!code.isEmpty() && wait(session.beginSignIn(id, RedirectMode::Captured)))
            static_cast<void>(wait(session.finishSignIn(id, code)));
        return id;
    }
    static QList<store::MessageRow> messages(Session &session, AccountId account, FolderRole role)
    {
        const auto rows = wait(session.reader().ask<QList<store::MessageRow>>(
            [=](store::Transaction &tx) -> Result<QList<store::MessageRow>> {
                const auto folder = store::folders::byRole(tx, account, role);
                if (!folder)
                    return fail(folder.error());
                return *folder ? store::messages::list(tx, (*folder)->id, 0, 1000) : QList<store::MessageRow>();
            }));
        return rows ? *rows : QList<store::MessageRow>();
    }
    static MessageId message(
        Session &session, AccountId account, const QString &subject, FolderRole role = FolderRole::Inbox)
    {
        const QList<store::MessageRow> rows = messages(session, account, role);
        for (const store::MessageRow &row : rows) {
            if (row.subject == subject)
                return row.id;
        }
        return {};
    }
    static std::optional<OutgoingState> outgoingState(Session &session, OutgoingId id)
    {
        const auto row = wait(session.reader().ask<store::OutgoingRow>(
            [id](store::Transaction &tx) { return store::outgoing::find(tx, id); }));
        return row ? std::optional(row->state) : std::nullopt;
    }
    static QList<store::DraftRow> drafts(Session &session)
    {
        return *wait(session.reader().ask<QList<store::DraftRow>>(
            [](store::Transaction &tx) { return store::drafts::list(tx); }));
    }
    static OutgoingMessage mail(const QString &subject)
    {
        OutgoingMessage mail;
        mail.to = {{{}, u"me@qq.example"_s}};
        mail.subject = subject;
        mail.text = u"text"_s;
        return mail;
    }
};

void SessionTest::opensWithoutTouchingTheNetwork()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    QVERIFY(session.accounts().isEmpty());
    session.goOnline();
    QTest::qWait(20);
    QCOMPARE(services.made.load(), 0);
}

void SessionTest::walksAUserThrough()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    const QSignalSpy accountsChanged(&session, &Session::accountsChanged);
    QVERIFY(wait(session.open()));
    session.goOnline();
    const AccountId id = addAccount(session, {});
    QCOMPARE(session.status(id).phase, AccountStatus::Phase::SignInNeeded);
    QCOMPARE(session.accounts().size(), 1);
    const auto ticket = wait(session.beginSignIn(id, RedirectMode::Captured));
    QVERIFY(ticket);
    QCOMPARE(ticket->account, id);
    services.deliver(id, u"hello"_s);
    QVERIFY(wait(session.finishSignIn(id, u"good"_s)));
    QTRY_COMPARE(messages(session, id, FolderRole::Inbox).size(), 1);
    QTRY_COMPARE(session.accounts().first().email, u"me@qq.example"_s);
    QVERIFY(accountsChanged.size() > 0);
    QVERIFY(session.status(id).capabilities.flags);
    services.with(id, [](const SandboxAccount &own) { QCOMPARE(own.secrets.value(u"clientSecret"_s), "s3cret"); });

    // read
    const MessageId hello = message(session, id, u"hello"_s);
    const auto body = wait(session.fetchBody(hello));
    QVERIFY(body);
    QVERIFY(body->text.contains(u"Text of hello"_s));
    QCOMPARE(body->attachments.size(), 1);
    QCOMPARE(*wait(session.fetchAttachment(hello, body->attachments.first().partId)), QByteArray("bytes"));
    QVERIFY(wait(session.fetchSource(hello))->contains("Subject: hello"));
    keepsFilesWhole(session, hello, body->attachments.first().partId);
    QVERIFY(wait(session.setFlags({hello}, MessageFlag::Seen, {}))->isValid());
    QVERIFY(!wait(session.setFlags({hello}, MessageFlag::Seen, {}))->isValid()); // nothing left to do
    QCOMPARE(messages(session, id, FolderRole::Inbox).first().flags, MessageFlag::Seen);
    QTRY_VERIFY(session.status(id).phase == AccountStatus::Phase::Idle);

    // write, and see it arrive
    QSignalSpy news(&session, &Session::newMail);
    const auto sent = wait(session.send(id, mail(u"to myself"_s)));
    QVERIFY(sent);
    QTRY_COMPARE(outgoingState(session, *sent), OutgoingState::Filed);
    QTRY_COMPARE(news.size(), 1);
    QCOMPARE(message(session, id, u"to myself"_s), news.first().at(1).value<QList<MessageId>>().first());
    QTRY_COMPARE(messages(session, id, FolderRole::Sent).size(), 1);

    // put away
    QVERIFY(wait(session.trash({hello})));
    QCOMPARE(messages(session, id, FolderRole::Trash).size(), 1);
    QTRY_COMPARE(services.subjects(id, FolderRole::Trash), QStringList{u"hello"_s});
    const auto removed = wait(session.trash({hello})); // for good
    QVERIFY2(removed, removed ? "" : qPrintable(removed.error().detail));
    QCOMPARE(messages(session, id, FolderRole::Trash).size(), 0);
    QTRY_COMPARE(services.subjects(id, FolderRole::Trash), QStringList());
}

void SessionTest::showsTheStoreAtTheNextStart()
{
    SandboxServices services;
    AccountId id;
    {
        Session session(options(services), services, *services.clock);
        QVERIFY(wait(session.open()));
        id = addAccount(session);
        services.deliver(id, u"hello"_s);
        QVERIFY(wait(session.sync(id)));
    }
    const int made = services.made;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    QCOMPARE(session.accounts().size(), 1);
    QVERIFY(session.status(id).capabilities.drafts); // known before anybody was asked
    QCOMPARE(messages(session, id, FolderRole::Inbox).size(), 1);
    QCOMPARE(services.made.load(), made);
    session.goOnline();
    QTRY_COMPARE(session.status(id).phase, AccountStatus::Phase::Idle);
    QTRY_VERIFY(session.status(id).lastSync.isValid());
}

void SessionTest::asksForASignInAndGoesOn()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    QTRY_VERIFY(session.status(id).lastSync.isValid());
    QSignalSpy needed(&session, &Session::signInNeeded);
    services.with(id, [](SandboxAccount &own) { own.signedIn = false; });
    const auto sent = wait(session.send(id, mail(u"kept"_s)));
    QVERIFY(sent);
    QTRY_COMPARE(needed.size(), 1);
    QCOMPARE(session.status(id).phase, AccountStatus::Phase::SignInNeeded);
    QTRY_COMPARE(outgoingState(session, *sent), OutgoingState::Queued);
    QCOMPARE(wait(session.sync(id)).error().kind, ErrorKind::Authorization);
    QVERIFY(wait(session.beginSignIn(id, RedirectMode::Captured)));
    QVERIFY(wait(session.finishSignIn(id, u"good"_s)));
    QTRY_COMPARE(outgoingState(session, *sent), OutgoingState::Filed);
    QTRY_COMPARE(messages(session, id, FolderRole::Inbox).size(), 1);
    QTRY_COMPARE(session.status(id).phase, AccountStatus::Phase::Idle);
}

void SessionTest::aWrongCodeIsNoSignIn()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session, {});
    QVERIFY(wait(session.beginSignIn(id, RedirectMode::Captured)));
    QCOMPARE(wait(session.finishSignIn(id, u"bad"_s)).error().reason, ErrorReason::InvalidGrant);
    QCOMPARE(wait(session.finishSignIn(id, u"good"_s)).error().kind, ErrorKind::Conflict); // begin again
    QCOMPARE(session.status(id).phase, AccountStatus::Phase::SignInNeeded);
}

void SessionTest::aSecondSignInCancelsTheFirst()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session, {});
    QVERIFY(wait(session.beginSignIn(id, RedirectMode::Loopback)));
    QFuture<Result<void>> first = session.finishSignIn(id, {});
    QTest::qWait(5);
    QVERIFY(wait(session.beginSignIn(id, RedirectMode::Captured)));
    QCOMPARE(wait(first).error().kind, ErrorKind::Canceled);
    QVERIFY(wait(session.finishSignIn(id, u"good"_s)));
    QVERIFY(wait(session.beginSignIn(id, RedirectMode::Loopback)));
    QFuture<Result<void>> second = session.finishSignIn(id, {});
    session.cancelSignIn(id);
    QCOMPARE(wait(second).error().kind, ErrorKind::Canceled);
}

void SessionTest::keychainFailureMeansThisRunOnly()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session, {});
    services.deliver(id, u"hello"_s);
    QVERIFY(wait(session.beginSignIn(id, RedirectMode::Captured)));
    QCOMPARE(wait(session.finishSignIn(id, u"run-only"_s)).error().kind, ErrorKind::Keychain);
    QTRY_COMPARE(messages(session, id, FolderRole::Inbox).size(), 1);
}

void SessionTest::removesAnAccountWithItsSecrets()
{
    SandboxServices services;
    services.fault = [](const QString &method, FaultyBackend::When) -> std::optional<Error> {
        return method == "send"_L1 ? std::optional(Error{ErrorKind::Network, {}, {}, 0, {}}) : std::nullopt;
    };
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    services.deliver(id, u"hello"_s);
    QVERIFY(wait(session.sync(id)));
    QVERIFY(wait(session.send(id, mail(u"unsent"_s))));
    QCOMPARE(wait(session.removeAccount(id, false)).error().kind, ErrorKind::Conflict);
    QCOMPARE(messages(session, id, FolderRole::Inbox).size(), 1); // still there and at work
    QVERIFY(wait(session.sync(id)));
    QVERIFY(wait(session.removeAccount(id, true)));
    QVERIFY(session.accounts().isEmpty());
    services.with(id, [](const SandboxAccount &own) { QVERIFY(own.secrets.isEmpty()); });
    QCOMPARE(wait(session.sync(id)).error().kind, ErrorKind::NotFound);
    QVERIFY(wait(session.sync()));
}

void SessionTest::takesASendBack()
{
    SandboxServices services;
    Session session(options(services, std::chrono::seconds(60)), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    store::DraftRow draft;
    draft.account = id;
    draft.mail = mail(u"draft"_s);
    draft.open = true;
    const DraftId draftId = *wait(session.saveDraft(draft));
    const auto sent = wait(session.send(id, mail(u"draft"_s), draftId));
    QVERIFY(sent);
    QVERIFY(drafts(session).isEmpty());
    const auto back = wait(session.undoSend(*sent));
    QVERIFY(back);
    QCOMPARE(drafts(session).size(), 1);
    QCOMPARE(drafts(session).first().id, *back);
    QCOMPARE(drafts(session).first().mail.subject, u"draft"_s);
    QVERIFY(!outgoingState(session, *sent));
    QCOMPARE(wait(session.undoSend(*sent)).error().kind, ErrorKind::NotFound);

    const auto again = wait(session.send(id, mail(u"goes out"_s)));
    QTRY_VERIFY(session.status(id).lastSync.isValid());
    services.clock->advance(std::chrono::seconds(61));
    QVERIFY(wait(session.retrySend(*again)));
    QTRY_COMPARE(outgoingState(session, *again), OutgoingState::Filed);
    QCOMPARE(wait(session.undoSend(*again)).error().kind, ErrorKind::Conflict);
    QCOMPARE(services.subjects(id, FolderRole::Inbox), QStringList{u"goes out"_s});
    QVERIFY(wait(session.discardOutgoing(*again)));
}

void SessionTest::takesAnOperationBack()
{
    SandboxServices services;
    Session session(options(services, std::chrono::seconds(60)), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    services.deliver(id, u"hello"_s);
    QVERIFY(wait(session.sync(id)));
    const MessageId hello = message(session, id, u"hello"_s);
    const auto operation = wait(session.trash({hello}));
    QVERIFY(operation);
    QCOMPARE(messages(session, id, FolderRole::Inbox).size(), 0);
    QVERIFY(wait(session.undo(*operation)));
    QCOMPARE(messages(session, id, FolderRole::Inbox).size(), 1);
    QCOMPARE(wait(session.undo(*operation)).error().kind, ErrorKind::Conflict);
    QVERIFY(wait(session.sync(id)));
    QCOMPARE(services.subjects(id, FolderRole::Inbox), QStringList{u"hello"_s});
}

void SessionTest::takesBackTheFlagsOfMany()
{
    SandboxServices services;
    Session session(options(services, std::chrono::seconds(60)), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    for (const QString &subject : {u"a"_s, u"b"_s})
        services.deliver(id, subject);
    QVERIFY(wait(session.sync(id)));
    const MessageId a = message(session, id, u"a"_s), b = message(session, id, u"b"_s);
    const auto isRead = [&](const QString &subject) {
        const auto rows = messages(session, id, FolderRole::Inbox);
        const auto row = std::find_if(rows.cbegin(), rows.cend(), [&](const auto &one) { return one.subject == subject; });
        return row->flags.testFlag(MessageFlag::Seen);
    };
    const auto both = wait(session.setFlags({a, b}, MessageFlag::Seen, {}));
    QVERIFY(both);
    QVERIFY(isRead(u"a"_s) && isRead(u"b"_s));
    QVERIFY(wait(session.sync(id)));
    QVERIFY(wait(session.undo(*both)));
    QVERIFY(!isRead(u"a"_s) && !isRead(u"b"_s));
    const auto one = wait(session.setFlags({a}, MessageFlag::Seen, {}));
    QVERIFY(one);
    QVERIFY(wait(session.sync(id)));
    QCOMPARE(wait(session.undo(*one)).error().kind, ErrorKind::Conflict); // told at once
    QVERIFY(isRead(u"a"_s));
}

void SessionTest::settlesBeforeTheEnd()
{
    SandboxServices services;
    Session session(options(services, std::chrono::seconds(60)), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session), unreachable = addAccount(session, {});
    services.deliver(id, u"old"_s);
    QVERIFY(wait(session.sync(id)));
    const auto sent = wait(session.send(id, mail(u"new"_s)));
    const auto held = wait(session.send(unreachable, mail(u"held"_s)));
    QVERIFY(sent && held && wait(session.trash({message(session, id, u"old"_s)})));
    QVERIFY(wait(session.sync(id)));
    QCOMPARE(services.subjects(id, FolderRole::Trash), QStringList());
    QVERIFY(wait(session.settle(std::chrono::seconds(60))));
    QCOMPARE(services.subjects(id, FolderRole::Trash), QStringList{u"old"_s});
    QCOMPARE(services.subjects(id, FolderRole::Inbox), QStringList{u"new"_s}); // to whom it was sent
    QCOMPARE(outgoingState(session, *sent), OutgoingState::Filed);
    QCOMPARE(outgoingState(session, *held), OutgoingState::Queued); // and did not keep the program
}

/// The line that a change breaks on is good again when the sync that follows has gone well.
void SessionTest::syncBringsUpWhatFailedBeforeIt()
{
    SandboxServices services;
    std::atomic_bool broken = false;
    services.fault = [&broken](const QString &method, FaultyBackend::When) -> std::optional<Error> {
        if (method == "folders"_L1)
            broken = false;
        return broken && method == "setFlags"_L1 ? std::optional(Error{ErrorKind::Network, {}, {}, 0, {}}) : std::nullopt;
    };
    Session::Options patient = options(services);
    patient.sync.backoff = {std::chrono::minutes(5), std::chrono::minutes(5)};
    Session session(patient, services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    services.deliver(id, u"hello"_s);
    QVERIFY(wait(session.sync(id)));
    broken = true;
    QVERIFY(wait(session.setFlags({message(session, id, u"hello"_s)}, MessageFlag::Flagged, {})));
    QVERIFY(wait(session.sync(id)));
    QVERIFY(!broken);
    services.with(id, [](SandboxAccount &own) {
        bool isFlagged = false;
        QVERIFY(own.mailbox->visit(own.mailbox->folderByRole(FolderRole::Inbox),
            [&](const sandbox::Entry &entry) { isFlagged = entry.header.flags.testFlag(MessageFlag::Flagged); }));
        QVERIFY(isFlagged);
    });
}

void SessionTest::takesBackWhatWasForSeveralAccounts()
{
    SandboxServices services;
    Session session(options(services, std::chrono::seconds(60)), services, *services.clock);
    QVERIFY(wait(session.open()));
    const QList<AccountId> accounts{addAccount(session), addAccount(session)};
    QList<MessageId> mails;
    for (const AccountId account : accounts) {
        services.deliver(account, u"hello"_s);
        QVERIFY(wait(session.sync(account)));
        mails.append(message(session, account, u"hello"_s));
    }
    const auto moved = wait(session.moveToRole(mails, FolderRole::Trash));
    QVERIFY(moved);
    for (const AccountId account : accounts)
        QCOMPARE(messages(session, account, FolderRole::Trash).size(), 1);
    QVERIFY(wait(session.undo(*moved)));
    for (const AccountId account : accounts)
        QCOMPARE(messages(session, account, FolderRole::Inbox).size(), 1);
    QCOMPARE(wait(session.undo(*moved)).error().kind, ErrorKind::Conflict);
}

void SessionTest::savesDraftsAtOnceAndUpOnClosing()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    QTRY_VERIFY(session.status(id).lastSync.isValid());
    store::DraftRow draft;
    draft.account = id;
    draft.mail = mail(u"one"_s);
    draft.open = true;
    draft.id = *wait(session.saveDraft(draft));
    QCOMPARE(drafts(session).size(), 1);
    QVERIFY(wait(session.sync(id)));
    QVERIFY(services.subjects(id, FolderRole::Drafts).isEmpty());
    draft.open = false;
    QVERIFY(wait(session.saveDraft(draft)));
    QTRY_COMPARE(services.subjects(id, FolderRole::Drafts), QStringList{u"one"_s});
    QTRY_VERIFY(!drafts(session).first().remoteId.isEmpty());
    draft.mail.subject = u"two"_s;
    QVERIFY(wait(session.saveDraft(draft)));
    QTRY_COMPARE(services.subjects(id, FolderRole::Drafts), QStringList{u"two"_s});
    QVERIFY(wait(session.discardDraft(draft.id)));
    QTRY_COMPARE(services.subjects(id, FolderRole::Drafts), QStringList());
    QVERIFY(drafts(session).isEmpty());
}

void SessionTest::contactsGoUpAndComeDown()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    const auto contact = wait(session.saveContact(id, {{}, u"张三"_s, u"zhang@qq.example"_s, {}, {}}));
    QVERIFY(contact);
    const auto onServer = [&] {
        qsizetype count = 0;
        services.with(id, [&](const SandboxAccount &own) { count = own.mailbox->contacts().size(); });
        return count;
    };
    QTRY_COMPARE(onServer(), 1);
    QVERIFY(wait(session.sync(id)));
    const auto rows = *wait(session.reader().ask<QList<store::ContactRow>>(
        [](store::Transaction &tx) { return store::contacts::list(tx); }));
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().id, *contact);
    QVERIFY(!rows.first().contact.remoteId.isEmpty());
    QVERIFY(wait(session.removeContact(*contact)));
    QTRY_COMPARE(onServer(), 0);
}

void SessionTest::servesSeveralAccountsAtOnce()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId first = addAccount(session);
    const AccountId second = addAccount(session);
    services.deliver(first, u"for the first"_s);
    services.deliver(second, u"for the second"_s);
    services.with(first, [](SandboxAccount &own) { own.backend->held.insert(u"folders"_s); });
    // One that hangs does not keep the other waiting.
    QFuture<Result<void>> all = session.sync();
    QTRY_COMPARE(messages(session, second, FolderRole::Inbox).size(), 1);
    QVERIFY(!all.isFinished());
    services.with(first, [](SandboxAccount &own) { own.backend->held.clear(); });
    QVERIFY(wait(all));
    QCOMPARE(messages(session, first, FolderRole::Inbox).size(), 1);
    QVERIFY(wait(
        session.setFlags({message(session, first, u"for the first"_s), message(session, second, u"for the second"_s)},
            MessageFlag::Seen, {})));
    QVERIFY(wait(session.sync()));
    QVERIFY(wait(session.removeAccount(first, false)));
    QVERIFY(wait(session.sync()));
}

void SessionTest::worksReducedOnABaselineServer()
{
    SandboxServices services;
    services.limit = [](Capabilities &can) {
        can = {};
        can.accountEmail = u"me@qq.example"_s;
    };
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    services.with(id, [](SandboxAccount &own) { own.backend->listsEverything = true; });
    services.deliver(id, u"hello"_s);
    QVERIFY(wait(session.sync(id)));
    const MessageId hello = message(session, id, u"hello"_s);
    const auto body = wait(session.fetchBody(hello));
    QVERIFY(body);
    QVERIFY(body->text.contains(u"Text of hello"_s)); // what the list carried
    QCOMPARE(wait(session.setFlags({hello}, MessageFlag::Seen, {})).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(session.trash({hello})).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(session.saveContact(id, {{}, u"张三"_s, {}, {}, {}})).error().kind, ErrorKind::Unsupported);
    const auto sent = wait(session.send(id, mail(u"mail"_s)));
    QTRY_COMPARE(outgoingState(session, *sent), OutgoingState::Filed);
}

void SessionTest::readsOffline()
{
    SandboxServices services;
    AccountId id;
    {
        Session session(options(services), services, *services.clock);
        QVERIFY(wait(session.open()));
        id = addAccount(session);
        services.deliver(id, u"hello"_s);
        QVERIFY(wait(session.sync(id)));
        QVERIFY(wait(session.fetchBody(message(session, id, u"hello"_s))));
    }
    const int made = services.made;
    Session::Options offline = options(services);
    offline.online = false;
    Session session(offline, services, *services.clock);
    QVERIFY(wait(session.open()));
    session.goOnline();
    const MessageId hello = message(session, id, u"hello"_s);
    QVERIFY(wait(session.fetchBody(hello)));
    QCOMPARE(wait(session.fetchSource(hello)).error().kind, ErrorKind::Network);
    QCOMPARE(wait(session.sync(id)).error().kind, ErrorKind::Network);
    const auto queued = wait(session.send(id, mail(u"later"_s)));
    QTest::qWait(20);
    QCOMPARE(outgoingState(session, *queued), OutgoingState::Queued);
    QCOMPARE(services.made.load(), made);
}

void SessionTest::oneSessionSendsWhatTheOtherQueued()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    QTRY_VERIFY(session.status(id).lastSync.isValid());
    Session::Options offline = options(services);
    offline.online = false;
    Session other(offline, services, *services.clock);
    QVERIFY(wait(other.open()));
    QSignalSpy changed(&other, &Session::changed);
    const auto queued = wait(other.send(id, mail(u"from the command line"_s)));
    QVERIFY(queued);
    QTRY_COMPARE(outgoingState(other, *queued), OutgoingState::Filed);
    const auto toldOfForeignChange = [&] {
        return std::any_of(changed.begin(), changed.end(),
            [](const QList<QVariant> &arguments) { return arguments.first().value<store::ChangeSet>().everything; });
    };
    QTRY_VERIFY(toldOfForeignChange());
}

/// Such as a certificate that is not trusted any more.
void SessionTest::connectsAnewWhereAnotherProcessChangedTheSettings()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    QTRY_VERIFY(session.status(id).lastSync.isValid());
    Session::Options offline = options(services);
    offline.online = false;
    Session other(offline, services, *services.clock);
    QVERIFY(wait(other.open()));
    const int made = services.made;
    Account changed = other.accounts().first();
    changed.name = u"another name"_s;
    QVERIFY(wait(other.updateAccount(changed)));
    QTRY_COMPARE(session.accounts().first().name, u"another name"_s);
    QCOMPARE(services.made.load(), made); // a name is no reason
    changed.settings.insert(u"baseUrl"_s, u"http://127.0.0.2"_s);
    QVERIFY(wait(other.updateAccount(changed)));
    QTRY_VERIFY(services.made > made);
    services.deliver(id, u"after that"_s);
    QTRY_VERIFY(message(session, id, u"after that"_s).isValid());
}

void SessionTest::syncsAnewAfterASleep()
{
    SandboxServices services;
    services.limit = [](Capabilities &can) { can.watch = false; }; // nobody tells
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    session.goOnline();
    const AccountId id = addAccount(session);
    QVERIFY(wait(session.sync(id)));
    const auto look = [&] {
        std::pair<qsizetype, int> seen;
        services.with(id, [&](test::SandboxAccount &own) {
            seen = {own.backend->calls.count(u"folders"_s), own.backend->renewals};
        });
        return seen;
    };
    services.deliver(id, u"slept through"_s);
    const auto before = look();
    QCOMPARE(before.second, 0);
    services.clock->advance(std::chrono::minutes(10));
    QTRY_VERIFY(message(session, id, u"slept through"_s).isValid());
    QVERIFY(look().first > before.first);
    QCOMPARE(look().second, 1);
}

void SessionTest::endsWithCallsUnderWay()
{
    QTest::failOnWarning(QRegularExpression(u"does not end"_s));
    for (const QString &method :
        {u"capabilities"_s, u"changes"_s, u"send"_s, u"message"_s, u"setFlags"_s, u"waitForChange"_s}) {
        SandboxServices services;
        auto session = std::make_unique<Session>(options(services), services, *services.clock);
        QVERIFY(wait(session->open()));
        const AccountId id = addAccount(*session);
        services.deliver(id, u"hello"_s);
        QVERIFY(wait(session->sync(id)));
        const MessageId hello = message(*session, id, u"hello"_s);
        services.with(id, [&](SandboxAccount &own) { own.backend->held.insert(method); });
        QFuture<Result<void>> sync = session->sync(id);
        QFuture<Result<MessageBody>> body = session->fetchBody(hello);
        static_cast<void>(wait(session->send(id, mail(u"mail"_s))));
        static_cast<void>(wait(session->setFlags({hello}, MessageFlag::Seen, {})));
        QFuture<Result<void>> again = session->sync(id); // what is pending goes out first
        QTest::qWait(10);
        session.reset();
        QVERIFY(sync.isFinished());
        QVERIFY(again.isFinished());
        QVERIFY(body.isFinished());
    }
}

void SessionTest::endsBeforeItWasOpened()
{
    SandboxServices services;
    QFuture<Result<void>> opening;
    QFuture<Result<void>> sync;
    {
        Session session(options(services), services, *services.clock);
        sync = session.sync();
        opening = session.open();
    }
    QVERIFY(sync.isFinished());
    QVERIFY(opening.isFinished());
}

void SessionTest::refusesBadCommands()
{
    SandboxServices services;
    Session session(options(services), services, *services.clock);
    QVERIFY(wait(session.open()));
    const AccountId id = addAccount(session);
    QCOMPARE(wait(session.send(id, {})).error().kind, ErrorKind::Parameter);
    QCOMPARE(wait(session.send(AccountId(99), mail(u"mail"_s))).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(session.fetchBody(MessageId(99))).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(session.trash({MessageId(99)})).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(session.removeAccount(AccountId(99), true)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(session.beginSignIn(AccountId(99), RedirectMode::Captured)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(session.undo(OperationId(99))).error().kind, ErrorKind::Conflict);
    QCOMPARE(wait(session.removeContact(ContactId(99))).error().kind, ErrorKind::NotFound);
}

} // namespace qn::session

QTEST_GUILESS_MAIN(qn::session::SessionTest)
#include "sessiontest.moc"
