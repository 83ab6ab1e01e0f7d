// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/webviewplugin.h"

class QLabel;
class QProgressBar;
class QWebEngineProfile;
class QWebEngineView;

namespace qn::webview {

class SignInPage;

/// The site in an off-the-record profile of its own, with its address above it.
class WebEngineSitePage final : public widgets::SitePage
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WebEngineSitePage)

public:
    explicit WebEngineSitePage(QWidget *parent);
    ~WebEngineSitePage() override;
    void open(const QUrl &url) override;

private:
    void connectPage();
    void say(const QString &problem);

    QWebEngineProfile *m_profile;
    QWebEngineView *m_view;
    SignInPage *m_page = nullptr;
    QLabel *m_address;
    QLabel *m_problem;
    QProgressBar *m_progress;
};

} // namespace qn::webview
