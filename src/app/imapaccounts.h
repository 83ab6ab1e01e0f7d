// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/clock.h"

#include <map>
#include <memory>

namespace qn::auth {
class SecretStore;
}

namespace qn::app {

/// What accounts of kind Imap need: password or tokens, IMAP, SMTP and CardDAV. Part of Services; used on the engine thread.
class ImapAccounts final
{
    Q_DISABLE_COPY_MOVE(ImapAccounts)

public:
    ImapAccounts(auth::SecretStore &secrets, const Clock &clock) : m_secrets(secrets), m_clock(clock) { }

    /// `key` names the account in the keychain.
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &account, const QString &key);
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &account, const QString &key);
    backend::Task<void> forget(Account account, QString key);
    /// As AccountServices::suggest().
    backend::Task<Account> suggest(QString address, bool askDomain);

private:
    struct Parts;
    std::shared_ptr<Parts> partsOf(const Account &account, const QString &key);

    auth::SecretStore &m_secrets;
    const Clock &m_clock;
    std::map<AccountId, std::weak_ptr<Parts>> m_parts; ///< alive while a backend or a sign-in uses them
};

} // namespace qn::app
