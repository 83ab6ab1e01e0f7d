// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/partpieces.h"
#include "store/sourcefiles.h"
#include "support/ask.h"
#include "support/cuttingproxy.h"
#include "support/dovecotserver.h"
#include "support/imapaccount.h"
#include "support/imapclient.h"
#include "support/qqserver.h"
#include "support/takenfile.h"

#include <QDir>
#include <QTest>
#include <QTimer>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

static const RemoteFolderId inbox(u"INBOX"_s);

/// Messages of many megabytes as they are on the server, which never are in memory whole.
class LargeSourceTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void comesInPieces_data() { servers(); }
    void comesInPieces();
    void goesOnWhereTheLineBroke_data() { servers(); }
    void goesOnWhereTheLineBroke();
    void doesWithoutWrongPieces_data();
    void doesWithoutWrongPieces();
    void givesWayToWhatTheUserOpens_data() { servers(); }
    void givesWayToWhatTheUserOpens();
    void filesGiveWayToo_data() { servers(); }
    void filesGiveWayToo();
    void endsWithTheErrorOfWhoTakes();
    void isPartOfTheOfflineCopy_data() { servers(); }
    void isPartOfTheOfflineCopy();
    void leavesNothingOfHalfAMessage();

private:
    static constexpr qint64 piece = imap::Pieces::pieceBytes;
    static void servers();
    static QByteArray largeMail(qsizetype size, int number = 1);
    template <typename T> static Result<T> wait(backend::Task<T> task) { return QCoro::waitFor(std::move(task)); }
    /// A new mailbox with these messages, and what is between it and us.
    void open(bool isOdd, const QByteArrayList &sources);
    Result<bool> sourceTo(qint64 from, backend::FileTaker take, qsizetype which = 0)
    {
        return wait(m_account->backend->sourceTo(inbox, m_ids.at(which), from, std::move(take)));
    }
    template <typename Call> qint64 cost(Call call) ///< bytes on the wire
    {
        const qint64 before = m_proxy->passed();
        call();
        return m_proxy->passed() - before;
    }

    std::unique_ptr<DovecotServer> m_server;
    std::unique_ptr<QQServer> m_odd;
    std::unique_ptr<CuttingProxy> m_proxy;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<ImapAccount> m_account;
    QList<RemoteMessageId> m_ids;
    int m_users = 0;
};

void LargeSourceTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_server = std::make_unique<DovecotServer>();
}

void LargeSourceTest::servers()
{
    QTest::addColumn<bool>("isOdd");
    QTest::newRow("Dovecot") << false;
    QTest::newRow("like QQ's") << true;
}

QByteArray LargeSourceTest::largeMail(qsizetype size, int number)
{
    const QByteArray name = QByteArray::number(number);
    QByteArray source = "From: a@b.example\r\nSubject: large " + name + "\r\nMessage-ID: <large" + name
        + "@b.example>\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n";
    source.reserve(size + 100);
    for (int i = 0; source.size() < size; ++i)
        source += "line " + QByteArray::number(i) + " of it (*) {12}\r\n";
    return source;
}

void LargeSourceTest::open(bool isOdd, const QByteArrayList &sources)
{
    m_account.reset();
    m_store.reset();
    m_odd.reset();
    const QString user = isOdd ? QQServer::user() : u"large%1@qq.example"_s.arg(++m_users);
    const QByteArray password = isOdd ? QQServer::code() : QByteArray(DovecotServer::password);
    if (isOdd)
        m_odd = std::make_unique<QQServer>(QStringList{u"--messages"_s, u"0"_s, u"--login-limit"_s, u"1000"_s});
    const quint16 port = isOdd ? m_odd->imapPort() : m_server->port();
    m_ids.clear();
    ImapClient other(port, user, password);
    for (const QByteArray &source : sources)
        m_ids.append(RemoteMessageId(other.append("INBOX", source)));
    m_proxy = std::make_unique<CuttingProxy>(port);
    m_dir = std::make_unique<QTemporaryDir>();
    m_store = *store::Store::open(m_dir->path());
    m_account = std::make_unique<ImapAccount>(*m_store, m_proxy->serverPort(), 0, user, password, ImapAccount::quick());
}

void LargeSourceTest::comesInPieces()
{
    QFETCH(const bool, isOdd);
    const QByteArrayList sources{largeMail(9'000'000), largeMail(3 * piece).left(3 * piece),
        largeMail(3 * piece).left(3 * piece + 1), largeMail(3 * piece).left(3 * piece - 1), "Subject: x\r\n\r\n"};
    open(isOdd, sources);
    for (qsizetype i = 0; i < sources.size(); ++i) {
        const QByteArray source = sources.at(i);
        TakenFile all;
        QCOMPARE(sourceTo(0, all.taker(), i), Result<bool>(true));
        QVERIFY(all.bytes == source);
        QCOMPARE(all.restarts, 0);
        QVERIFY2(all.largest <= 2 * piece, qPrintable(QString::number(all.largest)));
        for (const qint64 from : {source.size() / 2, source.size()}) {
            TakenFile rest{source.first(from)};
            const qint64 bytes = cost([&] { QCOMPARE(sourceTo(from, rest.taker(), i), Result<bool>(true)); });
            QVERIFY(rest.bytes == source);
            QCOMPARE(rest.restarts, 0);
            QVERIFY2(bytes < source.size() - from + 2000, qPrintable(QString::number(bytes)));
        }
    }
}

void LargeSourceTest::goesOnWhereTheLineBroke()
{
    QFETCH(const bool, isOdd);
    const QByteArray source = largeMail(9'000'000);
    open(isOdd, {source});
    for (const qint64 at : {500'000, 4'500'000, 8'990'000}) {
        m_proxy->cutAfter(at, true);
        TakenFile all;
        const qint64 bytes = cost([&] { QCOMPARE(sourceTo(0, all.taker()), Result<bool>(true)); });
        QVERIFY(all.bytes == source);
        QCOMPARE(all.restarts, 0);
        QVERIFY2(bytes < source.size() + 2 * piece + 50'000, qPrintable(QString::number(bytes)));
    }
    QCOMPARE(m_proxy->cuts(), 3);
}

void LargeSourceTest::doesWithoutWrongPieces_data()
{
    QTest::addColumn<bool>("isOdd");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    for (const bool isOdd : {false, true}) {
        const auto row = [isOdd](const char *name, const QByteArray &from, const QByteArray &to) {
            QTest::addRow("%s, %s", name, isOdd ? "QQ" : "Dovecot") << isOdd << from << to;
        };
        row("too short", "<1048576.1048576>", "<1048576.1000000>");
        row("too long", "<1048576.1048576>", "<1048576.1148576>");
        row("from elsewhere", "<1048576.1048576>", "<1048570.1048576>");
        row("all of it", "<0.1048576>", "");
        row("of a part", "PEEK[]<1048576", "PEEK[1]<1048576");
        row("no size", "RFC822.SIZE", "FLAGS");
        row("refused", "<1048576.1048576>", "<x>");
    }
}

/// It comes whole then.
void LargeSourceTest::doesWithoutWrongPieces()
{
    QFETCH(const bool, isOdd);
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    const QByteArray source = largeMail(5'000'000);
    open(isOdd, {source});
    m_proxy->rewrite(from, to);
    TakenFile all;
    QCOMPARE(sourceTo(0, all.taker()), Result<bool>(true));
    QVERIFY(m_proxy->rewritten() > 0);
    QVERIFY(all.bytes == source);
    QCOMPARE(all.largest, source.size());
}

void LargeSourceTest::givesWayToWhatTheUserOpens()
{
    QFETCH(const bool, isOdd);
    const QByteArray source = largeMail(9'000'000), small = "Subject: small\r\n\r\ntext\r\n";
    open(isOdd, {source, small});
    TakenFile all;
    std::optional<backend::Task<QByteArray>> opening;
    const backend::FileTaker take = [&, taker = all.taker()](qint64 offset, const QByteArray &bytes) {
        if (!opening)
            opening = m_account->backend->source(inbox, m_ids.at(1));
        return taker(offset, bytes);
    };
    QCOMPARE(sourceTo(0, take), Result<bool>(false));
    QVERIFY(opening);
    QVERIFY2(all.bytes.size() <= 3 * piece, qPrintable(QString::number(all.bytes.size())));
    QCOMPARE(wait(std::move(*opening)), Result<QByteArray>(small));
    QCOMPARE(sourceTo(all.bytes.size(), take), Result<bool>(true));
    QVERIFY(all.bytes == source);
    QCOMPARE(all.restarts, 0);
}

/// A file that is saved does not hold up what is opened, and two of them take turns.
void LargeSourceTest::filesGiveWayToo()
{
    QFETCH(const bool, isOdd);
    QByteArray content(6'000'000, 'x');
    for (qsizetype i = 0; i < content.size(); i += 61)
        content[i] = char(i);
    QByteArray lines;
    for (qsizetype i = 0; i < content.size(); i += 57)
        lines += content.mid(i, 57).toBase64() + "\r\n";
    const QByteArray file = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines;
    const QByteArray source = "Subject: files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                              "--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n" + file + file + "--b--\r\n";
    const QByteArray small = "Subject: small\r\n\r\ntext\r\n";
    open(isOdd, {source, small});
    if (isOdd)
        m_odd->ask(u"quirk bodystructure=off"_s); // with it files come with all of the message
    TakenFile first, second;
    std::optional<backend::Task<QByteArray>> opening;
    std::optional<backend::Task<void>> other;
    const backend::FileTaker take = [&, taker = first.taker()](qint64 offset, const QByteArray &bytes) {
        if (!opening) {
            opening = m_account->backend->source(inbox, m_ids.at(1));
            other = m_account->backend->attachmentTo(inbox, m_ids.at(0), u"3"_s, second.taker());
        }
        return taker(offset, bytes);
    };
    QVERIFY(wait(m_account->backend->attachmentTo(inbox, m_ids.at(0), u"2"_s, take)));
    QVERIFY(first.bytes == content);
    QCOMPARE(first.restarts, 0);
    QVERIFY2(opening && opening->isReady(), "what was opened came after the file");
    QCOMPARE(wait(std::move(*opening)), Result<QByteArray>(small));
    QVERIFY(second.count > 1);
    QVERIFY(wait(std::move(*other)));
    QVERIFY(second.bytes == content);
    QCOMPARE(second.restarts, 0);
}

void LargeSourceTest::endsWithTheErrorOfWhoTakes()
{
    open(false, {largeMail(6'000'000)});
    int taken = 0;
    const backend::FileTaker take = [&taken](qint64, const QByteArray &) -> Result<void> {
        return ++taken < 2 ? Result<void>() : fail(ErrorKind::Storage, u"full"_s, ErrorReason::DiskFull);
    };
    const Result<bool> done = sourceTo(0, take);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, ErrorReason::DiskFull);
    QCOMPARE(taken, 2);
    TakenFile all;
    QCOMPARE(sourceTo(0, all.taker()), Result<bool>(true)); // the line is fit for more
}

/// Over a line that breaks every few megabytes, and again when the engine tries anew: what has come is not fetched again.
void LargeSourceTest::isPartOfTheOfflineCopy()
{
    QFETCH(const bool, isOdd);
    const QByteArrayList sources{"Subject: first\r\n\r\nx\r\n", largeMail(9'000'000, 1), "Subject: between\r\n\r\nx\r\n", largeMail(7'000'000, 2)};
    open(isOdd, sources);
    QVERIFY(m_account->sync());
    m_account->engine->setKeepsAll(true);
    constexpr qint64 between = 2'500'000;
    m_proxy->cutAfter(between, true);
    QTimer again;
    connect(&again, &QTimer::timeout, this, [this, cuts = 0]() mutable {
        if (std::exchange(cuts, m_proxy->cuts()) != m_proxy->cuts())
            m_proxy->cutAfter(between, true);
    });
    again.start(0);
    const auto missing = [this] {
        const AccountId account = m_account->account;
        return ask<store::messages::SourceCount>(*m_store, [=](store::Transaction &tx) {
            return store::messages::countSources(tx, account);
        }).missing;
    };
    const qint64 bytes = cost([&] {
        for (int round = 0; round < 20 && missing() > 0; ++round) {
            static_cast<void>(m_account->sync());
            static_cast<void>(QCoro::waitFor(m_account->engine->copied()));
        }
    });
    QCOMPARE(missing(), 0);
    QVERIFY2(m_proxy->cuts() >= 4, qPrintable(QString::number(m_proxy->cuts())));
    // Up to two pieces that were under way are lost with each connection.
    const qint64 most = 16'000'000 + m_proxy->cuts() * 2 * piece + 200'000;
    QVERIFY2(bytes < most, qPrintable(u"%1 of %2, %3 cuts"_s.arg(bytes).arg(most).arg(m_proxy->cuts())));
    const AccountId account = m_account->account;
    const auto kept = ask<QByteArrayList>(*m_store, [=](store::Transaction &tx) -> Result<QByteArrayList> {
        QByteArrayList all;
        const auto folder = store::folders::byRole(tx, account, FolderRole::Inbox);
        const auto rows = store::messages::list(tx, (*folder)->id, 0, 10);
        for (const store::MessageRow &row : *rows)
            all.append(store::messages::source(tx, row.id)->value_or("(none)"));
        return all;
    });
    QCOMPARE(kept.size(), sources.size());
    for (const QByteArray &source : sources)
        QVERIFY(kept.contains(source));
}

void LargeSourceTest::leavesNothingOfHalfAMessage()
{
    open(false, {largeMail(9'000'000)});
    QVERIFY(m_account->sync());
    QTimer half; // so fast is the line that all of it may have come before anybody looks
    const qint64 before = m_proxy->passed();
    connect(&half, &QTimer::timeout, m_proxy.get(), [this, before] {
        if (m_proxy->passed() > before + 4'000'000)
            m_proxy->hold();
    });
    half.start(0);
    m_account->engine->setKeepsAll(true);
    const QDir files(m_dir->filePath(u"sources"_s));
    QTRY_VERIFY(m_proxy->isHeld());
    half.stop();
    QCOMPARE(files.entryList(QDir::Files).size(), 1);
    m_account->engine->setKeepsAll(false);
    m_proxy->release();
    static_cast<void>(QCoro::waitFor(m_account->engine->copied()));
    m_account.reset();
    QCOMPARE(files.entryList(QDir::Files), QStringList());
}

QTEST_GUILESS_MAIN(LargeSourceTest)
#include "largesourcetest.moc"
