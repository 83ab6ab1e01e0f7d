// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/webviewplugin.h"

#include <QWebEngineUrlRequestInterceptor>
#include <QWebEngineUrlSchemeHandler>

namespace qn::webview {

/// Registers the schemes `qnmail:` (the mail's HTML) and `cid:` (its inline parts, RFC 2392). Before the first profile.
void registerMailSchemes();

/// Serves one mail: qnmail:message is its HTML, cid:ID its inline parts. A scheme is used instead of setHtml(), which
/// carries 2 MB at most.
class MailSchemeHandler final : public QWebEngineUrlSchemeHandler
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MailSchemeHandler)

public:
    using QWebEngineUrlSchemeHandler::QWebEngineUrlSchemeHandler;
    void setMail(QByteArray html, widgets::HtmlView::Loader loader);
    void requestStarted(QWebEngineUrlRequestJob *job) override;

private:
    QByteArray m_html;
    widgets::HtmlView::Loader m_loader;
};

/// Lets nothing out to the network: every request but qnmail:, cid: and data: is blocked.
class NetworkBlocker final : public QWebEngineUrlRequestInterceptor
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NetworkBlocker)

public:
    using QWebEngineUrlRequestInterceptor::QWebEngineUrlRequestInterceptor;
    void interceptRequest(QWebEngineUrlRequestInfo &info) override;

signals:
    void blocked();
};

/// The mail's HTML as it is shown: what could reach the network without a request that the blocker sees (preconnect, DNS
/// prefetch, refresh, base) is taken out, then what a search found is marked, and a base style and content security policy
/// are put in front.
QByteArray htmlForView(const QString &html, bool dark, const SearchHighlighter &highlighter = {});

} // namespace qn::webview
