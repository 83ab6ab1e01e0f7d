// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/webenginehtmlview.h"

#include "webview/mailscheme.h"

#include <QTimer>
#include <QVBoxLayout>
#include <QWebEngineDownloadRequest>
#include <QWebEnginePage>
#include <QWebEngineProfile>
#include <QWebEngineSettings>
#include <QWebEngineView>

#include <cmath>
#include <utility>

namespace qn::webview {

using namespace Qt::StringLiterals;

namespace {

class MailPage final : public QWebEnginePage
{
public:
    MailPage(QWebEngineProfile *profile, std::function<void(const QUrl &)> linkActivated, QObject *parent)
        : QWebEnginePage(profile, parent)
        , m_linkActivated(std::move(linkActivated))
    {
    }

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override
    {
        if (type == NavigationTypeLinkClicked || m_isPopUp) {
            m_linkActivated(url);
            if (m_isPopUp)
                deleteLater();
            return false;
        }
        return isMainFrame && (url.scheme() == "qnmail"_L1 || url == QUrl(u"about:blank"_s));
    }
    QWebEnginePage *createWindow(WebWindowType) override
    {
        // target=_blank: the address comes as a navigation of the new page.
        auto *page = new MailPage(profile(), m_linkActivated, this);
        page->m_isPopUp = true;
        return page;
    }
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString &, int, const QString &) override { }

private:
    std::function<void(const QUrl &)> m_linkActivated;
    bool m_isPopUp = false;
};

} // namespace

WebEngineHtmlView::WebEngineHtmlView(QWidget *parent)
    : HtmlView(parent)
    , m_profile(new QWebEngineProfile(this)) // no storage name: off the record
    , m_handler(new MailSchemeHandler(this))
    , m_view(new QWebEngineView(this))
{
    auto *blocker = new NetworkBlocker(this);
    connect(blocker, &NetworkBlocker::blocked, this, [this] {
        if (!std::exchange(m_blockedTold, true) && m_callbacks.blockedRemoteContent)
            m_callbacks.blockedRemoteContent();
    });
    m_profile->setUrlRequestInterceptor(blocker);
    m_profile->installUrlSchemeHandler("qnmail", m_handler);
    m_profile->installUrlSchemeHandler("cid", m_handler);
    connect(m_profile, &QWebEngineProfile::downloadRequested, this,
        [](QWebEngineDownloadRequest *download) { download->cancel(); });

    const auto linkActivated = [this](const QUrl &url) {
        if (m_callbacks.linkActivated)
            m_callbacks.linkActivated(url);
    };
    m_page = new MailPage(m_profile, linkActivated, this);
    QWebEngineSettings *settings = m_profile->settings();
    for (const auto attribute : {QWebEngineSettings::JavascriptEnabled, QWebEngineSettings::PluginsEnabled,
             QWebEngineSettings::LocalStorageEnabled, QWebEngineSettings::LocalContentCanAccessRemoteUrls,
             QWebEngineSettings::LocalContentCanAccessFileUrls, QWebEngineSettings::ErrorPageEnabled,
             QWebEngineSettings::DnsPrefetchEnabled, QWebEngineSettings::WebGLEnabled,
             QWebEngineSettings::FullScreenSupportEnabled, QWebEngineSettings::AutoLoadIconsForPage})
        settings->setAttribute(attribute, false);
    connect(m_page, &QWebEnginePage::contentsSizeChanged, this, [this](const QSizeF &size) {
        if (!m_isStale && m_callbacks.heightChanged)
            m_callbacks.heightChanged(int(std::ceil(size.height())));
    });
    // Emitted when the new document takes the old one's place: what is measured before is the old one.
    connect(m_page, &QWebEnginePage::urlChanged, this, [this] { m_isStale = false; });
    // The last change of size of a page that loads pictures is sometimes not told: a change of the view's brings it out.
    connect(m_page, &QWebEnginePage::loadFinished, this, [this] {
        QTimer::singleShot(300, this, &WebEngineHtmlView::nudge);
        QTimer::singleShot(1500, this, &WebEngineHtmlView::nudge);
    });
    m_view->setPage(m_page);
    m_view->setContextMenuPolicy(Qt::NoContextMenu);
    m_view->setAccessibleName(tr("Message text"));
    setFocusProxy(m_view);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
}

void WebEngineHtmlView::nudge()
{
    layout()->setContentsMargins(0, 0, 0, 1);
    QTimer::singleShot(60, this, [this] { layout()->setContentsMargins(0, 0, 0, 0); });
}

WebEngineHtmlView::~WebEngineHtmlView()
{
    delete m_page; // before its profile
}

void WebEngineHtmlView::showHtml(const QString &html, Loader inlinePart, bool dark)
{
    m_blockedTold = false;
    m_isStale = true;
    m_handler->setMail(htmlForView(html, dark, m_highlighter), std::move(inlinePart));
    m_page->load(QUrl(u"qnmail:message/%1"_s.arg(++m_serial)));
}

void WebEngineHtmlView::clear()
{
    m_handler->setMail({}, {});
    m_page->load(QUrl(u"about:blank"_s));
}

} // namespace qn::webview
