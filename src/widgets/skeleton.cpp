// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/skeleton.h"

#include "widgets/theme.h"

#include <QPainter>

namespace qn::widgets {

Skeleton::Skeleton(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(200);
    setAccessibleName(tr("Loading"));
}

void Skeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Tokens::of(palette()).hover);
    int y = 4;
    for (const double part : {0.92, 0.98, 0.85, 0.0, 0.95, 0.6}) {
        if (part > 0)
            painter.drawRoundedRect(QRectF(0, y, width() * part, 11), 5.5, 5.5);
        y += 27;
    }
}

} // namespace qn::widgets
