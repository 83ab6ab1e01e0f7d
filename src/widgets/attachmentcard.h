// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QAbstractButton>

class QToolButton;

namespace qn::widgets {

/// An attachment in the reader: a click opens it, the button on it saves it, or stops the fetching.
class AttachmentCard final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AttachmentCard)

public:
    explicit AttachmentCard(const Attachment &attachment, QWidget *parent = nullptr);
    QSize sizeHint() const override { return {252, 60}; }
    void setBusy(bool busy); ///< its bytes are on their way
    void setFetched(qint64 bytes); ///< of them have come
    static QString iconName(const Attachment &attachment);

signals:
    void openRequested();
    void saveRequested();
    void cancelRequested(); ///< while it is busy

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void describeButton();

    Attachment m_attachment;
    QToolButton *m_save;
    bool m_busy = false;
    qint64 m_fetched = 0;
};

} // namespace qn::widgets
