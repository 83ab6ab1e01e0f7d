// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/authenticator.h"
#include "auth/authorization.h"
#include "auth/memorystore.h"
#include "auth/tokenclient.h"
#include "backend/http/openapisignin.h"
#include "net/httpclient.h"
#include "support/oidcprovider.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::auth;
using qn::backend::OpenApiSignIn;
using qn::backend::RedirectMode;
using namespace qn::test;

/// Our client against an OpenID provider that others wrote (npm oidc-provider).
class OidcTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<OidcProvider> m_provider;
    QUrl m_base;
    SystemClock m_clock;
    net::HttpClient m_http;
    std::unique_ptr<MemoryStore> m_store;
    std::unique_ptr<Authenticator> m_authenticator;
    std::unique_ptr<OpenApiSignIn> m_signIn;
    OAuthSettings m_settings;

    void use(const QString &clientId, const QByteArray &clientSecret = {})
    {
        m_settings = {m_base.resolved(QUrl(u"/auth"_s)), m_base.resolved(QUrl(u"/token"_s)), clientId,
            QUrl(u"http://localhost/oauth/callback"_s), u"openid"_s};
        m_signIn.reset();
        m_authenticator.reset();
        m_store = std::make_unique<MemoryStore>();
        if (!clientSecret.isEmpty())
            QVERIFY(QCoro::waitFor(m_store->write(u"k"_s, u"clientSecret"_s, Secret(clientSecret))));
        m_authenticator = std::make_unique<Authenticator>(m_settings, u"k"_s, m_http, *m_store, m_clock);
        m_signIn = std::make_unique<OpenApiSignIn>(m_settings, u"k"_s, m_http, *m_authenticator, *m_store, m_clock);
    }
    /// Begins, lets somebody agree and returns the address they came back to.
    QString agreedAddress(RedirectMode mode = RedirectMode::Captured)
    {
        const auto request = m_signIn->begin(mode);
        return request ? Person().visit(request->authorizeUrl, true).toString(QUrl::FullyEncoded) : QString();
    }
    Result<void> complete(const QString &redirectedOrCode)
    {
        return QCoro::waitFor(m_signIn->complete(redirectedOrCode));
    }
    Result<Secret> token() { return QCoro::waitFor(m_authenticator->accessToken()); }
    int userInfoStatus(const Secret &token)
    {
        net::HttpRequest request;
        request.url = m_base.resolved(QUrl(u"/me"_s));
        request.bearer = token;
        const auto response = QCoro::waitFor(m_http.send(request));
        return response ? response->status : 0;
    }

private slots:
    void initTestCase();
    void cleanupTestCase();
    void signsInAndTheTokenWorks();
    void signsInWithAClientSecret();
    void signsInWithTheSecretOfTheProgram();
    void signsInThroughTheLoopbackRedirect();
    void signsInWithATypedCode();
    void refreshesAndTheRefreshTokenRotates();
    void aUsedRefreshTokenNeedsANewSignIn();
    void reportsThatAccessWasDenied();
    void reportsAWrongClientSecret();
    void reportsAnUnknownClient();
    void reportsACodeUsedTwice();
    void reportsACodeOfAnotherVerifier();
    void reportsTheStateOfAnotherSignIn();
    void abortEndsTheWait();
};

void OidcTest::initTestCase()
{
    QVERIFY2(OidcProvider::isInstalled(), OidcProvider::howToInstall);
    m_provider = std::make_unique<OidcProvider>();
    m_base = m_provider->base();
    QVERIFY(m_base.port() > 0);
}

void OidcTest::cleanupTestCase()
{
    QVERIFY(!m_provider || m_provider->stop());
}

void OidcTest::signsInAndTheTokenWorks()
{
    use(u"public"_s);
    const QString address = agreedAddress();
    QVERIFY(address.startsWith(u"http://localhost/oauth/callback?"_s));
    const auto done = complete(address);
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    QCOMPARE(userInfoStatus(*token()), 200);
    QCOMPARE(userInfoStatus(Secret("madeup")), 401);
}

void OidcTest::signsInWithAClientSecret()
{
    use(u"confidential"_s, "open sesame + 100 %");
    const auto done = complete(agreedAddress());
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    QCOMPARE(userInfoStatus(*token()), 200);
}

void OidcTest::signsInWithTheSecretOfTheProgram()
{
    use(u"confidential"_s);
    QVERIFY(!complete(agreedAddress()));
    m_settings.distributedSecret = "open sesame + 100 %";
    m_authenticator = std::make_unique<Authenticator>(m_settings, u"k"_s, m_http, *m_store, m_clock);
    m_signIn = std::make_unique<OpenApiSignIn>(m_settings, u"k"_s, m_http, *m_authenticator, *m_store, m_clock);
    const auto done = complete(agreedAddress());
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    const auto first = token();
    QVERIFY(first);
    m_authenticator->reject(*first);
    QVERIFY(token()); // refreshed with it as well
}

void OidcTest::signsInThroughTheLoopbackRedirect()
{
    use(u"public"_s);
    const auto request = m_signIn->begin(RedirectMode::Loopback);
    QVERIFY(request);
    std::optional<Result<QUrl>> came;
    m_signIn->redirected().then([&came](Result<QUrl> url) { came = std::move(url); });
    Person person;
    const QUrl address = person.visit(request->authorizeUrl, true);
    QVERIFY(isRedirect(address, request->redirectUri));
    QCOMPARE(person.statusAt(address), 200);
    QTRY_VERIFY(came);
    QVERIFY(*came);
    QVERIFY(complete((*came)->toString(QUrl::FullyEncoded)));
    QCOMPARE(userInfoStatus(*token()), 200);
}

void OidcTest::signsInWithATypedCode()
{
    use(u"public"_s);
    const QString code = QRegularExpression(u"[?&]code=([^&]+)"_s).match(agreedAddress()).captured(1);
    QVERIFY(!code.isEmpty());
    QVERIFY(complete(code));
    QVERIFY(token());
}

void OidcTest::refreshesAndTheRefreshTokenRotates()
{
    use(u"confidential"_s, "open sesame + 100 %");
    QVERIFY(complete(agreedAddress()));
    QByteArrayList seen;
    for (int i = 0; i < 3; ++i) {
        const auto t = token();
        QVERIFY2(t, t ? "" : qPrintable(t.error().detail));
        QVERIFY(!seen.contains(t->reveal()));
        seen.append(t->reveal());
        QCOMPARE(userInfoStatus(*t), 200);
        m_authenticator->reject(*t);
    }
    // a new start goes on from the keychain
    m_authenticator = std::make_unique<Authenticator>(m_settings, u"k"_s, m_http, *m_store, m_clock);
    QCOMPARE(userInfoStatus(*token()), 200);
}

void OidcTest::aUsedRefreshTokenNeedsANewSignIn()
{
    use(u"public"_s);
    QVERIFY(complete(agreedAddress()));
    const auto old = *QCoro::waitFor(m_store->read(u"k"_s, u"tokens"_s));
    m_authenticator->reject(*token());
    QVERIFY(token());
    QVERIFY(QCoro::waitFor(m_store->write(u"k"_s, u"tokens"_s, *old)));
    m_authenticator = std::make_unique<Authenticator>(m_settings, u"k"_s, m_http, *m_store, m_clock);
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_authenticator->reject(*token());
    const auto t = token();
    QVERIFY(!t);
    QCOMPARE(t.error().kind, ErrorKind::Authorization);
    QCOMPARE(t.error().reason, ErrorReason::SignInExpired);
    QCOMPARE(needed.size(), 1);
}

void OidcTest::reportsThatAccessWasDenied()
{
    use(u"public"_s);
    const auto request = m_signIn->begin(RedirectMode::Captured);
    const QUrl address = Person().visit(request->authorizeUrl, false);
    const auto done = complete(address.toString(QUrl::FullyEncoded));
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Authorization);
    QCOMPARE(done.error().reason, ErrorReason::AccessDenied);
}

void OidcTest::reportsAWrongClientSecret()
{
    use(u"confidential"_s, "wrong");
    const auto done = complete(agreedAddress());
    QVERIFY(!done);
    QCOMPARE(done.error().reason, ErrorReason::InvalidClient);
    QVERIFY(!done.error().detail.contains(u"wrong"_s));
}

void OidcTest::reportsAnUnknownClient()
{
    use(u"nobody"_s);
    QVERIFY(m_signIn->begin(RedirectMode::Captured));
    const auto done = complete(u"some-code"_s);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, ErrorReason::InvalidClient);
}

void OidcTest::reportsACodeUsedTwice()
{
    use(u"public"_s);
    const auto request = m_signIn->begin(RedirectMode::Captured);
    const QString address = Person().visit(request->authorizeUrl, true).toString(QUrl::FullyEncoded);
    QVERIFY(complete(address));
    QVERIFY(m_signIn->begin(RedirectMode::Captured));
    const QString code = QRegularExpression(u"[?&]code=([^&]+)"_s).match(address).captured(1);
    const auto again = complete(code);
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Authorization);
    QCOMPARE(again.error().reason, ErrorReason::InvalidGrant);
    QVERIFY(!again.error().detail.contains(code));
}

void OidcTest::reportsACodeOfAnotherVerifier()
{
    use(u"public"_s);
    const QString code = QRegularExpression(u"[?&]code=([^&]+)"_s).match(agreedAddress()).captured(1);
    const TokenClient thief(m_settings, {}, m_http, m_clock, nullptr);
    const auto stolen =
        QCoro::waitFor(thief.exchange(Secret(code.toUtf8()), Pkce::create().verifier, m_settings.redirectUri));
    QVERIFY(!stolen);
    QCOMPARE(stolen.error().reason, ErrorReason::InvalidGrant);
}

void OidcTest::reportsTheStateOfAnotherSignIn()
{
    use(u"public"_s);
    const QString address = agreedAddress();
    QVERIFY(m_signIn->begin(RedirectMode::Captured));
    const auto done = complete(address);
    QVERIFY(!done);
    QCOMPARE(done.error().reason, ErrorReason::StateMismatch);
}

void OidcTest::abortEndsTheWait()
{
    use(u"public"_s);
    QVERIFY(m_signIn->begin(RedirectMode::Loopback));
    std::optional<Result<QUrl>> came;
    m_signIn->redirected().then([&came](Result<QUrl> url) { came = std::move(url); });
    m_signIn->abort();
    QTRY_VERIFY(came);
    QCOMPARE(came->error().kind, ErrorKind::Canceled);
    std::optional<Result<void>> done;
    const QString address = agreedAddress();
    m_signIn->complete(address).then([&done](Result<void> r) { done = r; });
    m_signIn->abort();
    QTRY_VERIFY(done);
    QCOMPARE(done->error().kind, ErrorKind::Canceled);
}

QTEST_GUILESS_MAIN(OidcTest)
#include "oidctest.moc"
