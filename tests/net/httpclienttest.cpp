// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"
#include "support/freeport.h"
#include "support/rawserver.h"

#include <QCoroTask>
#include <QElapsedTimer>
#include <QHttpServer>
#include <QLocale>
#include <QProcess>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::net;
using qn::test::RawServer;

namespace {

const HttpClient::Options quick{4, 5ms, 2s};

HttpRequest request(const QUrl &url, std::chrono::milliseconds timeout = 5s)
{
    HttpRequest r;
    r.url = url;
    r.timeout = timeout;
    return r;
}

HttpRequest sendMail(const QUrl &url)
{
    HttpRequest r = request(url);
    r.verb = "POST";
    r.contentType = "application/json";
    r.body = R"({"subject":"hello"})";
    r.repeatable = false;
    return r;
}

QUrl closedPort()
{
    return QUrl(u"http://127.0.0.1:%1/"_s.arg(qn::test::freePort()));
}

QStringList logLines;
void collectLog(QtMsgType, const QMessageLogContext &, const QString &text)
{
    logLines.append(text);
}

} // namespace

class HttpClientTest final : public QObject
{
    Q_OBJECT

private:
    HttpClient m_client{quick, nullptr};
    Result<HttpResponse> send(HttpRequest r) { return QCoro::waitFor(m_client.send(std::move(r))); }

private slots:
    void handsOverStatusHeadersAndBody();
    void sendsBearerAndHeaders();
    void unpacksGzip();
    void unpacksGzipMembersOneAfterTheOther();
    void reportsPackedBytesThatAreNone();
    void limitsWhatGzipUnpacksTo();
    void limitsTheAnswer();
    void takesAnAnswerOfExactlyTheLimit();
    void doesNotFollowRedirects();
    void keepsNoCookies();
    void handsOverRefusals_data();
    void handsOverRefusals();
    void triesAgainAfterServerErrors();
    void givesUpAfterSomeAttempts();
    void waitsAsLongAsRetryAfterSays();
    void understandsRetryAfterDates();
    void doesNotWaitLongerThanItsLimit();
    void findsBodiesCutOff_data();
    void findsBodiesCutOff();
    void recoversFromABodyCutOff();
    void reportsSilence();
    void aSlowAnswerIsNotSilence();
    void reportsRefusedConnections();
    void neverSendsTwiceWhatMayHaveArrived();
    void neverSendsTwiceOnAReusedConnection();
    void sendsAgainWhatCertainlyNeverArrived();
    void leavesRefusedMailToTheCaller();
    void reportsAnswersThatAreNotHttp();
    void abortEndsARequest();
    void abortOfAnOwnerLeavesOthersAlone();
    void abortEndsABackOff();
    void mayBeDestroyedWithARequestUnderWay();
    void clientsMayComeAndGo();
    void worksWithAThreadsOwnServer();
    void refusesATokenWithoutTls();
    void usesAManualProxy();
    void logsNothingPrivate();
    void tellsStatusesApart_data();
    void tellsStatusesApart();
};

void HttpClientTest::handsOverStatusHeadersAndBody()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(
            RawServer::answer("200 OK", "Content-Type: Application/JSON; charset=utf-8\r\nX-Some: Thing\r\n", "[1]"));
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QCOMPARE(response->contentType, "application/json"_ba);
    QCOMPARE(response->header("x-some"), "Thing"_ba);
    QCOMPARE(response->body, "[1]"_ba);
}

void HttpClientTest::sendsBearerAndHeaders()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) { s->write(RawServer::answer("200 OK", {}, {})); });
    HttpRequest r = request(server.url(u"/a?b=c"_s));
    r.verb = "PUT";
    r.contentType = "text/plain";
    r.body = "body";
    r.bearer = Secret("token");
    r.headers = {{"Idempotency-Key", "k1"}};
    QVERIFY(send(r));
    const QByteArray seen = server.requests().value(0);
    QVERIFY(seen.startsWith("PUT /a?b=c HTTP/1.1\r\n"));
    QVERIFY(seen.contains("\r\nAuthorization: Bearer token\r\n"));
    QVERIFY(seen.contains("\r\nIdempotency-Key: k1\r\n"));
    QVERIFY(seen.contains("\r\nContent-Type: text/plain\r\n"));
    QVERIFY(seen.endsWith("\r\n\r\nbody"));
}

static QByteArray gzip(const QByteArray &bytes)
{
    QProcess process;
    process.start(u"gzip"_s, {u"-c"_s});
    process.write(bytes);
    process.closeWriteChannel();
    process.waitForFinished();
    return process.readAllStandardOutput();
}

void HttpClientTest::unpacksGzip()
{
    const QByteArray text = QByteArray("letters ").repeated(1000);
    RawServer server([text](QTcpSocket *s, const QByteArray &r, int) {
        const bool offered = r.contains("gzip");
        s->write(RawServer::answer("200 OK", offered ? "Content-Encoding: gzip\r\n" : "", offered ? gzip(text) : "no"));
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->body, text);
}

void HttpClientTest::unpacksGzipMembersOneAfterTheOther()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("200 OK", "Content-Encoding: gzip\r\n", gzip("one, ") + gzip("two")));
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->body, "one, two"_ba);
}

void HttpClientTest::reportsPackedBytesThatAreNone()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("200 OK", "Content-Encoding: gzip\r\n", "this is plain text"));
    });
    const auto response = send(request(server.url()));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Protocol);
    QCOMPARE(response.error().reason, ErrorReason::None);
}

void HttpClientTest::limitsWhatGzipUnpacksTo()
{
    const QByteArray packed = gzip(QByteArray(50'000'000, 'x'));
    QVERIFY(packed.size() < 100'000);
    RawServer server([packed](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("200 OK", "Content-Encoding: gzip\r\n", packed));
    });
    HttpRequest r = request(server.url());
    r.maxAnswerBytes = 1'000'000;
    const auto response = send(r);
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::TooLarge);
}

void HttpClientTest::limitsTheAnswer()
{
    qint64 written = 0;
    RawServer server([&written](QTcpSocket *s, const QByteArray &, int) {
        s->write("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n");
        const auto more = [s, &written] {
            if (written < 200'000'000 && s->bytesToWrite() < 1'000'000)
                written += s->write(QByteArray(500'000, 'x'));
        };
        QObject::connect(s, &QTcpSocket::bytesWritten, s, more);
        more();
    });
    HttpRequest r = request(server.url());
    r.maxAnswerBytes = 1'000'000;
    const auto response = send(r);
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::TooLarge);
    QCOMPARE(server.requests().size(), 1);
    QVERIFY(written < 100'000'000);
}

void HttpClientTest::takesAnAnswerOfExactlyTheLimit()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("200 OK", {}, QByteArray(1000, 'x')));
    });
    HttpRequest r = request(server.url());
    r.maxAnswerBytes = 1000;
    const auto response = send(r);
    QVERIFY(response);
    QCOMPARE(response->body.size(), 1000);
}

void HttpClientTest::doesNotFollowRedirects()
{
    RawServer other([](QTcpSocket *s, const QByteArray &, int) { s->write(RawServer::answer("200 OK", {}, {})); });
    RawServer server([&other](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("302 Found", "Location: " + other.url().toEncoded() + "\r\n", {}));
    });
    HttpRequest r = request(server.url());
    r.bearer = Secret("token");
    const auto response = send(r);
    QVERIFY(response);
    QCOMPARE(response->status, 302);
    QCOMPARE(other.requests().size(), 0);
}

void HttpClientTest::keepsNoCookies()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("200 OK", "Set-Cookie: a=b; Path=/\r\n", {}));
    });
    QVERIFY(send(request(server.url())));
    QVERIFY(send(request(server.url())));
    QVERIFY(!server.requests().value(1).toLower().contains("cookie"));
}

void HttpClientTest::handsOverRefusals_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    QTest::newRow("400") << "400 Bad Request"_ba
                         << ""_ba << 400;
    QTest::newRow("401") << "401 Unauthorized"_ba
                         << ""_ba << 401;
    QTest::newRow("401 Bearer") << "401 Unauthorized"_ba
                                << "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n"_ba << 401;
    QTest::newRow("401 Basic") << "401 Unauthorized"_ba
                               << "WWW-Authenticate: Basic realm=\"x\"\r\n"_ba << 401;
    QTest::newRow("403") << "403 Forbidden"_ba
                         << ""_ba << 403;
    QTest::newRow("404") << "404 Not Found"_ba
                         << ""_ba << 404;
    QTest::newRow("409") << "409 Conflict"_ba
                         << ""_ba << 409;
    QTest::newRow("422") << "422 Unprocessable"_ba
                         << ""_ba << 422;
    QTest::newRow("501") << "501 Not Implemented"_ba
                         << ""_ba << 501;
}

void HttpClientTest::handsOverRefusals()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, headers);
    QFETCH(int, status);
    RawServer server(
        [&](QTcpSocket *s, const QByteArray &, int) { s->write(RawServer::answer(line, headers, "{\"why\":1}")); });
    HttpRequest post = request(server.url());
    post.verb = "POST";
    post.body = "x";
    for (bool repeatable : {true, false}) {
        post.repeatable = repeatable;
        const auto response = send(post);
        QVERIFY2(response, response ? "" : qPrintable(response.error().detail));
        QCOMPARE(response->status, status);
        QCOMPARE(response->body, "{\"why\":1}"_ba);
    }
    QCOMPARE(server.requests().size(), 2);
}

void HttpClientTest::triesAgainAfterServerErrors()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int n) {
        const QList<QByteArray> lines{"500 Oops", "503 Busy", "502 Bad Gateway", "200 OK"};
        s->write(RawServer::answer(lines.value(n), {}, "done"));
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QCOMPARE(server.requests().size(), 4);
}

void HttpClientTest::givesUpAfterSomeAttempts()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) { s->write(RawServer::answer("503 Busy", {}, "no")); });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->status, 503);
    QCOMPARE(server.requests().size(), 4);
}

void HttpClientTest::waitsAsLongAsRetryAfterSays()
{
    QElapsedTimer sinceFirst;
    qint64 waited = -1;
    RawServer server([&](QTcpSocket *s, const QByteArray &, int n) {
        if (n == 0)
            sinceFirst.start();
        else
            waited = sinceFirst.elapsed();
        s->write(n == 0 ? RawServer::answer("429 Too Many Requests", "Retry-After: 1\r\n", {})
                        : RawServer::answer("200 OK", {}, {}));
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->status, 200);
    QVERIFY(waited >= 990);
}

void HttpClientTest::understandsRetryAfterDates()
{
    HttpResponse busy{
        503, {}, {}, {{"retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"}, {"date", "Wed, 21 Oct 2015 07:28:00 GMT"}}};
    QCOMPARE(statusError(busy).error().retryAfter, std::chrono::milliseconds(30s));
    busy.headers = {{"retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"}};
    QCOMPARE(statusError(busy).error().retryAfter, 0ms);
    busy.headers = {{"retry-after", "soon"}};
    QVERIFY(!statusError(busy).error().retryAfter);
    const QDateTime later = QDateTime::currentDateTimeUtc().addSecs(600);
    busy.headers = {{"retry-after", QLocale::c().toString(later, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1()}};
    QVERIFY(*statusError(busy).error().retryAfter > 590s && *statusError(busy).error().retryAfter <= 600s);
}

void HttpClientTest::doesNotWaitLongerThanItsLimit()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("429 Too Many Requests", "Retry-After: 3600\r\n", {}));
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->status, 429);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(statusError(*response).error().retryAfter, std::chrono::milliseconds(3600s));
}

void HttpClientTest::findsBodiesCutOff_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("delay");
    const QByteArray packed = gzip(QByteArray("letters ").repeated(1000));
    for (int delay : {0, 50}) {
        const auto row = [delay](
                             const char *name) -> QTestData & { return QTest::addRow("%s, %d ms later", name, delay); };
        row("Content-Length") << "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2"_ba << delay;
        row("chunked")
            << "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n[1,2"_ba
            << delay;
        row("between chunks")
            << "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n[1,2\r\n"_ba
            << delay;
        row("no body at all") << "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"_ba << delay;
        row("packed") << "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                + QByteArray::number(packed.size()) + "\r\n\r\n" + packed.left(packed.size() / 2)
                      << delay;
        row("packed and chunked")
            << "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + packed.left(16)
                + "\r\n"
            << delay;
    }
}

void HttpClientTest::findsBodiesCutOff()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, delay);
    RawServer server([&](QTcpSocket *s, const QByteArray &, int) {
        s->write(bytes);
        s->flush();
        QTimer::singleShot(delay, s, &QTcpSocket::disconnectFromHost);
    });
    const auto response = send(request(server.url()));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Protocol);
    QCOMPARE(response.error().reason, ErrorReason::Truncated);
    QVERIFY(server.requests().size() >= 4); // the access manager adds attempts of its own
}

void HttpClientTest::recoversFromABodyCutOff()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int n) {
        s->write(n == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2"_ba
                        : RawServer::answer("200 OK", {}, "[1,2,3]"));
        s->disconnectFromHost();
    });
    const auto response = send(request(server.url()));
    QVERIFY(response);
    QCOMPARE(response->body, "[1,2,3]"_ba);
}

void HttpClientTest::reportsSilence()
{
    RawServer server([](QTcpSocket *, const QByteArray &, int) {});
    const auto response = send(request(server.url(), 500ms));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Timeout);
    QCOMPARE(server.requests().size(), 4);

    HttpRequest mail = sendMail(server.url());
    mail.timeout = 500ms;
    const auto sent = send(mail);
    QCOMPARE(sent.error().kind, ErrorKind::Timeout);
    QCOMPARE(sent.error().reason, ErrorReason::SendOutcomeUnknown);
    QCOMPARE(server.requests().size(), 5);
}

void HttpClientTest::aSlowAnswerIsNotSilence()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        auto *timer = new QTimer(s);
        timer->start(100);
        QObject::connect(timer, &QTimer::timeout, s, [s] { s->write("x"); });
    });
    const auto response = send(request(server.url(), 3s));
    QVERIFY(response);
    QCOMPARE(response->body.size(), 10);
    QCOMPARE(server.requests().size(), 1);
}

void HttpClientTest::reportsRefusedConnections()
{
    const auto response = send(request(closedPort()));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Network);
    QCOMPARE(response.error().reason, ErrorReason::None);
}

void HttpClientTest::neverSendsTwiceWhatMayHaveArrived()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) { s->disconnectFromHost(); });
    const auto response = send(sendMail(server.url()));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Network);
    QCOMPARE(response.error().reason, ErrorReason::SendOutcomeUnknown);
    QTest::qWait(200);
    QCOMPARE(server.requests().size(), 1);
}

void HttpClientTest::neverSendsTwiceOnAReusedConnection()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int n) {
        if (n == 0)
            s->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        else
            s->disconnectFromHost();
    });
    QVERIFY(send(sendMail(server.url())));
    const auto response = send(sendMail(server.url()));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Network);
    QCOMPARE(response.error().reason, ErrorReason::SendOutcomeUnknown);
    QTest::qWait(200);
    QCOMPARE(server.requests().size(), 2);
}

void HttpClientTest::sendsAgainWhatCertainlyNeverArrived()
{
    const QUrl url = closedPort();
    auto task = m_client.send(sendMail(url));
    const auto response = QCoro::waitFor(std::move(task));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Network);
    QCOMPARE(response.error().reason, ErrorReason::None);

    HttpClient patient({20, 50ms, 100ms}, nullptr);
    QTcpServer late;
    QByteArray seen;
    QObject::connect(&late, &QTcpServer::newConnection, &late, [&] {
        auto *s = late.nextPendingConnection();
        QObject::connect(s, &QTcpSocket::readyRead, s, [s, &seen] {
            seen += s->readAll();
            s->write(RawServer::answer("200 OK", {}, "sent"));
        });
    });
    QTimer::singleShot(200, &late, [&] { late.listen(QHostAddress::LocalHost, quint16(url.port())); });
    const auto sent = QCoro::waitFor(patient.send(sendMail(url)));
    QVERIFY(sent);
    QCOMPARE(sent->body, "sent"_ba);
    QVERIFY(seen.endsWith(R"({"subject":"hello"})"));
}

void HttpClientTest::leavesRefusedMailToTheCaller()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) { s->write(RawServer::answer("503 Busy", {}, {})); });
    const auto response = send(sendMail(server.url()));
    QVERIFY(response);
    QCOMPARE(response->status, 503);
    QCOMPARE(server.requests().size(), 1);
}

void HttpClientTest::reportsAnswersThatAreNotHttp()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write("220 mail.example ESMTP\r\n");
        s->disconnectFromHost();
    });
    const auto response = send(request(server.url()));
    QVERIFY(!response);
    QVERIFY(response.error().kind == ErrorKind::Protocol || response.error().kind == ErrorKind::Network);
}

void HttpClientTest::abortEndsARequest()
{
    RawServer server([this](QTcpSocket *, const QByteArray &, int) { m_client.abort(); });
    const auto response = send(request(server.url()));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Canceled);
    QCOMPARE(server.requests().size(), 1);
    const auto next = send(request(closedPort()));
    QCOMPARE(next.error().kind, ErrorKind::Network);
}

void HttpClientTest::abortOfAnOwnerLeavesOthersAlone()
{
    int mine = 0;
    RawServer server([&](QTcpSocket *s, const QByteArray &, int n) {
        if (n == 1)
            m_client.abortFor(&mine);
        else
            QTimer::singleShot(100, s, [s] { s->write(RawServer::answer("200 OK", {}, {})); });
    });
    auto others = m_client.send(request(server.url()));
    QTRY_COMPARE(server.requests().size(), 1);
    HttpRequest r = request(server.url());
    r.owner = &mine;
    const auto response = send(r);
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Canceled);
    QVERIFY(QCoro::waitFor(std::move(others)));
}

void HttpClientTest::abortEndsABackOff()
{
    HttpClient client({4, 60s, 120s}, nullptr);
    QTimer::singleShot(200, &client, &HttpClient::abort);
    const auto response = QCoro::waitFor(client.send(request(closedPort())));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Canceled);
}

void HttpClientTest::mayBeDestroyedWithARequestUnderWay()
{
    RawServer server([](QTcpSocket *, const QByteArray &, int) {});
    auto client = std::make_unique<HttpClient>(quick, nullptr);
    std::optional<Result<HttpResponse>> ended;
    client->send(request(server.url())).then([&ended](Result<HttpResponse> r) { ended = std::move(r); });
    QTRY_COMPARE(server.requests().size(), 1);
    client.reset();
    QTRY_VERIFY(ended);
    QCOMPARE(ended->error().kind, ErrorKind::Canceled);
}

void HttpClientTest::clientsMayComeAndGo()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write("HTTP/1.1 303 See Other\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nok");
    });
    for (int i = 0; i < 50; ++i) {
        HttpClient client(quick, nullptr);
        QCOMPARE(QCoro::waitFor(client.send(request(server.url())))->body, "ok"_ba);
    }
}

void HttpClientTest::worksWithAThreadsOwnServer()
{
    QHttpServer server;
    server.route(u"/mail/<arg>"_s, [](int n) { return QByteArray::number(n * 2); });
    const quint16 port = server.listen(QHostAddress::LocalHost);
    for (int n = 0; n < 20; ++n) {
        const auto response = send(request(QUrl(u"http://127.0.0.1:%1/mail/%2"_s.arg(port).arg(n))));
        QVERIFY(response);
        QCOMPARE(response->body, QByteArray::number(n * 2));
    }
}

void HttpClientTest::refusesATokenWithoutTls()
{
    HttpRequest r = request(QUrl(u"http://mail.example.invalid/"_s));
    r.bearer = Secret("token");
    const auto response = send(r);
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Tls);
}

void HttpClientTest::usesAManualProxy()
{
    RawServer proxy(
        [](QTcpSocket *s, const QByteArray &, int) { s->write(RawServer::answer("200 OK", {}, "proxied")); });
    HttpClient client(quick, nullptr);
    client.setProxy(QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, quint16(proxy.url().port())));
    const auto response = QCoro::waitFor(client.send(request(QUrl(u"http://mail.example.invalid/x"_s))));
    QVERIFY(response);
    QCOMPARE(response->body, "proxied"_ba);
    QVERIFY(proxy.requests().value(0).startsWith("GET http://mail.example.invalid/x "));
}

void HttpClientTest::logsNothingPrivate()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int n) {
        s->write(RawServer::answer(n == 0 ? "500 Oops" : "200 OK", "X-H: headerSecret\r\n", "answerSecret"));
    });
    logLines.clear();
    const auto previous = qInstallMessageHandler(collectLog);
    HttpRequest r = request(server.url(u"/path?code=querySecret&state=1"_s));
    r.verb = "POST";
    r.body = "bodySecret";
    r.bearer = Secret("tokenSecret");
    const auto response = send(r);
    qInstallMessageHandler(previous);
    const QString log = logLines.join(u'\n');
    QVERIFY(response);
    QVERIFY(log.contains(u"POST 127.0.0.1/path?code&state 200"_s));
    QVERIFY(!log.contains(u"Secret"_s));
}

void HttpClientTest::tellsStatusesApart_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("302") << 302 << ErrorKind::Protocol;
    QTest::newRow("400") << 400 << ErrorKind::Parameter;
    QTest::newRow("401") << 401 << ErrorKind::Authorization;
    QTest::newRow("403") << 403 << ErrorKind::Permission;
    QTest::newRow("404") << 404 << ErrorKind::NotFound;
    QTest::newRow("409") << 409 << ErrorKind::Conflict;
    QTest::newRow("413") << 413 << ErrorKind::TooLarge;
    QTest::newRow("422") << 422 << ErrorKind::Parameter;
    QTest::newRow("429") << 429 << ErrorKind::RateLimited;
    QTest::newRow("500") << 500 << ErrorKind::Server;
    QTest::newRow("501") << 501 << ErrorKind::Unsupported;
    QTest::newRow("503") << 503 << ErrorKind::Server;
}

void HttpClientTest::tellsStatusesApart()
{
    QFETCH(int, status);
    QFETCH(ErrorKind, kind);
    const auto result = statusError({status, {}, {}, {}});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    QCOMPARE(result.error().code, status);
    QVERIFY(statusError({204, {}, {}, {}}));
}

QTEST_GUILESS_MAIN(HttpClientTest)
#include "httpclienttest.moc"
