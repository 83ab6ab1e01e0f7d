// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QPainter>
#include <QStyleOption>

// The brushwork of QingniaoStyle, by kind of control. Each function paints one element and knows nothing of the others.
namespace qn::widgets::paint {

constexpr int controlHeight = 32;
constexpr int controlRadius = 7;

/// A filled rounded rectangle whose hairline lies inside `rect`, on whole device pixels. Invalid colours are left out.
void box(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &line, qreal width = 1);
/// The ring around what has the keyboard.
void focusRing(QPainter &painter, const QRect &rect, qreal radius, const Tokens &tokens);
void icon(QPainter &painter, const QString &name, const QRect &rect, const QColor &colour);
QColor mix(const QColor &a, const QColor &b, qreal part);

// buttons
struct ButtonLook
{
    QColor fill, line, text;
};
ButtonLook buttonLook(const QStyleOption &option, const QWidget *widget, const Tokens &tokens);
void pushButton(const QStyleOption &option, QPainter &painter, const QWidget *widget);
/// What a push button that is `width` wide leaves free on either side of its icon and words.
int besideLabel(const QStyleOptionButton &option, int width);
void pushButtonLabel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget, const QStyle &style);
void toolButtonPanel(const QStyleOption &option, QPainter &painter);
void checkIndicator(const QStyleOption &option, QPainter &painter);
void radioIndicator(const QStyleOption &option, QPainter &painter);

// fields
void fieldPanel(const QStyleOption &option, QPainter &painter, const QWidget *widget);
void frame(const QStyleOption &option, QPainter &painter, const QWidget *widget);
void comboBox(const QStyleOptionComboBox &option, QPainter &painter, const QWidget *widget);
void scrollBar(const QStyleOptionSlider &option, QPainter &painter, const QWidget *widget, const QStyle &style);
void progressBar(const QStyleOptionProgressBar &option, QPainter &painter);

// menus and lists
void menuPanel(const QStyleOption &option, QPainter &painter);
void menuItem(const QStyleOptionMenuItem &option, QPainter &painter);
QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents);
void menuBarItem(const QStyleOptionMenuItem &option, QPainter &painter, const QStyle &style);
void viewItem(const QStyleOptionViewItem &option, QPainter &painter, const QWidget *widget);
void headerSection(const QStyleOption &option, QPainter &painter);
void tab(const QStyleOptionTab &option, QPainter &painter);
void branch(const QStyleOption &option, QPainter &painter);

} // namespace qn::widgets::paint
