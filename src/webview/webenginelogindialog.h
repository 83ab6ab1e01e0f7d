// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/webviewplugin.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QWebEngineProfile;
class QWebEngineView;

namespace qn::webview {

class SignInPage;

/// The login dialog: the authorization page in an off-the-record profile of its own (cookie jar included), which ends with the dialog.
class WebEngineLoginDialog final : public widgets::LoginDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WebEngineLoginDialog)

public:
    explicit WebEngineLoginDialog(QWidget *parent);
    ~WebEngineLoginDialog() override;
    void start(const QUrl &authorizeUrl, const QUrl &redirectUri) override;
    QUrl redirectedTo() const override { return m_redirected; }

private:
    void connectPage();
    void finish(const QUrl &url);
    void showProblem(const QString &text, bool mayRetry);
    void pageLoaded(bool ok);

    QWebEngineProfile *m_profile;
    QWebEngineView *m_view;
    SignInPage *m_page = nullptr;
    QLineEdit *m_address;
    QProgressBar *m_progress;
    QLabel *m_problem;
    QPushButton *m_retry;
    QUrl m_authorizeUrl;
    QUrl m_redirected;
};

} // namespace qn::webview
