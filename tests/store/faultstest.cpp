// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "store/migrations.h"
#include "support/storefixture.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QtEndian>

#include <sqlite3.h>

using namespace qn;
using namespace qn::store;
using namespace qn::test;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> addMails(Transaction &tx, FolderId folder, int batch)
{
    QList<MessageHeader> headers;
    for (int i = 0; i < 50; ++i)
        headers.append(header(u"b%1-%2"_s.arg(batch).arg(i), 1'700'000'000 + i));
    return messages::upsert(tx, folder, headers, 1);
}

/// The child process of the kill test: writes batches until it is killed, and says which ones are safe.
int writeUntilKilled(const QString &dir)
{
    auto store = Store::open(dir);
    if (!store)
        return 1;
    QTextStream out(stdout);
    for (int batch = 0;; ++batch) {
        const auto done = (*store)->write([&](Transaction &tx) { return addMails(tx, FolderId(1), batch); },
            batch % 2 == 0 ? Durability::Full : Durability::Relaxed);
        if (!done)
            return 2;
        out << batch << Qt::endl;
    }
}

} // namespace

class FaultsTest final : public QObject
{
    Q_OBJECT

    static void verifyCounters(const StoreFixture &f, FolderId folder)
    {
        const auto row = f.read<FolderRow>([&](Transaction &tx) { return folders::find(tx, folder); });
        const auto list = f.list(folder);
        QCOMPARE(row.folder.total, int(list.size()));
        QCOMPARE(row.folder.unread, int(std::count_if(list.cbegin(), list.cend(), [](const MessageRow &m) {
            return !m.flags.testFlag(MessageFlag::Seen);
        })));
        const auto check = f.read<QString>([](Transaction &tx) -> Result<QString> {
            Query query = tx.database().query("PRAGMA integrity_check");
            return query.next() ? query.text(0) : QString();
        });
        QCOMPARE(check, u"ok"_s);
    }

private slots:
    void makesAFreshDatabaseThatOnlyTheUserMayRead()
    {
        StoreFixture f;
        const QString file = Store::fileName(f.path());
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QCOMPARE(f.read<qint64>([](Transaction &tx) -> Result<qint64> {
            Query query = tx.database().query("PRAGMA application_id");
            return query.next() ? query.integer(0) : 0;
        }),
            applicationId);
        f.store.reset();
        QCOMPARE(schemaInHeader(file).value_or(-1), newestSchema());
    }

    void upgradesEveryOlderSchemaToTheSameAsAFreshOne()
    {
        const auto schema = [](Database &db) {
            QStringList sql;
            Query query = db.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name");
            while (query.next())
                sql.append(query.text(0));
            return sql;
        };
        QTemporaryDir dir;
        auto fresh = Database::open(dir.filePath(u"fresh.db"_s), Database::Access::Write);
        QN_OK(fresh);
        QN_OK(migrate(**fresh));
        for (int version = 0; version < newestSchema(); ++version) {
            auto old = Database::open(dir.filePath(QString::number(version)), Database::Access::Write);
            QN_OK(old);
            QN_OK(migrate(**old, version));
            QN_OK(migrate(**old));
            QCOMPARE(schema(**old), schema(**fresh));
            QN_OK(migrate(**old));
        }
    }

    void countsTheSizesOfWhatAnOlderVersionStored()
    {
        StoreFixture f;
        const auto folders = f.addFolders(f.addAccount(), {u"inbox"_s, u"trash"_s, u"empty"_s});
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[0], {header(u"a"_s), header(u"b"_s)}, 1); });
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[1], {header(u"c"_s)}, 1); });
        OperationRow move;
        move.account = AccountId(1);
        move.kind = OperationKind::Move;
        move.messages = {f.list(folders[0])[0].id};
        move.target = folders[1];
        f.write([&](Transaction &tx) { return operations::insert(tx, move); });
        f.store.reset();
        {
            auto db = Database::open(Store::fileName(f.path()), Database::Access::Write);
            QN_OK((*db)->execute("ALTER TABLE folder DROP COLUMN size; ALTER TABLE folder DROP COLUMN listed_size; PRAGMA user_version=6"));
        }
        f.reopen();
        QList<qint64> sizes;
        for (const FolderId folder : folders)
            sizes.append(f.read<FolderRow>([&](Transaction &tx) { return folders::find(tx, folder); }).bytes());
        QCOMPARE(sizes, (QList<qint64>{1234, 2468, 0}));
    }

    void refusesANewerSchemaAndLeavesItAlone()
    {
        StoreFixture f;
        f.addAccount();
        const QString file = Store::fileName(f.path());
        f.store.reset();
        {
            auto db = Database::open(file, Database::Access::Write);
            QN_OK((*db)->execute("PRAGMA user_version=99"));
        }
        const QByteArray before = contentOf(file);
        const auto opened = Store::open(f.path());
        QCOMPARE(opened.error().kind, ErrorKind::Storage);
        QCOMPARE(opened.error().reason, ErrorReason::NewerSchema);
        QVERIFY(contentOf(file) == before);
        // The same where the newer version is only in the log, because its program crashed.
        {
            auto db = Database::open(file, Database::Access::Write);
            QN_OK((*db)->execute("PRAGMA user_version=1; PRAGMA wal_checkpoint(TRUNCATE)"));
            (*db)->keepLogOnClose();
            QN_OK((*db)->execute("PRAGMA user_version=99"));
        }
        const QByteArray again = contentOf(file);
        QVERIFY(!contentOf(file + u"-wal"_s).isEmpty());
        QCOMPARE(Store::open(f.path()).error().reason, ErrorReason::NewerSchema);
        QVERIFY(contentOf(file) == again);
    }

    void refusesWhatIsNoDatabase_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("garbage") << QByteArray(10'000, 'x');
        QByteArray foreign("SQLite format 3\0", 16);
        foreign.resize(4096, '\0');
        qToBigEndian<quint32>(0x12345678, foreign.data() + 68);
        QTest::newRow("another program's") << foreign;
    }

    void refusesWhatIsNoDatabase()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir dir;
        QFile file(Store::fileName(dir.path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const auto opened = Store::open(dir.path());
        QCOMPARE(opened.error().reason, ErrorReason::DatabaseCorrupt);
        QVERIFY(contentOf(file.fileName()) == content);
        auto rebuilt = Store::rebuild(dir.path());
        QN_OK(rebuilt);
        QVERIFY(contentOf(rebuilt->aside) == content);
    }

    void rescuesDraftsAndOutboxFromADamagedDatabase()
    {
        StoreFixture f;
        const auto gone = f.addAccount(u"Gone"_s);
        const auto account = f.addAccount();
        const auto inbox = f.addFolders(account, {u"inbox"_s})[0];
        OutgoingRow mail;
        mail.account = account;
        mail.mail.subject = u"in the outbox"_s;
        mail.mail.attachments = {{{}, u"f"_s, u"a/b"_s, {}, 3, false, "abc"}};
        mail.state = OutgoingState::Sending;
        DraftRow draft;
        draft.account = account;
        draft.mail.text = u"草稿"_s;
        f.write([&](Transaction &tx) -> Result<void> {
            (void)outgoing::insert(tx, mail);
            (void)drafts::save(tx, draft);
            return accounts::remove(tx, gone, false);
        });
        for (int i = 0; i < 40; ++i)
            f.write([&](Transaction &tx) { return addMails(tx, inbox, i); });
        f.store.reset();
        QFile file(Store::fileName(f.path()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        // Everything behind the small tables' pages, which were written first.
        const qint64 begin = file.size() / 2 / 4096 * 4096;
        file.seek(begin);
        file.write(QByteArray(int(file.size() - begin), '\xa5'));
        file.close();

        f.store.reset();
        auto rebuilt = Store::rebuild(f.path());
        QN_OK(rebuilt);
        QCOMPARE(rebuilt->mails, 2);
        rebuilt->store.reset();
        f.reopen();
        QCOMPARE(f.read<Account>([&](Transaction &tx) { return accounts::find(tx, account); }).name, u"Test"_s);
        const auto mails = f.read<QList<OutgoingRow>>([](Transaction &tx) { return outgoing::list(tx); });
        QCOMPARE(mails.size(), 1);
        QCOMPARE(mails[0].state, OutgoingState::Unknown);
        const auto full = f.read<OutgoingRow>([&](Transaction &tx) { return outgoing::find(tx, mails[0].id); });
        QCOMPARE(full.mail, mail.mail);
        QCOMPARE(f.read<QList<DraftRow>>([](Transaction &tx) { return drafts::list(tx); })[0].mail.text, u"草稿"_s);
    }

    void reportsDamageThatShowsLater()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s})[0];
        for (int i = 0; i < 40; ++i)
            f.write([&](Transaction &tx) { return addMails(tx, inbox, i); });
        f.store.reset();
        QFile file(Store::fileName(f.path()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(4096 * 40);
        file.write(QByteArray(int(file.size() - file.pos()), '\xa5'));
        file.close();
        auto opened = Store::open(f.path());
        QN_OK(opened);
        const auto done = (*opened)->read([&](Transaction &tx) -> Result<void> {
            auto list = messages::list(tx, inbox, 0, 100'000);
            return list ? Result<void>() : fail(list.error());
        });
        QCOMPARE(done.error().reason, ErrorReason::DatabaseCorrupt);
    }

    void keepsWhatItHasWhenTheDiskIsFull()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s})[0];
        f.write([&](Transaction &tx) { return addMails(tx, inbox, 0); });
        const auto limit = [&](qint64 pages) {
            QN_OK(f.store->read([&](Transaction &tx) {
                return tx.database().execute("PRAGMA max_page_count=" + QByteArray::number(pages));
            }));
        };
        limit(1); // SQLite takes the present size then
        Result<void> done;
        int batch = 1;
        while (done) {
            QVERIFY(batch < 100);
            done = f.store->write([&](Transaction &tx) { return addMails(tx, inbox, batch); });
            ++batch;
        }
        QCOMPARE(done.error().kind, ErrorKind::Storage);
        QCOMPARE(done.error().reason, ErrorReason::DiskFull);
        QCOMPARE(f.list(inbox).size(), 50 * (batch - 1));
        verifyCounters(f, inbox);
        limit(1'000'000);
        f.write([&](Transaction &tx) { return addMails(tx, inbox, batch); });
        verifyCounters(f, inbox);
    }

    void survivesAFailureOfEveryStep()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"trash"_s});
        f.write([&](Transaction &tx) { return addMails(tx, folders[0], 0); });
        const auto before = f.list(folders[0]);
        const auto work = [&](Transaction &tx) -> Result<void> {
            if (auto done = messages::upsert(tx, folders[0], {header(u"b0-1"_s, 5), header(u"new"_s)}, 2); !done)
                return done;
            if (auto done = messages::remove(tx, folders[0], {RemoteMessageId(u"b0-2"_s)}); !done)
                return done;
            OperationRow move;
            move.account = account;
            move.kind = OperationKind::Move;
            move.messages = {before[0].id, before[1].id};
            move.target = folders[1];
            auto id = operations::insert(tx, move);
            if (!id)
                return fail(id.error());
            if (auto done = operations::finish(tx, *id, true); !done)
                return done;
            auto draft = drafts::save(tx, {{}, account, {}, {}, 0, false});
            return draft ? Result<void>() : fail(draft.error());
        };
        int failures = 0;
        for (int step = 1;; ++step) {
            QSignalSpy spy(f.store.get(), &Store::changed);
            Database::injectFailure(step, SQLITE_IOERR);
            const auto done = f.store->write(work);
            Database::injectFailure(0, 0);
            if (done)
                break;
            ++failures;
            QCOMPARE(done.error().kind, ErrorKind::Storage);
            QCOMPARE(spy.size(), 0);
            QCOMPARE(f.list(folders[0]), before);
        }
        QVERIFY2(failures > 20, qPrintable(QString::number(failures)));
        QCOMPARE(f.list(folders[1]).size(), 2);
        verifyCounters(f, folders[0]);
        verifyCounters(f, folders[1]);
    }

    void reportsALockHeldByAnotherProgram()
    {
        StoreFixture f;
        auto other = Database::open(Store::fileName(f.path()), Database::Access::Write);
        QN_OK(other);
        QN_OK((*other)->begin(Database::Begin::Immediate));
        QN_OK(f.store->read([](Transaction &tx) { return tx.database().execute("PRAGMA busy_timeout=50"); }));
        const auto done = f.store->write([](Transaction &) -> Result<void> { return {}; });
        QCOMPARE(done.error().reason, ErrorReason::DatabaseLocked);
        (*other)->rollback();
        f.addAccount();
    }

    void noticesWhatAnotherProcessWrote()
    {
        StoreFixture f;
        auto other = Store::open(f.path());
        QN_OK(other);
        QSignalSpy spy(f.store.get(), &Store::changed);
        f.store->checkForeignChanges();
        QCOMPARE(spy.size(), 0);
        QN_OK((*other)->write([](Transaction &tx) -> Result<void> {
            auto id = accounts::insert(tx, {});
            return id ? Result<void>() : fail(id.error());
        }));
        f.store->checkForeignChanges();
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy[0][0].value<ChangeSet>().everything);
        f.store->checkForeignChanges();
        QCOMPARE(spy.size(), 1);
        f.addAccount();
        f.store->checkForeignChanges();
        QCOMPARE(spy.size(), 2); // its own change, nothing foreign
    }

    void losesNothingWhenKilledInMidWrite()
    {
        QRandomGenerator random(QRandomGenerator::global()->generate());
        for (int round = 0; round < 12; ++round) {
            StoreFixture f;
            const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s})[0];
            QCOMPARE(inbox, FolderId(1));
            f.store.reset();
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {u"--write"_s, f.path()});
            QVERIFY(child.waitForReadyRead());
            QTest::qSleep(random.bounded(40));
            child.kill();
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitStatus(), QProcess::CrashExit);
            const QList<QByteArray> lines = child.readAllStandardOutput().trimmed().split('\n');
            const int safe = lines.constLast().toInt();
            f.reopen();
            const auto count = f.list(inbox).size();
            QCOMPARE(count % 50, 0);
            QVERIFY2(count / 50 >= safe + 1, qPrintable(u"%1 batches, %2 were safe"_s.arg(count / 50).arg(safe + 1)));
            verifyCounters(f, inbox);
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--write")
        return writeUntilKilled(QString::fromLocal8Bit(argv[2]));
    FaultsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "faultstest.moc"
