// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QTextEdit>

namespace qn::widgets {

/// The text of a mail: plain text with air between the lines. Files and pictures that are pasted or dropped are handed
/// out.
class ComposeEditor final : public QTextEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ComposeEditor)

public:
    explicit ComposeEditor(QWidget *parent = nullptr);
    void setBody(const QString &text);

signals:
    void filesDropped(const QStringList &paths);
    void imagePasted(const QImage &image);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
};

/// The local files in what was dropped or pasted.
QStringList localFiles(const QMimeData &data);

} // namespace qn::widgets
