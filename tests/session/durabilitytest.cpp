// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/mbox.h"
#include "mime/messageparser.h"
#include "sandboxservices.h"
#include "session/session.h"
#include "store/database.h"
#include "store/integrity.h"
#include "store/store.h"
#include "store/storereader.h"
#include "store/transaction.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace qn::session {

using test::SandboxServices;
using transfer::Report;

template <typename T> Result<T> wait(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000))
        qFatal("a command does not end");
    return future.result();
}

/// What happens to the store when disk and processes fail, seen from above.
class DurabilityTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void syncGoesOnAfterAFullDisk();
    void aDamagedDatabaseIsMadeAnewAroundWhatNobodyElseHas();
    void damageInUseIsRepairedAtTheNextStart();
    void damageMetWhereNobodyWaitsIsMarkedToo();
    void aRebuildThatIsCutOffIsFinished();
    void everyFailedAccessLeavesAnImportThatGoesOn();

private:
    // SQLite's codes, see sqlite3.h.
    static constexpr int ioError = 10, diskFull = 13, corrupt = 11;

    void open();
    AccountId addAccount();
    int count(const QString &folder);
    QString mbox(int count, int round = 0);
    QString database() const { return m_services->dir.filePath(u"data/mail.db"_s); }
    void damageHeader();

    std::unique_ptr<SandboxServices> m_services;
    std::unique_ptr<Session> m_session;
};

void DurabilityTest::init()
{
    m_services = std::make_unique<SandboxServices>();
    open();
}

void DurabilityTest::cleanup()
{
    store::Database::injectFailure(0, 0);
    m_session.reset();
}

void DurabilityTest::open()
{
    m_session.reset();
    Session::Options options;
    options.dataDir = m_services->dir.filePath(u"data"_s);
    options.undoWindow = std::chrono::milliseconds(0);
    options.parseMessage = mime::parseMessage;
    options.sync.watchPause = std::chrono::milliseconds(1);
    options.sync.backoff = {std::chrono::milliseconds(10), std::chrono::milliseconds(50)};
    m_session = std::make_unique<Session>(options, *m_services, *m_services->clock);
    QVERIFY(wait(m_session->open()));
}

AccountId DurabilityTest::addAccount()
{
    Account account;
    account.kind = AccountKind::OpenApi;
    const AccountId id = *wait(m_session->addAccount(account, {}));
    if (wait(m_session->beginSignIn(id, backend::RedirectMode::Captured)))
        static_cast<void>(wait(m_session->finishSignIn(id, u"good"_s)));
    return id;
}

int DurabilityTest::count(const QString &name)
{
    int total = 0;
    for (const Account &account : m_session->accounts()) {
        const auto folders = wait(m_session->reader().ask<QList<store::FolderRow>>(
            [id = account.id](store::Transaction &tx) { return store::folders::list(tx, id); }));
        for (const store::FolderRow &row : folders.value_or(QList<store::FolderRow>())) {
            if (row.folder.name == name || (row.folder.role == FolderRole::Inbox && name == u"Inbox"))
                total += row.folder.total;
        }
    }
    return total;
}

QString DurabilityTest::mbox(int count, int round)
{
    QFile file(m_services->dir.filePath(u"box%1.mbox"_s.arg(count)));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no file");
    for (int n = 0; n < count; ++n)
        file.write(mime::mboxEntry(
            "Subject: " + QByteArray::number(round) + ' ' + QByteArray::number(n) + "\n\ntext\n", {}, {}));
    return file.fileName();
}

void DurabilityTest::damageHeader()
{
    QFile file(database());
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(16, 'x'));
}

void DurabilityTest::syncGoesOnAfterAFullDisk()
{
    const AccountId id = addAccount();
    QTRY_COMPARE(m_session->status(id).phase, AccountStatus::Phase::Idle);
    bool told = false;
    connect(m_session.get(), &Session::statusChanged, this, [&](const AccountStatus &status) {
        told = told || (status.error && status.error->reason == ErrorReason::DiskFull);
    });
    int delivered = 0;
    // Wherever in the storing of a page the disk is full.
    for (int step = 1; step < 60; step += 4) {
        store::Database::injectFailure(step, diskFull);
        m_services->deliver(id, u"mail %1"_s.arg(delivered++));
        QTRY_COMPARE(count(u"Inbox"_s), delivered);
        store::Database::injectFailure(0, 0);
    }
    QVERIFY(told);
    QTRY_COMPARE(m_session->status(id).phase, AccountStatus::Phase::Idle);
}

void DurabilityTest::aDamagedDatabaseIsMadeAnewAroundWhatNobodyElseHas()
{
    const AccountId id = addAccount();
    m_services->deliver(id, u"on the server"_s);
    QVERIFY(wait(m_session->sync()));
    QCOMPARE(*wait(m_session->importMail({mbox(500), {}, u"Old/Mail"_s})), (Report{500, 0, false}));
    store::DraftRow draft;
    draft.account = id;
    draft.mail.subject = u"half written"_s;
    draft.open = true;
    QVERIFY(wait(m_session->saveDraft(draft)));
    QVERIFY(!m_session->repair());
    m_session.reset();
    damageHeader();

    open();
    QVERIFY(m_session->repair());
    QVERIFY(QFile::exists(m_session->repair()->aside));
    // SQLite cannot open a file with a broken header at all; accounts and mail are lost with it, the file is kept.
    QVERIFY(wait(m_session->importMail({mbox(500), {}, {}})));
}

void DurabilityTest::damageInUseIsRepairedAtTheNextStart()
{
    const AccountId id = addAccount();
    m_services->deliver(id, u"on the server"_s);
    QVERIFY(wait(m_session->sync()));
    QCOMPARE(*wait(m_session->importMail({mbox(500), {}, u"Old/Mail"_s})), (Report{500, 0, false}));
    store::DraftRow draft;
    draft.account = id;
    draft.mail.subject = u"half written"_s;
    draft.open = true;
    QVERIFY(wait(m_session->saveDraft(draft)));
    store::Database::injectFailure(3, corrupt);
    static_cast<void>(wait(m_session->importMail({mbox(20), {}, {}})));
    store::Database::injectFailure(0, 0);
    QVERIFY(store::isMarkedDamaged(m_services->dir.filePath(u"data"_s)));
    m_session.reset();

    open();
    QVERIFY(m_session->repair());
    QVERIFY(m_session->repair()->rescued >= 501);
    QVERIFY(!store::isMarkedDamaged(m_services->dir.filePath(u"data"_s)));
    QCOMPARE(m_session->accounts().size(), 2);
    QCOMPARE(count(u"Mail"_s), 500);
    const auto drafts = wait(m_session->reader().ask<QList<store::DraftRow>>(
        [](store::Transaction &tx) { return store::drafts::list(tx); }));
    QCOMPARE(drafts->size(), 1);
    QCOMPARE(drafts->constFirst().mail.subject, u"half written"_s);
    // What the server has comes from there; what was imported is known again.
    QVERIFY(wait(m_session->sync()));
    QVERIFY(count(u"Inbox"_s) >= 1);
    QCOMPARE(wait(m_session->importMail({mbox(500), {}, u"Old/Mail"_s}))->skipped, 500);
    m_session.reset();
    open();
    QVERIFY(!m_session->repair());
}

void DurabilityTest::damageMetWhereNobodyWaitsIsMarkedToo()
{
    const QString data = m_services->dir.filePath(u"data"_s);
    using Role = store::Database::Role;
    int round = 0;
    for (const Role role : {Role::Indexer, Role::Reader}) {
        open();
        static_cast<void>(wait(m_session->sync())); // the indexer starts with the first of it
        store::Database::injectFailure(2, corrupt, role);
        QVERIFY(wait(m_session->importMail({mbox(20, ++round), {}, {}})));
        static_cast<void>(count(u"Inbox"_s));
        QTRY_VERIFY(store::isMarkedDamaged(data));
        store::Database::injectFailure(0, 0);
        open();
        QVERIFY(m_session->repair());
        QVERIFY(!store::isMarkedDamaged(data));
        QCOMPARE(count(u"Inbox"_s), 20 * round);
    }
}

void DurabilityTest::aRebuildThatIsCutOffIsFinished()
{
    QCOMPARE(*wait(m_session->importMail({mbox(50), {}, {}})), (Report{50, 0, false}));
    m_session.reset();
    // As it is between the two renames.
    const QString data = m_services->dir.filePath(u"data"_s);
    QVERIFY(QDir().mkpath(data + u"/rebuild"_s));
    QVERIFY(QFile::rename(database(), data + u"/rebuild/mail.db"_s));
    QFile complete(data + u"/rebuild/complete"_s);
    QVERIFY(complete.open(QIODevice::WriteOnly));
    complete.close();
    open();
    QCOMPARE(count(u"Inbox"_s), 50);
    QVERIFY(!QFile::exists(data + u"/rebuild"_s));
}

void DurabilityTest::everyFailedAccessLeavesAnImportThatGoesOn()
{
    int undisturbed = 0;
    for (int step = 1; undisturbed < 5; ++step) {
        const QString file = mbox(20, step);
        store::Database::injectFailure(step, step % 2 ? ioError : diskFull);
        const Result<Report> report = wait(m_session->importMail({file, {}, {}}));
        store::Database::injectFailure(0, 0);
        if (report)
            QCOMPARE(*report, (Report{20, 0, false}));
        else
            QCOMPARE(report.error().kind, ErrorKind::Storage);
        undisturbed = report ? undisturbed + 1 : 0;
        const Result<Report> rest = wait(m_session->importMail({file, {}, {}}));
        QVERIFY2(rest, qPrintable(u"step %1"_s.arg(step)));
        QCOMPARE(rest->messages + rest->skipped, 20);
        QCOMPARE(count(u"Inbox"_s), 20 * step);
        QVERIFY(step < 1000);
    }
}

} // namespace qn::session

QTEST_GUILESS_MAIN(qn::session::DurabilityTest)
#include "durabilitytest.moc"
