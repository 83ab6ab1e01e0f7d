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
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QtEndian>

#include <csignal>
#include <unistd.h>

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

public:
    /// The process that is killed: it has closed the mailbox once, and writes to it again.
    void crash(const QString &dataDir);

private slots:
    void init();
    void cleanup();
    void syncGoesOnAfterAFullDisk();
    void aDatabaseWithABrokenHeaderIsRescued_data();
    void aDatabaseWithABrokenHeaderIsRescued();
    void damageIsFoundInTheCheckAfterACrash();
    void damageInUseIsRepairedAtTheNextStart();
    void damageMetWhereNobodyWaitsIsMarkedToo();
    void aRebuildThatIsCutOffIsFinished();
    void everyFailedAccessLeavesAnImportThatGoesOn();

private:
    static constexpr int localMails = 1500;
    // SQLite's codes, see sqlite3.h.
    static constexpr int ioError = 10, diskFull = 13, corrupt = 11;

    void open();
    AccountId addAccount();
    int count(const QString &folder);
    QString mbox(int count, int round = 0);
    QString database() const { return store::Store::fileName(m_dataDir); }
    void damageHeader(qint64 at, const QByteArray &bytes);
    void fill();
    void verifyRescued(int fewest, const QSet<QString> &wanted = {u"half written"_s});
    void damagePageOutsideTheLog();

    QString m_dataDir;
    std::unique_ptr<SandboxServices> m_services;
    std::unique_ptr<Session> m_session;
};

void DurabilityTest::init()
{
    m_services = std::make_unique<SandboxServices>();
    m_dataDir = m_services->dir.filePath(u"data"_s);
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
    options.dataDir = m_dataDir;
    options.undoWindow = std::chrono::hours(1); // what is sent stays here
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
        file.write(mime::mboxEntry("Subject: " + QByteArray::number(round) + ' ' + QByteArray::number(n) + "\n\n"
                + QByteArray("some text\n").repeated(100),
            {}, {}));
    return file.fileName();
}

void DurabilityTest::damageHeader(qint64 at, const QByteArray &bytes)
{
    QFile file(database());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    file.write(bytes);
}

/// Something of everything: mail of the server, mail that is only here, a draft, a mail that waits to be sent.
void DurabilityTest::fill()
{
    const AccountId id = addAccount();
    m_services->deliver(id, u"on the server"_s);
    QVERIFY(wait(m_session->sync()));
    QCOMPARE(*wait(m_session->importMail({mbox(localMails), {}, u"Old/Mail"_s})), (Report{localMails, 0, false}));
    store::DraftRow draft;
    draft.account = id;
    draft.mail.subject = u"half written"_s;
    draft.open = true;
    QVERIFY(wait(m_session->saveDraft(draft)));
    OutgoingMessage mail;
    mail.to = {{{}, u"friend@example.com"_s}};
    mail.subject = u"to be sent"_s;
    QVERIFY(wait(m_session->send(id, mail)));
}

void DurabilityTest::verifyRescued(int fewest, const QSet<QString> &wanted)
{
    QVERIFY(m_session->repair());
    QVERIFY(QFile::exists(m_session->repair()->aside));
    QCOMPARE(m_session->accounts().size(), 2);
    const int mails = count(u"Mail"_s);
    QVERIFY2(mails >= fewest && mails <= localMails, qPrintable(QString::number(mails)));
    const auto drafts = wait(m_session->reader().ask<QList<store::DraftRow>>(
        [](store::Transaction &tx) { return store::drafts::list(tx); }));
    QSet<QString> subjects;
    for (const store::DraftRow &draft : *drafts)
        subjects.insert(draft.mail.subject);
    QCOMPARE(subjects, wanted);
    const auto outgoing = wait(m_session->reader().ask<QList<store::OutgoingRow>>(
        [](store::Transaction &tx) { return store::outgoing::list(tx); }));
    QCOMPARE(outgoing->size(), 1);
    QCOMPARE(outgoing->constFirst().mail.subject, u"to be sent"_s);
}

/// A table's page that SQLite does not read from the log (https://sqlite.org/fileformat2.html#the_write_ahead_log).
void DurabilityTest::damagePageOutsideTheLog()
{
    constexpr qint64 pageSize = 16384;
    QFile log(database() + u"-wal"_s), file(database());
    QVERIFY(log.open(QIODevice::ReadOnly) && file.open(QIODevice::ReadWrite));
    QVERIFY2(log.size() > 0, "the log is gone: that was no crash");
    QSet<quint32> inLog;
    for (qint64 at = 32; log.seek(at) && log.bytesAvailable() >= 24 + pageSize; at += 24 + pageSize)
        inLog.insert(qFromBigEndian<quint32>(log.read(4).constData()));
    // The roots of all tables are at the beginning of the file.
    for (qint64 page = file.size() / pageSize * 3 / 4; page > 1; --page) {
        QVERIFY(file.seek((page - 1) * pageSize));
        if (inLog.contains(quint32(page)) || file.peek(1) != "\x0d") // a leaf of a table
            continue;
        file.write(QByteArray(int(pageSize), '\xaa'));
        return;
    }
    QFAIL("every page is in the log");
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

void DurabilityTest::aDatabaseWithABrokenHeaderIsRescued_data()
{
    QTest::addColumn<qint64>("at");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("all of it") << qint64(0) << QByteArray(100, 'x');
    QTest::newRow("zeros") << qint64(0) << QByteArray(100, '\0');
    QTest::newRow("magic") << qint64(0) << QByteArray(16, 'x');
    QTest::newRow("page size") << qint64(16) << QByteArray("\x02\x00", 2);
    QTest::newRow("payload fractions") << qint64(21) << QByteArray(3, '\0');
    QTest::newRow("encoding and owner") << qint64(56) << QByteArray(16, '\xee');
}

void DurabilityTest::aDatabaseWithABrokenHeaderIsRescued()
{
    QFETCH(qint64, at);
    QFETCH(QByteArray, bytes);
    fill();
    m_session.reset();
    damageHeader(at, bytes);
    open();
    verifyRescued(localMails);
    m_session.reset();
    open();
    QVERIFY(!m_session->repair());
    QVERIFY(!QFile::exists(m_dataDir + u"/rebuild"_s));
}

void DurabilityTest::crash(const QString &dataDir)
{
    m_services = std::make_unique<SandboxServices>();
    m_dataDir = dataDir;
    open();
    fill();
    open();
    store::DraftRow draft;
    draft.account = m_session->accounts().constFirst().id;
    draft.mail.subject = u"written last"_s;
    draft.open = true;
    if (wait(m_session->saveDraft(draft)))
        ::kill(::getpid(), SIGKILL);
}

void DurabilityTest::damageIsFoundInTheCheckAfterACrash()
{
    m_session.reset();
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TMPDIR"_s, m_services->dir.path()); // it cannot clean up
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(), {u"--crash"_s, m_dataDir});
    QVERIFY(process.waitForFinished(60'000));
    QVERIFY2(process.exitStatus() == QProcess::CrashExit, process.readAllStandardError().right(2000).constData());
    damagePageOutsideTheLog();

    open();
    QVERIFY(!m_session->repair()); // a start reads the header only
    QSignalSpy found(m_session.get(), &Session::damageFound);
    m_session->goOnline();
    QVERIFY(found.wait(60'000));
    QVERIFY(store::isMarkedDamaged(m_dataDir));
    open();
    verifyRescued(localMails - 200, {u"written last"_s, u"half written"_s}); // all mail but that of one page
    m_session.reset();
    open();
    QVERIFY(!m_session->repair());
}

void DurabilityTest::damageInUseIsRepairedAtTheNextStart()
{
    fill();
    store::Database::injectFailure(3, corrupt);
    static_cast<void>(wait(m_session->importMail({mbox(20), {}, {}})));
    store::Database::injectFailure(0, 0);
    QVERIFY(store::isMarkedDamaged(m_dataDir));
    m_session.reset();

    open();
    verifyRescued(localMails);
    QVERIFY(m_session->repair()->rescued >= localMails + 2);
    QVERIFY(!store::isMarkedDamaged(m_dataDir));
    // What the server has comes from there; what was imported is known again.
    QVERIFY(wait(m_session->sync()));
    QVERIFY(count(u"Inbox"_s) >= 1);
    QCOMPARE(wait(m_session->importMail({mbox(localMails), {}, u"Old/Mail"_s}))->skipped, localMails);
    m_session.reset();
    open();
    QVERIFY(!m_session->repair());
}

void DurabilityTest::damageMetWhereNobodyWaitsIsMarkedToo()
{
    const QString data = m_dataDir;
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
    const QString data = m_dataDir;
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

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    qn::session::DurabilityTest test;
    if (arguments.size() == 3 && arguments[1] == u"--crash") {
        test.crash(arguments[2]);
        return 1; // it should not live that long
    }
    return QTest::qExec(&test, argc, argv);
}

#include "durabilitytest.moc"
