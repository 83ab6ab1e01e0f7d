// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace qn {

/// A 16-letter authorization code as QQ Mail makes them, found in text such as the clipboard's; empty: there is none.
QString authorizationCodeIn(const QString &text);

} // namespace qn
