// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stylepaint.h"

#include <QListView>
#include <QStyle>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace qn::widgets::paint {

void menuPanel(const QStyleOption &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    painter.fillRect(option.rect, t.raised);
    box(painter, option.rect, 0, t.raised, mix(t.border, t.textThird, 0.2));
}

QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator)
        return {contents.width(), 9};
    int width = 40 + 20; // icon or mark on the left, air on the right
    const QStringList parts = option.text.split(u'\t');
    width += option.fontMetrics.size(Qt::TextShowMnemonic, parts.value(0)).width();
    if (parts.size() > 1)
        width += 32 + option.fontMetrics.horizontalAdvance(parts.at(1));
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        width += 24;
    return {qMax(width, 160), qMax(30, option.fontMetrics.height() + 12)};
}

void menuItem(const QStyleOptionMenuItem &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    const QRect rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), t.border);
        return;
    }
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    if (enabled && option.state.testFlag(QStyle::State_Selected))
        box(painter, rect.adjusted(4, 0, -4, 0), controlRadius - 1, t.selected, QColor());
    const QColor ink = enabled ? t.text : mix(t.textThird, t.raised, 0.4);
    const QRect mark(rect.left() + 14, rect.center().y() - 7, 16, 16);
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
        icon(painter, u"check"_s, mark, t.accent);
    else if (!option.icon.isNull())
        option.icon.paint(&painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    const QStringList parts = option.text.split(u'\t');
    const QRect text(rect.left() + 40, rect.top(), rect.width() - 56, rect.height());
    painter.setPen(ink);
    painter.setFont(option.font);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextShowMnemonic | Qt::TextHideMnemonic,
        parts.value(0));
    if (parts.size() > 1) {
        painter.setPen(enabled ? t.textThird : ink);
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, parts.at(1));
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        icon(painter, u"chevron-right"_s, QRect(rect.right() - 26, rect.center().y() - 7, 16, 16), t.textSecond);
}

void menuBarItem(const QStyleOptionMenuItem &option, QPainter &painter, const QStyle &style)
{
    const Tokens t = Tokens::of(option.palette);
    painter.fillRect(option.rect, t.surface);
    const bool open = option.state.testFlag(QStyle::State_Sunken);
    if (option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_Enabled))
        box(painter, option.rect.adjusted(1, 2, -1, -2), controlRadius - 1, open ? t.selected : t.hover, QColor());
    int flags = Qt::AlignCenter | Qt::TextSingleLine | Qt::TextShowMnemonic;
    if (!style.styleHint(QStyle::SH_UnderlineShortcut, &option))
        flags |= Qt::TextHideMnemonic;
    painter.setPen(option.state.testFlag(QStyle::State_Enabled) ? t.text : t.textThird);
    painter.drawText(option.rect, flags, option.text);
}

void viewItem(const QStyleOptionViewItem &option, QPainter &painter, const QWidget *widget)
{
    const Tokens t = Tokens::of(option.palette);
    if (option.backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option.rect, option.backgroundBrush);
    QColor fill;
    if (option.state.testFlag(QStyle::State_Selected))
        fill = t.selected;
    else if (option.state.testFlag(QStyle::State_MouseOver) && option.state.testFlag(QStyle::State_Enabled))
        fill = t.hover;
    if (!fill.isValid())
        return;
    const bool list = qobject_cast<const QListView *>(widget) || option.viewItemPosition == QStyleOptionViewItem::OnlyOne;
    if (list)
        box(painter, option.rect.adjusted(2, 1, -2, -1), controlRadius - 1, fill, QColor());
    else
        painter.fillRect(option.rect, fill);
}

void headerSection(const QStyleOption &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    painter.fillRect(option.rect, t.raised);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.border);
}

void tab(const QStyleOptionTab &option, QPainter &painter)
{
    const Tokens t = Tokens::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool vertical = option.shape == QTabBar::RoundedWest || option.shape == QTabBar::RoundedEast
        || option.shape == QTabBar::TriangularWest || option.shape == QTabBar::TriangularEast;
    const QRect rect = option.rect.adjusted(2, 2, -2, -4);
    if (vertical) {
        if (selected || option.state.testFlag(QStyle::State_MouseOver))
            box(painter, rect, controlRadius, selected ? t.selected : t.hover, QColor());
        return;
    }
    if (!selected && option.state.testFlag(QStyle::State_MouseOver))
        box(painter, rect, controlRadius, t.hover, QColor());
    if (selected)
        box(painter, QRectF(rect.left() + 6, option.rect.bottom() - 2, rect.width() - 12, 3), 1.5, t.accent, QColor());
    if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
        focusRing(painter, rect, controlRadius, t);
}

void branch(const QStyleOption &option, QPainter &painter)
{
    if (!option.state.testFlag(QStyle::State_Children))
        return;
    const QRect place(option.rect.center().x() - 6, option.rect.center().y() - 6, 14, 14);
    icon(painter, option.state.testFlag(QStyle::State_Open) ? u"chevron-down"_s : u"chevron-right"_s, place,
        Tokens::of(option.palette).textThird);
}

} // namespace qn::widgets::paint
