// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwordcredentials.h"
#include "backend/imap/imapbackend.h"
#include "store/answer.h"
#include "support/dovecotserver.h"
#include "support/imapaccount.h"
#include "support/manualclock.h"

#include <QCoroTask>
#include <QTest>
#include <QTimer>

#include <numeric>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// ImapBackend against a real server that has every extension.
class DovecotTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void namesFoldersByRole();
    void listsNewestFirst();
    void tellsWhatAnotherClientDid();
    void countsTheSelectedFolderToo();
    void wakesUpWhenMailComes();
    void wakesUpWhenAnotherFolderChanges();
    void countsFoldersAsOthersSeeThem();
    void tellsHowLargeFoldersAre();
    void keepsHowLargeFoldersAre();
    void refusesWhatTheServerWouldRefuse();
    void movesAndDeletes();
    void mayGoWithoutATurnOfTheLoop();
    void refusesAWrongPassword();

private:
    template <typename T> static Result<T> wait(backend::Task<T> task) { return QCoro::waitFor(std::move(task)); }
    std::unique_ptr<imap::ImapBackend> client(const QByteArray &password = DovecotServer::password, DovecotServer *at = nullptr);
    RemoteMessageId put(imap::ImapBackend &by, const QByteArray &subject);

    std::unique_ptr<DovecotServer> m_server;
    std::vector<std::unique_ptr<auth::GivenCredentials>> m_credentials;
    ManualClock m_clock;
    QString m_user;
    std::unique_ptr<imap::ImapBackend> m_backend, m_other;
};

static const RemoteFolderId inbox(u"INBOX"_s);

void DovecotTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_server = std::make_unique<DovecotServer>();
}

void DovecotTest::init()
{
    static int number = 0;
    m_user = u"user%1@qq.example"_s.arg(++number);
    m_backend = client();
    m_other = client();
}

void DovecotTest::cleanup()
{
    for (auto *backend : {&m_backend, &m_other}) {
        if (*backend)
            (*backend)->abort();
        QCoreApplication::processEvents();
        backend->reset();
    }
}

std::unique_ptr<imap::ImapBackend> DovecotTest::client(const QByteArray &password, DovecotServer *at)
{
    imap::ImapSettings settings;
    settings.imap = {u"127.0.0.1"_s, (at ? at : m_server.get())->port(), net::TlsMode::None, {}};
    settings.user = m_user;
    m_credentials.push_back(std::make_unique<auth::GivenCredentials>(
        auth::Credentials{auth::Credentials::Kind::Password, m_user, Secret(password)}));
    return std::make_unique<imap::ImapBackend>(
        settings, Address{{}, m_user}, *m_credentials.back(), nullptr, m_clock, imap::ImapBackend::Options{});
}

RemoteMessageId DovecotTest::put(imap::ImapBackend &by, const QByteArray &subject)
{
    const auto id = wait(by.append(inbox, "From: a@b.example\r\nSubject: " + subject + "\r\n\r\nbody\r\n", {}));
    if (!id)
        qWarning() << id.error().detail;
    return id.value_or(RemoteMessageId());
}

void DovecotTest::namesFoldersByRole()
{
    const auto folders = wait(m_backend->folders());
    QVERIFY2(folders, qPrintable(folders ? QString() : folders.error().detail));
    QMap<FolderRole, QString> names;
    for (const Folder &folder : *folders)
        names.insert(folder.role, folder.name);
    QCOMPARE(names.value(FolderRole::Sent), u"Sent"_s);
    QCOMPARE(names.value(FolderRole::Trash), u"Trash"_s);
    QCOMPARE(folders->first().role, FolderRole::Inbox);
}

void DovecotTest::listsNewestFirst()
{
    for (int i = 1; i <= 7; ++i)
        QVERIFY(!put(*m_other, QByteArray::number(i)).isEmpty());
    QStringList seen;
    QByteArray token;
    for (bool more = true; more;) {
        const auto page = wait(m_backend->changes(inbox, token, 3));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
        QCOMPARE(page->total, 7);
        QCOMPARE(page->complete, !page->more);
        for (const MessageHeader &header : page->upserted)
            seen << header.subject;
        token = page->next;
        more = page->more;
    }
    QCOMPARE(seen, (QStringList{u"7"_s, u"6"_s, u"5"_s, u"4"_s, u"3"_s, u"2"_s, u"1"_s}));
}

void DovecotTest::tellsWhatAnotherClientDid()
{
    const auto first = put(*m_other, "first"), second = put(*m_other, "second"), third = put(*m_other, "third");
    auto page = wait(m_backend->changes(inbox, {}, 10));
    QVERIFY(page && !page->more);
    QVERIFY(wait(m_other->setFlags(inbox, {first}, MessageFlag::Flagged, {})));
    QVERIFY(wait(m_other->remove(inbox, {second})));
    const auto fourth = put(*m_other, "fourth");
    page = wait(m_backend->changes(inbox, page->next, 10));
    QVERIFY(page);
    QCOMPARE(page->removed, QList<RemoteMessageId>{second});
    QCOMPARE(page->upserted.size(), 1);
    QCOMPARE(page->upserted[0].remoteId, fourth);
    QCOMPARE(page->flags, (QList<FlagChange>{{first, MessageFlag::Flagged}}));
    QVERIFY(wait(m_backend->folders()));
    page = wait(m_backend->changes(inbox, page->next, 10));
    QVERIFY(page && page->upserted.isEmpty() && page->removed.isEmpty() && page->flags.isEmpty());
}

/// Dovecot's STATUS of a selected folder stays as it was.
void DovecotTest::countsTheSelectedFolderToo()
{
    put(*m_other, "first");
    auto page = wait(m_backend->changes(inbox, {}, 10));
    QVERIFY(page);
    for (int count = 2; count < 5; ++count) {
        const auto id = put(*m_other, QByteArray::number(count)); // the same bytes again would be one message
        const auto folders = wait(m_backend->folders());
        QVERIFY(folders);
        QCOMPARE(folders->first().total, count);
        page = wait(m_backend->changes(inbox, page->next, 10));
        QVERIFY(page);
        QCOMPARE(page->upserted.size(), 1);
        QVERIFY(wait(m_other->setFlags(inbox, {id}, MessageFlag::Flagged, {})));
        QVERIFY(wait(m_backend->folders()));
        page = wait(m_backend->changes(inbox, page->next, 10));
        QVERIFY(page);
        QVERIFY(page->upserted.isEmpty());
        QCOMPARE(page->flags, (QList<FlagChange>{{id, MessageFlag::Flagged}}));
    }
}

void DovecotTest::wakesUpWhenMailComes()
{
    QVERIFY(wait(m_backend->changes(inbox, {}, 10)));
    m_backend->setWatchTime(std::chrono::milliseconds(50));
    QVERIFY(wait(m_backend->waitForChange()));
    m_backend->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(100, this, [this] { m_other->append(inbox, "Subject: x\r\n\r\nx\r\n", {}); });
    QVERIFY(wait(m_backend->waitForChange()));
    // Others may use the line meanwhile.
    QTimer::singleShot(50, this, [this] { m_backend->folders(); });
    QTimer::singleShot(200, this, [this] { m_other->append(inbox, "Subject: y\r\n\r\ny\r\n", {}); });
    do // news of the first one may come late
        QVERIFY(wait(m_backend->waitForChange()));
    while (wait(m_backend->changes(inbox, {}, 10))->upserted.size() < 2);
}

void DovecotTest::wakesUpWhenAnotherFolderChanges()
{
    const RemoteFolderId archive(u"Archive"_s);
    QVERIFY(wait(m_backend->folders()));
    m_backend->setWatchTime(std::chrono::milliseconds(50));
    QVERIFY(wait(m_backend->waitForChange()));
    m_backend->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(200, this, [=, this] { m_other->append(archive, "Subject: x\r\n\r\nx\r\n", {}); });
    QVERIFY(wait(m_backend->waitForChange()));
    const auto folders = wait(m_backend->folders());
    QVERIFY(folders);
    const auto changed = std::find_if(folders->begin(), folders->end(), [&](const Folder &folder) { return folder.remoteId == archive; });
    QVERIFY(changed != folders->end());
    QCOMPARE(changed->total, 1);
    QCOMPARE(wait(m_backend->changes(archive, {}, 10))->upserted.size(), 1);
}

void DovecotTest::countsFoldersAsOthersSeeThem()
{
    put(*m_other, "read");
    QVERIFY(wait(m_other->setFlags(inbox, {put(*m_other, "also read")}, MessageFlag::Seen, {})));
    put(*m_other, "new");
    const auto folders = wait(m_backend->folders());
    QVERIFY(folders);
    QCOMPARE(folders->first().remoteId, inbox);
    QCOMPARE(folders->first().total, 3);
    QCOMPARE(folders->first().unread, 2);
}

void DovecotTest::tellsHowLargeFoldersAre()
{
    const auto sizeOfAll = [](imap::ImapBackend &backend) {
        const auto page = wait(backend.changes(inbox, {}, 10));
        return std::accumulate(page->upserted.cbegin(), page->upserted.cend(), qint64(0),
            [](qint64 sum, const MessageHeader &header) { return sum + header.size; });
    };
    put(*m_other, "first");
    put(*m_other, "the second is longer");
    QVERIFY(wait(m_backend->folders()));
    auto sizes = wait(m_backend->folderSizes());
    QVERIFY(sizes);
    QCOMPARE(sizes->size(), 6);
    QCOMPARE(sizes->value(inbox, -1), sizeOfAll(*m_other));
    QVERIFY(sizes->value(inbox) > 0);
    QCOMPARE(sizes->value(RemoteFolderId(u"Trash"_s), -1), 0);
    QVERIFY(wait(m_backend->folders()));
    sizes = wait(m_backend->folderSizes());
    QVERIFY(sizes && sizes->isEmpty()); // nothing has changed
    put(*m_other, "third");
    QVERIFY(wait(m_backend->folders()));
    QHash<RemoteFolderId, qint64> told;
    const auto isTold = [&] {
        told.insert(wait(m_backend->folderSizes()).value_or(QHash<RemoteFolderId, qint64>()));
        return !told.isEmpty();
    };
    QTRY_VERIFY(isTold()); // what has taken long is not asked at once
    QCOMPARE(told, (QHash<RemoteFolderId, qint64>{{inbox, sizeOfAll(*m_other)}}));
}

void DovecotTest::keepsHowLargeFoldersAre()
{
    put(*m_other, "first");
    ImapAccount account(m_server->port(), 1, m_user, DovecotServer::password);
    QVERIFY(account.sync());
    const auto folders = store::answer<QList<store::FolderRow>>(
        account.store(), [&](store::Transaction &tx) { return store::folders::list(tx, account.account); });
    QVERIFY(folders && folders->size() == 6);
    for (const store::FolderRow &row : *folders)
        QCOMPARE(row.folder.size, std::optional<qint64>(row.listedSize));
    QVERIFY(folders->first().listedSize > 0);
}

void DovecotTest::refusesWhatTheServerWouldRefuse()
{
    DovecotServer strict("protocol imap {\n imap_capability = +APPENDLIMIT=100\n}\n");
    const auto backend = client(DovecotServer::password, &strict);
    QVERIFY(!put(*backend, "short").isEmpty());
    const auto refused = wait(backend->append(inbox, "Subject: long\r\n\r\n" + QByteArray(100, 'x') + "\r\n", {}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::TooLarge);
    QCOMPARE(wait(backend->changes(inbox, {}, 10))->total, 1);
    backend->abort();
    QCoreApplication::processEvents();
}

void DovecotTest::movesAndDeletes()
{
    const auto first = put(*m_backend, "first"), second = put(*m_backend, "second");
    const RemoteFolderId trash(u"Trash"_s);
    const auto moved = wait(m_backend->move(inbox, {second, RemoteMessageId(u"m9"_s), first}, trash));
    QVERIFY2(moved, qPrintable(moved ? QString() : moved.error().detail));
    QCOMPARE(moved->size(), 3);
    QVERIFY(moved->at(1).isEmpty());
    QVERIFY(wait(m_backend->source(trash, moved->at(0)))->contains("Subject: second"));
    QVERIFY(wait(m_backend->remove(trash, {moved->at(0)})));
    QCOMPARE(wait(m_backend->source(trash, moved->at(0))).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(m_backend->move(inbox, {first}, trash)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(m_backend->changes(RemoteFolderId(u"nowhere"_s), {}, 5)).error().kind, ErrorKind::NotFound);
}

/// The reading of a connection that is gone ends later, and touches nobody who came to its place meanwhile.
void DovecotTest::mayGoWithoutATurnOfTheLoop()
{
    for (int i = 0; i < 10; ++i) {
        const auto folders = wait(m_backend->folders());
        QVERIFY2(folders, qPrintable(folders ? QString() : folders.error().detail));
        m_backend->abort();
        m_backend.reset();
        m_backend = client();
    }
}

void DovecotTest::refusesAWrongPassword()
{
    const auto wrong = client("wrong");
    const auto refused = wait(wrong->capabilities());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Authorization);
    QCOMPARE(refused.error().reason, ErrorReason::LoginRefused);
}

QTEST_GUILESS_MAIN(DovecotTest)
#include "dovecottest.moc"
