// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"

namespace qn::session {

/// What the user does with accounts. Engine thread; see Session for each command.
class AccountCommands final
{
    Q_DISABLE_COPY_MOVE(AccountCommands)

public:
    explicit AccountCommands(Engine &engine)
        : m_engine(engine)
    {
    }
    backend::Task<AccountId> add(Account account, QByteArray clientSecret);
    /// The account "On this computer" with its standard folders.
    Result<AccountId> addLocal();
    backend::Task<void> remove(AccountId id, bool evenUnsent);
    backend::Task<void> update(Account account);
    backend::Task<SignInTicket> beginSignIn(AccountId id, backend::RedirectMode mode);
    backend::Task<void> finishSignIn(AccountId id, QString redirectedOrCode);
    backend::Task<void> sync(AccountId id);
    backend::Task<void> allCopied(AccountId id);
    Result<QList<ApplicationAccess>> applications();
    Result<void> revokeApplication(const QString &clientId);

private:
    Result<void> write(const std::function<Result<void>(store::Transaction &)> &work);
    bool hasUnsent(AccountId id);
    backend::Task<void> syncAll();
    Result<void> endAccess(AccountId id);

    Engine &m_engine;
};

} // namespace qn::session
