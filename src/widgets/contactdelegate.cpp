// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/contactdelegate.h"

#include "models/contactlistmodel.h"
#include "widgets/avatar.h"
#include "widgets/theme.h"

#include <QPainter>

namespace qn::widgets {

void paintPersonRow(QPainter &painter, const QStyleOptionViewItem &option, const QString &name, const QString &email)
{
    const auto tokens = Tokens::of(option.palette);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(selected ? tokens.selected : tokens.hover);
        painter.drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), Tokens::radius - 2, Tokens::radius - 2);
    }
    const QRect row = option.rect;
    const auto place = [&](QRect box) { return QStyle::visualRect(option.direction, row, box); };
    const int side = row.height() - 16;
    paintAvatar(painter, place({row.x() + 12, row.y() + 8, side, side}), name, email, tokens.dark);

    const int left = 12 + side + 12;
    const QRect text = place({row.x() + left, row.y() + 6, row.width() - left - 12, row.height() - 12});
    const auto align = int(QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignVCenter);
    const auto line = [&](const QRect &box, const QFont &font, const QColor &ink, const QString &words,
                          Qt::TextElideMode elide) {
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(box, align, QFontMetrics(font).elidedText(words, elide, box.width()));
    };
    if (name.isEmpty()) {
        line(text, themeFont(TextRole::Body), tokens.text, email, Qt::ElideMiddle);
    } else {
        const int half = text.height() / 2;
        line(
            {text.x(), text.y(), text.width(), half + 1}, themeFont(TextRole::Body), tokens.text, name, Qt::ElideRight);
        line({text.x(), text.y() + half, text.width(), half}, themeFont(TextRole::Caption), tokens.textSecond, email,
            Qt::ElideMiddle);
    }
    painter.restore();
}

QSize ContactDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, 56};
}

void ContactDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::ContactListModel;
    paintPersonRow(*painter, option, index.data(Model::NameRole).toString(), index.data(Model::EmailRole).toString());
}

} // namespace qn::widgets
