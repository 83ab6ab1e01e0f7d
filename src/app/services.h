// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/clock.h"
#include "session/session.h"

#include <map>
#include <memory>

namespace qn::auth {
class RunOnlyStore;
class SecretStore;
struct OAuthSettings;
}

namespace qn::net {
class Connectivity;
}

namespace qn::app {

class ImapAccounts;
class SampleServer;

/// The composition root's AccountServices: the Open API over HTTP, IMAP with SMTP, tokens and passwords in the OS keychain, which
/// needs the event loop of the main thread. Used on the engine thread, on which all that it makes lives and ends; ends after that thread.
class Services final : public backend::AccountServices
{
    Q_DISABLE_COPY_MOVE(Services)

public:
    Services(QString dataDir, const Clock &clock);
    ~Services() override;

    std::unique_ptr<backend::MailBackend> makeBackend(const Account &account) override;
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &account) override;
    backend::Task<void> storeSecret(Account account, QString name, QByteArray value) override;
    backend::Task<void> forget(Account account) override;
    backend::Task<Account> suggest(QString address, bool askDomain) override;
    void watchNetwork(QObject *context, std::function<void(bool isOnline, bool isMetered)> told) override;

    /// How every program opens the mailbox of `dataDir`.
    static session::Session::Options sessionOptions(const QString &dataDir);

private:
    struct Connection;
    std::shared_ptr<Connection> connectionOf(const Account &account);
    auth::OAuthSettings oauthSettings(const Account &account);
    QUrl baseUrlOf(const Account &account);
    QString keyOf(const Account &account) const;

    const QString m_dataDir;
    const Clock &m_clock;
    const std::unique_ptr<auth::SecretStore> m_keychain;
    const std::unique_ptr<auth::RunOnlyStore> m_secrets;
    const std::unique_ptr<ImapAccounts> m_imap;
    const std::unique_ptr<SampleServer> m_sample; ///< runs from the first use of a sample account on
    std::unique_ptr<net::Connectivity> m_connectivity; ///< on the main thread once it watches
    std::map<AccountId, std::weak_ptr<Connection>> m_connections; ///< alive while a backend or a sign-in uses them
};

} // namespace qn::app
