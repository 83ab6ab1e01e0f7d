// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stylepaint.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace qn::widgets::paint {

void fieldPanel(const QStyleOption &option, QPainter &painter, const QWidget *widget)
{
    const auto *panel = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    if (!panel || panel->lineWidth <= 0 || (widget && widget->property("quiet").toBool()))
        return; // the surroundings (combo box, spin box, a quiet form) draw the frame
    const Tokens t = Tokens::of(option.palette);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool focus = option.state.testFlag(QStyle::State_HasFocus);
    const bool over = option.state.testFlag(QStyle::State_MouseOver);
    const QColor line = focus ? t.accent : mix(t.border, t.textThird, over && enabled ? 0.45 : 0.15);
    box(painter, option.rect, controlRadius, enabled ? t.raised : t.panel, line, focus ? 1.6 : 1);
}

void frame(const QStyleOption &option, QPainter &painter, const QWidget *widget)
{
    const auto *panel = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    if (!panel || panel->lineWidth <= 0)
        return;
    const Tokens t = Tokens::of(option.palette);
    const bool editing = option.state.testFlag(QStyle::State_HasFocus) && !qobject_cast<const QAbstractItemView *>(widget);
    // A text edit whose viewport is left clear has its ground drawn here, inside the round corners.
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget);
    const bool ground = area && !area->viewport()->autoFillBackground() && !qobject_cast<const QAbstractItemView *>(widget);
    box(painter, option.rect, controlRadius, ground ? t.raised : QColor(), editing ? t.accent : mix(t.border, t.textThird, 0.1), editing ? 1.6 : 1);
}

void comboBox(const QStyleOptionComboBox &option, QPainter &painter, const QWidget *widget)
{
    const Tokens t = Tokens::of(option.palette);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool over = enabled && option.state.testFlag(QStyle::State_MouseOver);
    const bool focus = option.state.testFlag(QStyle::State_HasFocus);
    const bool quiet = !option.frame || (widget && widget->property("quiet").toBool());
    QColor line = focus && (option.editable || option.state.testFlag(QStyle::State_KeyboardFocusChange))
        ? t.accent
        : mix(t.border, t.textThird, over ? 0.45 : 0.15);
    QColor fill = enabled ? (over && !option.editable ? mix(t.raised, t.hover, 0.6) : t.raised) : t.panel;
    if (quiet) {
        line = QColor();
        fill = over ? t.hover : QColor();
    }
    box(painter, option.rect, controlRadius, fill, line, line == t.accent ? 1.6 : 1);
    const QRect arrow(option.rect.right() - 24, option.rect.center().y() - 7, 16, 16);
    icon(painter, u"chevron-down"_s, option.direction == Qt::RightToLeft ? QRect(option.rect.left() + 8, arrow.y(), 16, 16) : arrow,
        enabled ? t.textSecond : t.textThird);
}

void scrollBar(const QStyleOptionSlider &option, QPainter &painter, const QWidget *widget, const QStyle &style)
{
    if (option.maximum <= option.minimum)
        return;
    const Tokens t = Tokens::of(option.palette);
    const QRect slider = style.subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, widget);
    const bool grabbed = option.state.testFlag(QStyle::State_Sunken) && option.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider);
    const bool over = option.state.testFlag(QStyle::State_MouseOver);
    QColor ink = t.textThird;
    ink.setAlphaF(grabbed ? 0.75f : over ? 0.55f : 0.3f);
    const qreal pad = over || grabbed ? 2 : 3;
    const QRectF bar = QRectF(slider).adjusted(pad, pad, -pad, -pad);
    box(painter, bar, qMin(bar.width(), bar.height()) / 2, ink, QColor());
}

void progressBar(const QStyleOptionProgressBar &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    QRectF groove = option.rect;
    if (groove.height() > 6) {
        groove.setTop(groove.center().y() - 3);
        groove.setHeight(6);
    }
    box(painter, groove, groove.height() / 2, t.border, QColor());
    QRectF done = groove;
    if (option.maximum > option.minimum) {
        const qreal part = qreal(option.progress - option.minimum) / (option.maximum - option.minimum);
        done.setWidth(qMax(groove.height(), groove.width() * qBound(0.0, part, 1.0)));
    } else {
        done.setWidth(groove.width() / 3);
    }
    box(painter, done, groove.height() / 2, t.accent, QColor());
}

} // namespace qn::widgets::paint
