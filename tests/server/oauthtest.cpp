// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/apiserver.h"
#include "support/browser.h"
#include "support/manualclock.h"
#include "support/memorybackend.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace qn::server;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";
const QString redirect = u"http://127.0.0.1:45454/callback"_s;

} // namespace

class OAuthTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    test::ManualClock m_clock;
    test::MemoryBackend m_backend;
    test::Browser m_browser;
    std::unique_ptr<ApiServer> m_server;

    ServerOptions options() const
    {
        ServerOptions result;
        result.clients = {
            {u"desktop"_s, u"Qingniao"_s, {},
                {QUrl(u"http://127.0.0.1/callback"_s), QUrl(u"com.example.mail:/done"_s)}},
            {u"shop"_s, u"A <b>shop</b>"_s, Client::secretHashOf(Secret("open sesame")),
                {QUrl(u"https://shop.example/callback?from=mail"_s)}},
        };
        result.grantsFile = m_dir.filePath(u"grants.json"_s);
        return result;
    }
    void start(const ServerOptions &with)
    {
        m_server.reset();
        m_server = std::make_unique<ApiServer>(m_backend, with, m_clock);
        QVERIFY(m_server->listen());
    }
    QUrl at(const QString &path) const
    {
        QUrl url = m_server->baseUrl();
        url.setPath(path);
        return url;
    }
    QUrl page(QList<std::pair<QString, QString>> changes = {}) const
    {
        QList<std::pair<QString, QString>> fields{{u"client_id"_s, u"desktop"_s}, {u"response_type"_s, u"code"_s},
            {u"redirect_uri"_s, redirect}, {u"state"_s, u"a state&more=1"_s},
            {u"code_challenge"_s, test::Browser::challengeOf(verifier)}, {u"code_challenge_method"_s, u"S256"_s}};
        for (const auto &[name, value] : changes) {
            fields.removeIf([&name = name](const auto &field) { return field.first == name; });
            if (!value.isNull())
                fields.append({name, value});
        }
        QUrl url = at(u"/cgi-bin/oauth2/authorize"_s);
        url.setQuery(QString::fromLatin1(test::Browser::formBody(fields)));
        return url;
    }
    static QString parameter(const QUrl &url, const QString &name)
    {
        return QUrlQuery(url).queryItemValue(name, QUrl::FullyDecoded);
    }
    QString newCode() { return parameter(m_browser.authorize(page()), u"code"_s); }
    std::pair<int, QJsonObject> token(QList<std::pair<QString, QString>> fields)
    {
        const test::WebAnswer answer = m_browser.submit(at(u"/cgi-bin/oauth2/token"_s), fields);
        return {answer.status, QJsonDocument::fromJson(answer.body).object()};
    }
    std::pair<int, QJsonObject> exchange(const QString &code, QList<std::pair<QString, QString>> changes = {})
    {
        QList<std::pair<QString, QString>> fields{{u"client_id"_s, u"desktop"_s},
            {u"grant_type"_s, u"authorization_code"_s}, {u"code"_s, code}, {u"redirect_uri"_s, redirect},
            {u"code_verifier"_s, QString::fromLatin1(verifier)}};
        for (const auto &[name, value] : changes) {
            fields.removeIf([&name = name](const auto &field) { return field.first == name; });
            fields.append({name, value});
        }
        return token(fields);
    }
    std::pair<int, QJsonObject> refresh(const QString &refreshToken, const QString &client = u"desktop"_s)
    {
        return token(
            {{u"client_id"_s, client}, {u"grant_type"_s, u"refresh_token"_s}, {u"refresh_token"_s, refreshToken}});
    }
    test::WebAnswer contacts(const QString &accessToken)
    {
        return m_browser.get(
            at(u"/cgi-bin/api/get_contacts"_s), {{"Authorization", "Bearer " + accessToken.toLatin1()}});
    }
    static QString error(const std::pair<int, QJsonObject> &answer)
    {
        return QString::number(answer.first) + u' ' + answer.second[u"error"].toString();
    }

private slots:
    void init()
    {
        QFile::remove(m_dir.filePath(u"grants.json"_s));
        start(options());
    }
    void cleanup() { m_server.reset(); }

    void showsWhoSignsInAndWhatTheAppMayDo()
    {
        const test::WebAnswer first = m_browser.get(page(), {{"Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"}});
        QCOMPARE(first.status, 200);
        QVERIFY(first.text().contains(u"陈晓明"_s));
        QVERIFY(first.text().contains(u"chen.xiaoming@qq.example"_s));
        QVERIFY(first.text().contains(u"登录"_s));
        QVERIFY(first.text().contains(u"Qingniao"_s));
        const test::WebAnswer second = m_browser.press(first, u"continue"_s);
        QVERIFY(second.text().contains(u"Send mail in your name"_s));
        QVERIFY(!second.text().contains(u"<script"_s));
    }

    void forbidsFramingCachingAndForeignContent()
    {
        const test::WebAnswer answer = m_browser.get(page());
        QCOMPARE(answer.headers.value("x-frame-options"), "DENY");
        QCOMPARE(answer.headers.value("cache-control"), "no-store");
        QCOMPARE(answer.headers.value("referrer-policy"), "same-origin");
        const QByteArray policy = answer.headers.value("content-security-policy");
        QVERIFY(policy.contains("default-src 'none'"));
        QVERIFY(policy.contains("frame-ancestors 'none'"));
        QVERIFY(policy.contains("form-action 'self' http://127.0.0.1:45454"));
    }

    void escapesNamesOnThePages()
    {
        const test::WebAnswer answer = m_browser.get(
            page({{u"client_id"_s, u"shop"_s}, {u"redirect_uri"_s, u"https://shop.example/callback?from=mail"_s},
                {u"code_challenge"_s, {}}, {u"code_challenge_method"_s, {}}}));
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.text().contains(u"<b>shop"_s));
        QVERIFY(answer.text().contains(u"&lt;b&gt;shop"_s));
    }

    void givesTokensForACode()
    {
        const QUrl back = m_browser.authorize(page());
        QCOMPARE(back.adjusted(QUrl::RemoveQuery).toString(), redirect);
        QCOMPARE(parameter(back, u"state"_s), u"a state&more=1"_s);
        const auto [status, json] = exchange(parameter(back, u"code"_s));
        QCOMPARE(status, 200);
        QCOMPARE(json[u"token_type"].toString(), u"Bearer"_s);
        QCOMPARE(json[u"expires_in"].toInt(), 3600);
        QCOMPARE(contacts(json[u"access_token"].toString()).status, 200);
        QCOMPARE(m_server->grants().size(), 1);
        QCOMPARE(m_server->grants().first().clientName, u"Qingniao"_s);
    }

    void tellsTheAppWhenTheUserCancels()
    {
        const QUrl back = m_browser.authorize(page(), u"cancel"_s);
        QCOMPARE(parameter(back, u"error"_s), u"access_denied"_s);
        QCOMPARE(parameter(back, u"state"_s), u"a state&more=1"_s);
        const QUrl early = m_browser.press(m_browser.get(page()), u"cancel"_s).location();
        QCOMPARE(parameter(early, u"error"_s), u"access_denied"_s);
    }

    void neverRedirectsToWhereItMustNot_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("unknown client") << u"client_id"_s << u"nobody"_s;
        QTest::newRow("no client") << u"client_id"_s << QString();
        QTest::newRow("other host") << u"redirect_uri"_s << u"http://evil.example/callback"_s;
        QTest::newRow("other path") << u"redirect_uri"_s << u"http://127.0.0.1:45454/callback/more"_s;
        QTest::newRow("query added") << u"redirect_uri"_s << u"http://127.0.0.1:45454/callback?x=1"_s;
        QTest::newRow("fragment") << u"redirect_uri"_s << u"http://127.0.0.1:45454/callback#x"_s;
        QTest::newRow("user info") << u"redirect_uri"_s << u"http://127.0.0.1:45454@evil.example/callback"_s;
        QTest::newRow("host begins alike") << u"redirect_uri"_s << u"http://127.0.0.1.evil.example/callback"_s;
        QTest::newRow("name for number") << u"redirect_uri"_s << u"http://localhost:45454/callback"_s;
        QTest::newRow("https") << u"redirect_uri"_s << u"https://127.0.0.1:45454/callback"_s;
        QTest::newRow("missing") << u"redirect_uri"_s << QString();
    }
    void neverRedirectsToWhereItMustNot()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        const test::WebAnswer answer = m_browser.get(page({{field, value}}));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.headers.value("content-type").startsWith("text/html"));
        QVERIFY(answer.location().isEmpty());
    }

    void redirectsOtherFaultsToTheApp_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("implicit flow") << u"response_type"_s << u"token"_s << u"unsupported_response_type"_s;
        QTest::newRow("plain PKCE") << u"code_challenge_method"_s << u"plain"_s << u"invalid_request"_s;
        QTest::newRow("no method means plain") << u"code_challenge_method"_s << QString() << u"invalid_request"_s;
        QTest::newRow("no challenge") << u"code_challenge"_s << QString() << u"invalid_request"_s;
        QTest::newRow("short challenge") << u"code_challenge"_s << u"abc"_s << u"invalid_request"_s;
    }
    void redirectsOtherFaultsToTheApp()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        const test::WebAnswer answer = m_browser.get(page({{field, value}}));
        QCOMPARE(answer.status, 302);
        QCOMPARE(parameter(answer.location(), u"error"_s), expected);
    }

    void demandsPkceOfPublicClients()
    {
        const test::WebAnswer answer =
            m_browser.get(page({{u"code_challenge"_s, {}}, {u"code_challenge_method"_s, {}}}));
        QCOMPARE(parameter(answer.location(), u"error"_s), u"invalid_request"_s);
    }

    void keepsTheQueryOfARegisteredRedirect()
    {
        const QUrl back = m_browser.authorize(
            page({{u"client_id"_s, u"shop"_s}, {u"redirect_uri"_s, u"https://shop.example/callback?from=mail"_s},
                {u"code_challenge"_s, {}}, {u"code_challenge_method"_s, {}}}));
        QCOMPARE(parameter(back, u"from"_s), u"mail"_s);
        QVERIFY(!parameter(back, u"code"_s).isEmpty());
    }

    void takesEachFormOnce()
    {
        const test::WebAnswer first = m_browser.get(page());
        QCOMPARE(m_browser.press(first, u"continue"_s).status, 200);
        QCOMPARE(m_browser.press(first, u"continue"_s).status, 400);
    }

    void givesNoCodeWithoutSignIn()
    {
        const test::WebAnswer answer = m_browser.press(m_browser.get(page()), u"agree"_s);
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.location().isEmpty());
    }

    void refusesAFormThatAnotherSiteSends()
    {
        const test::WebAnswer first = m_browser.get(page());
        QCOMPARE(m_browser.press(first, u"continue"_s, {}, {{"Origin", "https://evil.example"}}).status, 403);
        const test::WebAnswer guess{200, "name=\"transaction\" value=\"x\" name=\"form_token\" value=\"y\"", {}};
        QCOMPARE(m_browser.press(guess, u"continue"_s).status, 400);
        test::WebAnswer altered = m_browser.get(page());
        altered.body.replace(test::Browser::hidden(altered, u"form_token"_s).toLatin1(), "guessed");
        QCOMPARE(m_browser.press(altered, u"continue"_s).status, 400);
    }

    void asksForThePasswordWhereOneIsSet()
    {
        ServerOptions with = options();
        with.passwordHash = Client::secretHashOf(Secret("correct horse"));
        start(with);
        test::WebAnswer answer = m_browser.press(m_browser.get(page()), u"continue"_s, u"wrong"_s);
        QCOMPARE(answer.status, 401);
        answer = m_browser.press(answer, u"continue"_s, u"correct horse"_s);
        QCOMPARE(answer.status, 200);
        QVERIFY(!parameter(m_browser.press(answer, u"agree"_s).location(), u"code"_s).isEmpty());

        answer = m_browser.get(page());
        for (int attempt = 0; attempt < 5; ++attempt)
            answer = m_browser.press(answer, u"continue"_s, u"guess"_s);
        QCOMPARE(answer.status, 429);
    }

    void refusesWrongExchanges_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown client") << u"client_id"_s << u"nobody"_s << u"401 invalid_client"_s;
        QTest::newRow("client with a secret, without it") << u"client_id"_s << u"shop"_s << u"401 invalid_client"_s;
        QTest::newRow("other redirect") << u"redirect_uri"_s << u"http://127.0.0.1:1/callback"_s
                                        << u"400 invalid_grant"_s;
        QTest::newRow("no redirect") << u"redirect_uri"_s << u""_s << u"400 invalid_request"_s;
        QTest::newRow("wrong verifier") << u"code_verifier"_s << u"another-verifier-another-verifier-another-verif"_s
                                        << u"400 invalid_grant"_s;
        QTest::newRow("no verifier") << u"code_verifier"_s << u""_s << u"400 invalid_grant"_s;
        QTest::newRow("no code") << u"code"_s << u""_s << u"400 invalid_request"_s;
        QTest::newRow("other code") << u"code"_s << u"made-up"_s << u"400 invalid_grant"_s;
        QTest::newRow("password grant") << u"grant_type"_s << u"password"_s << u"400 unsupported_grant_type"_s;
        QTest::newRow("no grant type") << u"grant_type"_s << u""_s << u"400 invalid_request"_s;
    }
    void refusesWrongExchanges()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        QCOMPARE(error(exchange(newCode(), {{field, value}})), expected);
        QVERIFY(m_server->grants().isEmpty());
    }

    void checksTheClientSecret()
    {
        const QString shop = u"https://shop.example/callback?from=mail"_s;
        const auto code = [&] {
            return parameter(m_browser.authorize(page({{u"client_id"_s, u"shop"_s}, {u"redirect_uri"_s, shop},
                                 {u"code_challenge"_s, {}}, {u"code_challenge_method"_s, {}}})),
                u"code"_s);
        };
        const auto fields = [&](const QString &secret) {
            return QList<std::pair<QString, QString>>{{u"client_id"_s, u"shop"_s}, {u"client_secret"_s, secret},
                {u"grant_type"_s, u"authorization_code"_s}, {u"code"_s, code()}, {u"redirect_uri"_s, shop}};
        };
        QCOMPARE(error(token(fields(u"close sesame"_s))), u"401 invalid_client"_s);
        QCOMPARE(token(fields(u"open sesame"_s)).first, 200);
        const test::WebAnswer basic = m_browser.submit(at(u"/cgi-bin/oauth2/token"_s), fields({}),
            {{"Authorization", "Basic " + QByteArray("shop:open%20sesame").toBase64()}});
        QCOMPARE(basic.status, 200);
        QCOMPARE(basic.headers.value("cache-control"), "no-store");
    }

    void wantsAFormAtTheTokenEndpoint()
    {
        QCOMPARE(m_browser.post(at(u"/cgi-bin/oauth2/token"_s), "{}", "application/json").status, 400);
        QCOMPARE(m_browser.get(at(u"/cgi-bin/oauth2/token"_s)).status, 405);
    }

    void revokesTheGrantWhenACodeComesTwice()
    {
        const QString code = newCode();
        const auto [status, json] = exchange(code);
        QCOMPARE(status, 200);
        QCOMPARE(error(exchange(code)), u"400 invalid_grant"_s);
        QCOMPARE(contacts(json[u"access_token"].toString()).status, 401);
        QCOMPARE(error(refresh(json[u"refresh_token"].toString())), u"400 invalid_grant"_s);
    }

    void letsCodesExpire()
    {
        const QString code = newCode();
        m_clock.advance(61s);
        QCOMPARE(error(exchange(code)), u"400 invalid_grant"_s);
    }

    void letsAccessTokensExpireAndRefreshesThem()
    {
        const QJsonObject first = exchange(newCode()).second;
        m_clock.advance(3599s);
        QCOMPARE(contacts(first[u"access_token"].toString()).status, 200);
        m_clock.advance(2s);
        const test::WebAnswer expired = contacts(first[u"access_token"].toString());
        QCOMPARE(expired.status, 401);
        QVERIFY(expired.headers.value("www-authenticate").contains("invalid_token"));
        QCOMPARE(QJsonDocument::fromJson(expired.body)[u"errcode"].toInt(), 42001);

        const auto [status, second] = refresh(first[u"refresh_token"].toString());
        QCOMPARE(status, 200);
        QVERIFY(second[u"refresh_token"] != first[u"refresh_token"]);
        QCOMPARE(contacts(second[u"access_token"].toString()).status, 200);
        QCOMPARE(m_server->grants().size(), 1);
    }

    void revokesTheGrantWhenARefreshTokenComesTwice()
    {
        const QJsonObject first = exchange(newCode()).second;
        const QJsonObject second = refresh(first[u"refresh_token"].toString()).second;
        QCOMPARE(contacts(second[u"access_token"].toString()).status, 200);
        QCOMPARE(error(refresh(first[u"refresh_token"].toString())), u"400 invalid_grant"_s);
        QCOMPARE(contacts(second[u"access_token"].toString()).status, 401);
        QCOMPARE(error(refresh(second[u"refresh_token"].toString())), u"400 invalid_grant"_s);
    }

    void keepsRefreshTokensToTheirClient()
    {
        const QJsonObject tokens = exchange(newCode()).second;
        const auto answer = token({{u"client_id"_s, u"shop"_s}, {u"client_secret"_s, u"open sesame"_s},
            {u"grant_type"_s, u"refresh_token"_s}, {u"refresh_token"_s, tokens[u"refresh_token"].toString()}});
        QCOMPARE(error(answer), u"400 invalid_grant"_s);
        QCOMPARE(refresh(tokens[u"refresh_token"].toString()).first, 200);
    }

    void revokesGrants()
    {
        const QJsonObject tokens = exchange(newCode()).second;
        QVERIFY(m_server->revoke(m_server->grants().first().id));
        QCOMPARE(contacts(tokens[u"access_token"].toString()).status, 401);
        QVERIFY(!m_server->revoke(u"no such grant"_s));
    }

    void remembersGrantsAcrossARestart()
    {
        const QJsonObject tokens = exchange(newCode()).second;
        start(options());
        QCOMPARE(contacts(tokens[u"access_token"].toString()).status, 200);
        const auto [status, renewed] = refresh(tokens[u"refresh_token"].toString());
        QCOMPARE(status, 200);
        start(options());
        QCOMPARE(contacts(renewed[u"access_token"].toString()).status, 200);
        QCOMPARE(error(refresh(tokens[u"refresh_token"].toString())), u"400 invalid_grant"_s);
        QVERIFY(m_server->grants().isEmpty());
    }

    void writesNoTokenToItsFile()
    {
        const QString code = newCode();
        const QJsonObject tokens = exchange(code).second;
        QFile file(m_dir.filePath(u"grants.json"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.contains("sha256"));
        QVERIFY(!bytes.contains(code.toLatin1()));
        QVERIFY(!bytes.contains(tokens[u"access_token"].toString().toLatin1()));
        QVERIFY(!bytes.contains(tokens[u"refresh_token"].toString().toLatin1()));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
    }

    void startsAfreshFromADamagedFile()
    {
        QFile file(m_dir.filePath(u"grants.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"grants\": [{\"id\": 7}, 3");
        file.close();
        QTest::ignoreMessage(QtWarningMsg, "the file of grants is damaged: everybody has to sign in again");
        start(options());
        QCOMPARE(exchange(newCode()).first, 200);
    }

    void acceptsUnknownClientsOnlyWhereToldSo()
    {
        ServerOptions with = options();
        with.acceptsUnknownClients = true;
        start(with);
        const QString back = u"https://anything.example/cb"_s;
        const QUrl answer = m_browser.authorize(page({{u"client_id"_s, u"my script"_s}, {u"redirect_uri"_s, back}}));
        const QString code = parameter(answer, u"code"_s);
        QCOMPARE(exchange(code, {{u"client_id"_s, u"my script"_s}, {u"redirect_uri"_s, back}}).first, 200);
        QCOMPARE(
            m_browser.get(page({{u"client_id"_s, u"x"_s}, {u"redirect_uri"_s, u"javascript:alert(1)"_s}})).status, 400);
        // Known ones stay as strict as ever.
        QCOMPARE(m_browser.get(page({{u"redirect_uri"_s, back}})).status, 400);
    }

    void refusesMissingAndUnknownTokens()
    {
        QCOMPARE(m_browser.get(at(u"/cgi-bin/api/get_contacts"_s)).status, 401);
        QCOMPARE(contacts(u"made-up"_s).status, 401);
        QCOMPARE(m_browser.get(at(u"/cgi-bin/api/get_contacts"_s), {{"Authorization", "Basic abc"}}).status, 401);
    }
};

QTEST_GUILESS_MAIN(OAuthTest)
#include "oauthtest.moc"
