// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/webviewplugin.h"

#include <QHash>
#include <QPointer>

#include <functional>

namespace qn::widgets {

class AccountWizard;

/// Takes the user through signing in: the wizard where a password or code is wanted; a dialog with the authorization page, or the
/// system browser and a small window that waits. One attempt per account at a time; asking again raises the one that is open. Nothing it opens is modal
/// to other windows.
class SignInController final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignInController)

public:
    /// Loads the plugin when first needed; null where there is none: then the system browser is used.
    using PluginSource = std::function<WebViewPlugin *()>;
    SignInController(session::Session &session, PluginSource plugin, QObject *parent = nullptr);
    ~SignInController() override;

    bool isSigningIn(AccountId account) const { return m_attempts.contains(account); }

public slots:
    /// Opens the wizard that adds a mailbox. `openApi`: what is known of an Open API account, should the user want one.
    void askForAccount(QWidget *window, const qn::Account &openApi = {});
    /// Asks for the details of an Open API account, adds it and signs in. Where that fails the details come back with
    /// the reason.
    void askForOpenApi(QWidget *window, const qn::Account &prefilled = {});
    /// Adds the account (for example the sample mailbox) and signs in. Where the user gives up, it is removed again.
    void addAccount(const qn::Account &account, const QByteArray &clientSecret, QWidget *window);
    /// Signs in to an account that exists.
    void signIn(qn::AccountId account, QWidget *window);
    void cancel(qn::AccountId account);

signals:
    void signedIn(qn::AccountId account);
    void gaveUp(); ///< the user canceled; nothing was left behind
    void sampleRequested(); ///< the user wants the sample mailbox instead

private:
    struct Attempt;
    void signInWithBrowser(AccountId account, QWidget *window);
    AccountWizard *openWizard(QWidget *window, const Account &openApi);
    void begin(AccountId account, std::shared_ptr<Attempt> attempt);
    void showPage(AccountId account, const session::SignInTicket &ticket);
    void showWaiting(AccountId account, const session::SignInTicket &ticket);
    void complete(AccountId account, const QString &redirected);
    void finish(AccountId account, const Result<void> &result);
    void fail(AccountId account, const Error &error);
    void offerThisRunOnly(AccountId account, const Error &error);
    void giveUp(AccountId account);
    backend::RedirectMode modeFor(AccountId account) const;
    std::shared_ptr<Attempt> attempt(AccountId account) const { return m_attempts.value(account); }

    session::Session &m_session;
    PluginSource m_plugin;
    QHash<AccountId, std::shared_ptr<Attempt>> m_attempts;
    QList<QPointer<AccountWizard>> m_wizards;
};

} // namespace qn::widgets
