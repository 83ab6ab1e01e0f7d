// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composeeditor.h"

#include "widgets/theme.h"

#include <QMimeData>
#include <QTextBlock>
#include <QUrl>

namespace qn::widgets {

namespace {
constexpr double lineHeightPercent = 140;
}

ComposeEditor::ComposeEditor(QWidget *parent)
    : QTextEdit(parent)
{
    setAcceptRichText(false);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    auto font = themeFont(TextRole::Body);
    font.setPointSizeF(font.pointSizeF() * 1.08);
    setFont(font);
    document()->setDocumentMargin(1);
    setViewportMargins(0, 8, 0, 8);
    setBody({});
}

void ComposeEditor::setBody(const QString &text)
{
    setPlainText(text);
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    QTextBlockFormat format;
    format.setLineHeight(lineHeightPercent, QTextBlockFormat::ProportionalHeight);
    cursor.mergeBlockFormat(format);
    document()->clearUndoRedoStacks();
    document()->setModified(false);
    moveCursor(QTextCursor::Start);
}

QStringList localFiles(const QMimeData &data)
{
    QStringList paths;
    for (const auto &url : data.urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

bool ComposeEditor::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasImage() || !localFiles(*source).isEmpty() || QTextEdit::canInsertFromMimeData(source);
}

void ComposeEditor::insertFromMimeData(const QMimeData *source)
{
    if (const auto paths = localFiles(*source); !paths.isEmpty())
        emit filesDropped(paths);
    else if (source->hasImage() && !source->hasText())
        emit imagePasted(source->imageData().value<QImage>());
    else
        insertPlainText(source->text());
}

} // namespace qn::widgets
