// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/authorization.h"
#include "auth/form.h"

#include <QSet>
#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::auth;

class AuthorizationTest final : public QObject
{
    Q_OBJECT

private:
    const QUrl m_redirect{u"https://app.example/oauth/callback"_s};

private slots:
    void challengeIsThatOfTheRfc();
    void verifiersAreUnguessable();
    void addressCarriesEverything();
    void addressKeepsWhatTheEndpointHad();
    void formsSurviveBothWays();
    void takesTheCodeOfARedirect();
    void takesABareCode();
    void decodesPlusAndPercent();
    void comparesTheRedirectExactly_data();
    void comparesTheRedirectExactly();
    void comparesTheState_data();
    void comparesTheState();
    void tellsRefusalsApart_data();
    void tellsRefusalsApart();
    void refusesARedirectWithoutExactlyOneCode();
};

void AuthorizationTest::challengeIsThatOfTheRfc()
{
    // RFC 7636 appendix B
    const Secret verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    QCOMPARE(Pkce::challengeFor(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"_ba);
}

void AuthorizationTest::verifiersAreUnguessable()
{
    QSet<QByteArray> seen;
    for (int i = 0; i < 100; ++i) {
        const Pkce pkce = Pkce::create();
        QVERIFY(pkce.verifier.reveal().size() >= 43 && pkce.verifier.reveal().size() <= 128);
        QCOMPARE(pkce.challenge, Pkce::challengeFor(pkce.verifier));
        seen.insert(pkce.verifier.reveal());
    }
    QCOMPARE(seen.size(), 100);
}

void AuthorizationTest::addressCarriesEverything()
{
    const OAuthSettings settings{QUrl(u"https://mail.example/cgi-bin/oauth2/authorize"_s), {}, u"id with + & ="_s,
        m_redirect, u"mail contacts"_s};
    const QUrl redirect(u"http://127.0.0.1:1234/callback?a=b&c=%2B"_s);
    const QUrl url = authorizeUrl(settings, redirect, "st-ate_", "chall");
    QCOMPARE(url.adjusted(QUrl::RemoveQuery), settings.authorizeEndpoint);
    const FormItems items = decodeForm(url.query(QUrl::FullyEncoded).toLatin1());
    QCOMPARE(formValue(items, "response_type"), "code"_ba);
    QCOMPARE(formValue(items, "client_id"), "id with + & ="_ba);
    QCOMPARE(formValue(items, "redirect_uri"), redirect.toEncoded());
    QCOMPARE(formValue(items, "state"), "st-ate_"_ba);
    QCOMPARE(formValue(items, "code_challenge"), "chall"_ba);
    QCOMPARE(formValue(items, "code_challenge_method"), "S256"_ba);
    QCOMPARE(formValue(items, "scope"), "mail contacts"_ba);
    QCOMPARE(items.size(), 7);
}

void AuthorizationTest::addressKeepsWhatTheEndpointHad()
{
    const OAuthSettings settings{QUrl(u"https://mail.example/authorize?lang=zh"_s), {}, u"id"_s, m_redirect, {}};
    const QUrlQuery query(authorizeUrl(settings, m_redirect, "s", "c"));
    QCOMPARE(query.queryItemValue(u"lang"_s), u"zh"_s);
    QVERIFY(!query.hasQueryItem(u"scope"_s));
}

void AuthorizationTest::formsSurviveBothWays()
{
    const FormItems items{{"a", "1 + 1 = 2 & more %"}, {"b", "青鸟"}, {"c", ""}};
    QCOMPARE(decodeForm(encodeForm(items)), items);
    QVERIFY(!encodeForm(items).contains('+'));
}

void AuthorizationTest::takesTheCodeOfARedirect()
{
    const auto code =
        authorizationCode(u" https://app.example/oauth/callback?code=abc&state=S#_=_\n"_s, m_redirect, "S");
    QVERIFY(code);
    QCOMPARE(code->reveal(), "abc"_ba);
}

void AuthorizationTest::takesABareCode()
{
    QCOMPARE(authorizationCode(u" 9A5F8E+/= \n"_s, m_redirect, "S")->reveal(), "9A5F8E+/="_ba);
    QCOMPARE(authorizationCode(u""_s, m_redirect, "S").error().kind, ErrorKind::Parameter);
    QCOMPARE(authorizationCode(u"two words"_s, m_redirect, "S").error().kind, ErrorKind::Parameter);
}

void AuthorizationTest::decodesPlusAndPercent()
{
    const auto code =
        authorizationCode(u"https://app.example/oauth/callback?state=a%2Bb&code=x%2By%2Fz"_s, m_redirect, "a+b");
    QVERIFY(code);
    QCOMPARE(code->reveal(), "x+y/z"_ba);
}

void AuthorizationTest::comparesTheRedirectExactly_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isOurs");
    QTest::newRow("same") << u"https://app.example/oauth/callback"_s << true;
    QTest::newRow("default port written out") << u"https://app.example:443/oauth/callback"_s << true;
    QTest::newRow("host in capitals") << u"https://APP.example/oauth/callback"_s << true;
    QTest::newRow("http") << u"http://app.example/oauth/callback"_s << false;
    QTest::newRow("port") << u"https://app.example:8443/oauth/callback"_s << false;
    QTest::newRow("other host") << u"https://app.example.evil/oauth/callback"_s << false;
    QTest::newRow("user info") << u"https://app.example@evil/oauth/callback"_s << false;
    QTest::newRow("user info of our host") << u"https://me@app.example/oauth/callback"_s << false;
    QTest::newRow("longer path") << u"https://app.example/oauth/callback/"_s << false;
    QTest::newRow("path in capitals") << u"https://app.example/OAuth/callback"_s << false;
    QTest::newRow("dotted path") << u"https://app.example/oauth/x/../callback"_s << false;
}

void AuthorizationTest::comparesTheRedirectExactly()
{
    QFETCH(QString, url);
    QFETCH(bool, isOurs);
    const auto code = authorizationCode(url + u"?code=abc&state=S"_s, m_redirect, "S");
    QCOMPARE(code.has_value(), isOurs);
    if (!isOurs)
        QCOMPARE(code.error().reason, ErrorReason::InvalidRedirect);
}

void AuthorizationTest::comparesTheState_data()
{
    QTest::addColumn<QString>("query");
    QTest::newRow("other") << u"code=abc&state=T"_s;
    QTest::newRow("longer") << u"code=abc&state=SS"_s;
    QTest::newRow("empty") << u"code=abc&state="_s;
    QTest::newRow("none") << u"code=abc"_s;
    QTest::newRow("refusal of another request") << u"error=access_denied&state=T"_s;
}

void AuthorizationTest::comparesTheState()
{
    QFETCH(QString, query);
    const auto code = authorizationCode(u"https://app.example/oauth/callback?"_s + query, m_redirect, "S");
    QVERIFY(!code);
    QCOMPARE(code.error().reason, ErrorReason::StateMismatch);
}

void AuthorizationTest::tellsRefusalsApart_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<ErrorReason>("reason");
    const auto row = [](const char *query, ErrorKind kind, ErrorReason reason) {
        QTest::newRow(query) << QString::fromLatin1(query) << kind << reason;
    };
    row("error=access_denied", ErrorKind::Authorization, ErrorReason::AccessDenied);
    row("usercancel=1", ErrorKind::Authorization, ErrorReason::AccessDenied);
    row("error=unauthorized_client", ErrorKind::Permission, ErrorReason::ClientNotPermitted);
    row("error=invalid_scope", ErrorKind::Parameter, ErrorReason::InvalidScope);
    row("error=invalid_request", ErrorKind::Parameter, ErrorReason::InvalidRequest);
    row("error=unsupported_response_type", ErrorKind::Unsupported, ErrorReason::UnsupportedGrant);
    row("error=server_error", ErrorKind::Server, ErrorReason::None);
    row("error=temporarily_unavailable", ErrorKind::Server, ErrorReason::None);
    row("error=100008", ErrorKind::Authorization, ErrorReason::InvalidClient);
    row("error=100010", ErrorKind::Authorization, ErrorReason::InvalidRedirect);
    row("error=something_new", ErrorKind::Authorization, ErrorReason::SignInRefused);
}

void AuthorizationTest::tellsRefusalsApart()
{
    QFETCH(QString, query);
    QFETCH(ErrorKind, kind);
    QFETCH(ErrorReason, reason);
    for (const QString &state : {u"&state=S"_s, u""_s}) {
        const auto code = authorizationCode(u"https://app.example/oauth/callback?"_s + query + state, m_redirect, "S");
        QVERIFY(!code);
        QCOMPARE(code.error().kind, kind);
        QCOMPARE(code.error().reason, reason);
    }
}

void AuthorizationTest::refusesARedirectWithoutExactlyOneCode()
{
    for (const QString &query : {u"state=S"_s, u"state=S&code=a&code=b"_s, u"state=S&code="_s}) {
        const auto code = authorizationCode(u"https://app.example/oauth/callback?"_s + query, m_redirect, "S");
        QVERIFY(!code);
        QCOMPARE(code.error().kind, ErrorKind::Protocol);
    }
}

QTEST_GUILESS_MAIN(AuthorizationTest)
#include "authorizationtest.moc"
