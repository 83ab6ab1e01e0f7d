// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/certificate.h"
#include "models/accountmodel.h"
#include "session/session.h"

#include <QDialog>

namespace Ui {
class AccountSettingsDialog;
}

namespace qn::widgets {

class ApplicationsPage;
class AvatarLabel;
class EmptyStateWidget;
class TrustedCertificates;

/// The accounts: how each of them is, its name, signing in again, the certificates it trusts, removing and adding; and the applications that may use them. The session must be open.
class AccountSettingsDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AccountSettingsDialog)

public:
    explicit AccountSettingsDialog(session::Session &session, QWidget *parent = nullptr);
    ~AccountSettingsDialog() override;
    void choose(AccountId account);
    void showApplications(bool shown);

public slots:
    void removeCurrent(); ///< asks in place, twice where unsent mail would be lost

signals:
    void addRequested();
    void signInRequested(qn::AccountId account);

protected:
    bool event(QEvent *event) override;

private:
    void setUpWords();
    void connectParts();
    std::optional<Account> current() const;
    void keepSelection();
    void showChosen();
    void showCurrent();
    void showStatus();
    void askAmount();
    void rename();
    void askToWithdraw(const TrustedServer &server);
    void withdraw(AccountId account, const TrustedServer &server);
    void keepAll(bool all);
    void remove(AccountId account, bool evenUnsent);
    void finishRemove(AccountId account, const Result<void> &result);

    session::Session &m_session;
    std::unique_ptr<Ui::AccountSettingsDialog> m_ui;
    models::AccountModel m_model;
    AvatarLabel *m_avatar;
    EmptyStateWidget *m_nothing;
    TrustedCertificates *m_trusted;
    ApplicationsPage *m_applications;
    AccountId m_shown;
    std::optional<Error> m_told; ///< the account's own trouble that the notice speaks of
};

} // namespace qn::widgets
