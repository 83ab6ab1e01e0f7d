// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/accountwizard.h"

#include "support/certificates.h"
#include "support/dovecotserver.h"
#include "support/smtpserver.h"
#include "widgets/codeguide.h"
#include "widgets/folderview.h"
#include "widgets/inlinenotice.h"
#include "widgets/mainwindow.h"
#include "widgets/secretfield.h"
#include "widgets/signincontroller.h"
#include "widgets/signintrouble.h"
#include "widgets/theme.h"
#include "wizardfixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// tests/tools/qqserver: refuses and answers as QQ Mail does. Signs in li@qq.com with the code abcdefghijklmnop.
class QQServer final
{
    Q_DISABLE_COPY_MOVE(QQServer)

public:
    QQServer()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(u"python3"_s,
            {u"-B"_s, QStringLiteral(QN_SOURCE_DIR "/tests/tools/qqserver"), u"--stdin"_s, u"--quirk"_s, u"login-limit=off"_s});
        while (smtp == 0 && (m_process.canReadLine() || m_process.waitForReadyRead(60'000))) {
            const QList<QByteArray> words = m_process.readLine().trimmed().split(' ');
            (words.first() == "imap" ? imap : smtp) = words.value(1).toUShort();
        }
    }
    ~QQServer()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }
    quint16 imap = 0, smtp = 0; ///< 0: it does not run

private:
    QProcess m_process;
};

/// Accounts are added by clicks, against a Dovecot and an SMTP server that are not ours, and one that has QQ Mail's oddities.
class AccountWizardTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<DovecotServer> m_dovecot, m_dovecotTls;
    std::unique_ptr<SmtpServer> m_smtp, m_smtpTls, m_smtpStrict;
    std::unique_ptr<Certificate> m_certificate;
    std::unique_ptr<QQServer> m_qq;
    QTcpServer m_silent;
    std::unique_ptr<WizardFixture> m_fixture;
    std::unique_ptr<SignInController> m_controller;
    QWidget m_window;

    static QJsonObject mailbox(const QString &provider, int imap, int smtp)
    {
        QJsonObject settings{{u"imap"_s, endpoint(u"127.0.0.1"_s, imap, u"none"_s)}, {u"smtp"_s, endpoint(u"127.0.0.1"_s, smtp, u"none"_s)}};
        if (!provider.isEmpty())
            settings.insert(u"provider"_s, provider);
        return settings;
    }
    AccountWizard *wizard()
    {
        for (auto *open : m_window.findChildren<AccountWizard *>()) {
            if (open->isVisible())
                return open;
        }
        return nullptr;
    }
    template <typename W> W *part(const char *name) { return child<W>(*wizard(), name); }
    void click(const char *name) { part<QAbstractButton>(name)->click(); }
    void open() { m_controller->askForAccount(&m_window); }
    /// From the first page to the form of the mailbox.
    void enter(const QString &address)
    {
        open();
        part<QLineEdit>("address")->setText(address);
        click("next");
        QTRY_VERIFY(part<QLineEdit>("mailboxAddress")->isVisible());
        QCOMPARE(part<QLineEdit>("mailboxAddress")->text(), address);
    }
    void signIn(const QString &secret)
    {
        part<SecretField>("secret")->setText(secret);
        click("signIn");
    }
    QStringList checks()
    {
        QStringList found;
        for (const QLabel *label : wizard()->findChildren<QLabel *>(u"check"_s)) {
            if (label->isVisible())
                found.append(label->text());
        }
        return found;
    }
    /// Everything that the trouble's pane says.
    QString texts()
    {
        QStringList found;
        for (const QLabel *label : wizard()->findChild<SignInTrouble *>()->findChildren<QLabel *>())
            found.append(label->text());
        return found.join(u'\n');
    }
    QString title() { return part<QLabel>("troubleTitle")->text(); }
    session::Session &session() { return m_fixture->session(); }

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void addressAndCodeLeadToTheMailbox();
    void inboxOfTheNewMailboxOpens();
    void recognisesTheServiceWhileTyping();
    void qqNumberIsAnAddress();
    void wrongCodeShowsTheChecklistAndLosesNothing();
    void serverThatOnlyReadsIsTold();
    void ownCertificateIsTrustedByTheUserOnly();
    void knownServiceIsNeverExcepted();
    void unknownDomainIsSetUpByHand();
    void byHandRefusesOpenLinesElsewhere();
    void codeOnTheClipboardIsOffered();
    void pastedCodeLosesItsBlanks();
    void anotherAddressOnTheFormIsAnotherService();
    void cancelingKeepsWhatWasTyped();
    void closingTakesTheAccountBack();
    void signingInAgainAsksForTheCodeOnly();
    void sameMailboxIsNotAddedTwice();
    void otherWaysAreOffered();
};

void AccountWizardTest::initTestCase()
{
    applyTheme(*qApp, ThemeMode::Light);
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_certificate = std::make_unique<Certificate>(u"mail.private.example"_s);
    QVERIFY(m_certificate->isMade());
    m_dovecot = std::make_unique<DovecotServer>();
    m_dovecotTls = std::make_unique<DovecotServer>(QByteArray(), m_certificate->file(), m_certificate->keyFile());
    m_smtp = std::make_unique<SmtpServer>();
    m_smtpTls = std::make_unique<SmtpServer>(SmtpServer::Tls::Implicit, m_certificate.get());
    m_smtpStrict = std::make_unique<SmtpServer>(SmtpServer::Tls::None, nullptr, u"another"_s);
    QVERIFY(m_smtp->port() > 0 && m_smtpTls->port() > 0 && m_smtpStrict->port() > 0);
    m_qq = std::make_unique<QQServer>();
    QVERIFY(m_qq->imap > 0 && m_qq->smtp > 0);
    QVERIFY(m_silent.listen(QHostAddress::LocalHost));
    m_window.resize(300, 200);
    m_window.show();
}

void AccountWizardTest::init()
{
    QJsonObject tls{{u"imap"_s, endpoint(u"127.0.0.1"_s, m_dovecotTls->tlsPort(), u"implicit"_s)},
        {u"smtp"_s, endpoint(u"127.0.0.1"_s, m_smtpTls->port(), u"implicit"_s)}};
    QJsonObject knownTls = tls;
    knownTls.insert(u"provider"_s, u"163"_s);
    m_fixture = std::make_unique<WizardFixture>(QHash<QString, QJsonObject>{
        {u"qq.com"_s, mailbox(u"qq"_s, m_qq->imap, m_qq->smtp)},
        {u"foxmail.com"_s, mailbox(u"qq"_s, m_dovecot->port(), m_smtp->port())},
        {u"reads.example"_s, mailbox({}, m_dovecot->port(), m_smtpStrict->port())},
        {u"silent.example"_s, mailbox({}, m_silent.serverPort(), m_smtp->port())},
        {u"private.example"_s, tls},
        {u"163.com"_s, knownTls},
    });
    m_controller = std::make_unique<SignInController>(session(), [] { return nullptr; });
    QGuiApplication::clipboard()->clear();
}

void AccountWizardTest::cleanup()
{
    m_controller.reset();
    m_fixture.reset();
}

void AccountWizardTest::addressAndCodeLeadToTheMailbox()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    enter(u"li@qq.com"_s);
    QVERIFY(wizard()->findChild<CodeGuide *>()->isVisible());
    QCOMPARE(part<SecretField>("secret")->echoMode(), QLineEdit::Password);
    QGuiApplication::clipboard()->setText(u"abcd efgh ijkl mnop"_s);
    QTRY_VERIFY(part<QPushButton>("useClipboard")->isVisible());
    click("useClipboard");
    click("signIn");
    QTRY_COMPARE(done.size(), 1);
    QTRY_VERIFY(!wizard());
    QTRY_COMPARE(session().accounts().size(), 1);
    const Account account = session().accounts().first();
    QCOMPARE(account.email, u"li@qq.com"_s);
    QCOMPARE(done.first().first().value<AccountId>(), account.id);
    QTRY_VERIFY(session().status(account.id).lastSync.isValid());
}

void AccountWizardTest::inboxOfTheNewMailboxOpens()
{
    QTemporaryDir settings;
    MainWindow main(session(), settings.filePath(u"window.ini"_s), nullptr);
    main.show();
    connect(m_controller.get(), &SignInController::signedIn, &main, &MainWindow::openInboxOf);
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    auto *folders = child<FolderView>(main, "folders");
    for (const QString &address : {u"li@foxmail.com"_s, u"wang@foxmail.com"_s}) {
        enter(address);
        signIn(u"secret"_s);
        QTRY_VERIFY(!done.isEmpty());
        const auto id = done.takeFirst().first().value<AccountId>();
        QTRY_COMPARE(folders->currentAccount(), id);
        QTRY_VERIFY(folders->currentFolder().isValid());
        QTRY_VERIFY(!wizard());
    }
}

void AccountWizardTest::recognisesTheServiceWhileTyping()
{
    open();
    auto *field = part<QLineEdit>("address");
    QTest::keyClicks(field, u"li@f"_s); // completed in place
    QCOMPARE(field->text(), u"li@foxmail.com"_s);
    QTRY_COMPARE(part<QLabel>("service")->text(), u"QQ Mail"_s);
    field->selectAll();
    QTest::keyClicks(field, u"li@unknown.example"_s);
    QTRY_VERIFY(part<QLabel>("service")->text().isEmpty());
    field->selectAll();
    QTest::keyClicks(field, u"li@f"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(part<QLineEdit>("mailboxAddress")->isVisible());
    QCOMPARE(part<QLineEdit>("mailboxAddress")->text(), u"li@foxmail.com"_s);
}

void AccountWizardTest::qqNumberIsAnAddress()
{
    open();
    part<QLineEdit>("address")->setText(u"12345678"_s);
    click("next");
    QTRY_VERIFY(part<QLineEdit>("mailboxAddress")->isVisible());
    QCOMPARE(part<QLineEdit>("mailboxAddress")->text(), u"12345678@qq.com"_s);
}

void AccountWizardTest::wrongCodeShowsTheChecklistAndLosesNothing()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    enter(u"li@qq.com"_s);
    signIn(u"my QQ password"_s);
    QTRY_COMPARE(checks().size(), 5);
    QVERIFY(checks().first().contains(u"not your QQ password"_s));
    QVERIFY(!checks().first().contains(u"my QQ password"_s));
    QVERIFY(texts().contains(u"Account is abnormal"_s));
    QVERIFY(session().accounts().isEmpty());
    QCOMPARE(part<QLineEdit>("mailboxAddress")->text(), u"li@qq.com"_s);
    QCOMPARE(part<SecretField>("secret")->secret(), u"my QQ password"_s);
    click("showGuide");
    QVERIFY(wizard()->findChild<CodeGuide *>()->isVisible());
    signIn(u"abcdefghijklmnop"_s);
    QTRY_COMPARE(done.size(), 1);
}

void AccountWizardTest::serverThatOnlyReadsIsTold()
{
    enter(u"li@reads.example"_s);
    signIn(u"secret"_s);
    QTRY_VERIFY(!checks().isEmpty());
    QCOMPARE(title(), u"Reading works, sending does not"_s);
    QVERIFY(session().accounts().isEmpty());
}

void AccountWizardTest::ownCertificateIsTrustedByTheUserOnly()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    enter(u"li@private.example"_s);
    signIn(u"secret"_s);
    QTRY_VERIFY(part<QPushButton>("trust")->isVisible());
    QVERIFY(title().contains(u"127.0.0.1"_s));
    const QString shown = texts().remove(u'\n').remove(u':');
    QVERIFY(shown.contains(u"mail.private.example"_s));
    QVERIFY(shown.contains(QString::fromLatin1(m_certificate->sha256().toHex().toUpper())));
    QVERIFY(session().accounts().isEmpty());
    click("trust");
    QTRY_COMPARE(done.size(), 1);
    const QJsonObject settings = session().accounts().first().settings;
    for (const QString &server : {u"imap"_s, u"smtp"_s})
        QCOMPARE(settings.value(server).toObject().value(u"certificate"_s).toString().toLatin1(), m_certificate->sha256().toHex());
}

void AccountWizardTest::knownServiceIsNeverExcepted()
{
    enter(u"li@163.com"_s);
    signIn(u"secret"_s);
    QTRY_VERIFY(!checks().isEmpty());
    QVERIFY(!part<QPushButton>("trust")->isVisible());
    QVERIFY(title().contains(u"could not prove"_s));
}

void AccountWizardTest::unknownDomainIsSetUpByHand()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    open();
    part<QLineEdit>("address")->setText(u"li@unknown.example"_s);
    click("next");
    QTRY_VERIFY(part<QLineEdit>("imapHost")->isVisible());
    QCOMPARE(part<QLineEdit>("imapHost")->text(), u"imap.unknown.example"_s);
    QCOMPARE(part<QLineEdit>("imapPort")->text(), u"993"_s);
    for (const auto &[name, port] : {std::pair("imap", m_dovecot->port()), std::pair("smtp", m_smtp->port())}) {
        const QByteArray line(name);
        part<QLineEdit>(QByteArray(line + "Host").constData())->setText(u"127.0.0.1"_s);
        part<QLineEdit>(QByteArray(line + "Port").constData())->setText(QString::number(port));
        part<QComboBox>(QByteArray(line + "Tls").constData())->setCurrentIndex(2);
    }
    click("serversDone");
    QVERIFY(part<SecretField>("secret")->isVisible());
    QVERIFY(part<QLabel>("servers")->text().contains(u"127.0.0.1"_s));
    signIn(u"secret"_s);
    QTRY_COMPARE(done.size(), 1);
    QCOMPARE(session().accounts().first().email, u"li@unknown.example"_s);
}

void AccountWizardTest::byHandRefusesOpenLinesElsewhere()
{
    open();
    click("chooseByHand");
    part<QLineEdit>("imapHost")->setText(u"imap.elsewhere.example"_s);
    part<QLineEdit>("smtpHost")->setText(u"smtp.elsewhere.example"_s);
    auto *tls = part<QComboBox>("imapTls");
    tls->setCurrentIndex(1);
    emit tls->activated(1);
    QCOMPARE(part<QLineEdit>("imapPort")->text(), u"143"_s);
    tls->setCurrentIndex(2);
    click("serversDone");
    QVERIFY(part<InlineNotice>("serversNotice")->isVisible());
    QVERIFY(part<QLineEdit>("imapHost")->isVisible());
}

void AccountWizardTest::codeOnTheClipboardIsOffered()
{
    enter(u"li@foxmail.com"_s);
    QVERIFY(!part<QPushButton>("useClipboard")->isVisible());
    QGuiApplication::clipboard()->setText(u"just some words"_s);
    QVERIFY(!part<QPushButton>("useClipboard")->isVisible());
    QGuiApplication::clipboard()->setText(u"abcd efgh ijkl mnop"_s);
    QTRY_VERIFY(part<QPushButton>("useClipboard")->isVisible());
    click("useClipboard");
    QCOMPARE(part<SecretField>("secret")->secret(), u"abcdefghijklmnop"_s);
    QVERIFY(!part<QPushButton>("useClipboard")->isVisible());
}

void AccountWizardTest::pastedCodeLosesItsBlanks()
{
    SecretField field;
    field.setText(u" abcd efgh ijkl mnop "_s);
    QCOMPARE(field.text(), u"abcdefghijklmnop"_s);
    field.setText(u" a pass phrase "_s);
    QCOMPARE(field.secret(), u"a pass phrase"_s);
}

void AccountWizardTest::anotherAddressOnTheFormIsAnotherService()
{
    enter(u"li@foxmail.com"_s);
    part<SecretField>("secret")->setText(u"secret"_s);
    part<QLineEdit>("mailboxAddress")->setText(u"li@unknown.example"_s);
    click("signIn"); // the password of another mailbox must not go to QQ
    QTRY_VERIFY(part<QLineEdit>("imapHost")->isVisible());
    QVERIFY(session().accounts().isEmpty());
    click("serversBack");
    enter(u"li@foxmail.com"_s);
    part<SecretField>("secret")->setText(u"secret"_s);
    part<QLineEdit>("mailboxAddress")->setText(u"li@reads.example"_s);
    click("signIn");
    QTRY_COMPARE(title(), u"Reading works, sending does not"_s);
}

void AccountWizardTest::cancelingKeepsWhatWasTyped()
{
    enter(u"li@silent.example"_s);
    signIn(u"secret"_s);
    QTRY_VERIFY(m_silent.hasPendingConnections());
    QVERIFY(!part<QPushButton>("signIn")->isEnabled());
    click("cancelSignIn");
    QTRY_VERIFY(part<QPushButton>("signIn")->isEnabled());
    QTRY_VERIFY(session().accounts().isEmpty());
    QCOMPARE(part<SecretField>("secret")->secret(), u"secret"_s);
    QVERIFY(checks().isEmpty());
}

void AccountWizardTest::closingTakesTheAccountBack()
{
    QSignalSpy gaveUp(m_controller.get(), &SignInController::gaveUp);
    enter(u"li@silent.example"_s);
    signIn(u"secret"_s);
    QTRY_COMPARE(session().accounts().size(), 1);
    wizard()->reject();
    QVERIFY(!wizard());
    QCOMPARE(gaveUp.size(), 1);
    QTRY_VERIFY(session().accounts().isEmpty());
    QTRY_VERIFY(!m_window.findChild<AccountWizard *>());
}

void AccountWizardTest::signingInAgainAsksForTheCodeOnly()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    enter(u"li@foxmail.com"_s);
    signIn(u"secret"_s);
    QTRY_COMPARE(done.size(), 1);
    QTRY_VERIFY(!wizard());
    const AccountId id = session().accounts().first().id;
    m_controller->signIn(id, &m_window);
    QTRY_VERIFY(wizard());
    QCOMPARE(wizard()->known(), id);
    QVERIFY(part<QLineEdit>("mailboxAddress")->isReadOnly());
    QVERIFY(!part<QPushButton>("back")->isVisible());
    signIn(u"wrong"_s);
    QTRY_COMPARE(checks().size(), 5);
    QCOMPARE(session().accounts().size(), 1);
    signIn(u"secret"_s);
    QTRY_COMPARE(done.size(), 2);
    QCOMPARE(session().accounts().size(), 1);
}

void AccountWizardTest::sameMailboxIsNotAddedTwice()
{
    QSignalSpy done(m_controller.get(), &SignInController::signedIn);
    enter(u"li@foxmail.com"_s);
    signIn(u"secret"_s);
    QTRY_COMPARE(done.size(), 1);
    QTRY_VERIFY(!wizard());
    enter(u"li@foxmail.com"_s);
    signIn(u"secret"_s);
    QTRY_VERIFY(part<InlineNotice>("notice")->isVisible());
    QCOMPARE(session().accounts().size(), 1);
}

void AccountWizardTest::otherWaysAreOffered()
{
    QSignalSpy sample(m_controller.get(), &SignInController::sampleRequested);
    open();
    click("chooseSample");
    QCOMPARE(sample.size(), 1);
    QVERIFY(!wizard());
    open();
    click("chooseQQ");
    QTRY_VERIFY(part<QLineEdit>("mailboxAddress")->isVisible());
    QVERIFY(wizard()->findChild<CodeGuide *>()->isVisible());
    click("back");
    QVERIFY(part<QLineEdit>("address")->isVisible());
}

QTEST_MAIN(AccountWizardTest)
#include "accountwizardtest.moc"
