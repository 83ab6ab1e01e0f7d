// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/mailscheme.h"
#include "webview/webenginehtmlview.h"
#include "webview/webenginelogindialog.h"
#include "webview/webenginesitepage.h"

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace qn::webview {

class Plugin final : public QObject, public widgets::WebViewPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QN_WEBVIEW_IID)
    Q_INTERFACES(qn::widgets::WebViewPlugin)
    Q_DISABLE_COPY_MOVE(Plugin)

public:
    Plugin()
    {
#ifdef Q_OS_UNIX
        if (geteuid() == 0) // Chromium's sandbox refuses to run as root; every other user keeps it
            qputenv("QTWEBENGINE_DISABLE_SANDBOX", "1");
#endif
        registerMailSchemes();
    }
    widgets::LoginDialog *createLoginDialog(QWidget *parent) override { return new WebEngineLoginDialog(parent); }
    widgets::HtmlView *createHtmlView(QWidget *parent) override { return new WebEngineHtmlView(parent); }
    widgets::SitePage *createSitePage(QWidget *parent) override { return new WebEngineSitePage(parent); }
};

} // namespace qn::webview

#include "plugin.moc"
