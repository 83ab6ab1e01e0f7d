// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/startuptrace.h"

#include "app/gui/firstpaint.h"
#include "models/messagelistmodel.h"

#include <QApplication>
#include <QFile>
#include <QKeyEvent>
#include <QSet>
#include <QTimer>

#include <cstdio>
#include <cstring>

#ifdef Q_OS_LINUX
#include <ctime>
#include <unistd.h>
#endif

namespace qn::app {

namespace {

/// Milliseconds from the start of the process to now; 0 where the system does not tell (proc(5), field 22 of stat).
qint64 processAge()
{
#ifdef Q_OS_LINUX
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    if (fields.size() < 20 || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return 0;
    const qint64 started = fields.at(19).toLongLong() * 1000 / sysconf(_SC_CLK_TCK);
    return qMax<qint64>(0, qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 - started);
#else
    return 0;
#endif
}

/// What the process takes: "Rss" and "Pss" (its share of what several processes use) in KiB.
void printMemory()
{
#ifdef Q_OS_LINUX
    QFile file(QStringLiteral("/proc/self/smaps_rollup"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("Rss:") || line.startsWith("Pss:"))
            std::fprintf(stderr, "startup: %s\n", line.simplified().constData());
    }
#endif
}

/// The shared libraries that are loaded, one a line, for the test that holds the first paint to few of them.
void printLibraries()
{
#ifdef Q_OS_LINUX
    QFile file(QStringLiteral("/proc/self/maps"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    QSet<QByteArray> libraries;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.contains(".so"))
            libraries.insert(line.mid(line.lastIndexOf('/') + 1));
    }
    for (const QByteArray &library : std::as_const(libraries))
        std::fprintf(stderr, "startup: library %s\n", library.constData());
#endif
}

} // namespace

StartupTrace::StartupTrace(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--trace-startup=exit") == 0)
            m_mode = Mode::Exit;
        else if (std::strcmp(argv[i], "--trace-startup=libraries") == 0)
            m_mode = Mode::Libraries;
        else if (std::strcmp(argv[i], "--trace-startup") == 0)
            m_mode = Mode::Print;
    }
    if (!isOn())
        return;
    m_beforeMain = processAge();
    m_sinceMain.start();
    step("main");
}

void StartupTrace::step(const char *name)
{
    if (isOn())
        std::fprintf(stderr, "startup: %7.1f ms  %s\n",
            double(m_beforeMain) + double(m_sinceMain.nsecsElapsed()) / 1e6, name);
}

void StartupTrace::watch(const FirstPaint &paint)
{
    if (!isOn())
        return;
    m_list = paint.list();
    if (auto *model = m_list ? qobject_cast<models::MessageListModel *>(m_list->model()) : nullptr) {
        m_list->installEventFilter(this);
        connect(model, &models::MessageListModel::firstRowsShown, this, [this] { step("first rows"); });
        connect(model, &models::MessageListModel::ready, this, [this] { step("all rows"); });
    }
    connect(&paint, &FirstPaint::painted, this, [this] {
        step("inbox painted");
        m_waitsForMail = m_list && !m_list->model()->index(0, 0).isValid();
        if (m_waitsForMail)
            m_list->viewport()->installEventFilter(this);
        if (m_mode == Mode::Exit && m_list)
            pressKey();
        else if (m_mode == Mode::Libraries)
            printLibraries();
    });
}

bool StartupTrace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyRelease && watched == m_list)
        QTimer::singleShot(0, this, &StartupTrace::answered); // when the key has done its work
    if (m_waitsForMail && event->type() == QEvent::Paint && watched == m_list->viewport())
        lookForMail();
    return QObject::eventFilter(watched, event);
}

void StartupTrace::lookForMail()
{
    const QModelIndex first = m_list->model()->index(0, 0);
    if (!first.isValid() || !first.data(models::MessageListModel::IsLoadedRole).toBool())
        return;
    m_waitsForMail = false;
    QTimer::singleShot(0, this, [this] { step("first mail painted"); }); // when this paint is on the screen
}

void StartupTrace::pressKey()
{
    for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease})
        QCoreApplication::postEvent(m_list, new QKeyEvent(type, Qt::Key_Down, Qt::NoModifier));
}

void StartupTrace::answered()
{
    step(m_list->currentIndex().isValid() ? "key answered" : "key not answered");
    printMemory();
    QApplication::closeAllWindows();
    QCoreApplication::quit();
}

} // namespace qn::app
