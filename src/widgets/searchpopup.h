// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/searchhints.h"

#include <QFrame>

#include <optional>

class QListView;
class QStandardItemModel;

namespace qn::widgets {

/// What the search field offers, under it. Never takes the focus: the field keeps it and hands keys over.
class SearchPopup final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchPopup)

public:
    explicit SearchPopup(QWidget *parent);
    /// Shows the hints below `anchor` (global coordinates), `width` wide, none chosen; hides where there are none.
    void offer(const QList<SearchHint> &hints, QPoint anchor, int width);
    void step(int rows); ///< up and down, around the ends; from no row to the first or last
    std::optional<SearchHint> current() const; ///< nullopt where none is chosen
    QList<SearchHint> hints() const { return m_shown; }

signals:
    void chosen(const qn::widgets::SearchHint &hint);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<SearchHint> m_shown;
    QStandardItemModel *m_model;
    QListView *m_list;
};

} // namespace qn::widgets
