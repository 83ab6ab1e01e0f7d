// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/mailtree.h"
#include "mime/mbox.h"
#include "mime/messageparser.h"
#include "sandboxservices.h"
#include "session/session.h"
#include "store/storereader.h"
#include "store/transaction.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace qn::session {

using test::SandboxServices;
using transfer::MailFormat;
using transfer::Report;

template <typename T> Result<T> wait(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000))
        qFatal("a command does not end");
    return future.result();
}

/// Mail files into the store and out again.
class TransferTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_session.reset(); }
    void importsIntoAnAccountOnThisComputer();
    void passesOverWhatIsThere();
    void keepsFoldersOfATree();
    void comesOutByteForByte_data();
    void comesOutByteForByte();
    void changesOfLocalMailBecomeTheTruth();
    void localMailCanBeTakenBackAndSurvivesARestart();
    void opensAttachmentsWithoutAServer();
    void cancelKeepsWhatIsThere();
    void leavesRoomForCommands();
    void uploadsToAServer();
    void doesNotSendForIt();
    void saysWhatIsMissing();

private:
    void open(bool online);
    QList<store::FolderRow> folders();
    QList<store::MessageRow> messages(const QString &folder);
    QByteArray write(const QString &name, int count);
    static QByteArray mail(int n);
    AccountId local();

    std::unique_ptr<QTemporaryDir> m_files;
    std::unique_ptr<SandboxServices> m_services;
    std::unique_ptr<Session> m_session;
};

void TransferTest::init()
{
    m_files = std::make_unique<QTemporaryDir>();
    m_services = std::make_unique<SandboxServices>();
    open(false);
}

void TransferTest::open(bool online)
{
    m_session.reset();
    Session::Options options;
    options.dataDir = m_services->dir.filePath(u"data"_s);
    options.online = online;
    options.undoWindow = std::chrono::milliseconds(0);
    options.parseMessage = mime::parseMessage;
    options.decodeAttachment = [](const MessageSource &source, const QString &) {
        return Result<QByteArray>(source.bytes().right(4));
    };
    m_session = std::make_unique<Session>(options, *m_services, *m_services->clock);
    QVERIFY(wait(m_session->open()));
}

QByteArray TransferTest::mail(int n)
{
    return "From: Li <li@qq.example>\nTo: me@qq.example\nSubject: =?utf-8?B?" + u"邮件 %1"_s.arg(n).toUtf8().toBase64()
        + "?=\nMessage-ID: <" + QByteArray::number(n)
        + "@x.example>\nDate: Mon, 6 May 2024 07:08:09 +0000\n\nFrom line\n\nBody \xe4\xb8\xad " + QByteArray::number(n)
        + "\n";
}

QByteArray TransferTest::write(const QString &name, int count)
{
    QByteArray bytes;
    for (int n = 0; n < count; ++n)
        bytes += mime::mboxEntry(mail(n), u"li@qq.example"_s, {});
    const QString path = m_files->filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("no file");
    return bytes;
}

AccountId TransferTest::local()
{
    for (const Account &account : m_session->accounts()) {
        if (account.kind == AccountKind::Local)
            return account.id;
    }
    return {};
}

QList<store::FolderRow> TransferTest::folders()
{
    const AccountId account = local();
    return *wait(m_session->reader().ask<QList<store::FolderRow>>(
        [account](store::Transaction &tx) { return store::folders::list(tx, account); }));
}

QList<store::MessageRow> TransferTest::messages(const QString &folder)
{
    for (const store::FolderRow &row : folders()) {
        if (row.folder.name == folder)
            return *wait(m_session->reader().ask<QList<store::MessageRow>>(
                [id = row.id](store::Transaction &tx) { return store::messages::list(tx, id, 0, 100'000); }));
    }
    return {};
}

void TransferTest::importsIntoAnAccountOnThisComputer()
{
    write(u"box.mbox"_s, 1200);
    const QSignalSpy progress(m_session.get(), &Session::transferProgressed);
    const Result<Report> report = wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}}));
    QVERIFY(report);
    QCOMPARE(*report, (Report{1200, 0, false}));
    QVERIFY(!progress.isEmpty());
    const QList<store::MessageRow> rows = messages(u"Inbox"_s);
    QCOMPARE(rows.size(), 1200);
    for (const store::FolderRow &row : folders()) {
        if (row.folder.role == FolderRole::Inbox)
            QCOMPARE(row.folder.total, 1200);
    }
    const MessageId id = rows.constFirst().id;
    QVERIFY(rows.constFirst().subject.startsWith(u"邮件 "_s));
    const int n = rows.constFirst().subject.mid(3).toInt();
    QCOMPARE(*wait(m_session->fetchSource(id)), mail(n));
    QVERIFY(wait(m_session->fetchBody(id))->text.contains(u"Body 中"_s));
    QVERIFY(wait(m_session->sync()));
    QCOMPARE(m_services->made.load(), 0);
    QCOMPARE(messages(u"Inbox"_s).size(), 1200);
}

void TransferTest::passesOverWhatIsThere()
{
    write(u"box.mbox"_s, 30);
    QCOMPARE(*wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})), (Report{30, 0, false}));
    write(u"box.mbox"_s, 40);
    QCOMPARE(*wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})), (Report{10, 30, false}));
    QCOMPARE(messages(u"Inbox"_s).size(), 40);
    QCOMPARE(
        *wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, u"Old/Mail"_s})), (Report{40, 0, false}));
    QCOMPARE(messages(u"Mail"_s).size(), 40);
    QCOMPARE(m_session->accounts().size(), 1);
}

void TransferTest::keepsFoldersOfATree()
{
    write(u"Inbox.mbox"_s, 2);
    write(u"项目/青鸟.mbox"_s, 3);
    write(u"项目/notes.png"_s, 0);
    const Result<Report> report = wait(m_session->importMail({m_files->path(), {}, {}}));
    QCOMPARE(*report, (Report{5, 1, false}));
    QCOMPARE(messages(u"Inbox"_s).size(), 2);
    QCOMPARE(messages(u"青鸟"_s).size(), 3);
    QStringList names;
    for (const store::FolderRow &row : folders())
        names << row.folder.name + u"<"_s + row.folder.parent.value();
    QVERIFY2(names.contains(u"青鸟<项目"_s), qPrintable(names.join(u' ')));
    QVERIFY(names.contains(u"项目<"_s));
}

void TransferTest::comesOutByteForByte_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("mbox") << int(MailFormat::Mbox);
    QTest::newRow("maildir") << int(MailFormat::Maildir);
    QTest::newRow("eml") << int(MailFormat::Eml);
}

void TransferTest::comesOutByteForByte()
{
    QFETCH(const int, format);
    write(u"in/Inbox.mbox"_s, 120);
    write(u"in/工作/x.mbox"_s, 60);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"in"_s), {}, {}})));
    const QList<store::MessageRow> rows = messages(u"x"_s);
    QVERIFY(wait(m_session->setFlags({rows.constFirst().id}, MessageFlag::Seen | MessageFlag::Flagged, {})));
    const QString out = m_files->filePath(u"out"_s) + (format == int(MailFormat::Mbox) ? u"/"_s : QString());
    const Result<Report> report = wait(m_session->exportMail({out, {}, {}, MailFormat(format)}));
    QVERIFY(report);
    QCOMPARE(*report, (Report{180, 0, false}));
    QMap<QString, QSet<QByteArray>> found;
    int flagged = 0;
    const mime::MailTreeVisitor visitor{[&](const mime::FoundMessage &message, const QStringList &folder) {
                                            found[folder.join(u'/')].insert(message.source);
                                            flagged += message.flags.testFlag(MessageFlag::Flagged) ? 1 : 0;
                                            return true;
                                        },
        [](const QString &file) { qWarning() << "skipped" << file; }, {}};
    QVERIFY(mime::readMailTree(out, visitor));
    QSet<QByteArray> wanted;
    for (int n = 0; n < 120; ++n)
        wanted.insert(mail(n));
    QCOMPARE(found.value(format == int(MailFormat::Mbox) ? u"Inbox"_s : QString()), wanted);
    QCOMPARE(found.value(u"工作/x"_s).size(), 60);
    QVERIFY(wanted.contains(found.value(u"工作/x"_s)));
    QCOMPARE(flagged, format == int(MailFormat::Maildir) ? 1 : 0);
}

void TransferTest::changesOfLocalMailBecomeTheTruth()
{
    write(u"box.mbox"_s, 3);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})));
    const QList<store::MessageRow> rows = messages(u"Inbox"_s);
    QVERIFY(wait(m_session->setFlags({rows.at(0).id}, MessageFlag::Seen, {})));
    QVERIFY(wait(m_session->trash({rows.at(1).id})));
    const auto pending = [&] {
        return wait(m_session->reader().ask<QList<store::OperationRow>>([](store::Transaction &tx) {
            return store::operations::list(tx);
        }))->size();
    };
    QTRY_COMPARE(pending(), 0);
    QCOMPARE(messages(u"Inbox"_s).size(), 2);
    QCOMPARE(messages(u"Trash"_s).size(), 1);
    QVERIFY(wait(m_session->trash({rows.at(1).id})));
    QTRY_COMPARE(pending(), 0);
    QCOMPARE(messages(u"Trash"_s).size(), 0);
    QCOMPARE(m_services->made.load(), 0);
    // Imported again it is back, and only it.
    QCOMPARE(*wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})), (Report{1, 2, false}));
}

void TransferTest::localMailCanBeTakenBackAndSurvivesARestart()
{
    write(u"box.mbox"_s, 2);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})));
    m_session.reset();
    Session::Options options;
    options.dataDir = m_services->dir.filePath(u"data"_s);
    options.online = false;
    options.undoWindow = std::chrono::hours(1);
    m_session = std::make_unique<Session>(options, *m_services, *m_services->clock);
    QVERIFY(wait(m_session->open()));
    const QList<store::MessageRow> rows = messages(u"Inbox"_s);
    const Result<OperationId> first = wait(m_session->trash({rows.at(0).id}));
    QVERIFY(first);
    QCOMPARE(messages(u"Inbox"_s).size(), 1);
    QVERIFY(wait(m_session->undo(*first)));
    QCOMPARE(messages(u"Inbox"_s).size(), 2);
    QVERIFY(wait(m_session->trash({rows.at(1).id})));
    m_services->clock->advance(std::chrono::hours(2));
    open(false);
    QCOMPARE(messages(u"Trash"_s).size(), 1);
}

void TransferTest::opensAttachmentsWithoutAServer()
{
    write(u"box.mbox"_s, 1);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})));
    QCOMPARE(
        *wait(m_session->fetchAttachment(messages(u"Inbox"_s).constFirst().id, u"1"_s)), " 0\n"_ba.prepend('\xad'));
}

void TransferTest::cancelKeepsWhatIsThere()
{
    constexpr int count = 50'000; // long enough to be interrupted on a fast machine
    write(u"box.mbox"_s, count);
    QFuture<Result<Report>> running = m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}});
    QCOMPARE(wait(m_session->importMail({m_files->path(), {}, {}})).error().kind, ErrorKind::Conflict);
    const auto cancel = connect(m_session.get(), &Session::transferProgressed, m_session.get(), [this] { m_session->cancelTransfer(); });
    const Result<Report> report = wait(running);
    disconnect(cancel);
    QVERIFY(report);
    QVERIFY(report->canceled);
    QVERIFY(report->messages > 0 && report->messages < count);
    QCOMPARE(messages(u"Inbox"_s).size(), report->messages);
    // A session that ends in the middle loses nothing either.
    running = m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}});
    QSignalSpy progress(m_session.get(), &Session::transferProgressed);
    QVERIFY(progress.wait(60'000));
    open(false);
    const Result<Report> rest = wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}}));
    QCOMPARE(rest->messages + rest->skipped, count);
    QCOMPARE(messages(u"Inbox"_s).size(), count);
}

void TransferTest::leavesRoomForCommands()
{
    write(u"first.mbox"_s, 1);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"first.mbox"_s), {}, {}})));
    const MessageId id = messages(u"Inbox"_s).constFirst().id;
    write(u"box.mbox"_s, 12000);
    const auto import = m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, u"Much"_s});
    int commands = 0;
    while (!import.isFinished()) {
        QVERIFY(wait(m_session->setFlags({id}, commands % 2 ? MessageFlags() : MessageFlag::Flagged, {})));
        ++commands;
    }
    QCOMPARE(import.result()->messages, 12000);
    // One between two batches at least; without that, one before the import and one behind it.
    QVERIFY2(commands > 4, qPrintable(QString::number(commands)));
}

void TransferTest::uploadsToAServer()
{
    open(true);
    Account account;
    account.kind = AccountKind::OpenApi;
    const AccountId id = *wait(m_session->addAccount(account, {}));
    QVERIFY(wait(m_session->beginSignIn(id, backend::RedirectMode::Captured)));
    QVERIFY(wait(m_session->finishSignIn(id, u"good"_s)));
    write(u"box.mbox"_s, 20);
    QCOMPARE(wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), id, u"nowhere"_s})).error().kind,
        ErrorKind::NotFound);
    const Result<Report> report = wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), id, u"junk"_s}));
    QVERIFY(report);
    QCOMPARE(*report, (Report{20, 0, false}));
    QCOMPARE(m_services->subjects(id, FolderRole::Junk).size(), 20);
    // Once more, as after one that was interrupted.
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), id, u"junk"_s})));
    QCOMPARE(m_services->subjects(id, FolderRole::Junk).size(), 20);
    QVERIFY(wait(m_session->sync()));
    const Result<Report> out =
        wait(m_session->exportMail({m_files->filePath(u"out.mbox"_s), id, u"junk"_s, MailFormat::Mbox}));
    QVERIFY(out);
    QCOMPARE(out->messages, 20); // their sources are fetched
}

void TransferTest::doesNotSendForIt()
{
    write(u"box.mbox"_s, 1);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"box.mbox"_s), {}, {}})));
    OutgoingMessage mail;
    mail.to = {{{}, u"a@b.example"_s}};
    QCOMPARE(wait(m_session->send(local(), mail)).error().kind, ErrorKind::Unsupported);
    QVERIFY(wait(m_session->removeAccount(local(), false)));
    QVERIFY(m_session->accounts().isEmpty());
}

void TransferTest::saysWhatIsMissing()
{
    QCOMPARE(wait(m_session->importMail({m_files->filePath(u"nothing"_s), {}, {}})).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(m_session->exportMail({m_files->filePath(u"x"_s), {}, u"none"_s, MailFormat::Eml})).error().kind,
        ErrorKind::NotFound);
    write(u"there.mbox"_s, 1);
    QCOMPARE(wait(m_session->exportMail({m_files->filePath(u"there.mbox"_s), {}, {}, MailFormat::Mbox})).error().kind,
        ErrorKind::Conflict);
    QVERIFY(wait(m_session->importMail({m_files->filePath(u"there.mbox"_s), {}, {}})));
}

} // namespace qn::session

QTEST_GUILESS_MAIN(qn::session::TransferTest)
#include "transfertest.moc"
