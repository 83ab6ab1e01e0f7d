// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/datadir.h"
#include "app/language.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <iterator>

using namespace qn::app;
using namespace Qt::StringLiterals;

namespace {

struct Command
{
    const char *name;
    const char *summary; ///< translated by Words
    int (*run)(const CommandContext &);
};

constexpr Command commands[] = {
    {"account", QT_TRANSLATE_NOOP("Words", "add, list or remove accounts"), runAccount},
    {"sync", QT_TRANSLATE_NOOP("Words", "fetch what is new"), runSync},
    {"folders", QT_TRANSLATE_NOOP("Words", "list the folders and how much is in them"), runFolders},
    {"list", QT_TRANSLATE_NOOP("Words", "list the messages of a folder"), runList},
    {"search", QT_TRANSLATE_NOOP("Words", "find messages by what is in them"), runSearch},
    {"show", QT_TRANSLATE_NOOP("Words", "print a message"), runShow},
    {"mark", QT_TRANSLATE_NOOP("Words", "mark messages as read, flagged or answered, or not"), runMark},
    {"move", QT_TRANSLATE_NOOP("Words", "move messages to a folder"), runMove},
    {"delete", QT_TRANSLATE_NOOP("Words", "delete messages"), runDelete},
    {"send", QT_TRANSLATE_NOOP("Words", "send a mail"), runSend},
    {"outbox", QT_TRANSLATE_NOOP("Words", "list mail on its way; retry or discard it"), runOutbox},
    {"contacts", QT_TRANSLATE_NOOP("Words", "list or find contacts"), runContacts},
    {"import", QT_TRANSLATE_NOOP("Words", "import an mbox, a Maildir or mail files"), runImport},
    {"export", QT_TRANSLATE_NOOP("Words", "write mail to files"), runExport},
    {"backup", QT_TRANSLATE_NOOP("Words", "copy the whole mailbox to a file"), runBackup},
    {"restore", QT_TRANSLATE_NOOP("Words", "put a backup in the place of the mailbox"), runRestore},
    {"inspect", QT_TRANSLATE_NOOP("Words", "parse a mail file"), runInspect},
    {"serve", QT_TRANSLATE_NOOP("Words", "offer your mailbox to your own programs"), runServe},
    {"sandbox", QT_TRANSLATE_NOOP("Words", "run the built-in server alone"), runSandbox},
};

QString help()
{
    QString text = u"usage: qingniaoctl [--data-dir DIR] [--json] COMMAND …\n\n"_s;
    for (const Command &command : commands)
        text += u"  %1 %2\n"_s.arg(QString::fromLatin1(command.name).leftJustified(10), Words::tr(command.summary));
    return text + u'\n' + Words::tr("The command line over the same mailbox as the desktop program; see qingniaoctl(1).");
}

/// Takes --data-dir and --json out of the arguments, wherever they stand.
struct GlobalOptions
{
    QString dataDir;
    bool json = false;
    bool valid = true;
    QStringList rest;
};

GlobalOptions takeGlobals(const QStringList &arguments)
{
    GlobalOptions globals;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments.at(i);
        if (argument == "--json"_L1)
            globals.json = true;
        else if (argument.startsWith("--data-dir="_L1))
            globals.dataDir = argument.mid(11);
        else if (argument == "--data-dir"_L1 && i + 1 < arguments.size())
            globals.dataDir = arguments.at(++i);
        else if (argument == "--data-dir"_L1)
            globals.valid = false;
        else
            globals.rest.append(argument);
    }
    return globals;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(u"qingniao.*.info=false"_s); // QT_LOGGING_RULES brings it back
    QCoreApplication::setApplicationName(u"qingniao"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(QN_VERSION));
    const Language language(app);

    GlobalOptions globals = takeGlobals(app.arguments().mid(1));
    const Terminal terminal(globals.json);
    const QString name = globals.rest.value(0);
    if (name == "--version"_L1) {
        terminal.print(u"qingniaoctl "_s + QCoreApplication::applicationVersion());
        return 0;
    }
    if (name == "--help"_L1 || name == "-h"_L1 || name == "help"_L1) {
        terminal.print(help());
        return 0;
    }
    const auto *command = std::find_if(std::begin(commands), std::end(commands),
        [&name](const Command &c) { return name == QLatin1String(c.name); });
    if (!globals.valid || command == std::end(commands)) {
        if (!name.isEmpty())
            terminal.error(Words::tr("there is no command \"%1\".").arg(name));
        terminal.note(help());
        return exitUsage;
    }
    const auto dataDir = prepareDataDir(globals.dataDir);
    if (!dataDir) {
        terminal.error(dataDir.error());
        return exitFailed;
    }
    return command->run({terminal, *dataDir, globals.rest.mid(1)});
}
