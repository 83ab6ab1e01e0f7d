// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"

#include <chrono>

namespace qn::session {

class Engine;

/// Session::settle().
backend::Task<void> settle(Engine *engine, std::chrono::milliseconds longest);

} // namespace qn::session
