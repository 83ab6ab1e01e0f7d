// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stylepaint.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace qn::widgets::paint {

void box(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &line, qreal width)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line.isValid() && line.alpha() > 0 ? QPen(line, width) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const qreal inset = line.isValid() ? width / 2 : 0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
    painter.restore();
}

void focusRing(QPainter &painter, const QRect &rect, qreal radius, const Tokens &tokens)
{
    box(painter, rect, radius, QColor(), tokens.accent, 2);
}

void icon(QPainter &painter, const QString &name, const QRect &rect, const QColor &colour)
{
    themeIcon(name, colour).paint(&painter, rect);
}

QColor mix(const QColor &a, const QColor &b, qreal part)
{
    const auto blend = [part](int x, int y) { return qRound(x + (y - x) * part); };
    return QColor(blend(a.red(), b.red()), blend(a.green(), b.green()), blend(a.blue(), b.blue()));
}

namespace {

constexpr int labelGap = 8; // between icon and words
constexpr int menuArrowRoom = 18;
constexpr int leadingAir = 12;

bool has(const QStyleOption &option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

bool isPrimary(const QStyleOption &option, const QWidget *widget)
{
    if (widget && widget->property("primary").isValid())
        return widget->property("primary").toBool();
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    return button && button->features.testFlag(QStyleOptionButton::DefaultButton);
}

bool isQuiet(const QStyleOption &option, const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    return (widget && widget->property("quiet").toBool())
        || (button && button->features.testFlag(QStyleOptionButton::Flat));
}

} // namespace

ButtonLook buttonLook(const QStyleOption &option, const QWidget *widget, const Tokens &t)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool over = enabled && has(option, QStyle::State_MouseOver);
    const bool down = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    if (!enabled) {
        QColor pale = t.textThird;
        pale.setAlphaF(0.7f);
        return {isQuiet(option, widget) ? QColor() : t.hover, QColor(), pale};
    }
    if (isPrimary(option, widget))
        return {down ? t.accentHover.darker(108) : over ? t.accentHover : t.accent, QColor(), t.onAccent};
    if (isQuiet(option, widget))
        return {down ? t.selected : over ? t.hover : QColor(), QColor(), t.accent};
    const bool danger = widget && widget->property("danger").toBool();
    return {down ? t.hover.darker(t.dark ? 90 : 104) : over ? t.hover : t.raised,
        danger ? mix(t.border, t.danger, 0.45) : mix(t.border, t.textThird, t.dark ? 0.15 : 0.12),
        danger ? t.danger : t.text};
}

void pushButton(const QStyleOption &option, QPainter &painter, const QWidget *widget)
{
    const Tokens t = Tokens::of(option.palette);
    const ButtonLook look = buttonLook(option, widget, t);
    box(painter, option.rect, controlRadius, look.fill, look.line);
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange)) {
        if (isPrimary(option, widget))
            box(painter, option.rect.adjusted(2, 2, -2, -2), controlRadius - 2, QColor(), t.onAccent, 1.5);
        else
            focusRing(painter, option.rect, controlRadius, t);
    }
}

int besideLabel(const QStyleOptionButton &option, int width)
{
    const int textWidth = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    const int iconWidth = option.icon.isNull() ? 0 : option.iconSize.width() + (option.text.isEmpty() ? 0 : labelGap);
    const int arrowWidth = option.features.testFlag(QStyleOptionButton::HasMenu) ? menuArrowRoom : 0;
    return qMax(4, (width - iconWidth - textWidth - arrowWidth) / 2);
}

void pushButtonLabel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget, const QStyle &style)
{
    const ButtonLook look = buttonLook(option, widget, Tokens::of(option.palette));
    QRect rect = option.rect;
    const bool menu = option.features.testFlag(QStyleOptionButton::HasMenu);
    const int arrowWidth = menu ? menuArrowRoom : 0;
    const bool isLeading = widget && widget->property("leading").toBool();
    int x = rect.x() + (isLeading ? leadingAir : besideLabel(option, rect.width()));
    if (!option.icon.isNull()) {
        const QRect place(QPoint(x, rect.center().y() - option.iconSize.height() / 2 + 1), option.iconSize);
        const QPixmap shape = option.icon.pixmap(option.iconSize, painter.device()->devicePixelRatioF());
        QPixmap inked(shape.size());
        inked.setDevicePixelRatio(shape.devicePixelRatio());
        inked.fill(Qt::transparent);
        QPainter ink(&inked);
        ink.drawPixmap(0, 0, shape);
        ink.setCompositionMode(QPainter::CompositionMode_SourceIn);
        ink.fillRect(QRect(QPoint(0, 0), option.iconSize), look.text);
        ink.end();
        painter.drawPixmap(place.topLeft(), inked);
        x += option.iconSize.width() + labelGap;
    }
    int flags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextShowMnemonic;
    if (!style.styleHint(QStyle::SH_UnderlineShortcut, &option, widget))
        flags |= Qt::TextHideMnemonic;
    painter.setPen(look.text);
    painter.drawText(QRect(x, rect.y(), rect.right() - x - arrowWidth, rect.height()), flags, option.text);
    if (menu)
        icon(painter, u"chevron-down"_s, QRect(rect.right() - 20, rect.center().y() - 6, 14, 14), look.text);
}

void toolButtonPanel(const QStyleOption &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    QColor fill;
    if (has(option, QStyle::State_Enabled)) {
        const QColor base = t.hover;
        if (has(option, QStyle::State_Sunken) || has(option, QStyle::State_On))
            fill = has(option, QStyle::State_On) && !has(option, QStyle::State_Sunken) ? t.selected : mix(base, t.textThird, 0.15);
        else if (has(option, QStyle::State_MouseOver))
            fill = mix(base, t.textThird, 0.06);
    }
    if (fill.isValid())
        box(painter, option.rect, controlRadius, fill, QColor());
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange))
        focusRing(painter, option.rect, controlRadius, t);
}

void checkIndicator(const QStyleOption &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const bool part = has(option, QStyle::State_NoChange);
    const QRect rect = option.rect;
    QColor fill = on || part ? t.accent : t.raised;
    QColor line = on || part ? t.accent : mix(t.border, t.textThird, 0.6);
    if (!enabled) {
        fill = on || part ? mix(t.border, t.textThird, 0.4) : t.hover;
        line = t.border;
    } else if (has(option, QStyle::State_MouseOver)) {
        line = t.accent;
    }
    box(painter, rect, 5, fill, line, 1.2);
    if (on)
        icon(painter, u"check"_s, rect.adjusted(2, 2, -2, -2), t.onAccent);
    else if (part)
        icon(painter, u"minus"_s, rect.adjusted(2, 2, -2, -2), t.onAccent);
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange))
        focusRing(painter, rect.adjusted(-2, -2, 2, 2), 6, t);
}

void radioIndicator(const QStyleOption &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const QRectF rect = option.rect;
    const QColor mark = enabled ? t.accent : t.textThird;
    const QColor line = on || has(option, QStyle::State_MouseOver) ? mark : mix(t.border, t.textThird, 0.6);
    box(painter, rect, rect.height() / 2, on ? mark : t.raised, line, 1.2);
    if (on)
        box(painter, rect.adjusted(5, 5, -5, -5), rect.height() / 2 - 5, t.onAccent, QColor());
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange))
        focusRing(painter, option.rect.adjusted(-2, -2, 2, 2), rect.height() / 2 + 2, t);
}

} // namespace qn::widgets::paint
