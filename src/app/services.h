// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/clock.h"

#include <QMutex>

#include <map>
#include <memory>

namespace qn::auth {
class Authenticator;
class SecretStore;
}
namespace qn::net {
class HttpClient;
}

namespace qn::app {

class SampleServer;

/// The composition root's AccountServices: backends of the Open API over HTTP, tokens in the OS keychain. Constructed on
/// the interface thread; everything else runs on the engine thread, which also destroys what it made there.
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

    /// Settings of an account for the built-in server's sample mailbox.
    static Account sampleAccount();

private:
    struct Connection;
    std::shared_ptr<Connection> connectionOf(const Account &account);
    QUrl baseUrlOf(const Account &account);
    QString keyOf(const Account &account) const;
    auth::SecretStore &secrets();

    QString m_dataDir;
    const Clock &m_clock;
    std::unique_ptr<auth::SecretStore> m_secrets;
    std::unique_ptr<SampleServer> m_sample; ///< started when the first sample account asks for it
    std::map<qint64, std::shared_ptr<Connection>> m_connections;
};

} // namespace qn::app
