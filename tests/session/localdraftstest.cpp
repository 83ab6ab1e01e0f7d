// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "store/localdrafts.h"
#include "store/store.h"
#include "store/storereader.h"
#include "store/transaction.h"
#include "support/manualclock.h"
#include "support/memorybackend.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace qn::session {

namespace {

template <typename T> Result<T> wait(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000))
        qFatal("a command does not end");
    return future.result();
}

/// A server with an inbox and nothing else.
class InboxServices final : public backend::AccountServices
{
public:
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &) override
    {
        return std::make_unique<test::MemoryBackend>();
    }
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &) override { return nullptr; }
    backend::Task<void> storeSecret(Account, QString, QByteArray) override { co_return Result<void>(); }
    backend::Task<void> forget(Account) override { co_return Result<void>(); }
};

} // namespace

/// Drafts of an account whose server has no folder for them.
class LocalDraftsTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_session.reset(); }
    void areListedLikeAnyOthers();
    void followEachChange();
    void areDiscardedByTheTrash();
    void areNoBusinessOfTheServer();
    void goToAServerThatLearnsToKeepThem();

private:
    void open();
    DraftId save(const QString &subject, DraftId id = {});
    QList<store::FolderRow> folders();
    QList<store::MessageRow> drafts();
    template <typename T> T ask(std::function<Result<T>(store::Transaction &)> question)
    {
        const Result<T> answer = wait(m_session->reader().ask<T>(std::move(question)));
        if (!answer)
            qFatal("%s", qPrintable(answer.error().detail));
        return *answer;
    }

    InboxServices m_services;
    test::ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_dir;
    AccountId m_account;
    std::unique_ptr<Session> m_session;
};

void LocalDraftsTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    auto store = store::Store::open(m_dir->path());
    QVERIFY(store);
    const auto written = (*store)->write([&](store::Transaction &tx) -> Result<void> {
        Account account;
        account.email = u"me@x.example"_s;
        const auto id = store::accounts::insert(tx, account);
        m_account = id.value_or(AccountId());
        return id ? Result<void>() : fail(id.error());
    });
    QVERIFY(written);
    store->reset();
    open();
    QVERIFY(wait(m_session->sync(m_account)));
}

void LocalDraftsTest::open()
{
    m_session.reset();
    Session::Options options;
    options.dataDir = m_dir->path();
    options.online = true;
    m_session = std::make_unique<Session>(options, m_services, m_clock);
    QVERIFY(wait(m_session->open()));
}

DraftId LocalDraftsTest::save(const QString &subject, DraftId id)
{
    store::DraftRow draft;
    draft.id = id;
    draft.account = m_account;
    draft.mail.from = {u"Me"_s, u"me@x.example"_s};
    draft.mail.to = {{u"张三"_s, u"zhang@x.example"_s}};
    draft.mail.subject = subject;
    draft.mail.text = u"text of "_s + subject;
    draft.mail.attachments = {{{}, u"notes.txt"_s, u"text/plain"_s, {}, 5, false, "notes"}};
    const auto saved = wait(m_session->saveDraft(draft));
    if (!saved)
        qFatal("%s", qPrintable(saved.error().detail));
    return *saved;
}

QList<store::FolderRow> LocalDraftsTest::folders()
{
    return ask<QList<store::FolderRow>>([this](store::Transaction &tx) { return store::folders::list(tx, m_account); });
}

QList<store::MessageRow> LocalDraftsTest::drafts()
{
    return ask<QList<store::MessageRow>>([this](store::Transaction &tx) -> Result<QList<store::MessageRow>> {
        const auto folder = store::folders::byRole(tx, m_account, FolderRole::Drafts);
        if (!folder)
            return fail(folder.error());
        return *folder ? store::messages::list(tx, (*folder)->id, 0, 100) : QList<store::MessageRow>();
    });
}

void LocalDraftsTest::areListedLikeAnyOthers()
{
    QCOMPARE(folders().size(), 1);
    const DraftId id = save(u"first"_s);
    QCOMPARE(folders().size(), 2);
    QCOMPARE(drafts().size(), 1);
    const store::MessageRow row = drafts().first();
    QCOMPARE(row.subject, u"first"_s);
    QCOMPARE(row.recipients, u"张三"_s);
    QCOMPARE(row.preview, u"text of first"_s);
    QVERIFY(row.flags.testFlag(MessageFlag::Draft) && row.flags.testFlag(MessageFlag::Seen) && row.hasAttachments);
    const auto header = ask<MessageHeader>([&](store::Transaction &tx) { return store::messages::header(tx, row.id); });
    QCOMPARE(store::localDraftId(header.remoteId), id);
    QCOMPARE(store::localDraftId(RemoteMessageId(u"7"_s)), DraftId());
    const auto body = wait(m_session->fetchBody(row.id));
    QVERIFY(body);
    QCOMPARE(body->text, u"text of first"_s);
    QCOMPARE(body->attachments.size(), 1);
    QCOMPARE(wait(m_session->fetchAttachment(row.id, body->attachments.first().partId)).value_or("?"), "notes");
    open(); // and after a restart
    QCOMPARE(drafts().size(), 1);
}

void LocalDraftsTest::followEachChange()
{
    const DraftId id = save(u"first"_s);
    const MessageId message = drafts().first().id;
    m_clock.advance(std::chrono::minutes(1));
    save(u"changed"_s, id);
    QCOMPARE(drafts().size(), 1);
    QCOMPARE(drafts().first().id, message); // the row that is selected stays
    QCOMPARE(drafts().first().subject, u"changed"_s);
    QCOMPARE(drafts().first().preview, u"text of changed"_s);
    m_clock.advance(std::chrono::minutes(1));
    save(u"second"_s);
    QCOMPARE(drafts().first().subject, u"second"_s);
    QVERIFY(wait(m_session->discardDraft(id)));
    QCOMPARE(drafts().size(), 1);
    QVERIFY(wait(m_session->sync(m_account))); // the server's list of folders does not take it away
    QCOMPARE(drafts().size(), 1);
}

void LocalDraftsTest::areDiscardedByTheTrash()
{
    save(u"first"_s);
    const DraftId kept = save(u"second"_s);
    for (const store::MessageRow &row : drafts()) {
        if (row.subject == "first"_L1)
            QVERIFY(wait(m_session->trash({row.id})));
    }
    QCOMPARE(drafts().size(), 1);
    const auto left = ask<QList<store::DraftRow>>([](store::Transaction &tx) { return store::drafts::list(tx); });
    QCOMPARE(left.size(), 1);
    QCOMPARE(left.first().id, kept);
}

void LocalDraftsTest::areNoBusinessOfTheServer()
{
    save(u"first"_s);
    const MessageId message = drafts().first().id;
    QVERIFY(!wait(m_session->setFlags({message}, MessageFlag::Flagged, {})));
    const auto all = folders();
    for (const store::FolderRow &folder : all)
        QVERIFY(folder.id == drafts().first().folder || !wait(m_session->move({message}, folder.id)));
    QVERIFY(!wait(m_session->fetchSource(message)));
    QVERIFY(ask<QList<store::OperationRow>>([](store::Transaction &tx) { return store::operations::list(tx); }).isEmpty());
}

void LocalDraftsTest::goToAServerThatLearnsToKeepThem()
{
    const DraftId id = save(u"first"_s);
    m_session.reset();
    auto store = store::Store::open(m_dir->path());
    QVERIFY(store);
    QList<store::OperationRow> queued;
    QList<store::FolderRow> listed;
    const auto written = (*store)->write([&](store::Transaction &tx) -> Result<void> {
        Folder inbox, drafts;
        inbox.remoteId = RemoteFolderId(u"inbox"_s);
        inbox.role = FolderRole::Inbox;
        drafts.remoteId = RemoteFolderId(u"Entwürfe"_s);
        drafts.role = FolderRole::Drafts;
        if (auto done = store::folders::replaceAll(tx, m_account, {inbox, drafts}); !done)
            return done;
        queued = store::operations::list(tx).value_or(QList<store::OperationRow>());
        listed = store::folders::list(tx, m_account).value_or(QList<store::FolderRow>());
        return {};
    });
    QVERIFY(written);
    QCOMPARE(listed.size(), 2);
    QVERIFY(!store::isLocalDrafts(listed.at(0).folder) && !store::isLocalDrafts(listed.at(1).folder));
    QCOMPARE(queued.size(), 1);
    QCOMPARE(queued.first().kind, store::OperationKind::SaveDraft);
    QCOMPARE(queued.first().draft, id);
}

} // namespace qn::session

QTEST_GUILESS_MAIN(qn::session::LocalDraftsTest)
#include "localdraftstest.moc"
