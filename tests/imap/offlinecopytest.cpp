// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/ask.h"
#include "support/cuttingproxy.h"
#include "support/dovecotserver.h"
#include "support/imapaccount.h"
#include "support/imapclient.h"
#include "support/qqserver.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

#include <numeric>
#include <utility>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// A copy of all mail (SyncEngine::setKeepsAll) from real servers: whatever happens on the way, in the end each message
/// is here as the server has it.
class OfflineCopyTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsEveryMessageByteForByte();
    void goesOnAfterTheLineWasCut();
    void goesOnInAnotherRunOfTheProgram();
    void givesWayToWhatTheUserOpens();
    void copiesFromTheOddServer();
    void leavesOutWhatTheServerDoesNotHave();

private:
    static QByteArray mail(int number)
    {
        const QByteArray name = QByteArray::number(number);
        QByteArray text =
            "From: a@b.example\r\nSubject: mail " + name + "\r\nMessage-ID: <" + name + "@b.example>\r\n\r\n";
        while (text.size() < (number % 7) * 9000 + 300)
            text += "line of mail " + name + " (*) {12}\r\n) OK done \xc4\xe3\xba\xc3\r\n";
        return text;
    }
    void fill(const QString &user, int count);
    /// How many were missing when that message had come.
    static backend::Task<int> openedAt(
        backend::MailBackend &backend, store::RemotePlace place, const store::Store &store, AccountId account)
    {
        Result<QByteArray> source = co_await backend.source(place.folder, place.remoteId);
        if (!source)
            co_return Result<int>(fail(source.error()));
        co_return Result<int>(missing(store, account));
    }
    /// By subject: what the store has.
    static QMap<QString, QByteArray> sources(const store::Store &store, AccountId account);
    static void compare(const store::Store &store, AccountId account, const QMap<QString, QByteArray> &wanted);
    static Result<void> copied(ImapAccount &account) { return QCoro::waitFor(account.engine->copied()); }
    static int missing(const store::Store &store, AccountId account)
    {
        return ask<store::messages::SourceCount>(store, [=](store::Transaction &tx) {
            return store::messages::countSources(tx, account);
        }).missing;
    }

    std::unique_ptr<DovecotServer> m_server;
    QMap<QString, QByteArray> m_mails; ///< of the user that was filled last
};

void OfflineCopyTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_server = std::make_unique<DovecotServer>();
}

/// Two folders, and one message that is long.
void OfflineCopyTest::fill(const QString &user, int count)
{
    m_mails.clear();
    ImapClient other(m_server->port(), user, DovecotServer::password);
    for (int i = 1; i <= count; ++i) {
        const QByteArray source = mail(i);
        QVERIFY(!other.append(i % 5 == 0 ? "Archive" : "INBOX", source).isEmpty());
        m_mails.insert(u"mail %1"_s.arg(i), source);
    }
    QByteArray longOne = "From: a@b.example\r\nSubject: long\r\n\r\n";
    for (int i = 0; longOne.size() < 3'000'000; ++i)
        longOne += "line " + QByteArray::number(i) + "\r\n";
    QVERIFY(!other.append("INBOX", longOne).isEmpty());
    m_mails.insert(u"long"_s, longOne);
}

QMap<QString, QByteArray> OfflineCopyTest::sources(const store::Store &store, AccountId account)
{
    return ask<QMap<QString, QByteArray>>(store, [=](store::Transaction &tx) -> Result<QMap<QString, QByteArray>> {
        QMap<QString, QByteArray> all;
        const auto folders = store::folders::list(tx, account);
        for (const store::FolderRow &folder : *folders) {
            const auto rows = store::messages::list(tx, folder.id, 0, 100'000);
            for (const store::MessageRow &row : *rows)
                all.insert(row.subject, store::messages::source(tx, row.id)->value_or("(none)"));
        }
        return all;
    });
}

void OfflineCopyTest::compare(const store::Store &store, AccountId account, const QMap<QString, QByteArray> &wanted)
{
    const QMap<QString, QByteArray> all = sources(store, account);
    QCOMPARE(all.keys(), wanted.keys());
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it)
        QVERIFY2(all.value(it.key()) == it.value(), qPrintable(it.key()));
}

void OfflineCopyTest::keepsEveryMessageByteForByte()
{
    const QString user = u"all@qq.example"_s;
    fill(user, 120);
    ImapAccount account(m_server->port(), 0, user, DovecotServer::password);
    QVERIFY(account.sync());
    QVERIFY(copied(account)); // nobody wants it: at once
    QCOMPARE(missing(account.store(), account.account), 121);
    QList<sync::CopyState> told;
    connect(account.engine.get(), &sync::SyncEngine::stateChanged, this, [&] {
        if (account.engine->state().copy)
            told.append(*account.engine->state().copy);
    });
    account.engine->setKeepsAll(true);
    const Result<void> done = copied(account);
    QVERIFY2(done, qPrintable(done ? QString() : done.error().detail));
    compare(account.store(), account.account, m_mails);
    QVERIFY(!told.isEmpty());
    QCOMPARE(told.first().total, 121);
    QVERIFY(!account.engine->state().copy);

    // What comes later is kept too.
    ImapClient other(m_server->port(), user, DovecotServer::password);
    other.append("INBOX", mail(500));
    m_mails.insert(u"mail 500"_s, mail(500));
    QVERIFY(account.sync());
    QVERIFY(copied(account));
    compare(account.store(), account.account, m_mails);
}

void OfflineCopyTest::goesOnAfterTheLineWasCut()
{
    const QString user = u"cut@qq.example"_s;
    fill(user, 60);
    CuttingProxy proxy(m_server->port());
    ImapAccount account(proxy.serverPort(), 0, user, DovecotServer::password);
    QVERIFY(account.sync());
    // As soon as it was cut it will be cut again; not for ever so soon that the long mail never comes.
    QTimer again;
    int armed = -1;
    connect(&again, &QTimer::timeout, this, [&] {
        if (std::exchange(armed, proxy.cuts()) != proxy.cuts())
            proxy.cutAfter(QRandomGenerator::global()->bounded(100'000, proxy.cuts() < 8 ? 900'000 : 6'000'000), true);
    });
    again.start(0);
    account.engine->setKeepsAll(true);
    for (int round = 0; round < 60 && missing(account.store(), account.account) > 0; ++round) {
        static_cast<void>(account.sync());
        static_cast<void>(copied(account));
    }
    again.stop();
    proxy.cutAfter(-1);
    QVERIFY2(proxy.cuts() > 2, qPrintable(QString::number(proxy.cuts())));
    QVERIFY(account.sync());
    QVERIFY(copied(account));
    compare(account.store(), account.account, m_mails);
}

void OfflineCopyTest::goesOnInAnotherRunOfTheProgram()
{
    const QString user = u"again@qq.example"_s;
    fill(user, 300);
    QTemporaryDir dir;
    int rounds = 0, left = 0;
    AccountId last;
    std::unique_ptr<store::Store> store;
    do {
        store.reset();
        store = *store::Store::open(dir.path());
        bool isStored = false; // told of once more while the account ends
        ImapAccount account(*store, m_server->port(), 0, user, DovecotServer::password, ImapAccount::quick());
        if (last.isValid()) { // the account of the first run is the one that is gone on with
            QVERIFY(store->write(
                [&](store::Transaction &tx) { return store::accounts::remove(tx, account.account, true); }));
            account.use(last);
        }
        last = account.account;
        QVERIFY(account.sync());
        // It ends in the middle, after something was stored.
        connect(
            store.get(), &store::Store::sourcesKept, account.engine.get(),
            [&] {
                isStored = true;
                account.engine->beginStop();
                account.backend->abort();
            },
            Qt::QueuedConnection);
        account.engine->setKeepsAll(true);
        QTRY_VERIFY(isStored || missing(*store, last) == 0);
        left = missing(*store, last);
    } while (++rounds < 100 && left > 0);
    QVERIFY2(rounds > 1, "it was never interrupted");
    QCOMPARE(left, 0);
    compare(*store, last, m_mails);
}

void OfflineCopyTest::givesWayToWhatTheUserOpens()
{
    const QString user = u"open@qq.example"_s;
    fill(user, 400);
    ImapAccount account(m_server->port(), 0, user, DovecotServer::password);
    QVERIFY(account.sync());
    const auto places = ask<QList<store::RemotePlace>>(account.store(), [&](store::Transaction &tx) {
        return store::messages::withoutSource(tx, account.account, 1000, [](MessageId) { return false; });
    });
    const store::RemotePlace oldest = places.constLast();
    // As soon as something was stored. What is missing then, when the message has come:
    int left = -1;
    std::optional<backend::Task<int>> opening;
    connect(
        &account.store(), &store::Store::sourcesKept, this,
        [&] {
            if (!opening)
                opening = openedAt(*account.backend, oldest, account.store(), account.account);
        },
        Qt::QueuedConnection);
    account.engine->setKeepsAll(true);
    QTRY_VERIFY(opening.has_value());
    left = QCoro::waitFor(std::move(*opening)).value_or(-1);
    QVERIFY2(left > 0, "what was opened came after all the rest");
    QVERIFY(copied(account));
    compare(account.store(), account.account, m_mails);
}

/// Served from files, so that what must come is known to the byte. The connection ends after every few commands.
void OfflineCopyTest::copiesFromTheOddServer()
{
    QTemporaryDir mailDir;
    QMap<QString, QByteArray> mails;
    for (int i = 1; i <= 90; ++i) {
        const QString folder = mailDir.filePath(i % 4 == 0 ? u"Sent Messages"_s : u"INBOX"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/%1.eml"_s.arg(i, 4, 10, QChar(u'0')));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(mail(i));
        mails.insert(u"mail %1"_s.arg(i), mail(i));
    }
    QQServer server({u"--mail"_s, mailDir.path(), u"--eof-after"_s, u"25"_s, u"--login-limit"_s, u"1000"_s});
    QVERIFY(server.imapPort() > 0);
    sync::SyncSettings settings = ImapAccount::quick();
    settings.firstPage = settings.page = 100;
    ImapAccount account(server.imapPort(), server.smtpPort(), QQServer::user(), QQServer::code(), settings);
    QVERIFY(account.sync());
    // It does not tell how large folders are; the list does.
    const auto folders = ask<QList<store::FolderRow>>(
        account.store(), [&](store::Transaction &tx) { return store::folders::list(tx, account.account); });
    qint64 bytes = 0;
    for (const store::FolderRow &row : folders) {
        QCOMPARE(row.folder.size, std::nullopt);
        bytes += row.bytes();
    }
    QCOMPARE(bytes, std::accumulate(mails.cbegin(), mails.cend(), qint64(0), [](qint64 sum, const QByteArray &source) { return sum + source.size(); }));
    account.engine->setKeepsAll(true);
    for (int round = 0; round < 5 && missing(account.store(), account.account) > 0; ++round) {
        static_cast<void>(account.sync());
        static_cast<void>(copied(account));
    }
    compare(account.store(), account.account, mails);
}

void OfflineCopyTest::leavesOutWhatTheServerDoesNotHave()
{
    const QString user = u"gone@qq.example"_s;
    fill(user, 10);
    ImapAccount account(m_server->port(), 0, user, DovecotServer::password);
    QVERIFY(account.sync());
    ImapClient other(m_server->port(), user, DovecotServer::password);
    other.expunge(other.uids("INBOX").first()); // no run tells of it before the copy is made
    QList<QList<RemoteMessageId>> groups;
    QMap<RemoteMessageId, QByteArray> came;
    const auto places = ask<QList<store::RemotePlace>>(account.store(), [&](store::Transaction &tx) {
        return store::messages::withoutSource(tx, account.account, 100, [](MessageId) { return false; });
    });
    for (const store::RemotePlace &place : places) {
        if (place.folder == RemoteFolderId(u"INBOX"_s))
            groups.append({place.remoteId});
    }
    const backend::SourceTaker take = [&](const RemoteMessageId &id, const QByteArray &source) {
        came.insert(id, source);
        return true;
    };
    const Result<qsizetype> asked = QCoro::waitFor(account.backend->sources(RemoteFolderId(u"INBOX"_s), groups, take));
    QVERIFY(asked);
    QCOMPARE(*asked, groups.size());
    QCOMPARE(came.size(), groups.size() - 1);
    // Whoever has had enough is not given more than what was on its way.
    int taken = 0;
    const backend::SourceTaker one = [&](const RemoteMessageId &, const QByteArray &) { return ++taken < 1; };
    QVERIFY(QCoro::waitFor(account.backend->sources(RemoteFolderId(u"INBOX"_s), groups, one)));
    QVERIFY2(taken < groups.size() - 1, qPrintable(QString::number(taken)));
}

QTEST_GUILESS_MAIN(OfflineCopyTest)
#include "offlinecopytest.moc"
