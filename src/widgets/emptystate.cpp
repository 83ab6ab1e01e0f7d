// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/emptystate.h"

#include "widgets/theme.h"

#include <QPainter>

namespace qn::widgets {

namespace {

constexpr int disc = 88;

/// Where the parts of an empty state are.
struct Place
{
    Place(const QRect &rect, const EmptyState &state)
        : width(qMin(rect.width() - 48, 320))
        , left(rect.center().x() - width / 2)
        , titleHeight(heightOf(state.title, themeFont(TextRole::Body, true)))
        , hintHeight(heightOf(state.hint, themeFont(TextRole::Body)))
    {
        const int total = disc + 20 + titleHeight + (hintHeight ? 6 + hintHeight : 0);
        top = rect.top() + qMax(24, int((rect.height() - total) * 0.44));
        bottom = top + total;
    }
    int heightOf(const QString &text, const QFont &font) const
    {
        const int flags = Qt::AlignHCenter | Qt::TextWordWrap;
        return text.isEmpty() ? 0 : QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), flags, text).height();
    }
    int width, left, titleHeight, hintHeight, top = 0, bottom = 0;
};

} // namespace

int emptyStateBottom(const QRect &rect, const EmptyState &state)
{
    return Place(rect, state).bottom;
}

void paintEmptyState(QPainter &painter, const QRect &rect, const EmptyState &state, const QPalette &palette)
{
    const Tokens t = Tokens::of(palette);
    const Place place(rect, state);
    int y = place.top;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor ground = t.accent;
    ground.setAlphaF(t.dark ? 0.14f : 0.09f);
    painter.setBrush(ground);
    painter.drawEllipse(QRectF(rect.center().x() - disc / 2.0, y, disc, disc));
    themeIcon(state.icon, t.accent).paint(&painter, QRect(rect.center().x() - 18, y + disc / 2 - 18, 36, 36));
    y += disc + 20;
    painter.setFont(themeFont(TextRole::Body, true));
    painter.setPen(t.text);
    painter.drawText(QRect(place.left, y, place.width, place.titleHeight), Qt::AlignHCenter | Qt::TextWordWrap, state.title);
    y += place.titleHeight + 6;
    painter.setFont(themeFont(TextRole::Body));
    painter.setPen(t.textThird);
    painter.drawText(QRect(place.left, y, place.width, place.hintHeight + 4), Qt::AlignHCenter | Qt::TextWordWrap, state.hint);
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
