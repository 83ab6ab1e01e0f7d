// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QPainter>
#include <QWidget>

namespace qn::widgets {

/// A row of a form with a hairline under it.
class HairlineRow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HairlineRow)

public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(0, height() - 1, width(), 1), Tokens::of(palette()).border);
    }
};

} // namespace qn::widgets
