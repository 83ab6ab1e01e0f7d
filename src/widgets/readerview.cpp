// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/readerview.h"

#include "widgets/attachmentcard.h"
#include "widgets/emptystate.h"
#include "widgets/flowlayout.h"
#include "widgets/inlinenotice.h"
#include "widgets/messagehead.h"
#include "widgets/plaintextview.h"
#include "widgets/replybuilder.h"
#include "widgets/sheet.h"
#include "widgets/skeleton.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QChildEvent>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollBar>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {
constexpr int startHeight = 160; ///< of HTML that is not measured yet
constexpr int tallest = 12000; ///< pixels; beyond it the HTML view scrolls by itself (a texture has limits)
}

ReaderView::ReaderView(QWidget *parent)
    : QScrollArea(parent)
    , m_empty(new EmptyStateWidget({u"mail-open"_s, tr("No message selected"), tr("Choose one on the left to read it here.")}, this))
    , m_page(new QWidget(this))
    , m_sheet(new Sheet(m_page))
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // invisible while there is nothing to scroll; its room stays
    setAccessibleName(tr("Message"));
    verticalScrollBar()->setSingleStep(30);
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(16, 4, 4, 24);
    column->addWidget(m_empty, 1);
    column->addWidget(m_sheet, 0, Qt::AlignHCenter | Qt::AlignTop);
    column->addStretch(0);
    buildSheet();
    m_measure.setSingleShot(true);
    m_measure.setInterval(200);
    connect(&m_measure, &QTimer::timeout, this, [this] {
        if (showsHtml())
            showHtml(m_body);
    });
    setWidget(m_page);
    showNothing();
}

void ReaderView::buildSheet()
{
    m_sheetLayout = new QVBoxLayout(m_sheet);
    m_sheetLayout->setContentsMargins(32, 28, 32, 32);
    m_sheetLayout->setSpacing(16);
    m_head = new MessageHead(m_sheet);
    m_notice = new InlineNotice(m_sheet);
    m_skeleton = new Skeleton(m_sheet);
    m_text = new PlainTextView(m_sheet);
    m_attachments = new QWidget(m_sheet);
    m_cards = new FlowLayout(m_attachments, 10);
    auto *line = new QFrame(m_sheet);
    line->setFrameShape(QFrame::HLine);
    line->setFixedHeight(1);
    m_sheetLayout->addWidget(m_head);
    m_sheetLayout->addSpacing(4);
    m_sheetLayout->addWidget(line);
    m_sheetLayout->addSpacing(8);
    m_sheetLayout->addWidget(m_notice);
    m_sheetLayout->addWidget(m_skeleton);
    m_sheetLayout->addWidget(m_text);
    m_sheetLayout->addWidget(m_attachments);
    connect(m_head, &MessageHead::actionTriggered, this, &ReaderView::actionTriggered);
    connect(m_head, &MessageHead::writeRequested, this, &ReaderView::writeRequested);
    connect(m_text, &QTextBrowser::anchorClicked, this, &ReaderView::linkActivated);
}

void ReaderView::setHighlighter(const SearchHighlighter &highlighter)
{
    m_highlighter = highlighter;
    m_head->setHighlighter(highlighter);
    m_text->setHighlighter(highlighter);
    if (m_html)
        m_html->setHighlighter(highlighter);
}

void ReaderView::showNothing()
{
    m_empty->setState({u"mail-open"_s, tr("No message selected"), tr("Choose one on the left to read it here.")});
    m_empty->show();
    m_sheet->hide();
    m_body = {};
    if (m_html)
        m_html->clear();
}

void ReaderView::showSelectionCount(int count)
{
    showNothing();
    m_empty->setState({u"mail"_s, tr("%n messages selected", nullptr, count), tr("Delete, archive or mark them all at once.")});
}

void ReaderView::showHeader(const MessageHeader &header)
{
    m_empty->hide();
    m_sheet->show();
    m_body = {};
    m_head->showHeader(header, m_own);
    m_notice->clear();
    showAttachments({});
    showOnlyBodyPart(m_skeleton);
    fitSheet();
    backToTop();
}

void ReaderView::setAnswerable(bool answerable)
{
    m_head->setAnswerable(answerable);
}

void ReaderView::showOnlyBodyPart(QWidget *part)
{
    m_skeleton->setVisible(part == m_skeleton);
    m_text->setVisible(part == m_text);
    if (m_html)
        m_html->setVisible(part == m_html);
}

void ReaderView::showBody(const MessageBody &body, HtmlView::Loader loader)
{
    m_body = body;
    m_loader = std::move(loader);
    m_notice->clear();
    if (body.html.isEmpty() || !showHtml(body)) {
        const QString text = plainText(body);
        m_text->showText(text.trimmed().isEmpty() ? tr("This message has no text.") : text);
        showOnlyBodyPart(m_text);
    }
    showAttachments(body.attachments);
}

bool ReaderView::showHtml(const MessageBody &body)
{
    if (!m_html) {
        WebViewPlugin *plugin = m_webView ? m_webView() : nullptr;
        if (!plugin)
            return false;
        m_html = plugin->createHtmlView(m_sheet);
        m_sheetLayout->insertWidget(m_sheetLayout->indexOf(m_text), m_html);
        followEvents(m_html);
        m_html->setCallbacks({[this](const QUrl &url) { emit linkActivated(url); },
            [this] {
                m_notice->tell(InlineNotice::Kind::Info, tr("Remote content is blocked"),
                    tr("Pictures from the network were not loaded, so the sender cannot see that you read this."));
            },
            // Never lower: a page is at least as high as its view, so a smaller number is an echo of the view's own past.
            [this](int height) { m_html->setFixedHeight(qBound(m_html->height(), height, qMax(tallest, m_html->height()))); }});
    }
    m_html->setHighlighter(m_highlighter);
    m_html->setFixedHeight(startHeight); // grows with what it shows
    showOnlyBodyPart(m_html);
    m_html->showHtml(body.html, m_loader, Tokens::of(palette()).dark);
    return true;
}

bool ReaderView::showsHtml() const
{
    return m_html && m_html->isVisibleTo(this);
}

void ReaderView::showError(const Error &error)
{
    showOnlyBodyPart(nullptr);
    m_notice->tell(error, {{tr("Try again"), [this] { emit retryRequested(); }}});
}

void ReaderView::showAttachments(const QList<Attachment> &attachments)
{
    m_cardOf.clear();
    while (QLayoutItem *item = m_cards->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Attachment &attachment : attachments) {
        if (attachment.isInline && !m_body.html.isEmpty())
            continue;
        auto *card = new AttachmentCard(attachment, m_attachments);
        connect(card, &AttachmentCard::openRequested, this, [this, attachment] { emit openRequested(attachment); });
        connect(card, &AttachmentCard::saveRequested, this, [this, attachment] { emit saveRequested(attachment); });
        m_cards->addWidget(card);
        m_cardOf.insert(attachment.partId, card);
        card->show();
    }
    m_attachments->setContentsMargins(0, m_cardOf.isEmpty() ? 0 : 8, 0, 0);
    m_attachments->setVisible(!m_cardOf.isEmpty());
}

AttachmentCard *ReaderView::cardOf(const QString &partId) const
{
    return m_cardOf.value(partId);
}

void ReaderView::scrollPage(bool down)
{
    verticalScrollBar()->triggerAction(down ? QScrollBar::SliderPageStepAdd : QScrollBar::SliderPageStepSub);
}

void ReaderView::followEvents(QObject *part)
{
    part->installEventFilter(this);
    for (QObject *child : part->children()) {
        if (child->isWidgetType())
            followEvents(child);
    }
}

/// The HTML view is as high as its content and has nothing to scroll, yet it keeps the wheel and the keys to itself.
bool ReaderView::eventFilter(QObject *watched, QEvent *event)
{
    // The base class filters the events of its scroll bars with this very function.
    const auto *part = qobject_cast<QWidget *>(watched);
    if (!part || !m_html || (part != m_html && !m_html->isAncestorOf(part)))
        return QScrollArea::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::ChildAdded:
        if (QObject *child = static_cast<QChildEvent *>(event)->child(); child->isWidgetType())
            followEvents(child);
        break;
    case QEvent::Wheel: {
        const auto *wheel = static_cast<QWheelEvent *>(event);
        const bool upright = qAbs(wheel->angleDelta().y()) >= qAbs(wheel->angleDelta().x());
        const QScrollBar *bar = verticalScrollBar();
        const bool ends = wheel->angleDelta().y() < 0 ? bar->value() == bar->maximum() : bar->value() == bar->minimum();
        if (upright && wheel->modifiers() == Qt::NoModifier && m_html->height() < tallest && !ends) {
            QCoreApplication::sendEvent(verticalScrollBar(), event);
            return true;
        }
        break;
    }
    case QEvent::KeyPress:
        return takeHtmlKey(static_cast<QKeyEvent *>(event));
    default:
        break;
    }
    return QScrollArea::eventFilter(watched, event);
}

bool ReaderView::takeHtmlKey(QKeyEvent *event)
{
    if (m_html->height() >= tallest || (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)))
        return false;
    static const QHash<int, QScrollBar::SliderAction> moves{{Qt::Key_Up, QScrollBar::SliderSingleStepSub},
        {Qt::Key_Down, QScrollBar::SliderSingleStepAdd}, {Qt::Key_PageUp, QScrollBar::SliderPageStepSub},
        {Qt::Key_PageDown, QScrollBar::SliderPageStepAdd}, {Qt::Key_Home, QScrollBar::SliderToMinimum},
        {Qt::Key_End, QScrollBar::SliderToMaximum}};
    if (event->key() == Qt::Key_Space)
        scrollPage(!event->modifiers().testFlag(Qt::ShiftModifier));
    else if (const auto move = moves.find(event->key()); move != moves.end() && !event->modifiers().testFlag(Qt::ShiftModifier))
        verticalScrollBar()->triggerAction(*move);
    else
        return false;
    return true;
}

void ReaderView::fitSheet()
{
    const int room = viewport()->width() - 20;
    const int width = qBound(240, room, int(Tokens::readerWidth));
    if (width > m_sheet->width() && showsHtml())
        m_measure.start();
    m_sheet->setFixedWidth(width);
    const int side = room < 560 ? 20 : 32;
    m_sheetLayout->setContentsMargins(side, 28, side, 32);
}

void ReaderView::backToTop()
{
    verticalScrollBar()->setValue(0);
}

void ReaderView::resizeEvent(QResizeEvent *event)
{
    fitSheet();
    QScrollArea::resizeEvent(event);
}

void ReaderView::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && showsHtml())
        m_html->showHtml(m_body.html, m_loader, Tokens::of(palette()).dark);
}

} // namespace qn::widgets
