// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/emptystate.h"

#include "widgets/theme.h"

#include <QPainter>

namespace qn::widgets {

void paintEmptyState(QPainter &painter, const QRect &rect, const EmptyState &state, const QPalette &palette)
{
    const Tokens t = Tokens::of(palette);
    constexpr int disc = 88;
    const int width = qMin(rect.width() - 48, 320);
    const QFont titleFont = themeFont(TextRole::Body, true), hintFont = themeFont(TextRole::Body);
    const QRect probe(0, 0, width, 1000);
    const int titleHeight = QFontMetrics(titleFont).boundingRect(probe, Qt::AlignHCenter | Qt::TextWordWrap, state.title).height();
    const int hintHeight = state.hint.isEmpty()
        ? 0
        : QFontMetrics(hintFont).boundingRect(probe, Qt::AlignHCenter | Qt::TextWordWrap, state.hint).height();
    const int total = disc + 20 + titleHeight + (hintHeight ? 6 + hintHeight : 0);
    int y = rect.top() + qMax(24, int((rect.height() - total) * 0.44));

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor ground = t.accent;
    ground.setAlphaF(t.dark ? 0.14f : 0.09f);
    painter.setBrush(ground);
    painter.drawEllipse(QRectF(rect.center().x() - disc / 2.0, y, disc, disc));
    themeIcon(state.icon, t.accent).paint(&painter, QRect(rect.center().x() - 18, y + disc / 2 - 18, 36, 36));
    y += disc + 20;
    const int x = rect.center().x() - width / 2;
    painter.setFont(titleFont);
    painter.setPen(t.text);
    painter.drawText(QRect(x, y, width, titleHeight), Qt::AlignHCenter | Qt::TextWordWrap, state.title);
    y += titleHeight + 6;
    painter.setFont(hintFont);
    painter.setPen(t.textThird);
    painter.drawText(QRect(x, y, width, hintHeight + 4), Qt::AlignHCenter | Qt::TextWordWrap, state.hint);
    painter.restore();
}

EmptyStateWidget::EmptyStateWidget(EmptyState state, QWidget *parent) : QWidget(parent)
{
    setState(std::move(state));
}

void EmptyStateWidget::setState(EmptyState state)
{
    m_state = std::move(state);
    setAccessibleName(m_state.title);
    setAccessibleDescription(m_state.hint);
    update();
}

void EmptyStateWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintEmptyState(painter, rect(), m_state, palette());
}

} // namespace qn::widgets
