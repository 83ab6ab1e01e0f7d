// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/guidepicture.h"

#include "widgets/stylepaint.h"

#include <QFontDatabase>
#include <QPainterPath>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize pictureSize(112, 68);

QColor faint(const Tokens &t, qreal part)
{
    return paint::mix(t.raised, t.textThird, part);
}

void line(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
}

/// A page in a browser whose gear is marked.
void settingsPage(QPainter &painter, const Tokens &t)
{
    paint::box(painter, QRectF(10, 8, 92, 52), 5, t.raised, faint(t, 0.4));
    line(painter, {10.5, 18, 91, 1}, faint(t, 0.3));
    for (int i = 0; i < 3; ++i)
        line(painter, {15.0 + 6 * i, 11.5, 3.5, 3.5}, faint(t, 0.45));
    line(painter, {17, 26, 30, 4}, faint(t, 0.3));
    line(painter, {17, 35, 24, 4}, faint(t, 0.22));
    line(painter, {17, 44, 28, 4}, faint(t, 0.22));
    QColor tint = t.accent;
    tint.setAlphaF(t.dark ? 0.22F : 0.12F);
    painter.setBrush(tint);
    painter.drawEllipse(QPointF(77, 39), 15, 15);
    paint::icon(painter, u"settings"_s, QRect(68, 30, 18, 18), t.accent);
}

/// A switch that is on, among others.
void switchedOn(QPainter &painter, const Tokens &t)
{
    paint::box(painter, QRectF(10, 8, 92, 52), 5, t.raised, faint(t, 0.4));
    const auto toggle = [&](qreal y, bool on) {
        const QRectF track(72, y, 22, 12);
        line(painter, track, on ? t.accent : faint(t, 0.35));
        painter.setBrush(on ? t.onAccent : t.raised);
        painter.drawEllipse(QPointF(on ? track.right() - 6 : track.left() + 6, track.center().y()), 4.2, 4.2);
    };
    line(painter, {18, 18, 40, 4}, faint(t, 0.55));
    toggle(14, true);
    line(painter, {10.5, 33.5, 91, 1}, faint(t, 0.2));
    line(painter, {18, 44, 32, 4}, faint(t, 0.25));
    toggle(40, false);
}

/// A telephone that sends a message.
void textMessage(QPainter &painter, const Tokens &t)
{
    paint::box(painter, QRectF(26, 4, 34, 60), 6, t.raised, faint(t, 0.5));
    line(painter, {38, 57, 10, 2}, faint(t, 0.45));
    line(painter, {32, 14, 16, 4}, faint(t, 0.25));
    line(painter, {32, 22, 12, 4}, faint(t, 0.25));
    QPainterPath bubble;
    bubble.addRoundedRect(QRectF(46, 24, 44, 24), 8, 8);
    QPainterPath tail;
    tail.moveTo(52, 44);
    tail.lineTo(50, 54);
    tail.lineTo(62, 46);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.accent);
    painter.drawPath(bubble.united(tail));
    for (int i = 0; i < 3; ++i) {
        painter.setBrush(t.onAccent);
        painter.drawEllipse(QPointF(59 + 9 * i, 36), 2.4, 2.4);
    }
}

/// Sixteen letters in groups of four.
void letters(QPainter &painter, const Tokens &t)
{
    QColor tint = t.accent;
    tint.setAlphaF(t.dark ? 0.2F : 0.08F);
    paint::box(painter, QRectF(10, 10, 92, 48), 6, tint, t.accent);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(13);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(t.accent);
    painter.drawText(QRectF(10, 13, 92, 22), Qt::AlignCenter, u"abcd efgh"_s);
    painter.drawText(QRectF(10, 32, 92, 22), Qt::AlignCenter, u"ijkl mnop"_s);
}

} // namespace

GuidePictureView::GuidePictureView(GuidePicture picture, QWidget *parent)
    : QWidget(parent)
    , m_picture(picture)
{
    setFixedSize(pictureSize);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void GuidePictureView::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::box(painter, rect(), Tokens::radius, t.panel, {});
    switch (m_picture) {
    case GuidePicture::Settings:
        return settingsPage(painter, t);
    case GuidePicture::Switch:
        return switchedOn(painter, t);
    case GuidePicture::Message:
        return textMessage(painter, t);
    case GuidePicture::Code:
        return letters(painter, t);
    }
}

} // namespace qn::widgets
