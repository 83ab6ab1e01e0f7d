// SPDX-License-Identifier: GPL-3.0-or-later
// mark, move, delete: what changes messages that are there.
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"
#include "app/json.h"

#include <QSet>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

/// The ids that stand behind a command; empty where one is none.
QList<MessageId> messageIds(const CommandLine &line)
{
    QList<MessageId> ids;
    for (const QString &word : line.positional()) {
        bool valid = false;
        ids.append(MessageId(word.toLongLong(&valid)));
        if (!valid)
            return {};
    }
    return ids;
}

/// Changes messages here, then (but for --no-wait) waits until the server has the change too.
template <typename Change>
int change(const CommandContext &context, const CommandLine &line, OpenSession &open, const QList<MessageId> &ids, Change change)
{
    session::Session &session = open.session();
    const auto rows = open.ask<QList<store::MessageRow>>([ids](store::Transaction &tx) { return store::messages::rows(tx, ids); });
    bool refused = false;
    QObject::connect(&session, &session::Session::changeRefused, &session, [&](AccountId, const Error &error) {
        refused = true;
        context.terminal.error(error);
    });
    const Result<OperationId> done = rows ? await(change(session)) : Result<OperationId>(fail(rows.error()));
    if (!done) {
        context.terminal.error(done.error());
        return exitFailed;
    }
    QSet<AccountId> accounts;
    for (const store::MessageRow &row : *rows)
        accounts.insert(row.account);
    for (const AccountId account : std::as_const(accounts)) {
        const Result<void> synced = line.isSet(u"no-wait"_s) ? Result<void>() : await(session.sync(account));
        if (!synced) {
            context.terminal.error(synced.error());
            return exitFailed;
        }
    }
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"messages"_s, rows->size()}});
    return refused ? exitFailed : 0;
}

MessageFlags flagsOf(const CommandLine &line, const QString &prefix)
{
    MessageFlags flags;
    for (const auto &[name, flag] : {std::pair(u"read"_s, MessageFlag::Seen), std::pair(u"flagged"_s, MessageFlag::Flagged),
             std::pair(u"answered"_s, MessageFlag::Answered)})
        flags.setFlag(flag, line.isSet(prefix + name));
    return flags;
}

} // namespace

int runMark(const CommandContext &context)
{
    const CommandLine line(context, u"mark ID… [--read | --unread] [--flagged | --unflagged] [--answered | --unanswered] [--no-wait]"_s,
        {{u"read"_s, {}}, {u"unread"_s, {}}, {u"flagged"_s, {}}, {u"unflagged"_s, {}}, {u"answered"_s, {}}, {u"unanswered"_s, {}},
            {u"no-wait"_s, {}}});
    if (!line.ok())
        return exitUsage;
    const QList<MessageId> ids = messageIds(line);
    const MessageFlags add = flagsOf(line, {}), remove = flagsOf(line, u"un"_s);
    if (ids.isEmpty() || (!add && !remove) || (add & remove))
        return line.usageError();
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;
    return change(context, line, open, ids, [&](session::Session &session) { return session.setFlags(ids, add, remove); });
}

int runMove(const CommandContext &context)
{
    const CommandLine line(context, u"move ID… --folder F [--no-wait]"_s, {{u"folder"_s, {}, u"F"_s}, {u"no-wait"_s, {}}});
    if (!line.ok())
        return exitUsage;
    const QList<MessageId> ids = messageIds(line);
    const QString wanted = line.value(u"folder"_s);
    if (ids.isEmpty() || wanted.isEmpty())
        return line.usageError();
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;
    const auto target = open.ask<FolderId>([&](store::Transaction &tx) -> Result<FolderId> {
        const auto rows = store::messages::rows(tx, ids);
        if (!rows)
            return fail(rows.error());
        if (rows->isEmpty())
            return fail(ErrorKind::NotFound, u"the messages are gone"_s);
        const auto folders = store::folders::list(tx, rows->first().account);
        if (!folders)
            return fail(folders.error());
        for (const store::FolderRow &folder : *folders)
            if (isNamed(folder, wanted))
                return folder.id;
        return fail(ErrorKind::NotFound, u"there is no folder \"%1\""_s.arg(wanted));
    });
    if (!target) {
        context.terminal.error(target.error());
        return exitFailed;
    }
    return change(context, line, open, ids, [&](session::Session &session) { return session.move(ids, *target); });
}

int runDelete(const CommandContext &context)
{
    const CommandLine line(context, u"delete ID… [--no-wait]"_s, {{u"no-wait"_s, {}}});
    if (!line.ok())
        return exitUsage;
    const QList<MessageId> ids = messageIds(line);
    if (ids.isEmpty())
        return line.usageError();
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;
    return change(context, line, open, ids, [&](session::Session &session) { return session.trash(ids); });
}

} // namespace qn::app
