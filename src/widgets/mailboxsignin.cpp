// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailboxsignin.h"

#include "core/whendone.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::widgets {

MailboxSignIn::MailboxSignIn(session::Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
}

void MailboxSignIn::start(const Account &account, const QString &secret)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_isCanceled = false;
    m_account = account;
    m_before.reset();
    m_secret = secret;
    m_isNew = !account.id.isValid();
    if (m_isNew) {
        whenDone(m_session.addAccount(account, {}), this, [this](const Result<AccountId> &id) {
            if (!id)
                return end(id.error());
            m_account.id = *id;
            begin();
        });
        return;
    }
    const QList<Account> accounts = m_session.accounts();
    const auto known = std::find_if(accounts.begin(), accounts.end(), [&](const Account &one) { return one.id == account.id; });
    if (known == accounts.end() || known->settings == account.settings)
        return begin();
    m_before = *known;
    whenDone(m_session.updateAccount(account), this,
        [this](const Result<void> &updated) { updated ? begin() : end(updated.error()); });
}

void MailboxSignIn::begin()
{
    if (wasCanceled())
        return;
    whenDone(m_session.beginSignIn(m_account.id, backend::RedirectMode::Captured), this,
        [this](const Result<session::SignInTicket> &ticket) {
            if (!ticket)
                return takeBack(ticket.error());
            if (wasCanceled())
                return;
            whenDone(m_session.finishSignIn(m_account.id, std::exchange(m_secret, {})), this,
                [this](const Result<void> &result) { finish(result); });
        });
}

bool MailboxSignIn::wasCanceled()
{
    if (m_isCanceled)
        takeBack({ErrorKind::Canceled, u"canceled"_s, ErrorReason::None, 0, {}});
    return m_isCanceled;
}

void MailboxSignIn::finish(const Result<void> &result)
{
    const bool isKeychain = !result && result.error().kind == ErrorKind::Keychain;
    if (!result && !isKeychain)
        return takeBack(result.error());
    m_isRunning = false;
    emit succeeded(m_account.id, isKeychain ? std::optional(result.error()) : std::nullopt);
}

void MailboxSignIn::takeBack(const Error &error)
{
    if (m_isNew)
        whenDone(m_session.removeAccount(m_account.id, true), this, [this, error](const Result<void> &) { end(error); });
    else if (m_before)
        whenDone(m_session.updateAccount(*m_before), this, [this, error](const Result<void> &) { end(error); });
    else
        end(error);
}

void MailboxSignIn::end(const Error &error)
{
    m_secret.clear();
    m_isRunning = false;
    emit failed(error);
}

void MailboxSignIn::cancel()
{
    if (!m_isRunning)
        return;
    m_isCanceled = true;
    if (m_account.id.isValid())
        m_session.cancelSignIn(m_account.id);
}

} // namespace qn::widgets
