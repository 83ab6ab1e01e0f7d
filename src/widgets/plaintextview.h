// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"

#include <QTextBrowser>

namespace qn::widgets {

/// The text of a mail without HTML. As high as its text: what is around it scrolls.
class PlainTextView final : public QTextBrowser
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlainTextView)

public:
    explicit PlainTextView(QWidget *parent = nullptr);
    void showText(const QString &text);
    void setHighlighter(const SearchHighlighter &highlighter); ///< marks what a search found

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    QVariant loadResource(int type, const QUrl &name) override;

private:
    void fit();
    void mark();
    SearchHighlighter m_highlighter;
    QString m_text;
};

} // namespace qn::widgets
