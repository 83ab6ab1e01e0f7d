// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messageids.h"
#include "widgets/emptystate.h"
#include "widgets/mailaction.h"
#include "widgets/rowlistview.h"

#include <memory>

namespace qn::models {
class MessageListModel;
}

namespace qn::widgets {

class MessageListDelegate;
class PaintedRows;

/// The list of messages. Goes on to the next message when the selected ones leave the list.
class MessageListView final : public RowListView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageListView)

public:
    explicit MessageListView(QWidget *parent = nullptr);

    void setMessages(models::MessageListModel *model);
    /// Rows for the first paint. Later ones are painted here again: soon after it the faces for them are loaded.
    void setPaintedAhead(std::shared_ptr<PaintedRows> rows);
    MessageListDelegate *messageDelegate() const { return m_delegate; }
    void setEmptyState(const EmptyState &state);
    int emptyStateBottom() const; ///< in the viewport: what is below it is free
    MessageIds selectedIds() const; ///< from top to bottom
    int selectedCount() const; ///< quickly
    void select(MessageId message);

signals:
    void selectionSettled(); ///< what is selected has changed
    void hoverActionTriggered(qn::widgets::MailAction action, qn::MessageId message);
    void opened(qn::MessageId message); ///< double click, Enter
    void pageRequested(bool down); ///< Space: the reader goes on

protected:
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;

private:
    void afterRemoval(int start);
    void prepare();
    void prepareFirstRows();
    void leavePaintedAhead();
    void setHot(const QModelIndex &index, std::optional<MailAction> action);
    std::optional<MailAction> actionAt(const QPoint &position) const;

    models::MessageListModel *m_messages = nullptr;
    MessageListDelegate *m_delegate;
    EmptyState m_empty;
    std::optional<MailAction> m_hotAction;
    std::optional<MailAction> m_pressedAction;
    bool m_isPainted = false; ///< rows, once
    bool m_hasPaintedAhead = false;
    bool m_isLeavingPaintedAhead = false;
    int m_preparedFaces = 0;
    bool m_goOn = false; ///< the selected rows are being removed
};

} // namespace qn::widgets
