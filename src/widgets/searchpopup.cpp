// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchpopup.h"

#include "widgets/theme.h"

#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int explanationRole = Qt::UserRole + 1;
constexpr int recentRole = Qt::UserRole + 2;
constexpr int side = 12;

class HintDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static int rowHeight() { return qMax(34, QFontMetrics(themeFont(TextRole::Body)).lineSpacing() + 14); }
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {100, rowHeight()}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens t = Tokens::of(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.selected);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(5, 1, -5, -1), 6, 6);
        }
        QRect row = option.rect.adjusted(side + 2, 0, -side, 0);
        const bool isRecent = index.data(recentRole).toBool();
        themeIcon(isRecent ? u"clock"_s : u"search"_s, t.textThird)
            .paint(painter, row.left(), row.center().y() - 6, 14, 14);
        row.setLeft(row.left() + 24);
        const QFont bold = themeFont(TextRole::Body, !isRecent);
        const QString text = QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, row.width());
        painter->setFont(bold);
        painter->setPen(t.text);
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeft, text);
        row.setLeft(row.left() + qMax(92, QFontMetrics(bold).horizontalAdvance(text) + 16));
        const QFont caption = themeFont(TextRole::Caption);
        painter->setFont(caption);
        painter->setPen(t.textThird);
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetrics(caption).elidedText(index.data(explanationRole).toString(), Qt::ElideRight, row.width()));
        painter->restore();
    }
};

} // namespace

SearchPopup::SearchPopup(QWidget *parent)
    : OfferPopup(new HintDelegate, 5, parent)
{
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Search suggestions"));
    connect(this, &OfferPopup::clicked, this, [this](int row) { emit chosen(m_shown.at(row)); });
}

void SearchPopup::offer(const QList<SearchHint> &hints, QPoint anchor, int width)
{
    if (hints.isEmpty()) {
        hide();
        return;
    }
    if (hints != m_shown || !isVisible()) {
        m_shown = hints;
        m_model->clear();
        for (const SearchHint &hint : hints) {
            auto item = std::make_unique<QStandardItem>(hint.insert);
            item->setData(hint.explanation, explanationRole);
            item->setData(hint.isRecent, recentRole);
            item->setData(hint.explanation.isEmpty() ? hint.insert : tr("%1, %2").arg(hint.insert, hint.explanation),
                Qt::AccessibleTextRole);
            m_model->appendRow(item.release());
        }
        m_list->setCurrentIndex({});
    }
    showAt(anchor, {width, int(hints.size()) * HintDelegate::rowHeight() + 10}, 40);
}

std::optional<SearchHint> SearchPopup::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return isVisible() && index.isValid() ? std::optional(m_shown.at(index.row())) : std::nullopt;
}

} // namespace qn::widgets
