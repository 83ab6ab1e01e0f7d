// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/recipientparser.h"

#include <QWidget>

namespace qn::widgets {

/// One recipient in a RecipientField: avatar, name and a cross. Red, with the reason as a tool tip, where nobody can be
/// written to.
class RecipientChip final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecipientChip)

public:
    RecipientChip(Recipient recipient, QWidget *parent);
    const Recipient &recipient() const { return m_recipient; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void removeRequested(int step); ///< step: where the focus goes, -1 to the left, 1 to the right
    void editRequested();
    void moveRequested(int step);
    void typed(const QString &text); ///< a character meant for the input

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QRectF crossBox() const;
    QString label() const;
    void copyAddress() const;
    void drag();

    Recipient m_recipient;
    QPoint m_pressed;
};

} // namespace qn::widgets
