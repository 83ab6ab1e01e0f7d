// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace qn::widgets {

/// A plain ground in one of the three steps of neutral, following the theme. The dynamic property "ground" says which:
/// "panel", "raised" or (without) the window's own.
class Pane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Pane)

public:
    explicit Pane(QWidget *parent = nullptr) : QWidget(parent)
    {
        setAttribute(Qt::WA_OpaquePaintEvent); // what is behind it need not be painted
    }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace qn::widgets
