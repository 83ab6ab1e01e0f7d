// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/folderdelegate.h"

#include "models/foldermodel.h"
#include "widgets/foldertexts.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace qn::widgets {

using models::FolderModel;

namespace {
constexpr int edge = 8; ///< between the pane and the rounded row
constexpr int iconSide = 18;
}

FolderDelegate::FolderDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_font(themeFont(TextRole::Body))
    , m_bold(themeFont(TextRole::Body, true))
    , m_caption(themeFont(TextRole::Caption, true))
{
}

QSize FolderDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    if (!index.data(FolderModel::IsAccountRole).toBool())
        return {120, 36};
    return {120, index.row() == 0 ? 36 : 48};
}

QString FolderDelegate::iconName(FolderRole role)
{
    switch (role) {
    case FolderRole::Inbox:
        return u"inbox"_s;
    case FolderRole::Sent:
        return u"send"_s;
    case FolderRole::Drafts:
        return u"file-pen-line"_s;
    case FolderRole::Trash:
        return u"trash-2"_s;
    case FolderRole::Junk:
        return u"shield-alert"_s;
    case FolderRole::Archive:
        return u"archive"_s;
    case FolderRole::None:
        break;
    }
    return u"folder"_s;
}

bool FolderDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.data(FolderModel::SelectableRole).toBool())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString text = folderSizeText(index.data(FolderModel::TotalRole).toInt(), index.data(FolderModel::SizeRole).toLongLong());
    QToolTip::showText(event->globalPos(), text, view, view->visualRect(index));
    return true;
}

void FolderDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(FolderModel::IsAccountRole).toBool())
        paintAccount(*painter, option, index);
    else
        paintFolder(*painter, option, index);
    painter->restore();
}

void FolderDelegate::paintAccount(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens t = Tokens::of(option.palette);
    const QRect line(option.rect.left() + edge + 10, option.rect.bottom() - 29, option.rect.width() - 2 * edge - 20, 26);
    painter.setFont(m_caption);
    painter.setPen(t.textThird);
    const QString name = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, line.width() - 18);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, name);
    if (option.state.testFlag(QStyle::State_MouseOver)) {
        const bool open = option.state.testFlag(QStyle::State_Open);
        themeIcon(open ? u"chevron-down"_s : u"chevron-right"_s, t.textThird)
            .paint(&painter, QRect(line.right() - 14, line.center().y() - 6, 14, 14));
    }
}

void FolderDelegate::paintFolder(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens t = Tokens::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool over = option.state.testFlag(QStyle::State_MouseOver);
    const int indent = option.rect.left(); // the tree's own indentation, the row's ground spans the pane
    const QRect row(edge, option.rect.top() + 1, option.rect.right() - 2 * edge + 1, option.rect.height() - 2);
    if (selected || over) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(selected ? t.selected : t.dark ? t.raised : QColor(0xe6, 0xeb, 0xec));
        painter.drawRoundedRect(row, Tokens::radius, Tokens::radius);
    }
    if (selected && option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter.setPen(QPen(t.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(row).adjusted(0.75, 0.75, -0.75, -0.75), Tokens::radius, Tokens::radius);
    }
    const int unread = index.data(FolderModel::UnreadRole).toInt();
    const auto role = FolderRole(index.data(FolderModel::FolderRoleRole).toInt());
    const int left = row.left() + 10 + qMax(0, indent - 14);
    themeIcon(iconName(role), selected ? t.accent : t.textSecond)
        .paint(&painter, QRect(left, row.center().y() - iconSide / 2 + 1, iconSide, iconSide));

    const bool counts = unread > 0 && role != FolderRole::Trash && role != FolderRole::Sent;
    const QString number = counts ? (unread > 9999 ? u"9999+"_s : QString::number(unread)) : QString();
    painter.setFont(m_caption);
    const int numberWidth = counts ? painter.fontMetrics().horizontalAdvance(number) : 0;
    if (counts) {
        painter.setPen(role == FolderRole::Inbox || selected ? t.accent : t.textThird);
        painter.drawText(row.adjusted(0, 0, -12, 0), Qt::AlignVCenter | Qt::AlignRight, number);
    }
    painter.setFont(counts && role != FolderRole::Junk ? m_bold : m_font);
    const bool dimmed = !index.data(FolderModel::SelectableRole).toBool();
    painter.setPen(dimmed ? t.textThird : t.text);
    const QRect text(left + iconSide + 10, row.top(), row.right() - 20 - numberWidth - left - iconSide - 10, row.height());
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
}

} // namespace qn::widgets
