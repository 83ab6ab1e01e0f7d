// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/webviewloader.h"

#include "widgets/webviewplugin.h"

#include <QDir>
#include <QGuiApplication>
#include <QLoggingCategory>
#include <QOpenGLContext>
#include <QPluginLoader>

// Private to QtGui but exported by it; Qt WebEngine itself calls it when it comes up before the application.
QT_BEGIN_NAMESPACE
Q_GUI_EXPORT void qt_gl_set_global_share_context(QOpenGLContext *context);
QT_END_NAMESPACE

namespace qn::widgets {

Q_LOGGING_CATEGORY(webViewLog, "qingniao.widgets.webview", QtWarningMsg)

/// Qt WebEngine wants a context that all others share with. Qt::AA_ShareOpenGLContexts would make one at every start, for
/// 60 ms and 58 MB (measured with Mesa's software renderer); made here, only those who open HTML or sign in pay for it.
static void shareOpenGlContexts()
{
    if (QOpenGLContext::globalShareContext())
        return;
    auto *context = new QOpenGLContext(qGuiApp);
    context->setFormat(QSurfaceFormat::defaultFormat());
    if (context->create())
        qt_gl_set_global_share_context(context);
    else
        delete context; // no OpenGL: Qt WebEngine falls back to software by itself
}

WebViewPlugin *loadWebViewPlugin(const QStringList &folders)
{
    shareOpenGlContexts(); // before the library is loaded: it looks then
    for (const QString &folder : folders) {
        QPluginLoader loader(QDir(folder).filePath(QStringLiteral("qingniao_webview")));
        if (auto *plugin = qobject_cast<WebViewPlugin *>(loader.instance()))
            return plugin;
        qCWarning(webViewLog) << loader.errorString();
    }
    return nullptr;
}

} // namespace qn::widgets
