// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/clock.h"
#include "session/session.h"

#include <map>
#include <memory>

namespace qn::auth {
class SecretStore;
struct OAuthSettings;
}

namespace qn::app {

class SampleServer;

/// The composition root's AccountServices: the Open API over HTTP, tokens in the OS keychain. Made on the main thread, whose
/// event loop the keychain needs; used on the engine thread, on which all that it makes lives and ends.
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

    /// How every program opens the mailbox of `dataDir`.
    static session::Session::Options sessionOptions(const QString &dataDir);
    /// The account of the built-in server's sample mailbox, to be added.
    static Account sampleAccount();

private:
    struct Connection;
    std::shared_ptr<Connection> connectionOf(const Account &account);
    auth::OAuthSettings oauthSettings(const Account &account);
    QUrl baseUrlOf(const Account &account);
    QString keyOf(const Account &account) const;

    const QString m_dataDir;
    const Clock &m_clock;
    const std::unique_ptr<auth::SecretStore> m_secrets;
    const std::unique_ptr<SampleServer> m_sample; ///< runs from the first use of a sample account on
    std::map<AccountId, std::weak_ptr<Connection>> m_connections; ///< alive while a backend or a sign-in uses them
};

} // namespace qn::app
