// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messagelistview.h"

#include "models/messagelistmodel.h"
#include "widgets/messagelistdelegate.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace qn::widgets {

namespace {
constexpr int longestPreparation = 8; ///< milliseconds
constexpr int paintedAheadFor = 100; ///< milliseconds: the first key and the window's focus need no faces
constexpr int settleTime = 30; ///< milliseconds from the first rows on the screen to the places of all the others
}

MessageListView::MessageListView(QWidget *parent) : RowListView(parent), m_delegate(new MessageListDelegate(this))
{
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // invisible while there is nothing to scroll; its room stays
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    verticalScrollBar()->setSingleStep(24);
    setAccessibleName(tr("Messages"));
    connect(this, &RowListView::activated, this, [this](const QModelIndex &index) {
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
    connect(model, &models::MessageListModel::firstRowsShown, this, &MessageListView::prepare);
}

void MessageListView::setEmptyState(const EmptyState &state)
{
    m_empty = state;
    viewport()->update();
}

int MessageListView::emptyStateBottom() const
{
    return widgets::emptyStateBottom(viewport()->rect(), m_empty);
}

MessageIds MessageListView::selectedIds() const
{
    if (!m_messages || !selectionModel())
        return {};
    QList<models::MessageListModel::Range> ranges;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        ranges.append({range.top(), range.bottom()});
    std::sort(ranges.begin(), ranges.end());
    return m_messages->ids(ranges);
}

int MessageListView::selectedCount() const
{
    if (!m_messages || !selectionModel())
        return 0;
    const QItemSelection ranges = selectionModel()->selection();
    return std::accumulate(ranges.cbegin(), ranges.cend(), 0,
        [](int sum, const QItemSelectionRange &range) { return sum + range.height(); });
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

/// What the first paint of rows costs is most of all faces and glyphs. They are loaded before, in steps, while the window waits
/// for the desktop to show it or nobody waits for anything: a face a step, then the first rows. What is painted ahead
/// needs none of it yet.
void MessageListView::prepare()
{
    if (m_hasPaintedAhead && !m_isLeavingPaintedAhead)
        return;
    if (m_delegate->prepareFaces(m_preparedFaces, devicePixelRatioF())) {
        ++m_preparedFaces;
        QTimer::singleShot(0, this, &MessageListView::prepare);
        return;
    }
    const bool isLeaving = std::exchange(m_hasPaintedAhead, false);
    if (isLeaving)
        m_delegate->setPaintedAhead(nullptr);
    if (isLeaving || !m_isPainted)
        prepareFirstRows();
}

/// Within limits, for where the paint is due already it would only come later.
void MessageListView::prepareFirstRows()
{
    if (!m_messages || !isVisible())
        return;
    QElapsedTimer timer;
    timer.start();
    const int last = qMin(model()->rowCount() - 1, viewport()->height() / rowHeight());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int row = 0; row <= last && timer.elapsed() < longestPreparation; ++row) {
        const QModelIndex index = model()->index(row, 0);
        option.rect = QRect(0, row * rowHeight(), viewport()->width(), rowHeight());
        m_delegate->prepare(option, index, devicePixelRatioF());
    }
}

void MessageListView::showEvent(QShowEvent *event)
{
    RowListView::showEvent(event);
    QMetaObject::invokeMethod(this, &MessageListView::prepare, Qt::QueuedConnection); // of what was there before
}

void MessageListView::setPaintedAhead(std::shared_ptr<PaintedRows> rows)
{
    m_hasPaintedAhead = rows != nullptr;
    m_delegate->setPaintedAhead(std::move(rows));
}

/// Faces and glyphs are loaded now, and not by the first row that is scrolled to.
void MessageListView::leavePaintedAhead()
{
    if (m_hasPaintedAhead && !std::exchange(m_isLeavingPaintedAhead, true))
        prepare();
}

void MessageListView::paintEvent(QPaintEvent *event)
{
    if (!model() || model()->rowCount() > 0) {
        RowListView::paintEvent(event);
        if (m_hasPaintedAhead && !m_isPainted)
            QTimer::singleShot(paintedAheadFor, this, &MessageListView::leavePaintedAhead);
        m_isPainted = m_isPainted || model();
        if (m_messages && !m_messages->isReady())
            QTimer::singleShot(settleTime, m_messages, &models::MessageListModel::loadRest);
        return;
    }
    QPainter painter(viewport());
    if (m_messages && (m_messages->isReady() || m_messages->hasQuery())) {
        if (!m_empty.title.isEmpty()) // a search that nothing is known of yet
            paintEmptyState(painter, viewport()->rect(), m_empty, palette());
        return;
    }
    if (!m_messages || m_messages->folders().isEmpty())
        return;
    const Tokens tokens = Tokens::of(palette());
    const int height = rowHeight();
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
    if (hoverIndex() == index && m_hotAction == action)
        return;
    m_hotAction = action;
    m_delegate->setHotAction(action);
    setHoverIndex(index);
    if (index.isValid())
        update(index);
    viewport()->setCursor(action ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void MessageListView::mouseMoveEvent(QMouseEvent *event)
{
    setHot(indexAt(event->pos()), actionAt(event->pos()));
    if (!m_pressedAction)
        RowListView::mouseMoveEvent(event);
}

void MessageListView::mousePressEvent(QMouseEvent *event)
{
    m_pressedAction = event->button() == Qt::LeftButton ? actionAt(event->pos()) : std::nullopt;
    if (!m_pressedAction)
        RowListView::mousePressEvent(event);
}

void MessageListView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressedAction)
        return RowListView::mouseReleaseEvent(event);
    const auto action = std::exchange(m_pressedAction, std::nullopt);
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && actionAt(event->pos()) == action)
        emit hoverActionTriggered(*action, m_messages->idAt(index.row()));
}

void MessageListView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!actionAt(event->pos()))
        RowListView::mouseDoubleClickEvent(event);
}

void MessageListView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !(event->modifiers() & ~Qt::ShiftModifier))
        emit pageRequested(!event->modifiers().testFlag(Qt::ShiftModifier));
    else
        RowListView::keyPressEvent(event);
}

void MessageListView::leaveEvent(QEvent *event)
{
    setHot({}, std::nullopt);
    RowListView::leaveEvent(event);
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
    return RowListView::viewportEvent(event);
}

void MessageListView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    RowListView::selectionChanged(selected, deselected);
    if (!m_goOn)
        emit selectionSettled();
}

void MessageListView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    const QItemSelection selected = selectionModel()->selection();
    m_goOn = !selected.isEmpty() && std::all_of(selected.cbegin(), selected.cend(), [=](const QItemSelectionRange &range) {
        return range.top() >= start && range.bottom() <= end;
    });
    RowListView::rowsAboutToBeRemoved(parent, start, end);
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

} // namespace qn::widgets
