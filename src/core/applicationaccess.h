// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QDateTime>
#include <QFlags>
#include <QString>

namespace qn {

/// What an application may do with a mailbox: the scopes (RFC 6749 3.3) of the Open API.
enum class AccessScope : quint32 {
    ReadMail = 1,
    SendMail = 2,
    ReadContacts = 4,
    ChangeMail = 8, ///< marks, moves, deletions, drafts
    ChangeContacts = 16,
};
Q_DECLARE_FLAGS(AccessScopes, AccessScope)
Q_DECLARE_OPERATORS_FOR_FLAGS(AccessScopes)

/// All that the article's calls need: what an application gets that names no scope.
inline constexpr AccessScopes baselineAccess{AccessScope::ReadMail | AccessScope::SendMail | AccessScope::ReadContacts};
inline constexpr AccessScopes everyAccess{baselineAccess | AccessScope::ChangeMail | AccessScope::ChangeContacts};

/// As they travel: "mail.read mail.send contacts.read mail.change contacts.change".
QString scopeWords(AccessScopes scopes);
/// Words that nobody knows are passed over (RFC 6749 3.3 lets a server do so).
AccessScopes scopesFrom(const QString &words);

/// An application of the user's that may use a mailbox through `qingniaoctl serve`.
struct ApplicationAccess
{
    QString clientId;
    QString name;
    AccountId account; ///< whose mailbox
    AccessScopes scopes;
    QDateTime granted; ///< UTC; when the user agreed last
    QDateTime lastUsed; ///< UTC, some minutes at fault
    bool operator==(const ApplicationAccess &) const = default;
};

} // namespace qn
