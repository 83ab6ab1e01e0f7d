// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

namespace qn {

inline constexpr auto keptMailKey = QLatin1StringView("keptMail"); ///< in Account::settings

/// Whether the user wants all mail of an account on this computer, not only recent mail.
inline bool keepsAllMail(const Account &account)
{
    return account.settings.value(keptMailKey).toString() == QLatin1StringView("all");
}

inline void setKeepsAllMail(Account &account, bool all)
{
    account.settings.insert(keptMailKey, all ? QStringLiteral("all") : QStringLiteral("recent"));
}

} // namespace qn
