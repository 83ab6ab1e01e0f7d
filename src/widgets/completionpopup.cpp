// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/completionpopup.h"

#include "core/addressparser.h"
#include "widgets/contactdelegate.h"
#include "widgets/theme.h"

#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int rowHeight = 48;
constexpr int popupWidth = 360;
constexpr int addressRole = Qt::UserRole + 1;

class PersonDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {popupWidth, rowHeight}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto address = index.data(addressRole).value<Address>();
        paintPersonRow(*painter, option, address.name, address.email);
    }
};

} // namespace

CompletionPopup::CompletionPopup(QWidget *parent)
    : QFrame(parent, Qt::ToolTip | Qt::FramelessWindowHint)
    , m_people(new QStandardItemModel(this))
    , m_list(new QListView(this))
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(1, 4, 1, 4);
    box->addWidget(m_list);
    m_list->setModel(m_people);
    m_list->setItemDelegate(new PersonDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setAccessibleName(tr("Matching contacts"));
    connect(m_list, &QListView::clicked, this,
        [this](const QModelIndex &index) { emit chosen(index.data(addressRole).value<Address>()); });
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    hide();
}

void CompletionPopup::offer(const QList<Address> &people, QPoint anchor)
{
    m_people->clear();
    if (people.isEmpty()) {
        hide();
        return;
    }
    for (const auto &person : people) {
        auto item = std::make_unique<QStandardItem>(formatAddress(person));
        item->setData(QVariant::fromValue(person), addressRole);
        m_people->appendRow(item.release());
    }
    m_list->setCurrentIndex(m_people->index(0, 0));
    const int shownRows = std::min(6, count());
    resize(popupWidth, shownRows * rowHeight + 8);
    const auto *screen = parentWidget()->screen();
    const QRect room = screen->availableGeometry();
    anchor.setX(std::clamp(anchor.x(), room.left(), std::max(room.left(), room.right() - width())));
    if (anchor.y() + height() > room.bottom())
        anchor.ry() -= height() + 40;
    move(anchor);
    show();
    raise();
}

void CompletionPopup::step(int rows)
{
    const int row = (m_list->currentIndex().row() + rows + count()) % std::max(1, count());
    m_list->setCurrentIndex(m_people->index(row, 0));
}

Address CompletionPopup::current() const
{
    return m_list->currentIndex().data(addressRole).value<Address>();
}

int CompletionPopup::count() const
{
    return m_people->rowCount();
}

void CompletionPopup::paintEvent(QPaintEvent *)
{
    const auto tokens = Tokens::of(palette());
    QPainter painter(this);
    // Square: without a compositor the corners of a translucent window are black.
    painter.setPen(tokens.border);
    painter.setBrush(tokens.raised);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace qn::widgets
