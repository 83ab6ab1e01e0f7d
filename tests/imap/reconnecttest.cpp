// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwordcredentials.h"
#include "backend/imap/imapbackend.h"
#include "support/cuttingproxy.h"
#include "support/dovecotserver.h"
#include "support/imapclient.h"
#include "support/manualclock.h"
#include "support/qqserver.h"

#include <QCoroTask>
#include <QTest>
#include <QTimer>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// ImapBackend where connections break, the server ends and comes back, and other clients turn everything upside down.
class ReconnectTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void listsAllWhereverTheLineBreaks();
    void changesOnceWhereverTheLineBreaks();
    void goesOnAfterTheServerWasRestarted();
    void aWatchEndsWithTheLineAndBeginsAgain();
    void leavesOldConnectionsWhenAsked();
    void beginsAnewWhereTheFolderIsAnother();
    void seesFoldersComeAndGo();
    void listsFromAServerThatEndsEveryConnectionSoon();
    void pollsWhereIdleTellsNothing();

private:
    template <typename T> static Result<T> wait(backend::Task<T> task) { return QCoro::waitFor(std::move(task)); }
    /// As callers do it: what a broken line has ended is begun again.
    template <typename Call> static auto patiently(Call call)
    {
        auto result = wait(call());
        for (int i = 0; i < 3 && !result && result.error().kind == ErrorKind::Network; ++i)
            result = wait(call());
        return result;
    }
    void connectTo(quint16 port, const QString &user, const QByteArray &password = DovecotServer::password);
    QStringList listAll(const RemoteFolderId &folder, int limit, QByteArray *token = nullptr);
    void put(int number, const QByteArray &folder = "INBOX")
    {
        m_other->append(folder, "From: a@b.example\r\nSubject: " + QByteArray::number(number) + "\r\n\r\nbody\r\n");
    }

    std::unique_ptr<DovecotServer> m_server;
    std::unique_ptr<ImapClient> m_other;
    std::unique_ptr<CuttingProxy> m_proxy;
    std::unique_ptr<auth::GivenCredentials> m_credentials;
    std::unique_ptr<imap::ImapBackend> m_backend;
    imap::ImapBackend::Options m_options;
    ManualClock m_clock;
    QString m_user;
};

static const RemoteFolderId inbox(u"INBOX"_s);

void ReconnectTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_server = std::make_unique<DovecotServer>();
}

void ReconnectTest::init()
{
    static int number = 0;
    m_options = {};
    m_user = u"user%1"_s.arg(++number);
    m_other = std::make_unique<ImapClient>(m_server->port(), m_user, DovecotServer::password);
    m_proxy = std::make_unique<CuttingProxy>(m_server->port());
    connectTo(m_proxy->serverPort(), m_user);
}

void ReconnectTest::cleanup()
{
    if (m_backend)
        m_backend->abort();
    QCoreApplication::processEvents();
    m_backend.reset();
    m_proxy.reset();
    m_other.reset();
}

void ReconnectTest::cleanupTestCase()
{
    m_server.reset();
}

void ReconnectTest::connectTo(quint16 port, const QString &user, const QByteArray &password)
{
    if (m_backend)
        m_backend->abort();
    QCoreApplication::processEvents();
    m_backend.reset();
    imap::ImapSettings settings;
    settings.imap = {u"127.0.0.1"_s, port, net::TlsMode::None, {}};
    settings.user = user;
    m_credentials = std::make_unique<auth::GivenCredentials>(
        auth::Credentials{auth::Credentials::Kind::Password, user, Secret(password)});
    m_backend = std::make_unique<imap::ImapBackend>(
        settings, Address{{}, u"user@qq.example"_s}, *m_credentials, nullptr, m_clock, m_options);
}

QStringList ReconnectTest::listAll(const RemoteFolderId &folder, int limit, QByteArray *token)
{
    QStringList seen;
    QByteArray next = token ? *token : QByteArray();
    for (bool more = true; more;) {
        const auto page = patiently([&] { return m_backend->changes(folder, next, limit); });
        if (!page)
            return {page.error().detail};
        for (const MessageHeader &header : page->upserted)
            seen << header.subject;
        next = page->next;
        more = page->more;
    }
    if (token)
        *token = next;
    return seen;
}

void ReconnectTest::listsAllWhereverTheLineBreaks()
{
    QStringList all;
    for (int i = 1; i <= 12; ++i) {
        put(i);
        all.prepend(QString::number(i));
    }
    QVERIFY(patiently([&] { return m_backend->folders(); }));
    QCOMPARE(listAll(inbox, 5), all);
    const qint64 length = m_proxy->passed();
    QVERIFY(length > 1000);
    const int step = qEnvironmentVariableIntValue("QN_CUT_STEP") > 0 ? qEnvironmentVariableIntValue("QN_CUT_STEP") : 97;
    for (qint64 at = 0; at < length; at += step) {
        m_proxy = std::make_unique<CuttingProxy>(m_server->port());
        m_proxy->cutAfter(at);
        connectTo(m_proxy->serverPort(), m_user);
        const auto folders = patiently([&] { return m_backend->folders(); });
        QVERIFY2(folders && folders->size() == 6, qPrintable(QString::number(at)));
        QVERIFY2(listAll(inbox, 5) == all, qPrintable(QString::number(at)));
        QVERIFY(m_proxy->cuts() > 0 || at > length / 2);
    }
}

/// Flags, moves, imports and drafts: the same in the end, and nothing twice.
void ReconnectTest::changesOnceWhereverTheLineBreaks()
{
    const auto act = [&](const QString &name) -> QString {
        OutgoingMessage draft;
        draft.subject = name;
        draft.messageId = name + u"@qq.example"_s;
        const QByteArray source = "Subject: imported " + name.toUtf8() + "\r\n\r\nbody\r\n";
        auto saved = patiently([&] { return m_backend->saveDraft(draft, {}); });
        if (!saved)
            return u"draft: "_s + saved.error().detail;
        draft.text = u"more"_s;
        saved = patiently([&] { return m_backend->saveDraft(draft, *saved); });
        const auto imported = patiently([&] { return m_backend->append(RemoteFolderId(u"Archive"_s), source, {}); });
        if (!saved || !imported)
            return u"append: "_s + (saved ? imported.error().detail : saved.error().detail);
        OutgoingMessage sent = draft;
        sent.idempotencyKey = name;
        sent.to = {{{}, u"a@b.example"_s}};
        const auto copy = patiently([&] { return m_backend->fileSent(sent); });
        const auto flagged =
            patiently([&] { return m_backend->setFlags(RemoteFolderId(u"Archive"_s), {*imported}, MessageFlag::Flagged, {}); });
        if (!copy || !flagged)
            return u"flag: "_s + (copy ? flagged.error().detail : copy.error().detail);
        const auto moved = patiently([&] { return m_backend->move(RemoteFolderId(u"Archive"_s), {*imported}, RemoteFolderId(u"Junk"_s)); });
        if (!moved && moved.error().kind != ErrorKind::NotFound) // moved before the line broke
            return u"move: "_s + moved.error().detail;
        return {};
    };
    QVERIFY(wait(m_backend->folders()));
    const qint64 before = m_proxy->passed();
    QCOMPARE(act(u"whole"_s), QString());
    const qint64 length = m_proxy->passed() - before;
    const int step = qEnvironmentVariableIntValue("QN_CUT_STEP") > 0 ? qEnvironmentVariableIntValue("QN_CUT_STEP") : 61;
    int count = 1;
    for (qint64 at = 1; at < length; at += step) {
        m_proxy->cutAfter(at);
        QCOMPARE(act(u"cut at %1"_s.arg(at)), QString());
        ++count;
        m_other->select("INBOX"); // so that what it has seen before is looked at anew
        QCOMPARE(m_other->uids("Archive").size(), 0);
        QCOMPARE(m_other->uids("Junk").size(), count);
        QCOMPARE(m_other->uids("Junk", "FLAGGED").size(), count);
        QCOMPARE(m_other->uids("Drafts").size(), count);
        QCOMPARE(m_other->uids("Sent").size(), count);
    }
}

void ReconnectTest::goesOnAfterTheServerWasRestarted()
{
    put(1);
    QByteArray token;
    QCOMPARE(listAll(inbox, 5, &token), QStringList{u"1"_s});
    QTimer::singleShot(100, this, [this] { m_server->stop(); });
    const auto ended = wait(m_backend->waitForChange());
    QVERIFY(!ended);
    QCOMPARE(ended.error().kind, ErrorKind::Network);
    const auto down = wait(m_backend->folders());
    m_server->start();
    QVERIFY(!down);
    QCOMPARE(down.error().kind, ErrorKind::Network);
    m_other = std::make_unique<ImapClient>(m_server->port(), m_user, DovecotServer::password);
    put(2);
    QCOMPARE(listAll(inbox, 5, &token), QStringList{u"2"_s});
    m_backend->setWatchTime(std::chrono::milliseconds(50));
    QVERIFY(wait(m_backend->waitForChange()));
    m_backend->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(50, this, [this] { put(3); });
    QVERIFY(wait(m_backend->waitForChange()));
}

void ReconnectTest::aWatchEndsWithTheLineAndBeginsAgain()
{
    m_backend->setWatchTime(std::chrono::milliseconds(50));
    QVERIFY(wait(m_backend->waitForChange()));
    m_backend->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(50, this, [this] { m_proxy->cut(); });
    QCOMPARE(wait(m_backend->waitForChange()).error().kind, ErrorKind::Network);
    put(1); // while nobody watched
    QVERIFY(wait(m_backend->waitForChange()));
}

void ReconnectTest::leavesOldConnectionsWhenAsked()
{
    put(1);
    QCOMPARE(listAll(inbox, 5), QStringList{u"1"_s});
    QTimer::singleShot(50, this, [this] { m_backend->renewConnections(); });
    const auto ended = wait(m_backend->waitForChange());
    QVERIFY(!ended);
    QCOMPARE(ended.error().kind, ErrorKind::Network);
    QCOMPARE(listAll(inbox, 5), QStringList{u"1"_s});
}

void ReconnectTest::beginsAnewWhereTheFolderIsAnother()
{
    const RemoteFolderId work(u"Work"_s);
    m_other->run("CREATE Work");
    put(1, "Work");
    put(2, "Work");
    QByteArray token;
    QCOMPARE(listAll(work, 5, &token).size(), 2);
    const auto before = wait(m_backend->changes(work, {}, 5));
    m_other->run("DELETE Work");
    m_other->run("CREATE Work");
    put(3, "Work");
    const auto page = wait(m_backend->changes(work, token, 5));
    QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
    QVERIFY(page->anew);
    QVERIFY(page->complete);
    QCOMPARE(page->upserted.size(), 1);
    QCOMPARE(page->upserted.first().subject, u"3"_s);
    // A name of the former life is no name of this one's.
    for (const MessageHeader &old : before->upserted) {
        QCOMPARE(wait(m_backend->source(work, old.remoteId)).error().kind, ErrorKind::NotFound);
        QCOMPARE(wait(m_backend->remove(work, {old.remoteId})).error().kind, ErrorKind::NotFound);
    }
    QCOMPARE(m_other->uids("Work").size(), 1);
}

void ReconnectTest::seesFoldersComeAndGo()
{
    const auto names = [this] {
        QStringList all;
        const auto folders = wait(m_backend->folders());
        for (const Folder &folder : folders.value_or(QList<Folder>()))
            all << folder.remoteId.value();
        return all;
    };
    QCOMPARE(names().size(), 6);
    m_other->run("CREATE Work");
    m_other->run("SUBSCRIBE Work");
    put(1, "Work");
    QVERIFY(names().contains(u"Work"_s));
    QByteArray token;
    QCOMPARE(listAll(RemoteFolderId(u"Work"_s), 5, &token), QStringList{u"1"_s});
    m_other->run("RENAME Work Play");
    QVERIFY(!names().contains(u"Work"_s));
    QVERIFY(names().contains(u"Play"_s));
    const auto renamed = wait(m_backend->changes(RemoteFolderId(u"Work"_s), token, 5));
    QVERIFY(!renamed);
    QCOMPARE(renamed.error().kind, ErrorKind::NotFound);
    QCOMPARE(listAll(RemoteFolderId(u"Play"_s), 5), QStringList{u"1"_s});
    m_other->run("UNSUBSCRIBE Play"); // what nobody subscribes to is still the user's mail
    QVERIFY(names().contains(u"Play"_s));
    m_other->run("DELETE Play");
    QCOMPARE(names().size(), 6);
    const auto deleted = wait(m_backend->changes(RemoteFolderId(u"Play"_s), {}, 5));
    QVERIFY(!deleted);
    QCOMPARE(deleted.error().kind, ErrorKind::NotFound);
    QVERIFY(wait(m_backend->changes(inbox, {}, 5)));
}

void ReconnectTest::listsFromAServerThatEndsEveryConnectionSoon()
{
    QQServer server({u"--messages"_s, u"900"_s, u"--eof-after"_s, u"16"_s, u"--login-limit"_s, u"100000"_s});
    QVERIFY(server.imapPort() > 0);
    connectTo(server.imapPort(), QQServer::user(), QQServer::code());
    QVERIFY(patiently([&] { return m_backend->capabilities(); }));
    const auto folders = patiently([&] { return m_backend->folders(); });
    QVERIFY(folders);
    QCOMPARE(std::count_if(folders->cbegin(), folders->cend(), [](const Folder &one) { return one.role != FolderRole::None; }), 5);
    QByteArray token;
    QCOMPARE(listAll(inbox, 60, &token).size(), 900);
    server.ask(u"deliver INBOX"_s);
    QCOMPARE(listAll(inbox, 60, &token).size(), 1);
    server.ask(u"validity INBOX"_s);
    QCOMPARE(listAll(inbox, 100, &token).size(), 901);
}

void ReconnectTest::pollsWhereIdleTellsNothing()
{
    m_options.pollEvery = std::chrono::milliseconds(100);
    QQServer server({u"--messages"_s, u"5"_s});
    QVERIFY(server.imapPort() > 0);
    connectTo(server.imapPort(), QQServer::user(), QQServer::code());
    m_backend->setWatchTime(std::chrono::milliseconds(50));
    QVERIFY(wait(m_backend->waitForChange()));
    m_backend->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(150, this, [&] { server.ask(u"deliver INBOX"_s); });
    QVERIFY(wait(m_backend->waitForChange()));
}

QTEST_GUILESS_MAIN(ReconnectTest)
#include "reconnecttest.moc"
