// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/tokenclient.h"
#include "net/httpclient.h"
#include "support/manualclock.h"
#include "support/rawserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::auth;
using qn::test::RawServer;

namespace {

const QDateTime now = QDateTime::fromMSecsSinceEpoch(1'800'000'000'000, Qt::UTC);

net::HttpResponse answer(const QByteArray &body, int status = 200, const QByteArray &type = "application/json")
{
    return {status, type, body, {}};
}

} // namespace

class TokenAnswerTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsTheThreeForms_data();
    void readsTheThreeForms();
    void readsWhatMayBeMissing();
    void tellsRefusalsApart_data();
    void tellsRefusalsApart();
    void anExpiredRefreshTokenIsAnExpiredSignIn();
    void refusesAnswersThatAreNone_data();
    void refusesAnswersThatAreNone();
    void sendsAFormOnce();
    void keepsSecretsOutOfErrors();
};

void TokenAnswerTest::readsTheThreeForms_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("JSON") << R"({"access_token":"A+1","expires_in":3600,"refresh_token":"R"})"_ba
                          << "application/json"_ba;
    QTest::newRow("JSON as text/html") << R"( {"access_token":"A+1","expires_in":3600,"refresh_token":"R"} )"_ba
                                       << "text/html"_ba;
    QTest::newRow("seconds as text") << R"({"access_token":"A+1","expires_in":"3600","refresh_token":"R"})"_ba
                                     << "text/json"_ba;
    QTest::newRow("errcode 0")
        << R"({"errcode":0,"errmsg":"ok","access_token":"A+1","expires_in":3600,"refresh_token":"R"})"_ba
        << "application/json"_ba;
    QTest::newRow("url-encoded") << "access_token=A%2B1&expires_in=3600&refresh_token=R"_ba
                                 << "text/html"_ba;
    QTest::newRow("callback")
        << "callback( {\"access_token\":\"A+1\",\"expires_in\":3600,\"refresh_token\":\"R\"} );\n"_ba
        << "text/html"_ba;
    QTest::newRow("with more")
        << R"({"access_token":"A+1","expires_in":3600,"refresh_token":"R","token_type":"Bearer","x":{}})"_ba
        << "application/json"_ba;
}

void TokenAnswerTest::readsTheThreeForms()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    const auto tokens = readTokenAnswer(answer(body, 200, type), OAuthStep::Exchange, now);
    QVERIFY2(tokens, tokens ? "" : qPrintable(tokens.error().detail));
    QCOMPARE(tokens->access.reveal(), "A+1"_ba);
    QCOMPARE(tokens->refresh.reveal(), "R"_ba);
    QCOMPARE(tokens->expires, now.addSecs(3600));
}

void TokenAnswerTest::readsWhatMayBeMissing()
{
    const auto tokens =
        readTokenAnswer(answer(R"({"access_token":"A","refresh_token":null})"), OAuthStep::Refresh, now);
    QVERIFY(tokens);
    QVERIFY(tokens->refresh.isEmpty());
    QVERIFY(!tokens->expires.isValid());
}

void TokenAnswerTest::tellsRefusalsApart_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<ErrorReason>("reason");
    const auto row = [](const QByteArray &body, int status, ErrorKind kind, ErrorReason reason) {
        QTest::newRow(body.constData()) << body << status << kind << reason;
    };
    row(R"({"error":"invalid_grant"})", 400, ErrorKind::Authorization, ErrorReason::InvalidGrant);
    row(R"({"error":"invalid_grant","error_description":"code expired"})", 400, ErrorKind::Authorization,
        ErrorReason::CodeExpired);
    row(R"({"error":"invalid_grant","error_description":"redirect_uri differs"})", 400, ErrorKind::Authorization,
        ErrorReason::InvalidRedirect);
    row(R"({"error":"invalid_client"})", 401, ErrorKind::Authorization, ErrorReason::InvalidClient);
    row(R"({"error":"unauthorized_client"})", 400, ErrorKind::Permission, ErrorReason::ClientNotPermitted);
    row(R"({"error":"invalid_request"})", 400, ErrorKind::Parameter, ErrorReason::InvalidRequest);
    row(R"({"error":"unsupported_grant_type"})", 400, ErrorKind::Unsupported, ErrorReason::UnsupportedGrant);
    row(R"({"error":"invalid_scope"})", 400, ErrorKind::Parameter, ErrorReason::InvalidScope);
    row(R"({"error":"brand_new"})", 400, ErrorKind::Authorization, ErrorReason::SignInRefused);
    row(R"(callback( {"error":100020,"error_description":"code is reused error"} );)", 200, ErrorKind::Authorization,
        ErrorReason::InvalidGrant);
    row(R"(callback( {"error":100009,"error_description":"client secret is illegal"} );)", 200,
        ErrorKind::Authorization, ErrorReason::InvalidClient);
    row(R"(callback( {"error":100010,"error_description":"redirect uri is illegal"} );)", 200, ErrorKind::Authorization,
        ErrorReason::InvalidRedirect);
    row(R"({"errcode":42003,"errmsg":"oauth_code expired"})", 200, ErrorKind::Authorization, ErrorReason::CodeExpired);
    row(R"({"errcode":42002,"errmsg":"refresh_token expired"})", 200, ErrorKind::Authorization,
        ErrorReason::SignInExpired);
    row(R"({"errcode":40029,"errmsg":"invalid code"})", 200, ErrorKind::Authorization, ErrorReason::InvalidGrant);
    row(R"({"errcode":45009,"errmsg":"api freq out of limit"})", 200, ErrorKind::RateLimited, ErrorReason::None);
    row(R"({"errcode":-1,"errmsg":"system busy"})", 200, ErrorKind::Server, ErrorReason::None);
    row(R"({"errcode":41004,"errmsg":"appsecret missing"})", 200, ErrorKind::Parameter, ErrorReason::InvalidRequest);
    row("error=access_denied&error_description=no", 400, ErrorKind::Authorization, ErrorReason::AccessDenied);
    row(R"({"message":"no such page"})", 404, ErrorKind::NotFound, ErrorReason::None);
    row("<html>Bad gateway</html>", 502, ErrorKind::Server, ErrorReason::None);
    row("", 503, ErrorKind::Server, ErrorReason::None);
}

void TokenAnswerTest::tellsRefusalsApart()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(ErrorKind, kind);
    QFETCH(ErrorReason, reason);
    const auto tokens = readTokenAnswer(answer(body, status), OAuthStep::Exchange, now);
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().kind, kind);
    QCOMPARE(tokens.error().reason, reason);
    QVERIFY(tokens.error().code != 0);
}

void TokenAnswerTest::anExpiredRefreshTokenIsAnExpiredSignIn()
{
    const auto tokens = readTokenAnswer(answer(R"({"error":"invalid_grant"})", 400), OAuthStep::Refresh, now);
    QCOMPARE(tokens.error().kind, ErrorKind::Authorization);
    QCOMPARE(tokens.error().reason, ErrorReason::SignInExpired);
}

void TokenAnswerTest::refusesAnswersThatAreNone_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorReason>("reason");
    QTest::newRow("page") << "<!DOCTYPE html><title>Please sign in to the network</title>"_ba
                          << ErrorReason::HtmlInsteadOfJson;
    QTest::newRow("nothing") << ""_ba << ErrorReason::NotJson;
    QTest::newRow("prose") << "Hello there"_ba << ErrorReason::NotJson;
    QTest::newRow("half") << R"({"access_token":"A")"_ba << ErrorReason::NotJson;
    QTest::newRow("list") << R"(["access_token"])"_ba << ErrorReason::WrongType;
    QTest::newRow("no token") << R"({"expires_in":3600})"_ba << ErrorReason::WrongType;
    QTest::newRow("token of a wrong type") << R"({"access_token":{"a":1}})"_ba << ErrorReason::WrongType;
    QTest::newRow("empty token") << R"({"access_token":""})"_ba << ErrorReason::WrongType;
    QTest::newRow("other kind of token") << R"({"access_token":"A","token_type":"mac"})"_ba << ErrorReason::WrongType;
    QTest::newRow("expiry in words") << R"({"access_token":"A","expires_in":"soon"})"_ba << ErrorReason::WrongType;
    QTest::newRow("expiry before now") << R"({"access_token":"A","expires_in":-5})"_ba << ErrorReason::WrongType;
}

void TokenAnswerTest::refusesAnswersThatAreNone()
{
    QFETCH(QByteArray, body);
    QFETCH(ErrorReason, reason);
    const auto tokens = readTokenAnswer(answer(body), OAuthStep::Exchange, now);
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().kind, ErrorKind::Protocol);
    QCOMPARE(tokens.error().reason, reason);
}

void TokenAnswerTest::sendsAFormOnce()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) { s->disconnectFromHost(); });
    net::HttpClient http;
    const test::ManualClock clock;
    const TokenClient client({{}, server.url(u"/token"_s), u"id"_s, {}, {}}, Secret("se+cret"), http, clock, nullptr);
    const auto tokens =
        QCoro::waitFor(client.exchange(Secret("co/de"), Secret("verifier"), QUrl(u"http://127.0.0.1:1/callback"_s)));
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().kind, ErrorKind::Network);
    QCOMPARE(tokens.error().reason, ErrorReason::None);
    QTest::qWait(100);
    QCOMPARE(server.requests().size(), 1);
    const QByteArray seen = server.requests().value(0);
    QVERIFY(seen.startsWith("POST /token HTTP/1.1\r\n"));
    QVERIFY(seen.contains("Content-Type: application/x-www-form-urlencoded\r\n"));
    QVERIFY(seen.endsWith(
        "\r\n\r\ngrant_type=authorization_code&code=co%2Fde&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback"
        "&code_verifier=verifier&client_id=id&client_secret=se%2Bcret"));
}

void TokenAnswerTest::keepsSecretsOutOfErrors()
{
    RawServer server([](QTcpSocket *s, const QByteArray &, int) {
        s->write(RawServer::answer("400 Bad Request", {},
            R"({"error":"invalid_grant","error_description":"THECODE of THESECRET is not good"})"));
    });
    net::HttpClient http;
    const test::ManualClock clock;
    const TokenClient client({{}, server.url(), u"id"_s, {}, {}}, Secret("THESECRET"), http, clock, nullptr);
    const auto tokens = QCoro::waitFor(client.exchange(Secret("THECODE"), Secret("verifier"), {}));
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().detail, u"invalid_grant: *** of *** is not good"_s);
}

QTEST_GUILESS_MAIN(TokenAnswerTest)
#include "tokenanswertest.moc"
