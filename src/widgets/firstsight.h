// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/firstlook.h"
#include "widgets/paintedrows.h"

#include <memory>
#include <optional>

namespace qn::widgets {

/// What was got ready for a main window before it is made. All of it may be missing.
struct FirstSight
{
    std::optional<models::FirstLook> look;
    std::shared_ptr<PaintedRows> rows; ///< of that look's newest mail
};

} // namespace qn::widgets
