// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/message.h"
#include "widgets/mailaction.h"
#include "widgets/webviewplugin.h"

#include <QScrollArea>
#include <QTimer>

class QVBoxLayout;

namespace qn::widgets {

class AttachmentCard;
class EmptyStateWidget;
class FlowLayout;
class InlineNotice;
class MessageHead;
class PlainTextView;
class Skeleton;

/// The reader: one message as a sheet, or a word where there is none. Knows nothing of where messages come from.
class ReaderView final : public QScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReaderView)

public:
    explicit ReaderView(QWidget *parent = nullptr);

    /// Gives the HTML view's plugin when it is first needed; nullptr: HTML is shown as text.
    void setWebView(std::function<WebViewPlugin *()> provider) { m_webView = std::move(provider); }
    void setOwnAddresses(const QStringList &own) { m_own = own; }

    /// Marks what a search found in the messages shown from now on, and in the text that is shown.
    void setHighlighter(const SearchHighlighter &highlighter);
    void showNothing();
    void showSelectionCount(int count);
    void showHeader(const MessageHeader &header); ///< the body is on its way
    void setAnswerable(bool answerable);
    /// `loader` gives the images inside the mail.
    void showBody(const MessageBody &body, HtmlView::Loader loader);
    void showError(const Error &error); ///< in place of the body
    AttachmentCard *cardOf(const QString &partId) const;
    bool showsHtml() const;
    void scrollPage(bool down);

signals:
    void actionTriggered(qn::widgets::MailAction action);
    void writeRequested(const qn::Address &address);
    void linkActivated(const QUrl &url);
    void retryRequested();
    void openRequested(const qn::Attachment &attachment);
    void saveRequested(const qn::Attachment &attachment);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followEvents(QObject *part);
    bool takeHtmlKey(QKeyEvent *event);
    void buildSheet();
    void showOnlyBodyPart(QWidget *part);
    void showAttachments(const QList<Attachment> &attachments);
    bool showHtml(const MessageBody &body);
    void fitSheet();
    void backToTop();

    std::function<WebViewPlugin *()> m_webView;
    QStringList m_own;
    SearchHighlighter m_highlighter;
    MessageBody m_body;
    HtmlView::Loader m_loader;
    EmptyStateWidget *m_empty;
    QWidget *m_page;
    QFrame *m_sheet;
    QVBoxLayout *m_sheetLayout = nullptr;
    MessageHead *m_head = nullptr;
    InlineNotice *m_notice = nullptr;
    Skeleton *m_skeleton = nullptr;
    PlainTextView *m_text = nullptr;
    HtmlView *m_html = nullptr;
    QWidget *m_attachments = nullptr;
    FlowLayout *m_cards = nullptr;
    QHash<QString, AttachmentCard *> m_cardOf;
    QTimer m_measure; ///< a wider sheet needs less height, which HTML tells only when it is shown anew
};

} // namespace qn::widgets
