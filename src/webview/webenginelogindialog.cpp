// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/webenginelogindialog.h"

#include "webview/signinpage.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWebEngineDownloadRequest>
#include <QWebEngineProfile>
#include <QWebEngineSettings>
#include <QWebEngineView>

namespace qn::webview {

WebEngineLoginDialog::WebEngineLoginDialog(QWidget *parent)
    : LoginDialog(parent)
    , m_profile(new QWebEngineProfile(this)) // no storage name: off the record
    , m_view(new QWebEngineView(this))
    , m_address(new QLineEdit(this))
    , m_progress(new QProgressBar(this))
    , m_problem(new QLabel(this))
    , m_retry(new QPushButton(tr("Try again"), this))
{
    setWindowTitle(tr("Sign in"));
    resize(560, 760);

    m_address->setReadOnly(true);
    m_address->setFocusPolicy(Qt::ClickFocus);
    m_address->setAccessibleName(tr("Address of the sign-in page"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    m_progress->setRange(0, 100);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    m_retry->hide();
    m_view->setContextMenuPolicy(Qt::NoContextMenu);
    m_view->setAccessibleName(tr("Sign-in page"));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_retry, QDialogButtonBox::ActionRole);
    // Enter belongs to the page.
    for (QPushButton *button : {m_retry, buttons->button(QDialogButtonBox::Cancel)})
        button->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_retry, &QPushButton::clicked, this, [this] {
        m_problem->hide();
        m_retry->hide();
        m_view->load(m_authorizeUrl);
    });
    connect(m_profile, &QWebEngineProfile::downloadRequested, this,
        [](QWebEngineDownloadRequest *download) { download->cancel(); });
    connect(m_view, &QWebEngineView::urlChanged, this, [this](const QUrl &url) {
        m_address->setText(
            url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo).toDisplayString());
    });
    connect(m_view, &QWebEngineView::loadStarted, m_progress, &QProgressBar::reset);
    connect(m_view, &QWebEngineView::loadProgress, m_progress, &QProgressBar::setValue);
    connect(m_view, &QWebEngineView::loadFinished, this, &WebEngineLoginDialog::pageLoaded);

    auto *bottom = new QVBoxLayout;
    bottom->setContentsMargins(16, 8, 16, 16);
    bottom->addWidget(m_problem);
    bottom->addWidget(buttons);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(16, 16, 16, 8);
    top->addWidget(m_address);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_progress);
    layout->addWidget(m_view, 1);
    layout->addLayout(bottom);
}

WebEngineLoginDialog::~WebEngineLoginDialog()
{
    delete m_page; // before its profile, which Qt WebEngine wants to outlive every page
}

void WebEngineLoginDialog::start(const QUrl &authorizeUrl, const QUrl &redirectUri)
{
    m_authorizeUrl = authorizeUrl;
    m_redirected = {};
    delete m_page;
    m_page = new SignInPage(m_profile, SignInScope(authorizeUrl, redirectUri), this);
    QWebEngineSettings *settings = m_page->settings();
    settings->setAttribute(QWebEngineSettings::PluginsEnabled, false);
    settings->setAttribute(QWebEngineSettings::FullScreenSupportEnabled, false);
    settings->setAttribute(QWebEngineSettings::JavascriptCanAccessClipboard, false);
    settings->setAttribute(QWebEngineSettings::ErrorPageEnabled, false);
    connectPage();
    m_view->setPage(m_page);
    m_view->load(authorizeUrl);
    m_view->setFocus();
}

void WebEngineLoginDialog::connectPage()
{
    connect(m_page, &SignInPage::redirected, this, &WebEngineLoginDialog::finish);
    connect(m_page, &SignInPage::leftSignIn, this, [this](const QUrl &url) {
        showProblem(tr("This link leads away from the sign-in, to %1. It was not opened.").arg(url.host()), false);
    });
    connect(m_page, &SignInPage::certificateRefused, this, [this](const QString &host) {
        showProblem(tr("The identity of %1 could not be verified, so the page was not opened. "
                       "Somebody may be listening in on this network.")
                        .arg(host),
            true);
    });
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this, [this](auto status) {
        if (status != QWebEnginePage::NormalTerminationStatus)
            showProblem(tr("The sign-in page stopped working."), true);
    });
}

void WebEngineLoginDialog::finish(const QUrl &url)
{
    if (m_redirected.isValid())
        return;
    m_redirected = url;
    accept();
}

void WebEngineLoginDialog::pageLoaded(bool ok)
{
    m_progress->setValue(0);
    if (ok || m_redirected.isValid()) {
        m_retry->hide();
        return;
    }
    // A refused navigation also ends as a failed load, but leaves the page that was there in place.
    const bool nothingShown = m_view->url().isEmpty() || m_view->url() == m_authorizeUrl;
    if (nothingShown && m_problem->isHidden())
        showProblem(tr("The sign-in page could not be opened. Check the network connection and try again."), true);
}

void WebEngineLoginDialog::showProblem(const QString &text, bool mayRetry)
{
    m_problem->setText(text);
    m_problem->show();
    m_retry->setVisible(mayRetry);
}

} // namespace qn::webview
