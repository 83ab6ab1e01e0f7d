// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/plugins.h"

#include "app/logging.h"
#include "app/servicesplugin.h"
#include "widgets/webviewloader.h"

#include <QCoreApplication>
#include <QDir>
#include <QPluginLoader>

namespace qn::app {

using namespace Qt::StringLiterals;

static QStringList folders()
{
    const QDir programs(QCoreApplication::applicationDirPath());
    return {programs.filePath(u"plugins"_s), programs.filePath(u"../lib/qingniao"_s), programs.filePath(u"../PlugIns"_s)};
}

widgets::WebViewPlugin *webViewPlugin()
{
    static widgets::WebViewPlugin *const plugin = widgets::loadWebViewPlugin(folders());
    return plugin;
}

ServicesPlugin *servicesPlugin()
{
    static ServicesPlugin *const plugin = []() -> ServicesPlugin * {
        for (const QString &folder : folders()) {
            QPluginLoader loader(QDir(folder).filePath(u"qingniao_services"_s));
            if (auto *found = qobject_cast<ServicesPlugin *>(loader.instance()))
                return found;
            qCWarning(log) << loader.errorString();
        }
        qCCritical(log) << "this installation is not complete: no account can be reached";
        return nullptr;
    }();
    return plugin;
}

} // namespace qn::app
