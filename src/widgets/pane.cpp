// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pane.h"

#include "widgets/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace qn::widgets {

void Pane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens t = Tokens::of(palette());
    const QString ground = property("ground").toString();
    painter.fillRect(rect(), ground == u"panel"_s ? t.panel : ground == u"raised"_s ? t.raised : t.surface);
}

} // namespace qn::widgets
