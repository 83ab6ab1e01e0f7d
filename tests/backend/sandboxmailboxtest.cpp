// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/mailbox.h"
#include "support/manualclock.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace qn;
using namespace qn::sandbox;
using namespace Qt::StringLiterals;

/// What the mailbox keeps through crashes, a full disk and years of use.
class SandboxMailboxTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_mailbox.reset(); }
    void dropsTheLineThatACrashCutShort();
    void refusesADamagedJournal();
    void isOpenInOneProcessOnly();
    void survivesKillAtAnyMoment();
    void fullDiskChangesNothing();
    void compactsWithoutLosingAnything();
    void listsHundredThousandMessagesWithoutReadingThem();

private:
    void reopen();
    QList<RemoteMessageId> put(int count);
    ChangePage page(const QByteArray &token = {}, int limit = 1'000'000)
    {
        return *m_mailbox->changes(m_inbox, token, limit);
    }
    QString journal() const { return m_directory->filePath(u"journal.jsonl"_s); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::shared_ptr<Mailbox> m_mailbox;
    RemoteFolderId m_inbox{u"inbox"_s};
};

namespace {

std::shared_ptr<Mailbox> openMailbox(const QString &path)
{
    const auto opened = Mailbox::open(path, std::make_shared<test::ManualClock>());
    return opened ? *opened : nullptr;
}

int sendForever(const QString &path)
{
    const auto mailbox = openMailbox(path);
    if (!mailbox)
        return 1;
    const RemoteFolderId sent = mailbox->folderByRole(FolderRole::Sent),
                         inbox = mailbox->folderByRole(FolderRole::Inbox);
    for (int i = 0;; ++i) {
        const QString key = u"key-%1-%2"_s.arg(QCoreApplication::applicationPid()).arg(i);
        const QByteArray source = "Subject: " + key.toLatin1() + "\r\n\r\nx";
        if (!mailbox->add({{sent, source, {}, {}}, {inbox, source, {}, {}}}, key))
            return 2;
        puts(qPrintable(key));
        fflush(stdout);
    }
}

} // namespace

void SandboxMailboxTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    reopen();
}

void SandboxMailboxTest::reopen()
{
    m_mailbox.reset();
    m_mailbox = openMailbox(m_directory->path());
    QVERIFY(m_mailbox);
}

QList<RemoteMessageId> SandboxMailboxTest::put(int count)
{
    QList<NewMessage> messages;
    for (int i = 0; i < count; ++i)
        messages.append(
            {m_inbox, "From: a@b\r\nSubject: " + QByteArray::number(i) + "\r\n\r\nx", {}, m_mailbox->now()});
    return *m_mailbox->add(messages);
}

void SandboxMailboxTest::dropsTheLineThatACrashCutShort()
{
    put(2);
    const auto before = page().upserted;
    put(1);
    m_mailbox.reset();
    QFile file(journal());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.resize(file.size() - 10));
    file.close();
    reopen();
    QCOMPARE(page().upserted, before);
    put(1);
    reopen();
    QCOMPARE(page().upserted.size(), 3);
}

void SandboxMailboxTest::refusesADamagedJournal()
{
    put(1);
    put(1);
    m_mailbox.reset();
    QFile file(journal());
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(5);
    file.write("\n\n\n");
    file.close();
    const auto opened = Mailbox::open(m_directory->path(), std::make_shared<test::ManualClock>());
    QVERIFY(!opened);
    QCOMPARE(opened.error().reason, ErrorReason::DatabaseCorrupt);
}

void SandboxMailboxTest::isOpenInOneProcessOnly()
{
    const auto second = Mailbox::open(m_directory->path(), std::make_shared<test::ManualClock>());
    QVERIFY(!second);
    QCOMPARE(second.error().reason, ErrorReason::DatabaseLocked);
}

void SandboxMailboxTest::survivesKillAtAnyMoment()
{
    m_mailbox.reset();
    QStringList told;
    for (int round = 0; round < 10; ++round) {
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {u"--send-forever"_s, m_directory->path()});
        QByteArray output;
        while (output.count('\n') < 5 + round * 3) {
            QVERIFY(process.waitForReadyRead());
            output += process.readAllStandardOutput();
        }
        process.kill();
        QVERIFY(process.waitForFinished());
        output += process.readAllStandardOutput();
        output.truncate(output.lastIndexOf('\n'));
        for (const QByteArray &key : output.split('\n'))
            told << QString::fromLatin1(key.trimmed());
    }
    reopen();
    for (const QString &key : told)
        QVERIFY2(m_mailbox->sentId(key), qPrintable(key));
    // Each mail is in both folders or in none.
    QSet<QString> inbox, sent;
    QVERIFY(m_mailbox->visit(m_inbox, [&](const Entry &e) { inbox << e.header.subject; }));
    QVERIFY(m_mailbox->visit(m_mailbox->folderByRole(FolderRole::Sent), [&](const Entry &e) {
        sent << e.header.subject;
        QVERIFY(m_mailbox->source(m_mailbox->folderByRole(FolderRole::Sent), e.header.remoteId)
                    ->contains(e.header.subject.toLatin1()));
    }));
    QCOMPARE(inbox, sent);
    QVERIFY(inbox.size() >= told.size());
}

void SandboxMailboxTest::fullDiskChangesNothing()
{
    put(3);
    const auto before = page();
    const qint64 size = QFileInfo(journal()).size();
    // A limit on file sizes fails a write in the same place as a full disk; the handler turns the signal into an error.
    signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    const rlimit tight{static_cast<rlim_t>(size) + 20, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
    const auto added = m_mailbox->add({{m_inbox, "Subject: too much\r\n\r\nx", {}, {}}});
    const auto flagged = m_mailbox->setFlags(m_inbox, {before.upserted[0].remoteId}, MessageFlag::Seen, {});
    setrlimit(RLIMIT_FSIZE, &old);
    QVERIFY(!added);
    QVERIFY(!flagged);
    QCOMPARE(added.error().kind, ErrorKind::Storage);
    QCOMPARE(page().upserted, before.upserted);
    QVERIFY(m_mailbox->setFlags(m_inbox, {before.upserted[0].remoteId}, MessageFlag::Seen, {}));
    reopen();
    QCOMPARE(page().upserted.size(), 3);
    QVERIFY(page().upserted[0].flags.testFlag(MessageFlag::Seen));
}

void SandboxMailboxTest::compactsWithoutLosingAnything()
{
    const auto ids = put(20);
    QVERIFY(m_mailbox->ensureFolder({u"项目"_s}));
    const QByteArray token = page().next;
    QVERIFY(m_mailbox->remove(m_inbox, {ids[3]}));
    for (int i = 0; i < 300; ++i)
        QVERIFY(m_mailbox->setFlags(m_inbox, {ids[5]}, i % 2 ? MessageFlags() : MessageFlag::Flagged,
            i % 2 ? MessageFlag::Flagged : MessageFlags()));
    const auto before = page().upserted;
    const auto folders = m_mailbox->folders();
    const qint64 size = QFileInfo(journal()).size();
    reopen();
    QVERIFY(QFileInfo(journal()).size() < size / 2);
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(page().upserted, before);
        QCOMPARE(m_mailbox->folders(), folders);
        const auto since = page(token);
        QCOMPARE(since.removed, QList<RemoteMessageId>{ids[3]});
        QCOMPARE(since.upserted.size(), 1);
        reopen();
    }
    const auto fresh = put(1);
    QVERIFY(!ids.contains(fresh[0]));
}

void SandboxMailboxTest::listsHundredThousandMessagesWithoutReadingThem()
{
    if (!qEnvironmentVariableIsSet("QN_LARGE_TESTS"))
        QSKIP("set QN_LARGE_TESTS=1");
    for (int i = 0; i < 100; ++i)
        put(1000);
    QDir(m_directory->filePath(u"messages"_s)).removeRecursively();
    QElapsedTimer timer;
    timer.start();
    reopen();
    qInfo() << "opened in ms" << timer.restart();
    QByteArray token;
    int seen = 0;
    for (bool more = true; more;) {
        const auto step = page(token, 500);
        seen += int(step.upserted.size());
        token = step.next;
        more = step.more;
    }
    qInfo() << "listed in ms" << timer.elapsed();
    QCOMPARE(seen, 100'000);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() == 3 && arguments[1] == u"--send-forever")
        return sendForever(arguments[2]);
    SandboxMailboxTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "sandboxmailboxtest.moc"
