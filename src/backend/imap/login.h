// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "backend/imap/commandtext.h"
#include "core/result.h"

#include <QSet>

namespace qn::imap {

/// The commands that may log in with these credentials at a server that offers `capabilities`, the best first; a later one is for a
/// server that answers BAD to an earlier one. RFC 4616 PLAIN, XOAUTH2, LOGIN; RFC 4959 initial responses. All are marked secret.
/// Errors: Unsupported (none fits), Tls (LOGINDISABLED: the line is not safe).
Result<QList<CommandText>> loginCommands(const auth::Credentials &credentials, const QSet<QByteArray> &capabilities);

} // namespace qn::imap
