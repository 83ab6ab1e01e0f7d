// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"
#include "core/message.h"

#include <optional>

namespace qn::imap {

/// ENVELOPE (RFC 9051 7.5.2) as far as it can be read; nullopt where nothing in it can. QQ leaves fields out, turns text into GBK, ends hosts in
/// an escaped quote and makes up display names out of addresses.
std::optional<MessageHeader> readEnvelope(const Value &envelope);

} // namespace qn::imap
