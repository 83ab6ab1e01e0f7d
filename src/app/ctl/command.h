// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/terminal.h"

#include <QStringList>

namespace qn::session {
class Session;
}

namespace qn::app {

class SampleServer;

/// What a command gets to work with.
struct CommandContext
{
    const Terminal &terminal;
    QString dataDir;
    QStringList arguments; ///< behind the command's name
};

/// Each returns the exit code: 0 only on success, 1 where it failed, 2 where it was called wrongly.
int runAccount(const CommandContext &context);
int runSync(const CommandContext &context);
int runFolders(const CommandContext &context);
int runList(const CommandContext &context);
int runSearch(const CommandContext &context);
int runShow(const CommandContext &context);
int runMark(const CommandContext &context);
int runMove(const CommandContext &context);
int runDelete(const CommandContext &context);
int runSend(const CommandContext &context);
int runOutbox(const CommandContext &context);
int runContacts(const CommandContext &context);
int runImport(const CommandContext &context);
int runExport(const CommandContext &context);
int runBackup(const CommandContext &context);
int runRestore(const CommandContext &context);
int runInspect(const CommandContext &context);
int runSandbox(const CommandContext &context);
int runServe(const CommandContext &context);

/// Runs the event loop until Ctrl+C or SIGTERM.
int runUntilInterrupted();

inline constexpr int exitFailed = 1;
inline constexpr int exitUsage = 2;

/// The options and positional arguments of one command. Prints what is wrong and is not `ok` then.
class CommandLine final
{
    Q_DISABLE_COPY_MOVE(CommandLine)

public:
    CommandLine(const CommandContext &context, const QString &usage, const QList<QCommandLineOption> &options);
    bool ok() const { return m_ok; }
    bool isSet(const QString &name) const { return m_parser.isSet(name); }
    QString value(const QString &name) const { return m_parser.value(name); }
    QStringList values(const QString &name) const { return m_parser.values(name); }
    QStringList positional() const { return m_parser.positionalArguments(); }
    /// The whole number given for `name`, `fallback` where the option is absent, -1 (and a word) where it is no number ≥ 0.
    int number(const QString &name, int fallback) const;
    int usageError(const QString &why = {}) const; ///< prints, returns exitUsage

private:
    const Terminal &m_terminal;
    QString m_usage;
    QCommandLineParser m_parser;
    bool m_ok = false;
};

} // namespace qn::app
