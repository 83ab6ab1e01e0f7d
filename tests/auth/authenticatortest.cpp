// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/authenticator.h"
#include "auth/memorystore.h"
#include "auth/storedtokens.h"
#include "net/completion.h"
#include "net/httpclient.h"
#include "support/manualclock.h"
#include "support/rawserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::auth;
using qn::test::RawServer;

namespace {

/// A keychain that can be out of order, and writes down what happens to it.
class ObservedStore final : public SecretStore
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ObservedStore)

public:
    ObservedStore() = default;
    QCoro::Task<Result<std::optional<Secret>>> read(QString key, QString name) override
    {
        ++reads;
        if (trouble != ErrorReason::None)
            co_return fail(ErrorKind::Keychain, u"out of order"_s, trouble);
        Result<std::optional<Secret>> secret = co_await memory.read(key, name);
        co_return secret;
    }
    QCoro::Task<Result<void>> write(QString key, QString name, Secret value) override
    {
        if (slow) {
            net::Completion pause;
            QTimer::singleShot(100, &pause, &net::Completion::finish);
            co_await net::waitFor(&pause);
        }
        events.append(u"stored"_s);
        if (trouble != ErrorReason::None)
            co_return fail(ErrorKind::Keychain, u"out of order"_s, trouble);
        Result<void> written = co_await memory.write(key, name, value);
        co_return written;
    }
    QCoro::Task<Result<void>> remove(QString key, QString name) override { return memory.remove(key, name); }

    MemoryStore memory;
    ErrorReason trouble = ErrorReason::None;
    bool slow = false;
    int reads = 0;
    QStringList events;
};

QByteArray formOf(const QByteArray &request)
{
    return request.mid(request.indexOf("\r\n\r\n") + 4);
}

} // namespace

class AuthenticatorTest final : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    net::HttpClient m_http;
    std::unique_ptr<ObservedStore> m_store;
    std::unique_ptr<RawServer> m_server;
    std::unique_ptr<Authenticator> m_authenticator;
    std::function<QByteArray(int n)> m_answer;

    static QByteArray tokenAnswer(int n, bool withRefresh = true)
    {
        const QString number = QString::number(n);
        QJsonObject object{{u"access_token"_s, u'A' + number}, {u"expires_in"_s, 3600}};
        if (withRefresh)
            object[u"refresh_token"_s] = u'R' + number;
        return RawServer::answer("200 OK", "Content-Type: application/json\r\n", QJsonDocument(object).toJson());
    }
    static QByteArray refusal(const QString &error)
    {
        return RawServer::answer("400 Bad Request", {}, QJsonDocument(QJsonObject{{u"error"_s, error}}).toJson());
    }
    void restart()
    {
        const OAuthSettings settings{{}, m_server->url(u"/token"_s), u"id"_s, {}, {}};
        m_authenticator = std::make_unique<Authenticator>(settings, u"account"_s, m_http, *m_store, m_clock);
    }
    void signIn(std::chrono::seconds life = 3600s)
    {
        const QDateTime expires = m_clock.now().addSecs(life.count());
        QVERIFY(QCoro::waitFor(m_authenticator->adopt({Secret("A"), Secret("R"), expires})));
    }
    Result<Secret> token() { return QCoro::waitFor(m_authenticator->accessToken()); }
    QByteArray storedRefresh()
    {
        const auto entry = QCoro::waitFor(m_store->memory.read(u"account"_s, u"tokens"_s));
        return StoredTokens::fromEntry(entry->value_or(Secret())).tokens.refresh.reveal();
    }

private slots:
    void init();
    void asksForASignInWhereThereAreNoTokens();
    void usesATokenUntilShortlyBeforeItsEnd();
    void refreshesShortLivedTokensLater();
    void remembersTokensOverARestart();
    void refreshesOnceForAllWhoWait();
    void storesTheNewRefreshTokenBeforeUse();
    void keepsTheRefreshTokenWhereNoneComes();
    void sendsTheClientSecret();
    void refreshesAfterARejection();
    void ignoresTheRejectionOfAnOldToken();
    void asksForASignInOnceWhenTheRefreshTokenIsRefused();
    void aNewSignInHealsALoss();
    void aWrongClientSecretIsNoLossOfTheSignIn();
    void networkFailureIsNotASignOut();
    void goesOnWithAValidTokenWhenRefreshingAheadFails();
    void goesOnForThisRunWithoutAKeychain();
    void reportsALockedKeychainAndTriesAgain();
    void aSignInDuringARefreshWins();
    void forgets();
    void mayBeDestroyedDuringARefresh();
    void tokensWithoutExpiryLastUntilRejected();
};

void AuthenticatorTest::init()
{
    m_authenticator.reset();
    m_store = std::make_unique<ObservedStore>();
    m_answer = [](int n) { return tokenAnswer(n); };
    m_server = std::make_unique<RawServer>([this](QTcpSocket *s, const QByteArray &, int n) {
        if (const QByteArray bytes = m_answer(n); !bytes.isEmpty())
            s->write(bytes);
        else
            s->disconnectFromHost();
    });
    restart();
}

void AuthenticatorTest::asksForASignInWhereThereAreNoTokens()
{
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    for (int i = 0; i < 3; ++i) {
        const auto t = token();
        QVERIFY(!t);
        QCOMPARE(t.error().kind, ErrorKind::Authorization);
        QCOMPARE(t.error().reason, ErrorReason::SignInExpired);
    }
    QCOMPARE(needed.size(), 1);
    QCOMPARE(m_server->requests().size(), 0);
    QCOMPARE(m_store->reads, 1);
}

void AuthenticatorTest::usesATokenUntilShortlyBeforeItsEnd()
{
    signIn();
    m_clock.advance(3539s);
    QCOMPARE(token()->reveal(), "A"_ba);
    QCOMPARE(m_server->requests().size(), 0);
    m_clock.advance(2s);
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(formOf(m_server->requests()[0]), "grant_type=refresh_token&refresh_token=R&client_id=id"_ba);
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(m_server->requests().size(), 1);
}

void AuthenticatorTest::refreshesShortLivedTokensLater()
{
    signIn(20s);
    m_clock.advance(17s);
    QCOMPARE(token()->reveal(), "A"_ba);
    m_clock.advance(2s);
    QCOMPARE(token()->reveal(), "A0"_ba);
}

void AuthenticatorTest::remembersTokensOverARestart()
{
    signIn();
    restart();
    QCOMPARE(token()->reveal(), "A"_ba);
    m_clock.advance(3600s);
    restart();
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(storedRefresh(), "R0"_ba);
}

void AuthenticatorTest::refreshesOnceForAllWhoWait()
{
    signIn();
    restart(); // so that all of them wait for the keychain first
    m_clock.advance(3600s);
    int right = 0;
    for (int i = 0; i < 20; ++i)
        m_authenticator->accessToken().then([&right](Result<Secret> t) { right += t && t->reveal() == "A0"; });
    QTRY_COMPARE(right, 20);
    QCOMPARE(m_server->requests().size(), 1);
}

void AuthenticatorTest::storesTheNewRefreshTokenBeforeUse()
{
    signIn();
    m_clock.advance(3600s);
    m_store->slow = true;
    m_store->events.clear();
    int used = 0;
    const auto use = [this, &used](Result<Secret> t) {
        m_store->events.append(t ? u"used"_s : u"failed"_s);
        ++used;
    };
    m_authenticator->accessToken().then(use);
    QTRY_COMPARE(m_server->requests().size(), 1);
    QTest::qWait(30); // the answer is here, the keychain not yet done
    m_authenticator->accessToken().then(use);
    QTRY_COMPARE(used, 2);
    QCOMPARE(m_store->events, QStringList({u"stored"_s, u"used"_s, u"used"_s}));
}

void AuthenticatorTest::keepsTheRefreshTokenWhereNoneComes()
{
    signIn();
    m_answer = [](int n) { return tokenAnswer(n, false); };
    m_clock.advance(3600s);
    QCOMPARE(token()->reveal(), "A0"_ba);
    m_clock.advance(3600s);
    QCOMPARE(token()->reveal(), "A1"_ba);
    QVERIFY(formOf(m_server->requests()[1]).contains("refresh_token=R&"));
    QCOMPARE(storedRefresh(), "R"_ba);
}

void AuthenticatorTest::sendsTheClientSecret()
{
    signIn();
    QVERIFY(QCoro::waitFor(m_store->write(u"account"_s, u"clientSecret"_s, Secret("s&s"))));
    m_clock.advance(3600s);
    QVERIFY(token());
    QVERIFY(formOf(m_server->requests()[0]).endsWith("&client_secret=s%26s"));
}

void AuthenticatorTest::refreshesAfterARejection()
{
    signIn();
    m_authenticator->reject(Secret("A"));
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(m_server->requests().size(), 1);
}

void AuthenticatorTest::ignoresTheRejectionOfAnOldToken()
{
    signIn();
    m_authenticator->reject(Secret("A"));
    QVERIFY(token());
    m_authenticator->reject(Secret("A"));
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(m_server->requests().size(), 1);
}

void AuthenticatorTest::asksForASignInOnceWhenTheRefreshTokenIsRefused()
{
    signIn();
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_answer = [](int) { return refusal(u"invalid_grant"_s); };
    m_clock.advance(3600s);
    for (int i = 0; i < 3; ++i) {
        const auto t = token();
        QCOMPARE(t.error().kind, ErrorKind::Authorization);
        QCOMPARE(t.error().reason, ErrorReason::SignInExpired);
    }
    QCOMPARE(needed.size(), 1);
    QCOMPARE(m_server->requests().size(), 1);
}

void AuthenticatorTest::aNewSignInHealsALoss()
{
    signIn();
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_answer = [](int) { return refusal(u"invalid_grant"_s); };
    m_clock.advance(3600s);
    QVERIFY(!token());
    signIn();
    QCOMPARE(token()->reveal(), "A"_ba);
    m_clock.advance(3600s);
    QVERIFY(!token());
    QCOMPARE(needed.size(), 2);
}

void AuthenticatorTest::aWrongClientSecretIsNoLossOfTheSignIn()
{
    signIn();
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_answer = [](int n) { return n == 0 ? refusal(u"invalid_client"_s) : tokenAnswer(n); };
    m_clock.advance(3600s);
    QCOMPARE(token().error().reason, ErrorReason::InvalidClient);
    QCOMPARE(token()->reveal(), "A1"_ba);
    QCOMPARE(needed.size(), 0);
}

void AuthenticatorTest::networkFailureIsNotASignOut()
{
    signIn();
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_clock.advance(3600s);
    m_answer = [](int n) {
        if (n == 0)
            return QByteArray();
        return n == 1 ? RawServer::answer("503 Busy", {}, {}) : tokenAnswer(n);
    };
    QCOMPARE(token().error().kind, ErrorKind::Network);
    QCOMPARE(token().error().kind, ErrorKind::Server);
    QCOMPARE(token()->reveal(), "A2"_ba);
    QCOMPARE(needed.size(), 0);
}

void AuthenticatorTest::goesOnWithAValidTokenWhenRefreshingAheadFails()
{
    signIn();
    m_answer = [](int) { return QByteArray(); };
    m_clock.advance(3550s);
    QCOMPARE(token()->reveal(), "A"_ba);
    m_authenticator->reject(Secret("A"));
    QCOMPARE(token().error().kind, ErrorKind::Network);
}

void AuthenticatorTest::goesOnForThisRunWithoutAKeychain()
{
    m_store->trouble = ErrorReason::KeychainAbsent;
    QSignalSpy notStored(m_authenticator.get(), &Authenticator::tokensNotStored);
    const auto adopted =
        QCoro::waitFor(m_authenticator->adopt({Secret("A"), Secret("R"), m_clock.now().addSecs(3600)}));
    QCOMPARE(adopted.error().kind, ErrorKind::Keychain);
    QCOMPARE(adopted.error().reason, ErrorReason::KeychainAbsent);
    QCOMPARE(token()->reveal(), "A"_ba);
    m_clock.advance(3600s);
    QCOMPARE(token()->reveal(), "A0"_ba);
    QCOMPARE(notStored.size(), 1);
}

void AuthenticatorTest::reportsALockedKeychainAndTriesAgain()
{
    signIn();
    restart();
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_store->trouble = ErrorReason::KeychainLocked;
    QCOMPARE(token().error().kind, ErrorKind::Keychain);
    QCOMPARE(token().error().reason, ErrorReason::KeychainLocked);
    m_store->trouble = ErrorReason::None;
    QCOMPARE(token()->reveal(), "A"_ba);
    QCOMPARE(needed.size(), 0);
}

void AuthenticatorTest::aSignInDuringARefreshWins()
{
    signIn();
    QSignalSpy needed(m_authenticator.get(), &Authenticator::signInNeeded);
    m_clock.advance(3600s);
    m_answer = [this](int) {
        m_authenticator->adopt({Secret("NEW"), Secret("NEWR"), m_clock.now().addSecs(3600)});
        return refusal(u"invalid_grant"_s);
    };
    QCOMPARE(token()->reveal(), "NEW"_ba);
    QCOMPARE(storedRefresh(), "NEWR"_ba);
    QCOMPARE(needed.size(), 0);
}

void AuthenticatorTest::forgets()
{
    signIn();
    QVERIFY(QCoro::waitFor(m_authenticator->forget()));
    QCOMPARE(storedRefresh(), ""_ba);
    QCOMPARE(token().error().kind, ErrorKind::Authorization);
    QCOMPARE(m_server->requests().size(), 0);
}

void AuthenticatorTest::mayBeDestroyedDuringARefresh()
{
    signIn();
    m_clock.advance(3600s);
    std::optional<Result<Secret>> ended;
    m_server = std::make_unique<RawServer>([](QTcpSocket *, const QByteArray &, int) {});
    restart();
    m_authenticator->accessToken().then([&ended](Result<Secret> t) { ended = std::move(t); });
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_authenticator.reset();
    QTRY_VERIFY(ended);
    QCOMPARE(ended->error().kind, ErrorKind::Canceled);
}

void AuthenticatorTest::tokensWithoutExpiryLastUntilRejected()
{
    QVERIFY(QCoro::waitFor(m_authenticator->adopt({Secret("A"), {}, {}})));
    m_clock.advance(1000h);
    QCOMPARE(token()->reveal(), "A"_ba);
    m_authenticator->reject(Secret("A"));
    QCOMPARE(token().error().kind, ErrorKind::Authorization);
}

QTEST_GUILESS_MAIN(AuthenticatorTest)
#include "authenticatortest.moc"
