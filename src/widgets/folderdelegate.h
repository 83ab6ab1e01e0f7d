// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

#include <QStyledItemDelegate>

namespace qn::widgets {

/// Rows of the folder tree: an account as a small heading, a folder with its icon and unread count.
class FolderDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FolderDelegate)

public:
    explicit FolderDelegate(QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    static QString iconName(FolderRole role);
    /// How many messages a folder has, and how large they are.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;

private:
    void paintAccount(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintFolder(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    QFont m_font, m_bold, m_caption;
};

} // namespace qn::widgets
