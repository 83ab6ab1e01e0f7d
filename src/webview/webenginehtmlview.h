// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/webviewplugin.h"

class QWebEnginePage;
class QWebEngineProfile;
class QWebEngineView;

namespace qn::webview {

class MailSchemeHandler;

/// HtmlView on a WebEngine page with scripts off, in an off-the-record profile that nothing leaves.
class WebEngineHtmlView final : public widgets::HtmlView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WebEngineHtmlView)

public:
    explicit WebEngineHtmlView(QWidget *parent);
    ~WebEngineHtmlView() override;
    void setCallbacks(Callbacks callbacks) override { m_callbacks = std::move(callbacks); }
    void showHtml(const QString &html, Loader inlinePart, bool dark) override;
    void setHighlighter(const SearchHighlighter &highlighter) override { m_highlighter = highlighter; }
    void clear() override;

private:
    void nudge();

    Callbacks m_callbacks;
    SearchHighlighter m_highlighter;
    QWebEngineProfile *m_profile;
    MailSchemeHandler *m_handler;
    QWebEngineView *m_view;
    QWebEnginePage *m_page;
    bool m_blockedTold = false;
    bool m_isStale = false; ///< still shows the mail before
    int m_serial = 0;
};

} // namespace qn::webview
