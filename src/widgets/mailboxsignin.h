// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>

namespace qn::widgets {

/// Signs in to one mailbox with a password or code: adds the account, tries it, and takes it back where that fails. One attempt at a time.
class MailboxSignIn final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MailboxSignIn)

public:
    explicit MailboxSignIn(session::Session &session, QObject *parent = nullptr);

    bool isRunning() const { return m_isRunning; }
    /// An account with an id exists already: it gets these settings, and its old ones again where the sign-in fails.
    void start(const Account &account, const QString &secret);
    void cancel(); ///< ends with failed(), of kind Canceled

signals:
    /// `keychain`: the secret is held for this run only.
    void succeeded(qn::AccountId account, const std::optional<qn::Error> &keychain);
    void failed(const qn::Error &error); ///< nothing was left behind

private:
    void begin();
    void finish(const Result<void> &result);
    void takeBack(const Error &error);
    void end(const Error &error);
    bool wasCanceled();

    session::Session &m_session;
    Account m_account;
    std::optional<Account> m_before; ///< an existing account as it was
    QString m_secret;
    bool m_isNew = false;
    bool m_isRunning = false;
    bool m_isCanceled = false;
};

} // namespace qn::widgets
