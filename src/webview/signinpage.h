// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "webview/signinscope.h"

#include <QWebEnginePage>

namespace qn::webview {

/// The page of the login dialog: kept to the sign-in, certificate errors refused, permissions denied, pop-ups opened in place.
class SignInPage final : public QWebEnginePage
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignInPage)

public:
    SignInPage(QWebEngineProfile *profile, SignInScope scope, QObject *parent);

signals:
    void redirected(const QUrl &url);
    void leftSignIn(const QUrl &url); ///< a link that leads elsewhere; not followed
    void certificateRefused(const QString &host);

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override;
    QWebEnginePage *createWindow(WebWindowType type) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString &, int, const QString &) override { }

private:
    SignInScope m_scope;
};

} // namespace qn::webview
