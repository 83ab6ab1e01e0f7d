// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signincontroller.h"

#include "core/whendone.h"
#include "widgets/accountwizard.h"
#include "widgets/addaccountdialog.h"
#include "widgets/calmdialog.h"
#include "widgets/mailservice.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>

#include <algorithm>

namespace qn::widgets {

using namespace Qt::StringLiterals;
using backend::RedirectMode;

/// One way through the sign-in of one account.
struct SignInController::Attempt
{
    QPointer<QWidget> window; ///< whose dialogs these are
    QPointer<QDialog> dialog; ///< what is open now
    std::optional<Account> added; ///< a new account: taken back where the user gives up
    bool fromForm = false; ///< its details came from AddAccountDialog
};

SignInController::SignInController(session::Session &session, PluginSource plugin, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_plugin(std::move(plugin))
{
}

SignInController::~SignInController()
{
    for (const auto &open : std::as_const(m_attempts))
        delete open->dialog;
    for (const auto &wizard : std::as_const(m_wizards))
        delete wizard;
}

static void raise(QWidget *window)
{
    window->show();
    window->raise();
    window->activateWindow();
}

AccountWizard *SignInController::openWizard(QWidget *window, const Account &openApi)
{
    auto *wizard = new AccountWizard(m_session, m_plugin, window); // deletes itself
    m_wizards.removeAll(nullptr);
    m_wizards.append(wizard);
    connect(wizard, &AccountWizard::signedIn, this, &SignInController::signedIn);
    connect(wizard, &QDialog::rejected, this, &SignInController::gaveUp);
    connect(wizard, &AccountWizard::sampleChosen, this, &SignInController::sampleRequested);
    connect(wizard, &AccountWizard::openApiChosen, this, [this, window = QPointer(window), openApi] { askForOpenApi(window, openApi); });
    connect(wizard, &AccountWizard::browserWanted, this, [this, window = QPointer(window)](const Account &account) {
        if (account.id.isValid())
            signInWithBrowser(account.id, window);
        else
            addAccount(account, {}, window);
    });
    return wizard;
}

void SignInController::askForAccount(QWidget *window, const Account &openApi)
{
    for (const auto &open : std::as_const(m_wizards)) {
        if (open && open->isVisible() && !open->known().isValid())
            return raise(open);
    }
    openWizard(window, openApi)->show();
}

void SignInController::askForOpenApi(QWidget *window, const Account &prefilled)
{
    auto *dialog = new AddAccountDialog(prefilled, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddAccountDialog::filled, this,
        [this, window = QPointer(window)](
            const Account &account, const QByteArray &secret) { addAccount(account, secret, window); });
    connect(dialog, &QDialog::rejected, this, &SignInController::gaveUp);
    dialog->show();
}

void SignInController::addAccount(const Account &account, const QByteArray &clientSecret, QWidget *window)
{
    const auto opened = std::make_shared<Attempt>();
    opened->window = window;
    opened->added = account;
    opened->fromForm = account.kind == AccountKind::OpenApi;
    whenDone(m_session.addAccount(account, clientSecret), this, [this, opened](const Result<AccountId> &id) {
        if (id) {
            begin(*id, opened);
            return;
        }
        auto *dialog = new CalmDialog(u"circle-alert"_s, describe(id.error()), opened->window);
        dialog->addAction(tr("Back"), [this, opened] {
            if (opened->fromForm)
                askForOpenApi(opened->window, *opened->added);
            else
                emit gaveUp();
        });
        dialog->onDismissed([this] { emit gaveUp(); });
        dialog->show();
    });
}

void SignInController::signIn(AccountId id, QWidget *window)
{
    const QList<Account> accounts = m_session.accounts();
    const auto account = std::find_if(accounts.begin(), accounts.end(), [id](const Account &one) { return one.id == id; });
    if (account == accounts.end() || account->kind != AccountKind::Imap || wantsBrowser(*account))
        return signInWithBrowser(id, window);
    for (const auto &open : std::as_const(m_wizards)) {
        if (open && open->isVisible() && open->known() == id)
            return raise(open);
    }
    AccountWizard *wizard = openWizard(window, {});
    wizard->askAgain(*account);
    wizard->show();
}

void SignInController::signInWithBrowser(AccountId account, QWidget *window)
{
    if (const auto open = attempt(account)) {
        if (open->dialog)
            raise(open->dialog);
        return;
    }
    const auto opened = std::make_shared<Attempt>();
    opened->window = window;
    begin(account, opened);
}

RedirectMode SignInController::modeFor(AccountId account) const
{
    for (const auto &entry : m_session.accounts()) {
        const bool noRedirect = entry.settings.value(u"redirectUri"_s).toString().isEmpty();
        // Google and Microsoft let nobody sign in within a program's own page.
        if (entry.id == account && ((entry.kind == AccountKind::OpenApi && noRedirect) || entry.kind == AccountKind::Imap))
            return RedirectMode::Loopback;
    }
    return m_plugin() ? RedirectMode::Captured : RedirectMode::Loopback;
}

void SignInController::begin(AccountId account, std::shared_ptr<Attempt> opened)
{
    m_attempts.insert(account, std::move(opened));
    const auto mode = modeFor(account);
    whenDone(
        m_session.beginSignIn(account, mode), this, [this, account, mode](const Result<session::SignInTicket> &ticket) {
            if (!attempt(account))
                return; // canceled meanwhile
            if (!ticket)
                fail(account, ticket.error());
            else if (mode == RedirectMode::Captured)
                showPage(account, *ticket);
            else
                showWaiting(account, *ticket);
        });
}

void SignInController::showPage(AccountId account, const session::SignInTicket &ticket)
{
    const auto open = attempt(account);
    auto *dialog = m_plugin()->createLoginDialog(open->window);
    open->dialog = dialog;
    connect(dialog, &QDialog::accepted, this,
        [this, account, dialog] { complete(account, dialog->redirectedTo().toString(QUrl::FullyEncoded)); });
    connect(dialog, &QDialog::rejected, this, [this, account] { cancel(account); });
    connect(dialog, &QDialog::finished, dialog, &QObject::deleteLater);
    dialog->start(ticket.request.authorizeUrl, ticket.request.redirectUri);
    dialog->show();
}

void SignInController::showWaiting(AccountId account, const session::SignInTicket &ticket)
{
    const auto open = attempt(account);
    const auto page = ticket.request.authorizeUrl;
    const bool opened = QDesktopServices::openUrl(page);
    const UserMessage words{opened ? tr("Continue in your browser") : tr("Please open the sign-in page"),
        opened ? tr("Sign in there; this window closes by itself when you are done.")
               : tr("No browser could be started. Copy the address and open it in one on this computer.")};
    auto *dialog = new CalmDialog(u"external-link"_s, words, open->window);
    dialog->addAction(
        tr("Open Again"), [page] { QDesktopServices::openUrl(page); }, true);
    dialog->addAction(
        tr("Copy Address"), [page] { QGuiApplication::clipboard()->setText(page.toString(QUrl::FullyEncoded)); }, true);
    dialog->addAction(tr("Cancel"), [this, account] { cancel(account); });
    dialog->onDismissed([this, account] { cancel(account); });
    open->dialog = dialog;
    dialog->show();
    complete(account, {});
}

void SignInController::complete(AccountId account, const QString &redirected)
{
    whenDone(m_session.finishSignIn(account, redirected), this,
        [this, account](const Result<void> &result) { finish(account, result); });
}

void SignInController::finish(AccountId account, const Result<void> &result)
{
    const auto open = attempt(account);
    if (!open)
        return; // canceled
    if (open->dialog)
        open->dialog->deleteLater();
    if (!result && result.error().kind != ErrorKind::Keychain) {
        fail(account, result.error());
        return;
    }
    if (!result) {
        offerThisRunOnly(account, result.error());
        return;
    }
    m_attempts.remove(account);
    emit signedIn(account);
}

void SignInController::fail(AccountId account, const Error &error)
{
    const auto open = attempt(account);
    if (error.kind == ErrorKind::Canceled) {
        giveUp(account);
        return;
    }
    auto *dialog = new CalmDialog(u"circle-alert"_s, describe(error), open->window);
    open->dialog = dialog;
    dialog->addAction(tr("Try Again"), [this, account, open] { begin(account, open); });
    if (open->fromForm && open->added) {
        dialog->addAction(tr("Change Details…"), [this, account, open] {
            open->added->id = {};
            const auto window = open->window;
            const auto details = *open->added;
            m_attempts.remove(account);
            whenDone(m_session.removeAccount(account, true), this,
                [this, window, details](const Result<void> &) { askForOpenApi(window, details); });
        });
    }
    dialog->addAction(tr("Cancel"), [this, account] { giveUp(account); });
    dialog->onDismissed([this, account] { giveUp(account); });
    dialog->show();
}

/// The sign-in has worked already: the mail comes in while this is being read.
void SignInController::offerThisRunOnly(AccountId account, const Error &error)
{
    const auto open = attempt(account);
    open->added.reset();
    const auto stay = [this, account] {
        m_attempts.remove(account);
        emit signedIn(account);
    };
    auto words = describe(error);
    words.advice += u'\n'
        + tr("You are signed in, but only until Qingniao is closed: nothing of it may be stored outside the keychain.");
    auto *dialog = new CalmDialog(u"key"_s, words, open->window);
    open->dialog = dialog;
    dialog->addAction(tr("Stay Signed In for This Run Only"), stay);
    dialog->addAction(tr("Retry"), [this, account, open] { begin(account, open); });
    dialog->onDismissed(stay);
    dialog->show();
}

void SignInController::cancel(AccountId account)
{
    if (!attempt(account))
        return;
    m_session.cancelSignIn(account);
    giveUp(account);
}

void SignInController::giveUp(AccountId account)
{
    const auto open = m_attempts.take(account);
    if (!open)
        return;
    if (open->dialog)
        open->dialog->deleteLater();
    if (open->added)
        whenDone(m_session.removeAccount(account, true), this, [this](const Result<void> &) { emit gaveUp(); });
    else
        emit gaveUp();
}

} // namespace qn::widgets
