// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/mailbox.h"
#include "widgets/webviewplugin.h"

#include <QFrame>

#include <functional>

class QStackedWidget;

namespace qn::widgets {

class CodeGuide;
class EmptyStateWidget;
class SignInTrouble;

/// What stands beside the form of a mailbox: the guide to its code, the service's own page, or why the sign-in failed.
class SignInHelp final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignInHelp)

public:
    /// Null: there is no Qt WebEngine, and pages open in the system's browser.
    using PluginSource = std::function<WebViewPlugin *()>;
    explicit SignInHelp(PluginSource plugin, QWidget *parent = nullptr);
    void showGuide(const Account &account);
    /// The checklist; for a private server's own certificate the question whether to trust it. `secret` is looked at for its form only.
    void showTrouble(const Error &error, const Account &account, const QString &secret);

signals:
    void trusted(); ///< the certificate that was asked for
    void pageShown(); ///< the service's page, which wants more room

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void openPage(const QUrl &page);
    void buildPagePane();

    const PluginSource m_plugin;
    QStackedWidget *m_stack;
    CodeGuide *m_guide;
    SignInTrouble *m_trouble;
    EmptyStateWidget *m_note;
    QWidget *m_guideArea, *m_troubleArea;
    SitePage *m_page = nullptr; ///< made when first wanted, and what is around it
    QWidget *m_pagePane = nullptr;
    QUrl m_address;
    Account m_account;
};

} // namespace qn::widgets
