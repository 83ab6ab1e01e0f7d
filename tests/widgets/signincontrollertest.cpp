// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signincontroller.h"

#include "sessionfixture.h"
#include "widgets/addaccountdialog.h"
#include "widgets/calmdialog.h"
#include "widgets/theme.h"

#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// Stands for the page in Qt WebEngine, which has tests of its own.
class PageDouble final : public LoginDialog
{
    Q_OBJECT

public:
    using LoginDialog::LoginDialog;
    void start(const QUrl &authorizeUrl, const QUrl &) override { page = authorizeUrl; }
    QUrl redirectedTo() const override { return QUrl(u"http://127.0.0.1:9/back?code=1&state=2"_s); }
    QUrl page;
};

class PluginDouble final : public WebViewPlugin
{
public:
    LoginDialog *createLoginDialog(QWidget *parent) override { return last = new PageDouble(parent); }
    HtmlView *createHtmlView(QWidget *) override { return nullptr; }
    SitePage *createSitePage(QWidget *) override { return nullptr; }
    QPointer<PageDouble> last;
};

class SignInControllerTest final : public QObject
{
    Q_OBJECT

public slots:
    void takeUrl(const QUrl &url) { m_browser = url; }

private:
    std::unique_ptr<SessionFixture> m_fixture;
    std::unique_ptr<SignInController> m_controller;
    std::unique_ptr<QWidget> m_window;
    PluginDouble m_plugin;
    bool m_hasPlugin = true;
    QUrl m_browser;

    static Account sample()
    {
        Account account;
        account.kind = AccountKind::Sample;
        account.name = u"Sample"_s;
        return account;
    }
    CalmDialog *calm()
    {
        for (auto *dialog : m_window->findChildren<CalmDialog *>()) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }
    void click(const QString &text)
    {
        for (auto *button : calm()->findChildren<QPushButton *>()) {
            if (button->text() == text) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(u"no button "_s + text));
    }

private slots:
    void initTestCase()
    {
        applyTheme(*qApp, ThemeMode::Light);
        QDesktopServices::setUrlHandler(u"http"_s, this, "takeUrl");
    }
    void cleanupTestCase() { QDesktopServices::unsetUrlHandler(u"http"_s); }
    void init()
    {
        m_hasPlugin = true;
        m_browser.clear();
        m_fixture = std::make_unique<SessionFixture>(1);
        m_window = std::make_unique<QWidget>();
        m_window->show();
        m_controller = std::make_unique<SignInController>(
            m_fixture->session(), [this]() -> WebViewPlugin * { return m_hasPlugin ? &m_plugin : nullptr; });
    }
    void cleanup()
    {
        m_controller.reset();
        m_window.reset();
        m_fixture.reset();
    }

    void signingInWithThePage()
    {
        QSignalSpy done(m_controller.get(), &SignInController::signedIn);
        m_controller->addAccount(sample(), {}, m_window.get());
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        QCOMPARE(m_plugin.last->page.path(), u"/authorize"_s);
        QVERIFY(!m_plugin.last->isModal());
        m_plugin.last->accept();
        QTRY_COMPARE(done.size(), 1);
        QCOMPARE(m_fixture->session().accounts().size(), 2);
    }

    void cancelingTakesANewAccountBack()
    {
        QSignalSpy gaveUp(m_controller.get(), &SignInController::gaveUp);
        m_controller->addAccount(sample(), {}, m_window.get());
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        m_plugin.last->reject();
        QTRY_COMPARE(gaveUp.size(), 1);
        QTRY_COMPARE(m_fixture->session().accounts().size(), 1);
    }

    void cancelingKeepsAnAccountThatWasThere()
    {
        m_controller->signIn(m_fixture->account(), m_window.get());
        QTRY_VERIFY(calm());
        click(u"Cancel"_s);
        QTRY_VERIFY(!m_controller->isSigningIn(m_fixture->account()));
        QTest::qWait(50);
        QCOMPARE(m_fixture->session().accounts().size(), 1);
    }

    void askingTwiceRaisesTheSamePage()
    {
        m_controller->addAccount(sample(), {}, m_window.get());
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        const auto first = m_plugin.last;
        m_controller->signIn(m_fixture->session().accounts().last().id, m_window.get());
        QTest::qWait(50);
        QCOMPARE(m_plugin.last, first);
        QVERIFY(first->isVisible());
    }

    void withoutThePluginTheBrowserIsUsed()
    {
        m_hasPlugin = false;
        m_controller->addAccount(sample(), {}, m_window.get());
        QTRY_VERIFY(calm());
        QCOMPARE(m_browser.path(), u"/authorize"_s);
        click(u"Cancel"_s);
        QTRY_COMPARE(m_fixture->session().accounts().size(), 1);
    }

    void refusalIsToldAndCanBeTriedAgain()
    {
        m_fixture->services.signInOutcome = fail(ErrorKind::Authorization, u"SECRET"_s, ErrorReason::AccessDenied);
        QSignalSpy done(m_controller.get(), &SignInController::signedIn);
        m_controller->addAccount(sample(), {}, m_window.get());
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        m_plugin.last->accept();
        QTRY_VERIFY(calm());
        for (const auto *label : calm()->findChildren<QLabel *>())
            QVERIFY(!label->text().contains(u"SECRET"_s));
        m_fixture->services.signInOutcome = {};
        click(u"Try Again"_s);
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        m_plugin.last->accept();
        QTRY_COMPARE(done.size(), 1);
    }

    void lockedKeychainLeavesTheChoiceOfThisRunOnly()
    {
        m_fixture->services.signInOutcome = fail(ErrorKind::Keychain, {}, ErrorReason::KeychainLocked);
        QSignalSpy done(m_controller.get(), &SignInController::signedIn);
        m_controller->addAccount(sample(), {}, m_window.get());
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        m_plugin.last->accept();
        QTRY_VERIFY(calm());
        click(u"Stay Signed In for This Run Only"_s);
        QTRY_COMPARE(done.size(), 1);
        QCOMPARE(m_fixture->session().accounts().size(), 2);
    }

    void detailsComeBackWhereTheServerRefusesTheClient()
    {
        m_fixture->services.signInOutcome = fail(ErrorKind::Authorization, {}, ErrorReason::InvalidClient);
        Account account;
        account.settings = {{u"baseUrl"_s, u"https://mail.example.com"_s}, {u"clientId"_s, u"wrong"_s},
            {u"redirectUri"_s, u"https://app.example.com/back"_s}};
        m_controller->addAccount(account, "s", m_window.get());
        QTRY_VERIFY(m_plugin.last && m_plugin.last->isVisible());
        m_plugin.last->accept();
        QTRY_VERIFY(calm());
        click(u"Change Details…"_s);
        QTRY_VERIFY(m_window->findChild<AddAccountDialog *>());
        QCOMPARE(child<QLineEdit>(*m_window->findChild<AddAccountDialog *>(), "clientId")->text(), u"wrong"_s);
        QCOMPARE(m_fixture->session().accounts().size(), 1);
    }
};

QTEST_MAIN(SignInControllerTest)
#include "signincontrollertest.moc"
