// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QHash>
#include <QMutex>

namespace qn::session {

/// The accounts and their states as last announced: written on the engine thread, read on any.
class StateMirror final
{
    Q_DISABLE_COPY_MOVE(StateMirror)

public:
    StateMirror() = default;
    QList<Account> accounts() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_accounts;
    }
    AccountStatus status(AccountId account) const
    {
        const QMutexLocker lock(&m_mutex);
        return m_statuses.value(account);
    }
    void setAccounts(const QList<Account> &accounts)
    {
        const QMutexLocker lock(&m_mutex);
        m_accounts = accounts;
    }
    void setStatus(const AccountStatus &status)
    {
        const QMutexLocker lock(&m_mutex);
        m_statuses.insert(status.account, status);
    }

private:
    mutable QMutex m_mutex;
    QList<Account> m_accounts;
    QHash<AccountId, AccountStatus> m_statuses;
};

} // namespace qn::session
