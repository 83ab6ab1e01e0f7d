// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace qn::widgets {

/// A row of the contacts browser: avatar, name, address.
class ContactDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ContactDelegate)

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Draws one person as a row: used by the contacts browser and by the list under a recipient field.
void paintPersonRow(QPainter &painter, const QStyleOptionViewItem &option, const QString &name, const QString &email);

} // namespace qn::widgets
