// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/webenginesitepage.h"

#include "webview/signinpage.h"

#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>
#include <QWebEngineDownloadRequest>
#include <QWebEngineProfile>
#include <QWebEngineSettings>
#include <QWebEngineView>

namespace qn::webview {

WebEngineSitePage::WebEngineSitePage(QWidget *parent)
    : SitePage(parent)
    , m_profile(new QWebEngineProfile(this)) // no storage name: off the record
    , m_view(new QWebEngineView(this))
    , m_address(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_progress(new QProgressBar(this))
{
    m_address->setTextFormat(Qt::PlainText);
    m_address->setForegroundRole(QPalette::PlaceholderText);
    m_address->setMinimumWidth(1); // a long address is cut, not the window widened
    m_address->setContentsMargins(12, 8, 12, 8);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setContentsMargins(12, 8, 12, 8);
    m_problem->hide();
    m_view->setContextMenuPolicy(Qt::NoContextMenu);
    m_view->setAccessibleName(tr("The mail service's own page"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_address);
    column->addWidget(m_progress);
    column->addWidget(m_problem);
    column->addWidget(m_view, 1);
    connect(m_profile, &QWebEngineProfile::downloadRequested, this, [](QWebEngineDownloadRequest *download) { download->cancel(); });
    connect(m_view, &QWebEngineView::urlChanged, this, [this](const QUrl &url) {
        m_address->setText(url.scheme() + QStringLiteral("://") + url.host());
        m_problem->hide();
    });
    connect(m_view, &QWebEngineView::loadProgress, m_progress, &QProgressBar::setValue);
    connect(m_view, &QWebEngineView::loadFinished, this, [this](bool ok) {
        m_progress->setValue(0);
        if (!ok && m_view->title().isEmpty())
            say(tr("The page could not be opened. Check the network connection, or open it in your browser."));
    });
}

WebEngineSitePage::~WebEngineSitePage()
{
    delete m_page; // before its profile, which Qt WebEngine wants to outlive every page
}

void WebEngineSitePage::open(const QUrl &url)
{
    delete m_page;
    m_page = new SignInPage(m_profile, SignInScope(url, {}), this);
    QWebEngineSettings *settings = m_page->settings();
    settings->setAttribute(QWebEngineSettings::PluginsEnabled, false);
    settings->setAttribute(QWebEngineSettings::FullScreenSupportEnabled, false);
    settings->setAttribute(QWebEngineSettings::JavascriptCanAccessClipboard, true); // the site's own "copy the code"
    settings->setAttribute(QWebEngineSettings::JavascriptCanPaste, false);
    settings->setAttribute(QWebEngineSettings::ErrorPageEnabled, false);
    connectPage();
    m_address->setText(url.scheme() + QStringLiteral("://") + url.host());
    m_view->setPage(m_page);
    m_view->load(url);
}

void WebEngineSitePage::connectPage()
{
    connect(m_page, &SignInPage::leftSignIn, this,
        [this](const QUrl &url) { say(tr("This link leads away from the mail service, to %1. It was not opened.").arg(url.host())); });
    connect(m_page, &SignInPage::certificateRefused, this, [this](const QString &host) {
        say(tr("The identity of %1 could not be verified, so the page was not opened. Somebody may be listening in on this network.")
                .arg(host));
    });
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this, [this](auto status) {
        if (status != QWebEnginePage::NormalTerminationStatus)
            say(tr("The page stopped working."));
    });
}

void WebEngineSitePage::say(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->show();
}

} // namespace qn::webview
