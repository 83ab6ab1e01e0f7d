// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/clock.h"
#include "session/session.h"

#include <memory>

namespace qn::app {

/// The services of the plugin, which the first call loads: on the engine thread, so that the window goes on answering.
class LazyServices final : public backend::AccountServices
{
    Q_DISABLE_COPY_MOVE(LazyServices)

public:
    LazyServices(QString dataDir, const Clock &clock);
    ~LazyServices() override;

    std::unique_ptr<backend::MailBackend> makeBackend(const Account &account) override;
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &account) override;
    backend::Task<void> storeSecret(Account account, QString name, QByteArray value) override;
    backend::Task<void> forget(Account account) override;
    backend::Task<Account> suggest(QString address, bool askDomain) override;
    void watchNetwork(QObject *context, std::function<void(bool isOnline, bool isMetered)> told) override;

    static session::Session::Options sessionOptions(const QString &dataDir);

private:
    backend::AccountServices *services();

    const QString m_dataDir;
    const Clock &m_clock;
    std::unique_ptr<backend::AccountServices> m_services;
};

} // namespace qn::app
