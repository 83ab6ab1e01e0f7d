// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/signinpage.h"

#include "webview/logging.h"

#include <QWebEngineCertificateError>
#include <QWebEngineProfile>

namespace qn::webview {

SignInPage::SignInPage(QWebEngineProfile *profile, SignInScope scope, QObject *parent)
    : QWebEnginePage(profile, parent)
    , m_scope(std::move(scope))
{
    connect(this, &QWebEnginePage::certificateError, this, [this](QWebEngineCertificateError error) {
        error.rejectCertificate();
        qCWarning(log) << "certificate refused for" << error.url().host() << int(error.type());
        emit certificateRefused(error.url().host());
    });
    connect(this, &QWebEnginePage::featurePermissionRequested, this, [this](const QUrl &origin, Feature feature) {
        setFeaturePermission(origin, feature, PermissionDeniedByUser);
    });
}

bool SignInPage::acceptNavigationRequest(const QUrl &url, NavigationType, bool isMainFrame)
{
    if (isMainFrame && m_scope.isRedirect(url)) {
        emit redirected(url);
        return false;
    }
    if (!isMainFrame || m_scope.allows(url))
        return true;
    qCInfo(log) << "navigation outside the sign-in refused:" << url.host();
    emit leftSignIn(url);
    return false;
}

namespace {

/// Stands in for a window that the page wants to open, just long enough to learn its address.
class PopUp final : public QWebEnginePage
{
public:
    explicit PopUp(SignInPage *opener) : QWebEnginePage(opener->profile(), opener), m_opener(opener) { }

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType, bool) override
    {
        if (url.scheme() == QLatin1String("about"))
            return true;
        m_opener->load(url); // goes through the opener's own check
        deleteLater();
        return false;
    }

private:
    SignInPage *m_opener;
};

} // namespace

QWebEnginePage *SignInPage::createWindow(WebWindowType)
{
    return new PopUp(this);
}

} // namespace qn::webview
