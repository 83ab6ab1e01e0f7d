// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/offerpopup.h"
#include "widgets/searchhints.h"

#include <optional>

namespace qn::widgets {

/// What the search field offers, under it.
class SearchPopup final : public OfferPopup
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchPopup)

public:
    explicit SearchPopup(QWidget *parent);
    /// Shows the hints below `anchor` (global coordinates), `width` wide, none chosen; hides where there are none.
    void offer(const QList<SearchHint> &hints, QPoint anchor, int width);
    std::optional<SearchHint> current() const; ///< nullopt where none is chosen
    QList<SearchHint> hints() const { return m_shown; }

signals:
    void chosen(const qn::widgets::SearchHint &hint);

private:
    QList<SearchHint> m_shown;
};

} // namespace qn::widgets
