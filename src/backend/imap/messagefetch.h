// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/commandtext.h"
#include "backend/imap/connection.h"

#include <optional>

namespace qn::imap {

Error messageIsGone();
/// The server knows what it was asked for, and does not do it.
bool isRefusal(const Error &error);
CommandText fetchCommand(const QByteArray &set, const QByteArray &items); ///< `UID FETCH`
/// What the answers about a message say under that name of a section; nullopt where nothing came.
std::optional<QByteArray> sectionIn(const Answer &answer, quint32 uid, const QByteArray &name);

} // namespace qn::imap
