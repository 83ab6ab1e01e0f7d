// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/searchmatcher.h"

#include <QDialog>
#include <QUrl>
#include <QWidget>
#include <QtPlugin>

#include <functional>

namespace qn::widgets {

// The plugin and the program that loads it share these classes as plain C++ interfaces: no Q_OBJECT here, since a meta object
// would exist twice, once on each side of the plugin's boundary. What would be a signal is a callback.

/// Shows an authorization page and ends with accepted() when the navigation reaches the redirect address.
class LoginDialog : public QDialog
{
public:
    using QDialog::QDialog;
    /// Opens the page. The navigation is caught where scheme, host, port and path equal those of `redirectUri`.
    virtual void start(const QUrl &authorizeUrl, const QUrl &redirectUri) = 0;
    /// The address the page redirected to (with code and state, or with error). Valid after accepted().
    virtual QUrl redirectedTo() const = 0;
};

/// A page of a mail service's own site (where authorization codes are made), off the record: its cookies end with it. Nothing but
/// that site is opened.
class SitePage : public QWidget
{
public:
    using QWidget::QWidget;
    virtual void open(const QUrl &url) = 0;
};

/// Shows the HTML of a mail: scripts off, nothing loaded from the network, links handed out instead of followed.
class HtmlView : public QWidget
{
public:
    using QWidget::QWidget;
    /// `inlinePart` gives the bytes and type of a cid: image, asynchronously through `done` (empty type: there is none).
    using Loader = std::function<void(const QString &contentId, std::function<void(QByteArray bytes, QString type)> done)>;
    struct Callbacks
    {
        std::function<void(const QUrl &)> linkActivated;
        std::function<void()> blockedRemoteContent; ///< the mail asked for something from the network; once a mail
        std::function<void(int height)> heightChanged; ///< of the content, in device-independent pixels
    };
    virtual void setCallbacks(Callbacks callbacks) = 0;
    /// `dark`: a mail without colours of its own is shown light on dark.
    virtual void showHtml(const QString &html, Loader inlinePart, bool dark) = 0;
    /// Marks what a search found in every mail shown from now on.
    virtual void setHighlighter(const SearchHighlighter &highlighter) = 0;
    virtual void clear() = 0;
};

/// The only way to Qt WebEngine: a plugin (qingniao_webview) that is loaded when first needed.
class WebViewPlugin
{
public:
    virtual ~WebViewPlugin() = default;
    virtual LoginDialog *createLoginDialog(QWidget *parent) = 0;
    virtual HtmlView *createHtmlView(QWidget *parent) = 0;
    virtual SitePage *createSitePage(QWidget *parent) = 0;
};

} // namespace qn::widgets

#define QN_WEBVIEW_IID "qingniao.WebViewPlugin/4"
Q_DECLARE_INTERFACE(qn::widgets::WebViewPlugin, QN_WEBVIEW_IID)
