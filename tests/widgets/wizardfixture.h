// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/imapaccounts.h"
#include "session/session.h"
#include "sessionfixture.h"
#include "support/memorysecrets.h"

#include <QJsonObject>

namespace qn::test {

inline QJsonObject endpoint(const QString &host, int port, const QString &tls)
{
    return {{QStringLiteral("host"), host}, {QStringLiteral("port"), port}, {QStringLiteral("tls"), tls}};
}

/// The program's own IMAP accounts with a keychain that forgets; addresses of `known` domains have the servers that the test gives them.
class WizardServices final : public backend::AccountServices
{
public:
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &account) override
    {
        return m_accounts.makeBackend(account, QString::number(account.id.value()));
    }
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &account) override
    {
        return m_accounts.makeSignIn(account, QString::number(account.id.value()));
    }
    backend::Task<void> storeSecret(Account, QString, QByteArray) override { co_return Result<void>(); }
    backend::Task<void> forget(Account account) override { return m_accounts.forget(account, QString::number(account.id.value())); }
    backend::Task<Account> suggest(QString address, bool askDomain) override
    {
        const auto found = known.constFind(address.section(QLatin1Char('@'), -1));
        if (found == known.constEnd()) {
            Q_UNUSED(askDomain) // no network here
            Result<Account> preset = co_await m_accounts.suggest(address, false);
            co_return preset;
        }
        Account account;
        account.kind = AccountKind::Imap;
        account.email = account.name = address;
        account.settings = *found;
        co_return Result<Account>(account);
    }

    QHash<QString, QJsonObject> known; ///< set before the session begins

private:
    MemorySecrets m_secrets;
    SystemClock m_clock;
    app::ImapAccounts m_accounts{m_secrets, m_clock};
};

/// A session without accounts.
class WizardFixture final
{
public:
    explicit WizardFixture(const QHash<QString, QJsonObject> &known)
    {
        services.known = known;
        session::Session::Options options;
        options.dataDir = m_dir.path();
        m_session = std::make_unique<session::Session>(options, services, m_clock);
        if (const auto opened = waitFor(m_session->open()); !opened)
            qFatal("the session does not open: %s", qPrintable(opened.error().detail));
    }
    session::Session &session() { return *m_session; }

    WizardServices services;

private:
    QTemporaryDir m_dir;
    SystemClock m_clock;
    std::unique_ptr<session::Session> m_session;
};

} // namespace qn::test
