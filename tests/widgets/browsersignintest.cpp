// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/dovecotserver.h"
#include "support/oidcprovider.h"
#include "support/smtpserver.h"
#include "widgets/accountwizard.h"
#include "widgets/calmdialog.h"
#include "widgets/signincontroller.h"
#include "widgets/theme.h"
#include "wizardfixture.h"

#include <QDesktopServices>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// A mailbox whose service lets people sign in on its own page only, as Gmail and Outlook do: OAuth in the system's browser, then XOAUTH2 at a
/// Dovecot that asks the OpenID provider what a token is good for.
class BrowserSignInTest final : public QObject
{
    Q_OBJECT

public slots:
    void openPage(const QUrl &url) { m_page = url; } ///< the system's browser

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void agreeingLeadsToTheMailbox();
    void newTokenIsFetchedWhenTheOldOneHasExpired();
    void refusingLeavesNothingBehind();

private:
    session::Session &session() { return m_fixture->session(); }
    void enterAddress();
    AccountId signIn();

    std::unique_ptr<OidcProvider> m_provider;
    QTemporaryDir m_directory;
    std::unique_ptr<DovecotServer> m_dovecot;
    std::unique_ptr<SmtpServer> m_smtp;
    std::unique_ptr<WizardFixture> m_fixture;
    std::unique_ptr<SignInController> m_controller;
    QWidget m_window;
    QUrl m_page;
};

void BrowserSignInTest::initTestCase()
{
    applyTheme(*qApp, ThemeMode::Light);
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    QVERIFY2(OidcProvider::isInstalled(), OidcProvider::howToInstall);
    m_provider = std::make_unique<OidcProvider>(QStringList{u"--access-seconds"_s, u"2"_s});
    const int port = m_provider->base().port();
    QVERIFY(port > 0);
    QFile::setPermissions(m_directory.path(), QFile::Permissions(0x7755)); // Dovecot's user reads it
    QFile oauth(m_directory.filePath(u"oauth.conf"_s));
    QVERIFY(oauth.open(QIODevice::WriteOnly));
    oauth.write("introspection_url = http://mailserver:sesame@127.0.0.1:" + QByteArray::number(port)
        + "/token/introspection\nintrospection_mode = post\nusername_attribute = sub\nactive_attribute = active\nactive_value = true\n");
    oauth.close();
    // Nobody gets in with a password.
    m_dovecot = std::make_unique<DovecotServer>("auth_mechanisms = xoauth2\npassdb {\n driver = oauth2\n mechanisms = xoauth2\n args = "
        + oauth.fileName().toUtf8() + "\n}\n");
    m_smtp = std::make_unique<SmtpServer>();
    QVERIFY(m_smtp->port() > 0);
    QDesktopServices::setUrlHandler(u"http"_s, this, "openPage");
    m_window.resize(300, 200);
    m_window.show();
}

void BrowserSignInTest::init()
{
    const QJsonObject oauth{{u"authorizeUrl"_s, m_provider->base().resolved(QUrl(u"auth"_s)).toString()},
        {u"tokenUrl"_s, m_provider->base().resolved(QUrl(u"token"_s)).toString()}, {u"scope"_s, u"openid"_s}, {u"clientId"_s, u"public"_s}};
    m_fixture = std::make_unique<WizardFixture>(QHash<QString, QJsonObject>{{u"browser.example"_s,
        QJsonObject{{u"imap"_s, endpoint(u"127.0.0.1"_s, m_dovecot->port(), u"none"_s)},
            {u"smtp"_s, endpoint(u"127.0.0.1"_s, m_smtp->port(), u"none"_s)}, {u"user"_s, u"xiaoqing"_s}, {u"login"_s, u"oauth2"_s},
            {u"oauth"_s, oauth}}}});
    m_controller = std::make_unique<SignInController>(session(), [] { return nullptr; });
    m_page.clear();
}

void BrowserSignInTest::cleanup()
{
    m_controller.reset();
    m_fixture.reset();
}

void BrowserSignInTest::cleanupTestCase()
{
    QDesktopServices::unsetUrlHandler(u"http"_s);
}

/// From the first page to the one that opens the browser.
void BrowserSignInTest::enterAddress()
{
    m_controller->askForAccount(&m_window);
    auto *wizard = m_window.findChild<AccountWizard *>();
    QVERIFY(wizard);
    child<QLineEdit>(*wizard, "address")->setText(u"xiaoqing@browser.example"_s);
    child<QPushButton>(*wizard, "next")->click();
    auto *signIn = child<QPushButton>(*wizard, "signIn");
    QTRY_VERIFY(signIn->isVisible());
    signIn->click();
    QTRY_VERIFY(!m_page.isEmpty());
    QCOMPARE(m_page.port(), m_provider->base().port());
}

/// Agrees there; returns when the mailbox has been read for the first time.
AccountId BrowserSignInTest::signIn()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    enterAddress();
    Person person;
    const QUrl back = person.visit(m_page, true);
    if (back.isEmpty() || person.statusAt(back) != 200 || !QTest::qWaitFor([&] { return !done.isEmpty(); }, 30'000))
        return {};
    const auto id = done.first().first().value<AccountId>();
    [[maybe_unused]] const bool read = QTest::qWaitFor([&] { return session().status(id).lastSync.isValid(); }, 30'000);
    return id;
}

void BrowserSignInTest::agreeingLeadsToTheMailbox()
{
    const AccountId id = signIn();
    QVERIFY(session().status(id).lastSync.isValid());
    QVERIFY2(!session().status(id).error, "the mailbox has an error");
}

void BrowserSignInTest::newTokenIsFetchedWhenTheOldOneHasExpired()
{
    const AccountId id = signIn();
    QVERIFY(session().status(id).lastSync.isValid());
    m_dovecot->stop(); // so that the client has to sign in anew
    QTest::qWait(2500);
    const QDateTime before = session().status(id).lastSync;
    m_dovecot->start();
    session().sync(id);
    QTRY_VERIFY_WITH_TIMEOUT(session().status(id).lastSync > before, 20'000);
    QVERIFY(!session().status(id).error);
}

void BrowserSignInTest::refusingLeavesNothingBehind()
{
    enterAddress();
    QTRY_COMPARE(session().accounts().size(), 1);
    Person person;
    const QUrl back = person.visit(m_page, false);
    QVERIFY(!back.isEmpty());
    QCOMPARE(person.statusAt(back), 200);
    const auto dialog = [this]() -> CalmDialog * {
        for (auto *one : m_window.findChildren<CalmDialog *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    };
    const Error denied{ErrorKind::Authorization, {}, ErrorReason::AccessDenied, 0, {}};
    QTRY_VERIFY(dialog() && dialog()->windowTitle() == describe(denied).title);
    dialog()->reject();
    QTRY_COMPARE(session().accounts().size(), 0);
}

QTEST_MAIN(BrowserSignInTest)
#include "browsersignintest.moc"
