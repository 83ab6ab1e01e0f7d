// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/windowcontroller.h"
#include "app/logging.h"
#include "widgets/webviewplugin.h"

#include <QCoreApplication>
#include <QDir>
#include <QPluginLoader>

namespace qn::app {

using namespace Qt::StringLiterals;

widgets::WebViewPlugin *loadWebViewPlugin()
{
    static widgets::WebViewPlugin *const plugin = []() -> widgets::WebViewPlugin * {
        const QDir programs(QCoreApplication::applicationDirPath());
        for (const QString &folder : {u"plugins"_s, u"../lib/qingniao"_s, u"../PlugIns"_s}) {
            QPluginLoader loader(programs.filePath(folder + u"/qingniao_webview"_s));
            if (auto *found = qobject_cast<widgets::WebViewPlugin *>(loader.instance()))
                return found;
            qCInfo(log) << "no web view in" << folder << loader.errorString();
        }
        return nullptr;
    }();
    return plugin;
}

} // namespace qn::app
