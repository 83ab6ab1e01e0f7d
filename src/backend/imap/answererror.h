// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"
#include "core/error.h"

namespace qn::imap {

/// A server's own words: UTF-8, else GB18030 (QQ). Without controls, at most 300 characters.
QString serverWords(const QByteArray &text);

/// The error that a tagged NO or BAD means (response codes of RFC 5530). Success of OK must not come here.
Error errorOf(const Response &status);

/// The same for the answer to a login.
Error loginError(const Response &status);

} // namespace qn::imap
