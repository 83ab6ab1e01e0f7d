// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadir.h"
#include "app/gui/singleinstance.h"
#include "app/gui/windowcontroller.h"
#include "app/language.h"
#include "app/services.h"
#include "core/whendone.h"
#include "mime/messageparser.h"
#include "session/session.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLoggingCategory>
#include <QMessageBox>
#include <QTimer>

#include <cstdio>

using namespace qn;
using namespace Qt::StringLiterals;

namespace {

struct Arguments
{
    QString dataDir;
    QString mailto; ///< empty: the main window
};

Arguments parseArguments(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Desktop client for QQ Mail"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({u"data-dir"_s, QCoreApplication::translate("main", "Keep mail and settings in DIR."), u"DIR"_s});
    parser.addOption({u"compose"_s, QCoreApplication::translate("main", "Open a compose window alone."), u"MAILTO"_s});
    parser.addPositionalArgument(
        u"mailto"_s, QCoreApplication::translate("main", "A mailto: address to write to."), u"[MAILTO]"_s);
    parser.process(application);
    const QStringList positional = parser.positionalArguments();
    return {parser.value(u"data-dir"_s), parser.isSet(u"compose"_s) ? parser.value(u"compose"_s) : positional.value(0)};
}

/// What cannot go on without: says it in a window, and on the terminal for who started from there.
int refuse(const Error &error)
{
    const UserMessage words = describe(error);
    std::fprintf(stderr, "qingniao: %s %s\n", qPrintable(words.title), qPrintable(words.advice));
    QMessageBox box(QMessageBox::Critical, QCoreApplication::translate("main", "Qingniao"), words.title);
    box.setInformativeText(words.advice);
    box.exec();
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"qingniao.*.info=false"_s); // QT_LOGGING_RULES brings it back
    QCoreApplication::setApplicationName(u"qingniao"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(QN_VERSION));
    QGuiApplication::setDesktopFileName(u"qingniao"_s);
    app::Language language(application);
    QGuiApplication::setApplicationDisplayName(QCoreApplication::translate("main", "Qingniao"));

    const Arguments arguments = parseArguments(application);
    const Result<QString> dataDir = app::prepareDataDir(arguments.dataDir);
    if (!dataDir)
        return refuse(dataDir.error());
    app::SingleInstance instance(*dataDir);
    if (instance.handOver(arguments.mailto))
        return 0;
    if (!instance.listen() && instance.handOver(arguments.mailto))
        return 0;

    widgets::applyTheme(application, widgets::ThemeMode::System);
    const SystemClock clock;
    app::Services services(*dataDir, clock);
    session::Session::Options options;
    options.dataDir = *dataDir;
    options.decodeAttachment = mime::attachmentContent;
    session::Session session(options, services, clock);
    std::unique_ptr<app::WindowController> windows;
    int exitCode = 0;
    whenDone(session.open(), &application, [&](const Result<void> &opened) {
        if (!opened) {
            exitCode = refuse(opened.error());
            QCoreApplication::quit();
            return;
        }
        windows = std::make_unique<app::WindowController>(session, *dataDir + u"/settings.ini"_s, app::webViewPlugin);
        QObject::connect(
            &instance, &app::SingleInstance::raiseRequested, windows.get(), &app::WindowController::showMainWindow);
        QObject::connect(
            &instance, &app::SingleInstance::composeRequested, windows.get(), &app::WindowController::composeMailto);
        if (arguments.mailto.isEmpty())
            windows->showMainWindow();
        else
            windows->composeMailto(arguments.mailto);
        // After the first paint: what is on the screen never waits for the network or the keychain.
        QTimer::singleShot(0, windows.get(), [&] {
            session.goOnline();
            windows->restoreDrafts();
        });
    });
    const int code = QApplication::exec();
    windows.reset();
    return exitCode ? exitCode : code;
}
