// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QHash>

#include <memory>

namespace qn::session {

/// The sign-ins that wait for the user, at most one for each account. Lives on the engine thread.
class SignInFlow final
{
    Q_DISABLE_COPY_MOVE(SignInFlow)

public:
    explicit SignInFlow(backend::AccountServices &services)
        : m_services(services)
    {
    }
    /// Cancels an earlier one of the account.
    Result<SignInTicket> begin(const Account &account, backend::RedirectMode mode);
    /// Errors: Conflict where none was begun, Canceled, those of SignIn::complete().
    backend::Task<void> finish(AccountId account, QString redirectedOrCode);
    void cancel(AccountId account);
    void cancelAll();

private:
    /// Shared with the coroutine that waits, so that it is never destroyed under it.
    struct Attempt
    {
        std::unique_ptr<backend::SignIn> signIn;
        bool canceled = false;
    };
    backend::AccountServices &m_services;
    QHash<AccountId, std::shared_ptr<Attempt>> m_attempts;
};

} // namespace qn::session
