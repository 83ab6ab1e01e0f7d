// SPDX-License-Identifier: GPL-3.0-or-later
// sandbox: the built-in server alone
#include "app/ctl/command.h"
#include "app/sampleserver.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

namespace qn::app {

using namespace Qt::StringLiterals;

int runSandbox(const CommandContext &context)
{
    const CommandLine line(context, u"sandbox [--import PATH] [--port N]"_s, {{u"import"_s, {}, u"PATH"_s}, {u"port"_s, {}, u"N"_s}});
    if (!line.ok())
        return exitUsage;
    const int port = line.number(u"port"_s, 0);
    if (port < 0 || port > 65535 || !line.positional().isEmpty())
        return line.usageError();
    SandboxSettings settings;
    settings.port = quint16(port);
    settings.acceptsUnknownClients = true;
    // Mail that is imported is served from a copy that ends with the server; the sample mailbox is kept between runs.
    QTemporaryDir scratch;
    settings.import = line.value(u"import"_s);
    if (!settings.import.isEmpty() && !QFileInfo::exists(settings.import)) {
        context.terminal.error(Words::tr("%1 does not exist.").arg(settings.import));
        return exitFailed;
    }
    settings.directory = settings.import.isEmpty() ? context.dataDir + u"/sandbox"_s : scratch.filePath(u"mailbox"_s);
    if (!settings.import.isEmpty())
        context.terminal.note(Words::tr("Importing %1 …").arg(settings.import));
    auto sandbox = Sandbox::start(settings);
    if (!sandbox) {
        context.terminal.error(sandbox.error());
        return exitFailed;
    }
    const SandboxInfo &info = (*sandbox)->info();
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"base_url"_s, info.baseUrl.toString()}, {u"client_id"_s, sampleClientId},
            {u"address"_s, info.address}, {u"messages"_s, info.messages}});
    else
        context.terminal.print(Words::tr("Serving %n message(s) of %1 at %2 (any client id). Ctrl+C ends it.", nullptr, info.messages)
                .arg(info.address, info.baseUrl.toString()));

    return runUntilInterrupted();
}

} // namespace qn::app
