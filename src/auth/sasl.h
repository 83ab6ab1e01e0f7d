// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"

namespace qn::auth {

/// Initial responses of SASL mechanisms, before base64. They hold the secret.

/// RFC 4616
inline QByteArray saslPlain(const Credentials &credentials)
{
    return QByteArray(1, '\0') + credentials.user.toUtf8() + '\0' + credentials.secret.reveal();
}

/// XOAUTH2, as Google documents it.
inline QByteArray saslXOAuth2(const Credentials &credentials)
{
    return "user=" + credentials.user.toUtf8() + "\1auth=Bearer " + credentials.secret.reveal() + "\1\1";
}

} // namespace qn::auth
