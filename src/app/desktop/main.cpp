// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadir.h"
#include "app/desktop/earlyfonts.h"
#include "app/desktop/startuptrace.h"
#include "app/gui/firstpaint.h"
#include "app/gui/lazyservices.h"
#include "app/gui/plugins.h"
#include "app/gui/singleinstance.h"
#include "app/gui/windowcontroller.h"
#include "app/language.h"
#include "core/whendone.h"
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

constexpr int settleTime = 50; ///< milliseconds between the first paint and the rest

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
    parser.addOption({u"trace-startup"_s, QCoreApplication::translate("main", "Print the steps of the start with their times.")});
    parser.addPositionalArgument(
        u"mailto"_s, QCoreApplication::translate("main", "A mailto: address to write to."), u"[MAILTO]"_s);
    QStringList given = application.arguments();
    for (const QString &wish : {u"=exit"_s, u"=libraries"_s}) // for benchmarks and tests; StartupTrace has seen them
        given.replaceInStrings(u"--trace-startup"_s + wish, u"--trace-startup"_s);
    parser.process(given);
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
    app::StartupTrace trace(argc, argv);
    app::EarlyFonts fonts;
    QApplication application(argc, argv);
    trace.step("application");
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

    const SystemClock clock;
    app::LazyServices services(*dataDir, clock);
    session::Session session(app::LazyServices::sessionOptions(*dataDir), services, clock);
    std::unique_ptr<app::WindowController> windows;
    int exitCode = 0;
    const auto opening = session.open(); // on the engine thread, meanwhile:
    fonts.wait();
    widgets::applyTheme(application, widgets::ThemeMode::System, *dataDir + u"/settings.ini"_s);
    trace.step("theme");
    whenDone(opening, &application, [&](const Result<void> &opened) {
        if (!opened) {
            exitCode = refuse(opened.error());
            QCoreApplication::quit();
            return;
        }
        trace.step("store open, accounts read");
        windows = std::make_unique<app::WindowController>(session, *dataDir + u"/settings.ini"_s, app::webViewPlugin);
        QObject::connect(
            &instance, &app::SingleInstance::raiseRequested, windows.get(), &app::WindowController::showMainWindow);
        QObject::connect(
            &instance, &app::SingleInstance::composeRequested, windows.get(), &app::WindowController::composeMailto);
        if (arguments.mailto.isEmpty())
            windows->showMainWindow();
        else
            windows->composeMailto(arguments.mailto);
        trace.step("window made");
        auto *paint = new app::FirstPaint(windows->mainWindow(), windows.get());
        trace.watch(*paint);
        // What is on the screen, and the first key, never wait for the network or the keychain.
        QObject::connect(paint, &app::FirstPaint::painted, windows.get(), [&] {
            QTimer::singleShot(settleTime, windows.get(), [&] {
                trace.step("online");
                widgets::showWindowIcon();
                session.goOnline();
                instance.listen();
                windows->restoreDrafts();
                if (const auto repair = session.repair())
                    windows->tellRepair(*repair);
            });
        });
    });
    const int code = QApplication::exec();
    windows.reset();
    return exitCode ? exitCode : code;
}
