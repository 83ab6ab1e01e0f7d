// SPDX-License-Identifier: GPL-3.0-or-later
// backup and restore
#include "app/ctl/command.h"
#include "store/backup.h"
#include "store/store.h"

#include <QFileInfo>

namespace qn::app {

using namespace Qt::StringLiterals;

int runBackup(const CommandContext &context)
{
    const CommandLine line(context, u"backup FILE"_s, {});
    if (!line.ok())
        return exitUsage;
    if (line.positional().size() != 1)
        return line.usageError();
    const QString file = line.positional().constFirst();
    Result<void> done = fail(ErrorKind::NotFound, u"there is no mailbox yet"_s);
    if (QFileInfo(store::Store::fileName(context.dataDir)).size() > 0)
        done = store::backup(context.dataDir, file);
    if (!done) {
        context.terminal.error(done.error());
        return exitFailed;
    }
    const qint64 bytes = QFileInfo(file).size();
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"file"_s, file}, {u"bytes"_s, bytes}});
    else
        context.terminal.print(
            Words::tr("%1 (%2 bytes). Passwords and tokens stay in the keychain.").arg(file).arg(bytes));
    return 0;
}

int runRestore(const CommandContext &context)
{
    const CommandLine line(context, u"restore FILE"_s, {});
    if (!line.ok())
        return exitUsage;
    if (line.positional().size() != 1)
        return line.usageError();
    const Result<QString> before = store::restore(context.dataDir, line.positional().constFirst());
    if (!before) {
        context.terminal.error(before.error());
        return exitFailed;
    }
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"before"_s, *before}});
    else if (before->isEmpty())
        context.terminal.print(Words::tr("Restored."));
    else
        context.terminal.print(Words::tr("Restored. What was there before is kept: %1").arg(*before));
    return 0;
}

} // namespace qn::app
