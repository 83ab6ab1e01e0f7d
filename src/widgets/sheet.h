// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace qn::widgets {

/// A raised surface with round corners and a hairline: the message sheet, cards.
class Sheet final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Sheet)

public:
    using QFrame::QFrame;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace qn::widgets
