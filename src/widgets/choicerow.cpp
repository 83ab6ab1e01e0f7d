// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/choicerow.h"

#include "widgets/stylepaint.h"

#include <QKeyEvent>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {
constexpr int rowHeight = 60;
constexpr int tileSize = 36;
constexpr int edge = 12;
}

ChoiceRow::ChoiceRow(const QString &icon, const QString &title, const QString &hint, const QString &badge, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon)
    , m_hint(hint)
    , m_badge(badge)
{
    setText(title);
    setAccessibleName(badge.isEmpty() ? title : title + u", "_s + badge);
    setAccessibleDescription(hint);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ChoiceRow::sizeHint() const
{
    return {320, rowHeight};
}

void ChoiceRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click(); // not the dialog's default button
    else
        QAbstractButton::keyPressEvent(event);
}

void ChoiceRow::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool over = underMouse() && isEnabled();
    paint::box(painter, rect(), Tokens::radius, isDown() ? t.selected : over ? t.hover : t.raised, t.border);
    if (hasFocus())
        paint::focusRing(painter, rect(), Tokens::radius, t);
    const QRect tile(edge, (height() - tileSize) / 2, tileSize, tileSize);
    QColor tint = t.accent;
    tint.setAlphaF(t.dark ? 0.18F : 0.1F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    painter.drawRoundedRect(tile, Tokens::radius, Tokens::radius);
    themeIcon(m_icon, t.accent).paint(&painter, tile.adjusted(9, 9, -9, -9));

    const int left = tile.right() + 1 + edge, right = width() - 40, middle = height() / 2;
    const QFont bold = themeFont(TextRole::Body, true);
    painter.setFont(bold);
    painter.setPen(t.text);
    const QString title = QFontMetrics(bold).elidedText(text(), Qt::ElideRight, right - left);
    painter.drawText(QRect(left, middle - 22, right - left, 22), Qt::AlignLeft | Qt::AlignVCenter, title);
    if (!m_badge.isEmpty()) {
        const QFont small = themeFont(TextRole::Caption, true);
        const int width = QFontMetrics(small).horizontalAdvance(m_badge) + 14;
        const QRect pill(left + QFontMetrics(bold).horizontalAdvance(title) + 8, middle - 20, width, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawRoundedRect(pill, 9, 9);
        painter.setFont(small);
        painter.setPen(t.accent);
        painter.drawText(pill, Qt::AlignCenter, m_badge);
    }
    const QFont caption = themeFont(TextRole::Caption);
    painter.setFont(caption);
    painter.setPen(t.textSecond);
    painter.drawText(QRect(left, middle, right - left, 20), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(caption).elidedText(m_hint, Qt::ElideRight, right - left));
    themeIcon(u"chevron-right"_s, over ? t.accent : t.textThird).paint(&painter, QRect(width() - 30, middle - 9, 18, 18));
}

} // namespace qn::widgets
