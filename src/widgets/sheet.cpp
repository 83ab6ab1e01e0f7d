// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sheet.h"

#include "widgets/stylepaint.h"

namespace qn::widgets {

void Sheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens tokens = Tokens::of(palette());
    paint::box(painter, rect(), Tokens::radius + 2, tokens.raised, tokens.border);
}

} // namespace qn::widgets
