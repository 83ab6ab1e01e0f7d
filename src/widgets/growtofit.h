// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace qn::widgets {

/// Makes a window as high as its contents need at its width: a small dialog must not squeeze its fields when something
/// comes to them. Qt's own minimum does not count the lines of wrapped text.
void growToFit(QWidget &window);

} // namespace qn::widgets
