// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/smtp/reply.h"
#include "backend/smtp/smtpclient.h"

namespace qn::smtp {

/// Of the answer to EHLO. Knows the old `AUTH=LOGIN` as well.
Extensions parseExtensions(const Reply &reply);

} // namespace qn::smtp
