// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "widgets/offerpopup.h"

namespace qn::widgets {

/// The people offered under a recipient field.
class CompletionPopup final : public OfferPopup
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CompletionPopup)

public:
    explicit CompletionPopup(QWidget *parent);
    /// Shows the people below `anchor` (global coordinates), the first one chosen; hides where there is nobody.
    void offer(const QList<Address> &people, QPoint anchor);
    Address current() const;

signals:
    void chosen(const qn::Address &address);
};

} // namespace qn::widgets
