// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plaintextview.h"

#include "widgets/textformatting.h"
#include "widgets/theme.h"

#include <QTextBlock>
#include <QWheelEvent>

namespace qn::widgets {

PlainTextView::PlainTextView(QWidget *parent) : QTextBrowser(parent)
{
    setFrameShape(NoFrame);
    setOpenLinks(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    viewport()->setAutoFillBackground(false);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    setAccessibleName(tr("Message text"));
    document()->setDocumentMargin(0);
    QFont font = themeFont(TextRole::Body);
    font.setPointSizeF(font.pointSizeF() * 1.08);
    setFont(font);
}

void PlainTextView::showText(const QString &text)
{
    m_text = text;
    while (m_text.endsWith(u'\n') || m_text.endsWith(u'\r') || m_text.endsWith(u' '))
        m_text.chop(1);
    setHtml(textAsHtml(m_text, Tokens::of(palette())));
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    QTextBlockFormat format;
    format.setLineHeight(150, QTextBlockFormat::ProportionalHeight);
    cursor.mergeBlockFormat(format);
    mark();
    fit();
}

void PlainTextView::setHighlighter(const SearchHighlighter &highlighter)
{
    m_highlighter = highlighter;
    mark();
}

void PlainTextView::mark()
{
    constexpr int most = 2000; // nobody reads more
    QList<ExtraSelection> marks;
    QTextCharFormat format;
    format.setBackground(Tokens::of(palette()).match);
    const auto ranges = m_highlighter.ranges(document()->toPlainText(), SearchNode::Field::Body);
    for (const SearchHighlighter::Range &range : ranges.mid(0, most)) {
        QTextCursor cursor(document());
        cursor.setPosition(range.start);
        cursor.setPosition(range.start + range.length, QTextCursor::KeepAnchor);
        marks.append({cursor, format});
    }
    setExtraSelections(marks);
}

void PlainTextView::fit()
{
    document()->setTextWidth(viewport()->width());
    setFixedHeight(qMax(24, qRound(document()->size().height()) + 4));
}

void PlainTextView::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

void PlainTextView::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_text.isEmpty())
        showText(m_text);
}

void PlainTextView::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

QVariant PlainTextView::loadResource(int, const QUrl &)
{
    return {}; // a text loads nothing
}

} // namespace qn::widgets
