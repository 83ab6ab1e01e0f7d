// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"

#include <QScrollArea>

namespace qn::widgets {

class FlowLayout;

/// A file in an AttachmentBar: icon, name, size and a cross.
class ComposeAttachment final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ComposeAttachment)

public:
    ComposeAttachment(Attachment attachment, bool loading, QWidget *parent);
    const Attachment &attachment() const { return m_attachment; }
    void setAttachment(Attachment attachment);
    bool isLoading() const { return m_loading; }
    QSize sizeHint() const override;

signals:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRect crossBox() const;
    void describeItself();

    Attachment m_attachment;
    bool m_loading;
};

/// The attachments of a mail that is being written, two rows of them before it scrolls. Files are read off the
/// interface thread; the card is there at once.
class AttachmentBar final : public QScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AttachmentBar)

public:
    explicit AttachmentBar(QWidget *parent = nullptr);
    void setAttachments(const QList<Attachment> &attachments);
    QList<Attachment> attachments() const; ///< those that are read
    bool isLoading() const;
    bool isEmpty() const { return m_cards.isEmpty(); }
    qint64 totalBytes() const;
    void setLimit(qint64 bytes) { m_limit = bytes; } ///< for all of them together
    qint64 limit() const { return m_limit; }
    void addFiles(const QStringList &paths);
    void addData(Attachment attachment); ///< a pasted picture

    QSize sizeHint() const override { return {cardColumn, height()}; }
    QSize minimumSizeHint() const override { return {cardColumn, 0}; }

signals:
    void changed();
    void refused(const QString &name, const qn::Error &error); ///< could not be attached

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    static constexpr int cardColumn = 224;
    void fit();
    ComposeAttachment *addCard(const Attachment &attachment, bool loading);
    void removeCard(ComposeAttachment *card);
    void finish(ComposeAttachment *card, const Result<Attachment> &read);

    QWidget *m_content;
    FlowLayout *m_flow;
    QList<ComposeAttachment *> m_cards;
    qint64 m_limit = 0;
};

} // namespace qn::widgets
