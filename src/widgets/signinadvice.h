// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/mailbox.h"

#include <QStringList>

namespace qn::widgets {

/// Why a sign-in failed, and what to look at, in the order of what it most often is.
struct SignInAdvice
{
    QString title;
    QString lead; ///< one sentence; may be empty
    QStringList checks;
    QString serverWords; ///< what the server itself said, where it helps; may be empty
    bool operator==(const SignInAdvice &) const = default;
};

/// `secret` is only looked at for its form and appears nowhere.
SignInAdvice signInAdvice(const Error &error, const Account &account, const QString &secret);

/// "imap.qq.com:993" of the server that the error is about.
QString serverOf(const Error &error, const Account &account);

} // namespace qn::widgets
