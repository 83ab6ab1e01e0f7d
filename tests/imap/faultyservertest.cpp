// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwordcredentials.h"
#include "backend/imap/connection.h"
#include "support/dialogueserver.h"

#include <QCoroTask>
#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// A Connection against servers that are wrong, slow or hostile: it ends with an error, never hangs, and works again afterwards.
class FaultyServerTest final : public QObject
{
    Q_OBJECT

private slots:
    void endsWhatTheServerSpoils_data();
    void endsWhatTheServerSpoils();
    void drippingIsATimeout_data();
    void drippingIsATimeout();
    void foreignTagsAreNobodysAnswers();
    void anAnswerBeforeItsCommandIsDropped();
    void pipelinedCommandsGetTheirOwnAnswers();
    void everyWaitingCommandEndsWithTheLine();
    void anIdleThatIsNotWantedAnyMoreEndsAsItBegins();
    void whatNeedsNoAnswerFirstIsAskedAtOnce_data();
    void whatNeedsNoAnswerFirstIsAskedAtOnce();

private:
    static QList<Step> login(const QList<Step> &then)
    {
        return QList<Step>{S("* OK ready"), C("L1 CAPABILITY"), S("* CAPABILITY IMAP4rev1"), S("L1 OK"), C("L2 LOGIN *"), S("L2 OK"), C("L3 CAPABILITY"),
                   S("* CAPABILITY IMAP4rev1"), S("L3 OK")}
            + then;
    }
    struct Client
    {
        explicit Client(DialogueServer &server, std::chrono::milliseconds watchdog = std::chrono::seconds(60))
            : credentials({auth::Credentials::Kind::Password, u"u"_s, Secret("p"_ba)})
            , connection({u"127.0.0.1"_s, server.serverPort(), net::TlsMode::None, {}}, credentials, options(watchdog))
        {
        }
        ~Client()
        {
            connection.abort();
            QCoro::waitFor(connection.close());
        }
        static imap::Connection::Options options(std::chrono::milliseconds watchdog)
        {
            imap::Connection::Options options;
            options.watchdog = watchdog;
            return options;
        }
        Result<void> open() { return QCoro::waitFor(connection.open()); }
        Result<imap::Answer> run(const QByteArray &text) { return QCoro::waitFor(connection.run(imap::command(text))); }
        auth::GivenCredentials credentials;
        imap::Connection connection;
    };
};

void FaultyServerTest::endsWhatTheServerSpoils_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("absurd literal") << "* 1 FETCH (BODY[] {99999999999999}\r\n"_ba << ErrorKind::TooLarge;
    QTest::newRow("literal larger than any number") << "* 1 FETCH (BODY[] {99999999999999999999999999}\r\n"_ba << ErrorKind::TooLarge;
    QTest::newRow("endless line") << "* OK " + QByteArray(9 << 20, 'x') << ErrorKind::TooLarge;
    QTest::newRow("the line ends") << "* 1 FETCH (BODY[] {100}\r\nabc"_ba << ErrorKind::Network;
}

void FaultyServerTest::endsWhatTheServerSpoils()
{
    QFETCH(QByteArray, answer);
    QFETCH(ErrorKind, kind);
    DialogueServer server({login({C("Q1 UID FETCH 1 BODY[]"), raw(answer), kind == ErrorKind::Network ? hangUp() : hold()}),
        login({C("Q2 NOOP"), S("Q2 OK")})});
    Client client(server);
    QVERIFY(client.open());
    const auto fetched = client.run("UID FETCH 1 BODY[]");
    QVERIFY(!fetched);
    QCOMPARE(fetched.error().kind, kind);
    QVERIFY(!client.connection.isOpen());
    QVERIFY(client.open());
    QVERIFY(client.run("NOOP"));
    QCOMPARE(server.complaint(), QByteArray());
}

void FaultyServerTest::drippingIsATimeout_data()
{
    QTest::addColumn<bool>("inLogin");
    QTest::newRow("in the login") << true;
    QTest::newRow("in an answer") << false;
}

/// A byte now and then keeps a line alive but nobody waiting for it.
void FaultyServerTest::drippingIsATimeout()
{
    QFETCH(bool, inLogin);
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    QTimer drip;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(&drip, &QTimer::timeout, socket, [socket] { socket->write("x"); });
        connect(socket, &QTcpSocket::readyRead, socket, [&drip, socket] {
            while (socket->canReadLine()) {
                const QByteArray line = socket->readLine(), tag = line.split(' ').first();
                if (tag.startsWith('L'))
                    socket->write(line.contains("CAPABILITY") ? "* CAPABILITY IMAP4rev1\r\n" + tag + " OK\r\n" : tag + " OK\r\n");
                else
                    drip.start(5);
            }
        });
        if (inLogin)
            drip.start(5);
        else
            socket->write("* OK ready\r\n");
    });
    auth::GivenCredentials credentials({auth::Credentials::Kind::Password, u"u"_s, Secret("p"_ba)});
    imap::Connection connection({u"127.0.0.1"_s, server.serverPort(), net::TlsMode::None, {}}, credentials,
        Client::options(std::chrono::milliseconds(inLogin ? 100 : 1000)));
    Result<void> done = QCoro::waitFor(connection.open());
    if (!inLogin) {
        QVERIFY(done);
        const auto answer = QCoro::waitFor(connection.run(imap::command("NOOP")));
        done = answer ? Result<void>() : Result<void>(fail(answer.error()));
    }
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Timeout);
    QCoro::waitFor(connection.close());
}

void FaultyServerTest::foreignTagsAreNobodysAnswers()
{
    DialogueServer server({login({C("Q1 NOOP"), S("Q7 NO not yours"), S("L3 BAD old"), S("OK"), S("* "), S(")"), S("Q1 OK yours"), C("Q2 NOOP"), S("q2 OK"),
        S("Q2 NO mine")})});
    Client client(server);
    QVERIFY(client.open());
    QVERIFY(client.run("NOOP"));
    QCOMPARE(client.run("NOOP").error().kind, ErrorKind::Server);
    QCOMPARE(server.complaint(), QByteArray());
}

/// Somebody who speaks for the server in advance gets nowhere.
void FaultyServerTest::anAnswerBeforeItsCommandIsDropped()
{
    DialogueServer server({login({C("Q1 NOOP"), raw("Q1 OK\r\nQ2 OK early\r\nQ3 NO early\r\n"), C("Q2 NOOP"), S("Q2 NO late")})});
    Client client(server);
    QVERIFY(client.open());
    QVERIFY(client.run("NOOP"));
    QTest::qWait(20);
    QVERIFY(!client.run("NOOP"));
}

void FaultyServerTest::pipelinedCommandsGetTheirOwnAnswers()
{
    DialogueServer server({login({C("Q1 UID FETCH 1 FLAGS"), C("Q2 UID FETCH 2 FLAGS"), C("Q3 NOOP"), S("* 1 EXPUNGE"), S("* 1 FETCH (UID 1 FLAGS ())"),
        S("Q1 OK"), S("* 5 EXISTS"), S("Q2 NO gone"), S("Q3 OK")})});
    Client client(server);
    QVERIFY(client.open());
    auto first = client.connection.run(imap::command("UID FETCH 1 FLAGS")), second = client.connection.run(imap::command("UID FETCH 2 FLAGS")),
         third = client.connection.run(imap::command("NOOP"));
    const auto one = QCoro::waitFor(std::move(first)), two = QCoro::waitFor(std::move(second)), three = QCoro::waitFor(std::move(third));
    QVERIFY(one && !two && three);
    QCOMPARE(one->untagged.size(), 2);
    QCOMPARE(three->untagged.size(), 0);
}

void FaultyServerTest::everyWaitingCommandEndsWithTheLine()
{
    DialogueServer server({login({C("Q1 NOOP"), C("Q2 NOOP"), C("Q3 NOOP"), S("Q1 OK"), hangUp()})});
    Client client(server);
    QVERIFY(client.open());
    auto first = client.connection.run(imap::command("NOOP")), second = client.connection.run(imap::command("NOOP")),
         third = client.connection.run(imap::command("NOOP"));
    const auto one = QCoro::waitFor(std::move(first)), two = QCoro::waitFor(std::move(second)), three = QCoro::waitFor(std::move(third));
    QVERIFY(one);
    QVERIFY(!two && two.error().kind == ErrorKind::Network);
    QVERIFY(!three && three.error().kind == ErrorKind::Network);
}

/// Whoever wants the line between IDLE and the server's `+` must not wait until the IDLE's time is up.
void FaultyServerTest::anIdleThatIsNotWantedAnyMoreEndsAsItBegins()
{
    DialogueServer server({login({C("Q1 IDLE"), S("+ idling"), C("DONE"), S("Q1 OK")})});
    Client client(server);
    QVERIFY(client.open());
    auto idle = client.connection.idle(std::chrono::hours(1));
    client.connection.endIdle();
    QVERIFY(QCoro::waitFor(std::move(idle)));
    QVERIFY(server.isDone());
}

void FaultyServerTest::whatNeedsNoAnswerFirstIsAskedAtOnce_data()
{
    QTest::addColumn<QList<Step>>("steps");
    QTest::newRow("the login tells") << QList<Step>{S("* OK [CAPABILITY IMAP4rev1 ID] ready"), C("L1 LOGIN *"),
        S("L1 OK [CAPABILITY IMAP4rev1 ID ENABLE CONDSTORE] in"), C("L2 CAPABILITY"), C("L3 ID *"), C("L4 ENABLE CONDSTORE"),
        S("* ID NIL"), S("L3 OK"), S("* CAPABILITY IMAP4rev1 ID ENABLE CONDSTORE IDLE"), S("L2 OK"), S("L4 OK")};
    QTest::newRow("the login does not tell") << QList<Step>{S("* OK [CAPABILITY IMAP4rev1 ID] ready"), C("L1 LOGIN *"),
        S("L1 OK in"), C("L2 CAPABILITY"), C("L3 ID *"), S("* CAPABILITY IMAP4rev1 ID ENABLE CONDSTORE IDLE"), S("L2 OK"),
        S("L3 BAD"), C("L4 ENABLE CONDSTORE"), S("L4 OK")};
    QTest::newRow("QQ tells what is wrong") << QList<Step>{S("* OK [CAPABILITY IMAP4rev1 ID] QQMail ready"), C("L1 LOGIN *"),
        S("L1 OK [CAPABILITY IMAP4rev1 ENABLE CONDSTORE] in"), C("L2 CAPABILITY"), S("* CAPABILITY IMAP4rev1 ID IDLE"),
        S("L2 OK"), C("L3 ID *"), S("L3 OK")};
}

void FaultyServerTest::whatNeedsNoAnswerFirstIsAskedAtOnce()
{
    QFETCH(QList<Step>, steps);
    DialogueServer server(QList<QList<Step>>{steps});
    Client client(server, std::chrono::seconds(5));
    QVERIFY(client.open());
    QVERIFY(client.connection.has("IDLE"));
    QCOMPARE(server.complaint(), QByteArray());
}

QTEST_GUILESS_MAIN(FaultyServerTest)
#include "faultyservertest.moc"
