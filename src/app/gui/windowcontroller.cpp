// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/windowcontroller.h"

#include "app/sampleaccount.h"
#include "core/addressparser.h"
#include "core/whendone.h"
#include "session/session.h"
#include "store/storereader.h"
#include "widgets/accountsettingsdialog.h"
#include "widgets/composewindow.h"
#include "widgets/contactswindow.h"
#include "widgets/mainwindow.h"
#include "widgets/signincontroller.h"

#include <QMessageBox>

namespace qn::app {

using namespace Qt::StringLiterals;

WindowController::WindowController(session::Session &session, QString settingsFile, PluginSource plugin, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_settingsFile(std::move(settingsFile))
    , m_plugin(std::move(plugin))
    , m_signIn(new widgets::SignInController(session, m_plugin, this))
{
    connect(m_signIn, &widgets::SignInController::sampleRequested, this, [this] { m_signIn->addAccount(sampleAccount(), {}, m_main); });
    connect(m_signIn, &widgets::SignInController::signedIn, this, [this](AccountId account) {
        if (m_main)
            m_main->openInboxOf(account);
        if (!m_waitingMailto.isEmpty())
            composeMailto(std::exchange(m_waitingMailto, {}));
    });
    connect(&session, &session::Session::damageFound, this, &WindowController::tellDamage);
}

WindowController::~WindowController()
{
    // Windows are top-level and have no parent that would end them.
    for (const auto &window : std::as_const(m_composing))
        delete window;
    delete m_settings;
    delete m_contacts;
    delete m_main;
}

static void raise(QWidget *window)
{
    window->show();
    window->raise();
    window->activateWindow();
}

/// What a new account's form is filled with: a packager may have registered the program at the open platform.
static Account newAccount()
{
    Account account;
    account.settings.insert("clientId"_L1, QStringLiteral(QN_CLIENT_ID));
    return account;
}

void WindowController::showMainWindow()
{
    if (!m_main) {
        m_main = new widgets::MainWindow(
            m_session, m_settingsFile, m_plugin, std::exchange(m_sight, {})); // deleted here or by itself when closed
        m_main->setAttribute(Qt::WA_DeleteOnClose);
        connectMainWindow();
    }
    raise(m_main);
}

QWidget *WindowController::mainWindow() const
{
    return m_main;
}

void WindowController::connectMainWindow()
{
    using widgets::MainWindow;
    MainWindow *window = m_main;
    connect(window, &MainWindow::composeRequested, this, &WindowController::compose);
    connect(window, &MainWindow::contactsRequested, this, &WindowController::showContacts);
    connect(window, &MainWindow::settingsRequested, this, &WindowController::showSettings);
    connect(window, &MainWindow::signInRequested, this, [this](AccountId account) { m_signIn->signIn(account, m_main); });
    connect(window, &MainWindow::addAccountRequested, this, [this] { m_signIn->askForAccount(m_main, newAccount()); });
    connect(window, &MainWindow::sampleRequested, this,
        [this] { m_signIn->addAccount(sampleAccount(), {}, m_main); });
}

void WindowController::compose(const widgets::ComposeRequest &request)
{
    for (const auto &open : std::as_const(m_composing)) {
        if (open && request.draftId.isValid() && open->draft() == request.draftId)
            return raise(open);
    }
    m_composing.removeAll(nullptr);
    auto *window = new widgets::ComposeWindow(m_session, request); // deletes itself when closed
    m_composing.append(window);
    raise(window);
}

void WindowController::composeMailto(const QString &mailto)
{
    if (m_session.accounts().isEmpty()) { // nobody to write as yet: first things first
        m_waitingMailto = mailto;
        return showMainWindow();
    }
    widgets::ComposeRequest request;
    request.draft = parseMailto(mailto).value_or(OutgoingMessage());
    compose(request);
}

static void tell(QWidget *parent, const QString &title, const QString &advice)
{
    auto *box = new QMessageBox(QMessageBox::Information, WindowController::tr("Qingniao"), title, QMessageBox::Ok, parent);
    box->setInformativeText(advice);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void WindowController::tellRepair(const session::Session::Repair &repair)
{
    tell(m_main, tr("Your mailbox on this computer was damaged and has been repaired"),
        tr("Mail is fetched from the server again. %n message(s) that exist only here were rescued. The damaged file is kept: %1",
            nullptr, repair.rescued)
            .arg(repair.aside));
}

void WindowController::tellDamage()
{
    tell(m_main, tr("Your mailbox on this computer is damaged"),
        tr("It is repaired when you start Qingniao the next time. Drafts and mail that is not sent yet are kept."));
}

void WindowController::restoreDrafts()
{
    using Drafts = QList<store::DraftRow>;
    const auto asked = m_session.reader().ask<Drafts>([](store::Transaction &tx) { return store::drafts::list(tx); });
    whenDone(asked, this, [this](const Result<Drafts> &drafts) {
        for (const store::DraftRow &draft : drafts.value_or(Drafts()))
            if (draft.open)
                compose({.account = draft.account, .draft = draft.mail, .draftId = draft.id, .focusBody = true});
    });
}

void WindowController::showContacts()
{
    if (!m_contacts) {
        m_contacts = new widgets::ContactsWindow(m_session); // deleted here or by itself when closed
        m_contacts->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_contacts, &widgets::ContactsWindow::composeRequested, this, &WindowController::compose);
    }
    raise(m_contacts);
}

void WindowController::showSettings()
{
    if (!m_settings) {
        m_settings = new widgets::AccountSettingsDialog(m_session, m_main); // deletes itself when closed
        m_settings->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_settings, &widgets::AccountSettingsDialog::addRequested, this, [this] { m_signIn->askForAccount(m_main, newAccount()); });
        connect(m_settings, &widgets::AccountSettingsDialog::signInRequested, this,
            [this](AccountId account) { m_signIn->signIn(account, m_main); });
    }
    raise(m_settings);
}

} // namespace qn::app
