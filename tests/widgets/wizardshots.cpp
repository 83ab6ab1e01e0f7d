// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the account wizard for the eye: wizardshots DIRECTORY NAME (QN_THEME, QT_SCALE_FACTOR and QN_LANGUAGE choose how).
#include "widgets/accountwizard.h"

#include "widgets/secretfield.h"
#include "widgets/theme.h"
#include "widgets/webviewloader.h"
#include "wizardfixture.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;
using namespace qn::test;

namespace {

/// Fails as it is told, or never ends.
class ShotSignIn final : public backend::SignIn
{
public:
    explicit ShotSignIn(std::optional<Error> outcome) : m_outcome(std::move(outcome)) { }
    Result<backend::SignInRequest> begin(backend::RedirectMode) override { return backend::SignInRequest(); }
    backend::Task<QUrl> redirected() override { co_return Result<QUrl>(QUrl()); }
    backend::Task<void> complete(QString) override
    {
        while (!m_outcome)
            co_await QCoro::sleepFor(std::chrono::milliseconds(5));
        co_return Result<void>(fail(*m_outcome));
    }
    void abort() override { m_outcome = Error{ErrorKind::Canceled, {}, ErrorReason::None, 0, {}}; }

private:
    std::optional<Error> m_outcome;
};

class ShotServices final : public backend::AccountServices
{
public:
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &) override { return std::make_unique<MemoryBackend>(); }
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &) override { return std::make_unique<ShotSignIn>(outcome); }
    backend::Task<void> storeSecret(Account, QString, QByteArray) override { co_return Result<void>(); }
    backend::Task<void> forget(Account) override { co_return Result<void>(); }
    backend::Task<Account> suggest(QString address, bool) override { return m_accounts.suggest(address, false); }
    std::optional<Error> outcome;

private:
    MemorySecrets m_secrets;
    SystemClock m_clock;
    app::ImapAccounts m_accounts{m_secrets, m_clock};
};

struct Shooter
{
    QString prefix;
    AccountWizard &wizard;
    template <typename W> W *part(const char *name) const { return child<W>(wizard, name); }
    void click(const char *name) const { part<QAbstractButton>(name)->click(); }
    void take(const QString &name, int wait = 350) const
    {
        QTest::qWait(wait);
        wizard.screen()->grabWindow(wizard.winId()).save(prefix + name + u".png"_s);
    }
    void signIn(const QString &secret) const
    {
        part<SecretField>("secret")->setText(secret);
        click("signIn");
    }
    void enter(const QString &address) const
    {
        part<QLineEdit>("address")->clear();
        QTest::keyClicks(part<QLineEdit>("address"), address);
        QTest::qWait(100);
        click("next");
        QTest::qWait(200);
    }
};

ServerCertificate ownCertificate()
{
    ServerCertificate certificate;
    certificate.sha256 = QCryptographicHash::hash("certificate", QCryptographicHash::Sha256);
    certificate.subject = certificate.issuer = u"mail.example.org (青鸟工作室)"_s;
    certificate.validFrom = QDateTime(QDate(2026, 1, 5), QTime(0, 0), Qt::UTC);
    certificate.validUntil = QDateTime(QDate(2031, 1, 4), QTime(0, 0), Qt::UTC);
    certificate.mayBeTrusted = true;
    return certificate;
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QString language = qEnvironmentVariable("QN_LANGUAGE", u"en"_s);
    QLocale::setDefault(QLocale(language));
    QTranslator translator;
    if (translator.load(u"qingniao_"_s + language, QStringLiteral(QN_BINARY_DIR "/src")))
        QCoreApplication::installTranslator(&translator);
    applyTheme(application, ThemeMode::System);
    const QString prefix = application.arguments().value(1) + u'/' + application.arguments().value(2) + u'-';

    ShotServices services;
    SystemClock clock;
    QTemporaryDir dir;
    session::Session::Options options;
    options.dataDir = dir.path();
    session::Session session(options, services, clock);
    waitFor(session.open());
    // Lives until the process ends: it deletes itself where it is closed.
    auto *wizard = new AccountWizard(session, [] { return loadWebViewPlugin({QStringLiteral(QN_BINARY_DIR "/bin/plugins")}); });
    wizard->show();
    const Shooter shooter{prefix, *wizard};
    shooter.take(u"1-address"_s, 700);
    QTest::keyClicks(shooter.part<QLineEdit>("address"), u"12345678@foxmail.com"_s);
    shooter.take(u"2-recognised"_s);
    shooter.enter(u"12345678@qq.com"_s);
    shooter.take(u"3-qq"_s);
    QGuiApplication::clipboard()->setText(u"abcdefghijklmnop"_s);
    shooter.take(u"4-clipboard"_s);
    shooter.signIn(u"abcdefghijklmnop"_s);
    shooter.take(u"5-signing-in"_s);
    shooter.click("cancelSignIn");
    QTest::qWait(200);
    services.outcome = Error{ErrorKind::Authorization,
        u"Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy."_s,
        ErrorReason::LoginRefused, 0, {}};
    shooter.signIn(u"hunter2"_s);
    shooter.take(u"6-checklist"_s);
    shooter.click("changeServers");
    shooter.take(u"7-servers"_s);
    shooter.click("serversBack");
    shooter.click("back");
    shooter.enter(u"me@gmail.com"_s);
    shooter.take(u"8-gmail"_s);
    shooter.click("back");
    shooter.enter(u"me@outlook.com"_s);
    shooter.take(u"9-outlook"_s);
    shooter.click("back");
    shooter.enter(u"me@example.org"_s);
    shooter.take(u"10-unknown"_s);
    shooter.click("serversDone");
    shooter.take(u"11-other"_s);
    services.outcome = Error{ErrorKind::Tls, u"The certificate is self-signed, and untrusted"_s, ErrorReason::CertificateRefused, 0, {}};
    services.outcome->certificate = ownCertificate();
    shooter.signIn(u"hunter2"_s);
    shooter.take(u"12-certificate"_s);
    return 0;
}
