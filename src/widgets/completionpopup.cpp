// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/completionpopup.h"

#include "core/addressparser.h"
#include "widgets/contactdelegate.h"
#include "widgets/theme.h"

#include <QListView>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

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
    : OfferPopup(new PersonDelegate, 4, parent)
{
    m_list->setAccessibleName(tr("Matching contacts"));
    connect(this, &OfferPopup::clicked, this,
        [this](int row) { emit chosen(m_model->index(row, 0).data(addressRole).value<Address>()); });
}

void CompletionPopup::offer(const QList<Address> &people, QPoint anchor)
{
    m_model->clear();
    if (people.isEmpty()) {
        hide();
        return;
    }
    for (const auto &person : people) {
        auto item = std::make_unique<QStandardItem>(formatAddress(person));
        item->setData(QVariant::fromValue(person), addressRole);
        m_model->appendRow(item.release());
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    showAt(anchor, {popupWidth, std::min(6, count()) * rowHeight + 8}, 40);
}

Address CompletionPopup::current() const
{
    return m_list->currentIndex().data(addressRole).value<Address>();
}

} // namespace qn::widgets
