// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/signinflow.h"

using namespace Qt::StringLiterals;

namespace qn::session {

Result<SignInTicket> SignInFlow::begin(const Account &account, backend::RedirectMode mode)
{
    cancel(account.id);
    auto attempt = std::make_shared<Attempt>();
    attempt->signIn = m_services.makeSignIn(account);
    if (!attempt->signIn)
        return fail(ErrorKind::Unsupported, u"this account needs no sign-in"_s);
    const Result<backend::SignInRequest> request = attempt->signIn->begin(mode);
    if (!request)
        return fail(request.error());
    m_attempts.insert(account.id, attempt);
    return SignInTicket{account.id, *request};
}

backend::Task<void> SignInFlow::finish(AccountId account, QString redirectedOrCode)
{
    const std::shared_ptr<Attempt> attempt = m_attempts.value(account);
    if (!attempt)
        co_return Result<void>(fail(ErrorKind::Conflict, u"no sign-in is under way"_s));
    Result<void> result;
    if (redirectedOrCode.isEmpty()) {
        Result<QUrl> redirected = co_await attempt->signIn->redirected();
        if (redirected)
            redirectedOrCode = redirected->toString(QUrl::FullyEncoded);
        else
            result = fail(redirected.error());
    }
    if (result && !attempt->canceled) {
        Result<void> completed = co_await attempt->signIn->complete(redirectedOrCode);
        result = completed;
    }
    if (m_attempts.value(account) == attempt)
        m_attempts.remove(account);
    if (attempt->canceled)
        co_return Result<void>(fail(ErrorKind::Canceled, u"the sign-in was canceled"_s));
    co_return Result<void>(result);
}

void SignInFlow::cancel(AccountId account)
{
    if (const std::shared_ptr<Attempt> attempt = m_attempts.take(account)) {
        attempt->canceled = true;
        attempt->signIn->abort();
    }
}

void SignInFlow::cancelAll()
{
    const QList<AccountId> accounts = m_attempts.keys();
    for (const AccountId account : accounts)
        cancel(account);
}

} // namespace qn::session
