// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messagelistview.h"

#include "models/messagelistmodel.h"
#include "widgets/messagelistdelegate.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

namespace qn::widgets {

MessageListView::MessageListView(QWidget *parent) : QListView(parent), m_delegate(new MessageListDelegate(this))
{
    setItemDelegate(m_delegate);
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // invisible while there is nothing to scroll; its room stays
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    verticalScrollBar()->setSingleStep(24);
    setAccessibleName(tr("Messages"));
    connect(this, &QListView::activated, this, [this](const QModelIndex &index) {
        if (m_messages)
            emit opened(m_messages->idAt(index.row()));
    });
}

void MessageListView::setMessages(models::MessageListModel *model)
{
    m_messages = model;
    setModel(model);
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int start) { afterRemoval(start); });
    connect(model, &QAbstractItemModel::modelReset, this, &MessageListView::selectionSettled); // a reset tells nobody else
    connect(model, &models::MessageListModel::ready, viewport(), qOverload<>(&QWidget::update));
}

void MessageListView::setEmptyState(const EmptyState &state)
{
    m_empty = state;
    viewport()->update();
}

QList<MessageId> MessageListView::selectedIds() const
{
    QList<int> rows;
    if (!m_messages || !selectionModel())
        return {};
    for (const QModelIndex &index : selectionModel()->selectedRows())
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    QList<MessageId> ids;
    for (const int row : rows)
        ids.append(m_messages->idAt(row));
    return ids;
}

void MessageListView::select(MessageId message)
{
    const int row = m_messages ? m_messages->rowOf(message) : -1;
    if (row < 0)
        return;
    const QModelIndex index = model()->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    scrollTo(index);
}

void MessageListView::paintEvent(QPaintEvent *event)
{
    if (!model() || model()->rowCount() > 0)
        return QListView::paintEvent(event);
    QPainter painter(viewport());
    if (m_messages && m_messages->isReady()) {
        paintEmptyState(painter, viewport()->rect(), m_empty, palette());
        return;
    }
    if (!m_messages || m_messages->folders().isEmpty())
        return;
    const Tokens tokens = Tokens::of(palette());
    const int height = m_delegate->sizeHint({}, {}).height();
    for (int y = 0; y < viewport()->height(); y += height)
        MessageListDelegate::paintSkeleton(painter, QRect(0, y, viewport()->width(), height), tokens);
}

std::optional<MailAction> MessageListView::actionAt(const QPoint &position) const
{
    const QModelIndex index = indexAt(position);
    return index.isValid() ? m_delegate->actionAt(visualRect(index), position) : std::nullopt;
}

void MessageListView::setHot(const QModelIndex &index, std::optional<MailAction> action)
{
    if (m_hotIndex == index && m_hotAction == action)
        return;
    const QModelIndex before = m_hotIndex;
    m_hotIndex = index;
    m_hotAction = action;
    m_delegate->setHotAction(action);
    if (before.isValid())
        update(before);
    if (index.isValid())
        update(index);
    viewport()->setCursor(action ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void MessageListView::mouseMoveEvent(QMouseEvent *event)
{
    setHot(indexAt(event->pos()), actionAt(event->pos()));
    if (!m_pressedAction)
        QListView::mouseMoveEvent(event);
}

void MessageListView::mousePressEvent(QMouseEvent *event)
{
    m_pressedAction = event->button() == Qt::LeftButton ? actionAt(event->pos()) : std::nullopt;
    if (!m_pressedAction)
        QListView::mousePressEvent(event);
}

void MessageListView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressedAction)
        return QListView::mouseReleaseEvent(event);
    const auto action = std::exchange(m_pressedAction, std::nullopt);
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && actionAt(event->pos()) == action)
        emit hoverActionTriggered(*action, m_messages->idAt(index.row()));
}

void MessageListView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!actionAt(event->pos()))
        QListView::mouseDoubleClickEvent(event);
}

void MessageListView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !(event->modifiers() & ~Qt::ShiftModifier))
        emit pageRequested(!event->modifiers().testFlag(Qt::ShiftModifier));
    else
        QListView::keyPressEvent(event);
}

void MessageListView::leaveEvent(QEvent *event)
{
    setHot({}, std::nullopt);
    QListView::leaveEvent(event);
}

bool MessageListView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_messages) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        const auto row = index.isValid() ? m_messages->rowAt(index.row()) : std::nullopt;
        const auto action = actionAt(help->pos());
        if (row && action)
            QToolTip::showText(help->globalPos(), MessageListDelegate::actionText(*action, &*row), viewport());
        else if (row && help->pos().x() > visualRect(index).right() - 80)
            QToolTip::showText(help->globalPos(), fullTime(row->date), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QListView::viewportEvent(event);
}

void MessageListView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QListView::selectionChanged(selected, deselected);
    if (!m_goOn)
        emit selectionSettled();
}

void MessageListView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    const QModelIndexList selected = selectionModel()->selectedRows();
    m_goOn = !selected.isEmpty() && std::all_of(selected.cbegin(), selected.cend(), [=](const QModelIndex &index) {
        return index.row() >= start && index.row() <= end;
    });
    QListView::rowsAboutToBeRemoved(parent, start, end);
}

void MessageListView::afterRemoval(int start)
{
    if (!std::exchange(m_goOn, false))
        return;
    const int row = qMin(start, model()->rowCount() - 1);
    if (row >= 0)
        selectionModel()->setCurrentIndex(model()->index(row, 0), QItemSelectionModel::ClearAndSelect);
    emit selectionSettled();
}

void MessageListView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QListView::rowsInserted(parent, start, end);
    const int height = m_delegate->sizeHint({}, {}).height();
    const int above = verticalScrollBar()->value();
    if (above > 0 && start * height <= above && model()->rowCount() > end - start + 1) {
        executeDelayedItemsLayout();
        verticalScrollBar()->setValue(above + (end - start + 1) * height);
    }
}

} // namespace qn::widgets
