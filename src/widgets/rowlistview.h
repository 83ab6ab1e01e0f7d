// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace qn::widgets {

/// A list view whose rows are all of one height, so that every place is a product and no step looks at all rows:
/// QListView, even with uniform sizes, lays all of them out after each change. Keeps what the eye is on where it is when
/// rows come or go above it. It stays a QListView for the sake of style and accessibility; scrolls by pixels, one column,
/// no editing, no search by typing (which would ask the model for every row).
class RowListView : public QListView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RowListView)

public:
    explicit RowListView(QWidget *parent = nullptr);

    QRect visualRect(const QModelIndex &index) const override;
    QModelIndex indexAt(const QPoint &point) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;
    void reset() override;
    void setModel(QAbstractItemModel *model) override;
    void selectAll() override;
    void keyboardSearch(const QString &) override {}
    int rowHeight() const; ///< of every row, pixels

protected:
    void setHoverIndex(const QModelIndex &index); ///< the row that is painted as under the pointer
    QModelIndex hoverIndex() const { return m_hover; }
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    int rows() const;
    int rowOfPage(int row, bool down) const; ///< a page further
    void settle() const; ///< brings the scroll bar up to what rows came and went
    void shift(int start, int change);

    int m_shift = 0; ///< pixels that came above what is seen, not in the scroll bar yet
    QPersistentModelIndex m_hover;
    QMetaObject::Connection m_removals;
};

} // namespace qn::widgets
