// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/mailservice.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace qn::widgets {

class InlineNotice;
class SecretField;

/// The wizard's form: the address and what opens the mailbox. While it is visible it watches the clipboard for a code.
class MailboxPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MailboxPage)

public:
    explicit MailboxPage(QWidget *parent = nullptr);
    /// `account` as it is suggested so far. `isKnown`: it exists, only the secret is asked for.
    void present(const Account &account, bool isKnown);
    QString address() const;
    QString secret() const;
    QString clientId() const; ///< typed for a service that wants the browser
    void setBusy(bool busy);
    void complainAboutAddress();
    void complainAboutSecret();
    InlineNotice &notice() { return *m_notice; }
    void focusFirstEmpty();
    void selectSecret(); ///< after a refusal: what comes next replaces it

signals:
    void signInRequested();
    void cancelRequested();
    void backRequested();
    void serversRequested();
    void addressEdited();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void addField(QLabel *label, QWidget *field);
    void lookAtClipboard();
    void useClipboard();
    void complain(QLineEdit *field, const QString &title, const QString &advice);
    void showServers();

    Account m_account;
    MailService m_service;
    bool m_isBusy = false;
    QPushButton *m_back;
    QLabel *m_title, *m_hint;
    QLabel *m_addressLabel, *m_secretLabel, *m_clientIdLabel;
    QLineEdit *m_address;
    SecretField *m_secret;
    QLineEdit *m_clientId;
    QPushButton *m_paste;
    QLabel *m_pasteHint;
    QPushButton *m_signIn;
    QProgressBar *m_progress;
    QLabel *m_working;
    QPushButton *m_cancel;
    InlineNotice *m_notice;
    QLabel *m_servers;
    QPushButton *m_change;
};

} // namespace qn::widgets
