// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/mailboxsignin.h"
#include "widgets/mailservice.h"
#include "widgets/webviewplugin.h"

#include <QDialog>

#include <functional>

class QStackedWidget;

namespace qn::widgets {

class AddressPage;
class MailboxPage;
class MailServersPage;
class SignInHelp;

/// Adds a mailbox: the address, from which the service is known or found; then its code or password beside a guide; and where that
/// fails, what to look at. Not modal. Deletes itself when it is closed, but not before a sign-in under way has been taken back.
class AccountWizard final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AccountWizard)

public:
    /// Null: there is no Qt WebEngine.
    using PluginSource = std::function<WebViewPlugin *()>;
    AccountWizard(session::Session &session, PluginSource plugin, QWidget *parent = nullptr);
    ~AccountWizard() override;
    /// An account that exists wants a new password: only that is asked for.
    void askAgain(const Account &account);
    AccountId known() const { return m_account.id; } ///< invalid while a new one is added

public slots:
    void reject() override;

signals:
    void signedIn(qn::AccountId account);
    void openApiChosen();
    void sampleChosen();
    /// The service wants its own page in the browser.
    void browserWanted(const qn::Account &account);

private:
    void build();
    void connectPages();
    void recognise();
    void search();
    void found(const Account &account);
    void take(const Account &account);
    static QString unknownHint(const QString &address);
    void setUpByHand(const QString &hint);
    void chooseQQ();
    void useServers();
    void addressChanged();
    void presentMailbox();
    void signIn();
    void succeed(AccountId account, const std::optional<Error> &keychain);
    void fail(const Error &error);
    void showTrouble(const Error &error);
    void trustCertificate();
    bool isThereAlready();
    void setPage(QWidget *page);

    session::Session &m_session;
    Account m_account; ///< as it would be added
    std::optional<Error> m_refused; ///< the last failure
    MailboxSignIn m_signIn;
    int m_question = 0; ///< counts searches: answers to old ones are dropped
    bool m_isByHand = false; ///< the servers: they stay whatever the address is
    bool m_isSearching = false; ///< for the servers of an address entered on the form
    bool m_wantsSignIn = false; ///< as soon as they are found
    bool m_isClosing = false;
    QStackedWidget *m_pages;
    AddressPage *m_addressPage;
    MailServersPage *m_serversPage;
    QWidget *m_twoColumns;
    MailboxPage *m_mailbox;
    SignInHelp *m_help;
};

} // namespace qn::widgets
