// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/offerpopup.h"

#include "widgets/theme.h"

#include <QAbstractItemDelegate>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace qn::widgets {

OfferPopup::OfferPopup(QAbstractItemDelegate *delegate, int margin, QWidget *parent)
    : QFrame(parent, Qt::ToolTip | Qt::FramelessWindowHint)
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView(this))
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(1, margin, 1, margin);
    box->addWidget(m_list);
    delegate->setParent(m_list);
    m_list->setModel(m_model);
    m_list->setItemDelegate(delegate);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { emit clicked(index.row()); });
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    hide();
}

void OfferPopup::showAt(QPoint anchor, QSize size, int above)
{
    resize(size);
    const QRect room = parentWidget()->screen()->availableGeometry();
    anchor.setX(qBound(room.left(), anchor.x(), qMax(room.left(), room.right() - width())));
    if (anchor.y() + height() > room.bottom())
        anchor.ry() -= height() + above;
    move(anchor);
    show();
    raise();
}

void OfferPopup::step(int rows)
{
    if (count() == 0)
        return;
    const int from = m_list->currentIndex().isValid() ? m_list->currentIndex().row() : (rows > 0 ? -1 : count());
    m_list->setCurrentIndex(m_model->index((from + rows + count()) % count(), 0));
}

int OfferPopup::count() const
{
    return m_model->rowCount();
}

void OfferPopup::paintEvent(QPaintEvent *)
{
    const auto tokens = Tokens::of(palette());
    QPainter painter(this);
    // Square: without a compositor the corners of a translucent window are black.
    painter.setPen(tokens.border);
    painter.setBrush(tokens.raised);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace qn::widgets
