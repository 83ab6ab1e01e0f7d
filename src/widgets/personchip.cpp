// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/personchip.h"

#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace qn::widgets {

PersonChip::PersonChip(const Address &address, bool isSelf, bool strong, QWidget *parent)
    : QAbstractButton(parent), m_address(address), m_strong(strong)
{
    setText(isSelf ? tr("Me") : address.display());
    setToolTip(address.email);
    setAccessibleName(address.name.isEmpty() ? address.email : u"%1, %2"_s.arg(address.name, address.email));
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setFont(themeFont(strong ? TextRole::Body : TextRole::Caption, strong));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &PersonChip::showMenu);
}

QSize PersonChip::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {qMin(360, metrics.horizontalAdvance(text()) + (m_strong ? 12 : 18)), metrics.height() + (m_strong ? 4 : 6)};
}

void PersonChip::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool over = underMouse() || isDown();
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (!m_strong || over) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(over ? t.selected : t.hover);
        painter.drawRoundedRect(box, m_strong ? 6 : box.height() / 2, m_strong ? 6 : box.height() / 2);
    }
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, 6, 6);
    }
    painter.setPen(m_strong ? t.text : t.textSecond);
    const int pad = m_strong ? 6 : 9;
    const QRect place = rect().adjusted(pad, 0, -pad, 0);
    painter.drawText(place, m_strong ? Qt::AlignVCenter | Qt::AlignLeft : Qt::AlignCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, place.width() + 1));
}

void PersonChip::showMenu()
{
    QMenu menu(this);
    QAction *title = menu.addAction(m_address.email);
    title->setEnabled(false);
    menu.addSeparator();
    menu.addAction(themeIcon(u"square-pen"_s), tr("Write to %1").arg(m_address.display()), this,
        [this] { emit writeRequested(m_address); });
    menu.addAction(themeIcon(u"copy"_s), tr("Copy address"), this,
        [this] { QGuiApplication::clipboard()->setText(m_address.email); });
    menu.exec(mapToGlobal(QPoint(0, height() + 2)));
}

} // namespace qn::widgets
