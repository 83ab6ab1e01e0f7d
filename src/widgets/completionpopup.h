// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QFrame>

class QListView;
class QStandardItemModel;

namespace qn::widgets {

/// The people offered under a recipient field. Never takes the focus: the field keeps it and hands keys over.
class CompletionPopup final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CompletionPopup)

public:
    explicit CompletionPopup(QWidget *parent);
    /// Shows the people below `anchor` (global coordinates), the first one chosen; hides where there is nobody.
    void offer(const QList<Address> &people, QPoint anchor);
    void step(int rows); ///< up and down, around the ends
    Address current() const;
    int count() const;

signals:
    void chosen(const qn::Address &address);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStandardItemModel *m_people;
    QListView *m_list;
};

} // namespace qn::widgets
