// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/smtp/reply.h"

namespace qn::smtp {

/// What a refusal answers.
enum class Stage { Greeting, Login, Sender, Recipient, Data };

/// A refusal as an error with a reason of its own where the code, the enhanced code (RFC 3463) or the words of known
/// servers tell one.
Error refusalError(Stage stage, const Reply &reply);

} // namespace qn::smtp
