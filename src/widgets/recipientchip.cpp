// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recipientchip.h"

#include "core/addressparser.h"
#include "widgets/avatar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDrag>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {
constexpr int chipHeight = 28;
constexpr int avatarSize = 20;
constexpr int avatarLeft = 4;
constexpr int textLeft = avatarLeft + avatarSize + 6;
constexpr int crossSize = 14;
constexpr int crossRoom = 24;
constexpr int widestText = 260;
} // namespace

RecipientChip::RecipientChip(Recipient recipient, QWidget *parent)
    : QWidget(parent)
    , m_recipient(std::move(recipient))
{
    setFocusPolicy(Qt::ClickFocus);
    setAttribute(Qt::WA_Hover);
    setFont(themeFont(TextRole::Body));
    setCursor(Qt::ArrowCursor);
    const auto text = formatAddress(m_recipient.address);
    setToolTip(m_recipient.problem.isEmpty()
            ? text
            : tr("%1: %2", "address, and what is wrong with it").arg(text, m_recipient.problem));
    setAccessibleName(text);
    setAccessibleDescription(
        m_recipient.problem.isEmpty() ? tr("Recipient. Delete removes it, Enter edits it.") : m_recipient.problem);
}

QString RecipientChip::label() const
{
    return m_recipient.address.display();
}

QSize RecipientChip::sizeHint() const
{
    const int text = std::min(widestText, fontMetrics().horizontalAdvance(label()) + 2);
    return {textLeft + text + crossRoom, chipHeight};
}

QSize RecipientChip::minimumSizeHint() const
{
    return {textLeft + crossRoom + 24, chipHeight};
}

QRectF RecipientChip::crossBox() const
{
    const QRect box(width() - crossRoom + 4, (height() - crossSize) / 2, crossSize, crossSize);
    return QStyle::visualRect(layoutDirection(), rect(), box);
}

void RecipientChip::paintEvent(QPaintEvent *)
{
    const auto tokens = Tokens::of(palette());
    const bool bad = !m_recipient.problem.isEmpty();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor fill = bad ? tokens.danger : tokens.hover, line = bad ? tokens.danger : tokens.border;
    if (bad)
        fill.setAlphaF(0.10F);
    if (hasFocus()) {
        fill = tokens.selected;
        line = bad ? tokens.danger : tokens.accent;
    }
    painter.setPen(QPen(line, hasFocus() ? 1.5 : 1.0));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), chipHeight / 2.0, chipHeight / 2.0);

    const auto place = [this](QRect box) { return QStyle::visualRect(layoutDirection(), rect(), box); };
    const QRect avatar = place({avatarLeft, (height() - avatarSize) / 2, avatarSize, avatarSize});
    if (bad)
        themeIcon(u"circle-alert"_s, tokens.danger).paint(&painter, avatar.adjusted(2, 2, -2, -2));
    else
        paintAvatar(painter, avatar, m_recipient.address.name, m_recipient.address.email, tokens.dark);

    const QRect room = place({textLeft, 0, width() - textLeft - crossRoom, height()});
    painter.setPen(bad ? tokens.danger : tokens.text);
    painter.drawText(room, Qt::AlignVCenter, fontMetrics().elidedText(label(), Qt::ElideRight, room.width()));
    const bool overCross = underMouse() && crossBox().contains(mapFromGlobal(QCursor::pos()));
    themeIcon(u"x"_s, overCross ? tokens.text : tokens.textThird).paint(&painter, crossBox().toRect());
}

void RecipientChip::keyPressEvent(QKeyEvent *event)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (event->matches(QKeySequence::Copy) || event->matches(QKeySequence::Cut)) {
        copyAddress();
        if (event->matches(QKeySequence::Cut))
            emit removeRequested(1);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        emit moveRequested(mirrored ? 1 : -1);
        return;
    case Qt::Key_Right:
        emit moveRequested(mirrored ? -1 : 1);
        return;
    case Qt::Key_Backspace:
        emit removeRequested(-1);
        return;
    case Qt::Key_Delete:
        emit removeRequested(1);
        return;
    case Qt::Key_F2:
        emit editRequested();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() & Qt::ControlModifier)
            break;
        emit editRequested();
        return;
    default:
        break;
    }
    const auto text = event->text();
    if (!text.isEmpty() && text.at(0).isPrint()
        && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
        emit typed(text);
        return;
    }
    QWidget::keyPressEvent(event);
}

void RecipientChip::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->position().toPoint();
}

void RecipientChip::mouseMoveEvent(QMouseEvent *event)
{
    update();
    const auto way = event->position().toPoint() - m_pressed;
    if ((event->buttons() & Qt::LeftButton) && way.manhattanLength() >= QApplication::startDragDistance())
        drag();
}

void RecipientChip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && crossBox().contains(event->position()) && crossBox().contains(m_pressed))
        emit removeRequested(1);
}

void RecipientChip::mouseDoubleClickEvent(QMouseEvent *)
{
    emit editRequested();
}

void RecipientChip::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    auto *edit = menu.addAction(tr("Edit"));
    auto *copy = menu.addAction(tr("Copy Address"));
    menu.addSeparator();
    auto *remove = menu.addAction(tr("Remove"));
    const auto *chosen = menu.exec(event->globalPos());
    if (chosen == edit)
        emit editRequested();
    else if (chosen == copy)
        copyAddress();
    else if (chosen == remove)
        emit removeRequested(1);
}

void RecipientChip::focusInEvent(QFocusEvent *event)
{
    update();
    QWidget::focusInEvent(event);
}

void RecipientChip::focusOutEvent(QFocusEvent *event)
{
    update();
    QWidget::focusOutEvent(event);
}

void RecipientChip::copyAddress() const
{
    QApplication::clipboard()->setText(formatAddress(m_recipient.address));
}

void RecipientChip::drag()
{
    auto *carried = new QDrag(this);
    auto mime = std::make_unique<QMimeData>();
    mime->setText(formatAddress(m_recipient.address));
    carried->setMimeData(mime.release());
    carried->setPixmap(grab());
    carried->setHotSpot(m_pressed);
    // The field that takes it adds the recipient; a copy stays where Ctrl is held or the text went to another program.
    if (carried->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction) == Qt::MoveAction && carried->target())
        emit removeRequested(1);
}

} // namespace qn::widgets
