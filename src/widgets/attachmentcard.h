// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QAbstractButton>

class QToolButton;

namespace qn::widgets {

/// An attachment in the reader: a click opens it, the button on it saves it.
class AttachmentCard final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AttachmentCard)

public:
    explicit AttachmentCard(const Attachment &attachment, QWidget *parent = nullptr);
    QSize sizeHint() const override { return {252, 60}; }
    void setBusy(bool busy); ///< its bytes are on their way
    static QString iconName(const Attachment &attachment);

signals:
    void openRequested();
    void saveRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    Attachment m_attachment;
    QToolButton *m_save;
    bool m_busy = false;
};

} // namespace qn::widgets
