// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rowlistview.h"

#include <QAccessible>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

namespace qn::widgets {

RowListView::RowListView(QWidget *parent) : QListView(parent)
{
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

int RowListView::rows() const
{
    return model() ? model()->rowCount(rootIndex()) : 0;
}

int RowListView::rowHeight() const
{
    return itemDelegate()->sizeHint({}, {}).height();
}

void RowListView::setModel(QAbstractItemModel *newModel)
{
    disconnect(m_removals);
    QListView::setModel(newModel);
    if (newModel)
        m_removals = connect(newModel, &QAbstractItemModel::rowsRemoved, this, &RowListView::scheduleDelayedItemsLayout);
}

void RowListView::reset()
{
    m_shift = 0;
    QListView::reset();
}

void RowListView::doItemsLayout()
{
    QAbstractItemView::doItemsLayout(); // QListView's looks at every row
}

void RowListView::settle() const
{
    const_cast<RowListView *>(this)->executeDelayedItemsLayout();
}

QRect RowListView::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || index.model() != model())
        return {};
    settle();
    const int height = rowHeight();
    return {0, index.row() * height - verticalOffset(), viewport()->width(), height};
}

QModelIndex RowListView::indexAt(const QPoint &point) const
{
    settle();
    const int y = point.y() + verticalOffset();
    const int row = y / rowHeight();
    const bool isInside = y >= 0 && row < rows() && point.x() >= 0 && point.x() < viewport()->width();
    return isInside ? model()->index(row, 0, rootIndex()) : QModelIndex();
}

void RowListView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    const QRect place = visualRect(index);
    if (!place.isValid())
        return;
    const int page = viewport()->height();
    const int top = place.top() + verticalOffset();
    int value = verticalOffset();
    if (hint == PositionAtTop || (hint == EnsureVisible && (place.top() < 0 || place.height() > page)))
        value = top;
    else if (hint == PositionAtBottom || (hint == EnsureVisible && place.bottom() >= page))
        value = top + place.height() - page;
    else if (hint == PositionAtCenter)
        value = top - (page - place.height()) / 2;
    verticalScrollBar()->setValue(value);
}

int RowListView::rowOfPage(int row, bool down) const
{
    const int page = qMax(1, viewport()->height() / rowHeight());
    return down ? row + page : row - page;
}

QModelIndex RowListView::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    settle();
    const int count = rows();
    if (count == 0)
        return {};
    const QModelIndex current = currentIndex();
    int row = current.row();
    switch (action) {
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = count - 1;
        break;
    case MovePageUp:
    case MovePageDown:
        row = rowOfPage(row, action == MovePageDown);
        break;
    case MoveUp:
    case MovePrevious:
        --row;
        break;
    case MoveDown:
    case MoveNext:
        ++row;
        break;
    case MoveLeft:
    case MoveRight:
        break;
    }
    if (!current.isValid() && action != MoveEnd)
        row = 0;
    return model()->index(qBound(0, row, count - 1), 0, rootIndex());
}

void RowListView::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    settle();
    const QRect area = rect.normalized().translated(0, verticalOffset());
    const int height = rowHeight();
    const int first = qMax(0, area.top()) / height;
    const int last = qMin(area.bottom() / height, rows() - 1);
    QItemSelection selection;
    if (area.bottom() >= 0 && first <= last)
        selection.select(model()->index(first, 0, rootIndex()), model()->index(last, 0, rootIndex()));
    selectionModel()->select(selection, command);
}

void RowListView::selectAll()
{
    if (rows() > 0) // QListView's asks of every row whether it is hidden
        selectionModel()->select({model()->index(0, 0, rootIndex()), model()->index(rows() - 1, 0, rootIndex())},
            QItemSelectionModel::ClearAndSelect);
}

QRegion RowListView::visualRegionForSelection(const QItemSelection &selection) const
{
    settle();
    const int height = rowHeight();
    const int firstSeen = verticalOffset() / height;
    const int lastSeen = (verticalOffset() + viewport()->height()) / height;
    QRegion region;
    for (const QItemSelectionRange &range : selection) {
        const int first = qMax(range.top(), firstSeen);
        const int last = qMin(range.bottom(), lastSeen);
        if (range.isValid() && first <= last)
            region += QRect(0, first * height - verticalOffset(), viewport()->width(), (last - first + 1) * height);
    }
    return region;
}

void RowListView::scrollContentsBy(int, int dy)
{
    if (qAbs(dy) >= viewport()->height())
        return viewport()->update();
    scrollDirtyRegion(0, dy);
    viewport()->scroll(0, dy);
}

void RowListView::updateGeometries()
{
    QScrollBar *bar = verticalScrollBar();
    const int page = viewport()->height();
    const int value = bar->value() + std::exchange(m_shift, 0);
    bar->setPageStep(page);
    bar->setRange(0, qMax(0, rows() * rowHeight() - page));
    bar->setValue(value);
    horizontalScrollBar()->setRange(0, 0);
    QAbstractItemView::updateGeometries();
}

void RowListView::paintEvent(QPaintEvent *event)
{
    settle();
    QStyleOptionViewItem base;
    initViewItemOption(&base);
    const int height = rowHeight();
    const int first = qMax(0, (event->rect().top() + verticalOffset()) / height);
    const int last = qMin((event->rect().bottom() + verticalOffset()) / height, rows() - 1);
    const bool hasFocus = this->hasFocus() || viewport()->hasFocus();
    QPainter painter(viewport());
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = model()->index(row, 0, rootIndex());
        QStyleOptionViewItem option = base;
        option.rect = visualRect(index);
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        option.state.setFlag(QStyle::State_HasFocus, hasFocus && index == currentIndex());
        option.state.setFlag(QStyle::State_MouseOver, index == m_hover);
        itemDelegate()->paint(&painter, option, index);
    }
}

void RowListView::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event);
}

void RowListView::setHoverIndex(const QModelIndex &index)
{
    if (m_hover == index)
        return;
    const QModelIndex before = m_hover;
    m_hover = index;
    update(before);
    update(index);
}

void RowListView::shift(int start, int change)
{
    const int above = verticalScrollBar()->value() + m_shift;
    if (above > 0 && qint64(start) * rowHeight() <= above)
        m_shift += change;
    scheduleDelayedItemsLayout();
}

void RowListView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QAbstractItemView::rowsInserted(parent, start, end);
    if (rows() > end - start + 1)
        shift(start, (end - start + 1) * rowHeight());
    else
        scheduleDelayedItemsLayout();
}

void RowListView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    QAbstractItemView::rowsAboutToBeRemoved(parent, start, end);
    // Those that are wholly above what is seen; the others leave their place to those below.
    const int firstSeen = (verticalScrollBar()->value() + m_shift) / rowHeight();
    if (start < firstSeen)
        shift(start, -(qMin(end, firstSeen - 1) - start + 1) * rowHeight());
}

void RowListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QAbstractItemView::currentChanged(current, previous);
    if (!QAccessible::isActive() || !current.isValid() || !hasFocus())
        return;
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(current.row());
    QAccessible::updateAccessibility(&event);
}

void RowListView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QAbstractItemView::selectionChanged(selected, deselected);
    if (!QAccessible::isActive())
        return;
    // QListView's own spells out every selected row to tell of the first.
    const auto tell = [this](const QItemSelection &rows, QAccessible::Event what) {
        if (rows.isEmpty() || !rows.constFirst().isValid())
            return;
        QAccessibleEvent event(this, what);
        event.setChild(rows.constFirst().top());
        QAccessible::updateAccessibility(&event);
    };
    tell(selected, QAccessible::SelectionAdd);
    tell(deselected, QAccessible::SelectionRemove);
}

} // namespace qn::widgets
