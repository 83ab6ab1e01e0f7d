// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAbstractItemDelegate;
class QListView;
class QStandardItemModel;

namespace qn::widgets {

/// A list of choices under a text field. Never takes the focus: the field keeps it and hands keys over.
class OfferPopup : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OfferPopup)

public:
    void step(int rows); ///< up and down, around the ends; from no row to the first or last
    int count() const;

signals:
    void clicked(int row);

protected:
    /// `margin` pixels above and below the rows. Takes ownership of the delegate.
    OfferPopup(QAbstractItemDelegate *delegate, int margin, QWidget *parent);
    /// Below `anchor` (global coordinates), moved aside or above what is `above` pixels high there where the screen
    /// ends.
    void showAt(QPoint anchor, QSize size, int above);
    void paintEvent(QPaintEvent *event) override;

    QStandardItemModel *const m_model;
    QListView *const m_list;
};

} // namespace qn::widgets
