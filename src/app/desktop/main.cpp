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
#include "models/firstlook.h"
#include "session/session.h"
#include "store/storereader.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QEventLoop>
#include <QLoggingCategory>
#include <QMessageBox>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

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

/// One data directory, opened on the engine thread.
class Mailbox final
{
public:
    explicit Mailbox(const QString &dataDir)
        : m_dataDir(dataDir)
        , m_instance(dataDir)
        , m_services(dataDir, m_clock)
    {
    }
    ~Mailbox()
    {
        m_asked.waitForFinished(); // it needs the session
    }
    Q_DISABLE_COPY_MOVE(Mailbox)
    QString settingsFile() const { return m_dataDir + u"/settings.ini"_s; }
    app::SingleInstance &instance() { return m_instance; }
    session::Session &session() { return *m_session; }
    QFuture<Result<void>> open()
    {
        if (!m_session) {
            m_session.emplace(app::LazyServices::sessionOptions(m_dataDir), m_services, m_clock);
            m_opening = m_session->open();
            readAhead();
        }
        return m_opening;
    }
    /// What the window shows first, where it has been read by now.
    std::optional<models::FirstLook> firstLook() const
    {
        if (!m_look.isFinished() || m_look.resultCount() == 0 || !m_look.result())
            return {};
        return *m_look.result();
    }

private:
    void readAhead()
    {
        auto promise = std::make_shared<QPromise<Result<models::FirstLook>>>();
        promise->start();
        m_look = promise->future();
        // Without an event of this thread, which is busy. The reader must not look before the store is in order.
        m_asked = m_opening.then(
            QtFuture::Launch::Sync, [promise, &reader = m_session->reader()](const Result<void> &opened) {
                if (!opened)
                    return promise->finish();
                reader.ask<bool>([promise](store::Transaction &tx) {
                    promise->addResult(models::readFirstLook(tx));
                    promise->finish();
                    return Result<bool>(true);
                });
            });
    }

    const QString m_dataDir;
    app::SingleInstance m_instance;
    const SystemClock m_clock;
    app::LazyServices m_services;
    std::optional<session::Session> m_session;
    QFuture<Result<void>> m_opening;
    QFuture<void> m_asked;
    QFuture<Result<models::FirstLook>> m_look;
};

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

/// What is on the screen, and the first key, never wait for the network or the keychain: this comes after them.
void goOn(Mailbox &mailbox, app::WindowController &windows)
{
    widgets::showWindowIcon();
    mailbox.session().goOnline();
    mailbox.instance().listen();
    windows.restoreDrafts();
    if (const auto repair = mailbox.session().repair())
        windows.tellRepair(*repair);
}

void openWindow(Mailbox &mailbox, app::WindowController &windows, const QString &mailto)
{
    using app::SingleInstance, app::WindowController;
    SingleInstance &instance = mailbox.instance();
    QObject::connect(&instance, &SingleInstance::raiseRequested, &windows, &WindowController::showMainWindow);
    QObject::connect(&instance, &SingleInstance::composeRequested, &windows, &WindowController::composeMailto);
    if (mailto.isEmpty())
        windows.showMainWindow();
    else
        windows.composeMailto(mailto);
}

/// What can be got ready before the main window is made.
widgets::FirstSight firstSight(const Mailbox &mailbox, const Arguments &arguments)
{
    widgets::FirstSight sight;
    if (!arguments.mailto.isEmpty())
        return sight;
    sight.look = mailbox.firstLook();
    if (sight.look)
        sight.rows =
            widgets::PaintedRows::begin(sight.look->newest, widgets::PaintedRows::remembered(mailbox.settingsFile()));
    return sight;
}

/// The windows are closed: who has just sent a mail does not expect it to wait for the next start.
void finishWork(Mailbox &mailbox)
{
    constexpr std::chrono::minutes longest{2}; // a large mail on a slow line
    QEventLoop loop;
    whenDone(mailbox.session().settle(longest), &loop, [&loop](const Result<void> &) { loop.quit(); });
    loop.exec();
}

bool isAnyWindowOpen()
{
    const QWidgetList all = QApplication::topLevelWidgets();
    return std::any_of(all.cbegin(), all.cend(), [](const QWidget *window) { return window->isVisible(); });
}

/// With the mailbox open or being opened.
int runOn(Mailbox &mailbox, const Arguments &arguments, app::StartupTrace &trace)
{
    widgets::FirstSight sight = firstSight(mailbox, arguments);
    std::unique_ptr<app::WindowController> windows;
    int exitCode = 0;
    QObject running;
    bool isStale = false;
    QObject::connect(&mailbox.session(), &session::Session::changed, &running, [&] {
        isStale = true;
        sight = {};
    });
    whenDone(mailbox.open(), &running, [&](const Result<void> &opened) {
        if (!opened) {
            exitCode = refuse(opened.error());
            QCoreApplication::quit();
            return;
        }
        trace.step("store open, accounts read");
        windows =
            std::make_unique<app::WindowController>(mailbox.session(), mailbox.settingsFile(), app::webViewPlugin);
        if (!sight.look && !isStale)
            sight = firstSight(mailbox, arguments);
        windows->expect(std::exchange(sight, {}));
        openWindow(mailbox, *windows, arguments.mailto);
        trace.step("window made");
        auto *paint = new app::FirstPaint(windows->mainWindow(), windows.get());
        trace.watch(*paint);
        QObject::connect(paint, &app::FirstPaint::painted, windows.get(), [&] {
            QTimer::singleShot(settleTime, windows.get(), [&] {
                trace.step("online");
                goOn(mailbox, *windows);
            });
        });
    });
    int code = QApplication::exec();
    while (windows && !isAnyWindowOpen()) {
        finishWork(mailbox);
        if (!isAnyWindowOpen())
            break;
        code = QApplication::exec(); // another start has asked for one meanwhile
    }
    windows.reset();
    return exitCode ? exitCode : code;
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
    const app::Language language(application);
    QGuiApplication::setApplicationDisplayName(QCoreApplication::translate("main", "Qingniao"));
    const Arguments arguments = parseArguments(application);
    const Result<QString> dataDir = app::prepareDataDir(arguments.dataDir);
    if (!dataDir)
        return refuse(dataDir.error());
    Mailbox mailbox(*dataDir);
    if (mailbox.instance().handOver(arguments.mailto))
        return 0;
    mailbox.open(); // on the engine thread, meanwhile:
    fonts.wait();
    widgets::applyTheme(application, widgets::ThemeMode::System, mailbox.settingsFile());
    trace.step("theme");
    return runOn(mailbox, arguments, trace);
}
