// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace qn::widgets {

/// How every control of the program looks, on top of Fusion. Colours and distances come from Tokens::of(palette), so a change
/// of palette is a change of theme. Dynamic properties of widgets that it knows:
/// - "primary" (bool) on a QPushButton: the one accented button of a window; default buttons of dialogs are primary by themselves
/// - "danger" (bool) on a QPushButton: red
/// - "quiet" (bool) on a QPushButton: no frame until the mouse is over it; on a line edit: no frame at all
/// - "flush" (int, set before it is shown) on a quiet QPushButton: in a layout its icon and words align with what stands above and
///   below, and the ground under the mouse reaches beyond. So many pixels of the icon are empty at the left
/// - "leading" (bool) on a QPushButton: icon and words at the left instead of in the middle
class QingniaoStyle final : public QProxyStyle
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QingniaoStyle)

public:
    QingniaoStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
        const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
        const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
        const QWidget *widget = nullptr) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget = nullptr) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
        const QWidget *widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
        const QWidget *widget = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr, const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
        QStyleHintReturn *data = nullptr) const override;
    QIcon standardIcon(StandardPixmap icon, const QStyleOption *option = nullptr,
        const QWidget *widget = nullptr) const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
};

} // namespace qn::widgets
