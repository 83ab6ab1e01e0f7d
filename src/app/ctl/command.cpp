// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"

#include <QTimer>

#include <csignal>

namespace qn::app {

using namespace Qt::StringLiterals;

CommandLine::CommandLine(const CommandContext &context, const QString &usage, const QList<QCommandLineOption> &options)
    : m_terminal(context.terminal)
    , m_usage(usage)
{
    m_parser.addOptions(options);
    m_ok = m_parser.parse(QStringList(u"qingniaoctl"_s) + context.arguments);
    if (!m_ok)
        usageError(m_parser.errorText());
}

int CommandLine::number(const QString &name, int fallback) const
{
    if (!isSet(name))
        return fallback;
    bool valid = false;
    const int number = value(name).toInt(&valid);
    if (valid && number >= 0)
        return number;
    m_terminal.error(Words::tr("--%1 wants a whole number, not \"%2\".").arg(name, value(name)));
    return -1;
}

int CommandLine::usageError(const QString &why) const
{
    if (!why.isEmpty())
        m_terminal.error(why);
    m_terminal.note(u"usage: qingniaoctl "_s + m_usage);
    return exitUsage;
}

namespace {
volatile std::sig_atomic_t interrupted = 0;
}

int runUntilInterrupted()
{
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &poll, [] {
        if (interrupted)
            QCoreApplication::quit();
    });
    poll.start(std::chrono::milliseconds(100));
    return QCoreApplication::exec();
}

} // namespace qn::app
