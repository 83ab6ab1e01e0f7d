// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/apiserver.h"
#include "support/manualclock.h"
#include "support/memorybackend.h"

#include <QTcpSocket>
#include <QTest>

using namespace qn;
using namespace qn::server;
using namespace Qt::StringLiterals;

/// What is refused before it is read, seen from a bare socket.
class GateTest final : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    test::MemoryBackend m_backend;
    std::unique_ptr<ApiServer> m_server;

    QByteArray port() const { return QByteArray::number(m_server->baseUrl().port()); }
    std::unique_ptr<QTcpSocket> connected() const
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress::LocalHost, quint16(m_server->baseUrl().port()));
        return socket->waitForConnected() ? std::move(socket) : nullptr;
    }
    /// Everything the server says until it has sent one whole answer or closes.
    static QByteArray answerTo(QTcpSocket &socket, const QByteArray &request)
    {
        socket.write(request);
        QByteArray answer;
        const auto isWhole = [&] {
            answer += socket.readAll();
            const auto head = answer.indexOf("\r\n\r\n");
            const auto at = answer.indexOf("Content-Length: ");
            return socket.state() == QAbstractSocket::UnconnectedState
                || (head >= 0 && at >= 0
                    && answer.size() >= head + 4 + answer.mid(at + 16).split('\r').first().toInt());
        };
        return QTest::qWaitFor(isWhole) ? answer : QByteArray("no answer");
    }
    QByteArray statusOf(const QByteArray &request) const
    {
        const auto socket = connected();
        return answerTo(*socket, request).mid(9, 3);
    }
    QByteArray getWith(const QByteArray &fields) const
    {
        return "GET /cgi-bin/api/get_contacts HTTP/1.1\r\n" + fields + "\r\n";
    }

private slots:
    void init()
    {
        ServerOptions options;
        options.limits.maxBodyBytes = 1000;
        m_server = std::make_unique<ApiServer>(m_backend, options, m_clock);
        QVERIFY(m_server->listen());
    }
    void cleanup() { m_server.reset(); }

    void listensOnTheLoopbackInterfaceOnly()
    {
        QCOMPARE(m_server->baseUrl().host(), u"127.0.0.1"_s);
        QTcpSocket other;
        other.connectToHost(QHostAddress(u"127.0.0.2"_s), quint16(m_server->baseUrl().port()));
        QVERIFY(!other.waitForConnected(2000));
    }

    void tellsWhenThePortIsTaken()
    {
        ServerOptions options;
        options.port = quint16(m_server->baseUrl().port());
        ApiServer second(m_backend, options, m_clock);
        const Result<void> listening = second.listen();
        QVERIFY(!listening);
        QCOMPARE(listening.error().kind, ErrorKind::Network);
    }

    void answersItsOwnNamesOnly_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("number and port") << QByteArray("Host: 127.0.0.1:PORT\r\n") << QByteArray("401");
        QTest::newRow("number") << QByteArray("Host: 127.0.0.1\r\n") << QByteArray("401");
        QTest::newRow("localhost") << QByteArray("host: LocalHost:PORT\r\n") << QByteArray("401");
        QTest::newRow("foreign name") << QByteArray("Host: evil.example:PORT\r\n") << QByteArray("403");
        QTest::newRow("begins alike") << QByteArray("Host: 127.0.0.1.evil.example\r\n") << QByteArray("403");
        QTest::newRow("other port") << QByteArray("Host: 127.0.0.1:1\r\n") << QByteArray("403");
        QTest::newRow("none") << QByteArray() << QByteArray("403");
        QTest::newRow("two") << QByteArray("Host: 127.0.0.1\r\nHost: evil.example\r\n") << QByteArray("403");
    }
    void answersItsOwnNamesOnly()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, status);
        QCOMPARE(statusOf(getWith(fields.replace("PORT", port()))), status);
    }

    void refusesWhatItWouldHaveToGuess_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        const QByteArray host = "Host: 127.0.0.1\r\n";
        QTest::newRow("two sizes") << "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"
                                   << QByteArray("400");
        QTest::newRow("size with a sign")
            << "POST / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nabcde" << QByteArray("400");
        QTest::newRow("chunks") << "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                << QByteArray("411");
        QTest::newRow("bare line feed") << "GET / HTTP/1.1\n" + host + "\r\n" << QByteArray("400");
        QTest::newRow("hidden end of head") << "GET / HTTP/1.1\r\n" + host + "A: b\n\nPOST / HTTP/1.1\r\n\r\n"
                                            << QByteArray("400");
        QTest::newRow("folded field") << "GET / HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n" << QByteArray("400");
        QTest::newRow("proxy's form") << "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n" << QByteArray("400");
        QTest::newRow("not HTTP") << QByteArray("hello\r\n\r\n") << QByteArray("400");
        QTest::newRow("web socket") << "GET / HTTP/1.1\r\n" + host + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n"
                                    << QByteArray("400");
        QTest::newRow("long address") << "GET /" + QByteArray(9000, 'a') + " HTTP/1.1\r\n" + host + "\r\n"
                                      << QByteArray("414");
        QTest::newRow("large head") << "GET / HTTP/1.1\r\n" + host + "A: " + QByteArray(40'000, 'a')
                                    << QByteArray("431");
    }
    void refusesWhatItWouldHaveToGuess()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        QCOMPARE(statusOf(request), status);
    }

    void refusesLargeBodiesWhileTheyAreStillComing()
    {
        const auto socket = connected();
        const QByteArray head =
            "POST /cgi-bin/api/send_mail HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n";
        const QByteArray answer = answerTo(*socket, head + QByteArray(5'000'000, 'x'));
        QVERIFY(answer.startsWith("HTTP/1.1 413"));
        QVERIFY(answer.contains("\"errcode\":45001"));
    }

    void takesABodyUpToTheLimit()
    {
        QCOMPARE(statusOf("POST /cgi-bin/api/send_mail HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"
                     + QByteArray(1000, 'x')),
            "401");
    }

    void takesARequestInSmallPieces()
    {
        const auto socket = connected();
        const QByteArray request =
            "POST /cgi-bin/api/send_mail HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nabcd";
        for (const char c : request.chopped(1)) {
            socket->write(&c, 1);
            socket->flush();
            QCoreApplication::processEvents();
        }
        QVERIFY(answerTo(*socket, request.right(1)).startsWith("HTTP/1.1 401"));
    }

    void tellsAClientThatAsksFirstToGoOn()
    {
        const auto socket = connected();
        socket->write("POST /cgi-bin/api/send_mail HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: "
                      "100-continue\r\nContent-Length: 4\r\n\r\n");
        QByteArray early;
        QTRY_VERIFY((early += socket->readAll()).startsWith("HTTP/1.1 100"));
        QVERIFY(answerTo(*socket, "abcd").startsWith("HTTP/1.1 401"));
    }

    void servesOneRequestAConnection()
    {
        const auto socket = connected();
        const QByteArray good = getWith("Host: 127.0.0.1\r\n");
        const QByteArray foreign = getWith("Host: evil.example\r\n");
        socket->write(good + foreign + good);
        QByteArray all;
        QTRY_VERIFY((all += socket->readAll(), socket->state() == QAbstractSocket::UnconnectedState));
        QCOMPARE(all.count("HTTP/1.1"), 1);
        QVERIFY(all.contains("Connection: close"));
    }

    void letsGoOfAClientThatSaysNothing()
    {
        ServerOptions options;
        options.limits.headTime = std::chrono::milliseconds(50);
        options.limits.bodyTime = std::chrono::milliseconds(50);
        m_server = std::make_unique<ApiServer>(m_backend, options, m_clock);
        QVERIFY(m_server->listen());
        const auto silent = connected();
        QTRY_COMPARE(silent->state(), QAbstractSocket::UnconnectedState);
        const auto stuck = connected();
        stuck->write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc");
        QTRY_COMPARE(stuck->state(), QAbstractSocket::UnconnectedState);
    }

    void turnsAwayMoreConnectionsThanItCanServe()
    {
        ServerOptions options;
        options.limits.maxConnections = 2;
        m_server = std::make_unique<ApiServer>(m_backend, options, m_clock);
        QVERIFY(m_server->listen());
        auto first = connected();
        const auto second = connected(), third = connected();
        QTRY_COMPARE(third->state(), QAbstractSocket::UnconnectedState);
        first.reset();
        QTRY_COMPARE(statusOf(getWith("Host: 127.0.0.1\r\n")), "401");
    }
};

QTEST_GUILESS_MAIN(GateTest)
#include "gatetest.moc"
