// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/systemtheme.h"

#include <QGuiApplication>
#include <QPalette>
#include <QProcess>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

constexpr int patience = 300; ///< milliseconds until a start asks whether what it remembers is still true
constexpr int freshFor = 1000; ///< milliseconds: a start asks once, not again when its window comes to the front

const QString darkKey = u"theme/systemDark"_s;

bool darkAtOnce()
{
#ifdef Q_OS_WIN
    const QSettings settings(
        u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"_s, QSettings::NativeFormat);
    return settings.value(u"AppsUseLightTheme"_s, 1).toInt() == 0;
#else
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
#endif
}

} // namespace

SystemTheme::SystemTheme(QString memory, QObject *parent) : QObject(parent), m_memory(std::move(memory))
{
    const QByteArray wish = qgetenv("QN_THEME").toLower();
    if (wish == "dark" || wish == "light") {
        m_dark = wish == "dark";
        return;
    }
    m_dark = darkAtOnce();
#ifdef Q_OS_LINUX
    const QVariant known = m_memory.isEmpty() ? QVariant() : QSettings(m_memory, QSettings::IniFormat).value(darkKey);
    m_dark = known.isValid() ? known.toBool() : m_dark;
    if (known.isValid())
        QTimer::singleShot(patience, this, &SystemTheme::askDesktop);
    else
        askDesktop();
    // The switch is usually thrown in another window: look again when ours comes back to the front.
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state == Qt::ApplicationActive && m_sinceAsked.isValid())
            askDesktop();
    });
#elif defined(Q_OS_WIN)
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this] { adopt(darkAtOnce()); });
#endif
}

SystemTheme::~SystemTheme()
{
    for (auto *process : findChildren<QProcess *>()) {
        process->disconnect(this);
        process->kill();
        process->waitForFinished(200);
    }
}

void SystemTheme::askDesktop()
{
    static const QString program = QStandardPaths::findExecutable(u"gsettings"_s);
    const bool isFresh = m_sinceAsked.isValid() && !m_sinceAsked.hasExpired(freshFor);
    if (m_asking || isFresh || program.isEmpty())
        return;
    m_asking = true;
    m_sinceAsked.start();
    auto *process = new QProcess(this);
    connect(process, &QProcess::finished, this, [this, process](int code) {
        const QByteArray answer = process->readAllStandardOutput();
        if (code == 0 && answer.contains("prefer-"))
            adopt(answer.contains("prefer-dark"));
        remember();
        m_asking = false;
        process->deleteLater();
    });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_asking = false;
            process->deleteLater();
        }
    });
    process->start(program, {u"get"_s, u"org.gnome.desktop.interface"_s, u"color-scheme"_s}, QIODevice::ReadOnly);
}

void SystemTheme::remember() const
{
    if (m_memory.isEmpty())
        return;
    QSettings settings(m_memory, QSettings::IniFormat);
    if (settings.value(darkKey) != QVariant(m_dark))
        settings.setValue(darkKey, m_dark);
}

void SystemTheme::adopt(bool dark)
{
    if (m_dark == dark)
        return;
    m_dark = dark;
    emit changed(dark);
}

} // namespace qn::widgets
