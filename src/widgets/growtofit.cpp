// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/growtofit.h"

#include <QLayout>
#include <QWidget>

namespace qn::widgets {

void growToFit(QWidget &window)
{
    QLayout *layout = window.layout();
    if (!layout || window.isMaximized() || window.isFullScreen())
        return;
    layout->activate();
    const int needed =
        layout->hasHeightForWidth() ? layout->minimumHeightForWidth(window.width()) : layout->totalMinimumSize().height();
    if (needed > window.height())
        window.resize(window.width(), needed);
}

} // namespace qn::widgets
