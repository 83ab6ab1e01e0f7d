// SPDX-License-Identifier: GPL-3.0-or-later
// sync, list, show, contacts: what reads the mailbox.
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"
#include "app/json.h"
#include "mime/messageparser.h"
#include "store/storereader.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLocale>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

/// Of all accounts where `only` is invalid.
int printFolders(const CommandContext &context, OpenSession &open, AccountId only)
{
    const auto folders = open.ask<QList<store::FolderRow>>([&open, only](store::Transaction &tx) -> Result<QList<store::FolderRow>> {
        QList<store::FolderRow> all;
        for (const Account &a : open.session().accounts()) {
            if (only.isValid() && a.id != only)
                continue;
            const auto rows = store::folders::list(tx, a.id);
            if (!rows)
                return fail(rows.error());
            all += *rows;
        }
        return all;
    });
    if (!folders) {
        context.terminal.error(folders.error());
        return exitFailed;
    }
    QJsonArray array;
    for (const store::FolderRow &row : *folders) {
        array.append(QJsonObject{{u"account"_s, QString::number(row.account.value())}, {u"folder"_s, row.folder.name},
            {u"role"_s, wordFor(row.folder.role)}, {u"total"_s, row.folder.total}, {u"unread"_s, row.folder.unread},
            {u"size"_s, row.bytes()}});
        if (!context.terminal.json())
            context.terminal.print(u"%1\t%2 messages, %3 unread, %4"_s.arg(row.folder.name)
                                       .arg(row.folder.total)
                                       .arg(row.folder.unread)
                                       .arg(QLocale::c().formattedDataSize(row.bytes(), 1, QLocale::DataSizeTraditionalFormat)));
    }
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"folders"_s, array}});
    return 0;
}

} // namespace

int runSync(const CommandContext &context)
{
    const CommandLine line(context, u"sync [--account ID]"_s, {{u"account"_s, {}, u"ID"_s}});
    if (!line.ok())
        return exitUsage;
    OpenSession open(context, OpenSession::Online);
    if (!open.ok())
        return exitFailed;
    const auto account = open.account(line.value(u"account"_s));
    if (!account)
        return exitFailed;
    session::Session &session = open.session();
    QElapsedTimer told;
    QObject::connect(&session, &session::Session::statusChanged, &session, [&](const session::AccountStatus &status) {
        constexpr qint64 tellEvery = 250; // milliseconds
        if (status.copy && !(told.isValid() && told.elapsed() < tellEvery)) {
            told.start();
            context.terminal.note(Words::tr("Keeping all mail on this computer: %1 of %2, %3 a second")
                                      .arg(status.copy->done)
                                      .arg(status.copy->total)
                                      .arg(status.copy->rate));
            return;
        }
        if (status.phase != session::AccountStatus::Phase::Syncing || status.done == 0
            || (told.isValid() && told.elapsed() < tellEvery))
            return;
        told.start();
        const QString count = status.total >= 0
            ? Words::tr("%1 of %2 messages, %3 a second").arg(status.done).arg(qMax(status.done, status.total))
            : Words::tr("%1 messages, %2 a second").arg(status.done);
        context.terminal.note(count.arg(status.rate));
    });
    const AccountId wanted = line.isSet(u"account"_s) ? account->id : AccountId();
    Result<void> synced = await(session.sync(wanted));
    if (synced)
        synced = await(session.allCopied(wanted));
    if (!synced) {
        context.terminal.error(synced.error());
        return exitFailed;
    }
    return printFolders(context, open, {});
}

int runFolders(const CommandContext &context)
{
    const CommandLine line(context, u"folders [--account ID]"_s, {{u"account"_s, {}, u"ID"_s}});
    if (!line.ok())
        return exitUsage;
    OpenSession open(context, OpenSession::Offline);
    if (!open.ok())
        return exitFailed;
    const auto account = open.account(line.value(u"account"_s));
    if (!account)
        return exitFailed;
    return printFolders(context, open, line.isSet(u"account"_s) ? account->id : AccountId());
}

int runList(const CommandContext &context)
{
    const CommandLine line(context, u"list [--account ID] [--folder F] [--limit N]"_s,
        {{u"account"_s, {}, u"ID"_s}, {u"folder"_s, {}, u"F"_s, u"inbox"_s}, {u"limit"_s, {}, u"N"_s}});
    if (!line.ok())
        return exitUsage;
    const int limit = line.number(u"limit"_s, 50);
    if (limit < 0)
        return exitUsage;
    OpenSession open(context, OpenSession::Offline);
    if (!open.ok())
        return exitFailed;
    const auto account = open.account(line.value(u"account"_s));
    if (!account)
        return exitFailed;

    const QString wanted = line.value(u"folder"_s);
    QList<AccountId> accounts{account->id};
    if (!line.isSet(u"account"_s)) {
        accounts.clear();
        for (const Account &a : open.session().accounts())
            accounts.append(a.id);
    }
    const auto listed = open.ask<ListedMessages>([accounts, wanted, limit](store::Transaction &tx) -> Result<ListedMessages> {
        ListedMessages all;
        bool found = false;
        for (const AccountId id : accounts) {
            const auto folders = store::folders::list(tx, id);
            if (!folders)
                return fail(folders.error());
            for (const store::FolderRow &folder : *folders) {
                if (!isNamed(folder, wanted))
                    continue;
                found = true;
                const auto rows = store::messages::list(tx, folder.id, 0, limit);
                if (!rows)
                    return fail(rows.error());
                for (const store::MessageRow &row : *rows)
                    all.append({folder.folder.name, row});
            }
        }
        if (!found && !wanted.isEmpty() && wanted != "inbox"_L1)
            return fail(ErrorKind::NotFound, u"there is no folder \"%1\""_s.arg(wanted));
        std::stable_sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.second.date > b.second.date; });
        return all.mid(0, limit);
    });
    if (!listed) {
        context.terminal.error(listed.error());
        return exitFailed;
    }
    print(context.terminal, *listed);
    return 0;
}

static void printMessage(const Terminal &terminal, const QString &id, const Message &message)
{
    const QJsonObject object = toJson(id, message);
    if (terminal.json()) {
        terminal.print(object);
        return;
    }
    const auto people = [](const QList<Address> &addresses) {
        QStringList words;
        for (const Address &a : addresses)
            words.append(a.name.isEmpty() ? a.email : u"%1 <%2>"_s.arg(a.name, a.email));
        return words.join(u", "_s);
    };
    terminal.print(u"From: "_s + people({message.header.from}));
    terminal.print(u"To: "_s + people(message.header.to));
    if (!message.header.cc.isEmpty())
        terminal.print(u"Cc: "_s + people(message.header.cc));
    terminal.print(u"Date: "_s + message.header.date.toLocalTime().toString(Qt::RFC2822Date));
    terminal.print(u"Subject: "_s + message.header.subject);
    for (const Attachment &attachment : message.body.attachments)
        terminal.print(u"Attachment: %1 (%2, %3 bytes)"_s.arg(attachment.name, attachment.type).arg(attachment.size));
    terminal.print(u'\n' + object.value("text"_L1).toString());
}

int runShow(const CommandContext &context)
{
    const CommandLine line(context, u"show ID [--raw]"_s, {{u"raw"_s, {}}});
    if (!line.ok())
        return exitUsage;
    bool valid = false;
    const MessageId id(line.positional().value(0).toLongLong(&valid));
    if (line.positional().size() != 1 || !valid)
        return line.usageError();
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;
    if (line.isSet(u"raw"_s)) {
        const Result<QByteArray> source = await(open.session().fetchSource(id));
        if (!source) {
            context.terminal.error(source.error());
            return exitFailed;
        }
        context.terminal.write(*source);
        return 0;
    }
    const auto header = open.ask<MessageHeader>([id](store::Transaction &tx) { return store::messages::header(tx, id); });
    if (!header) {
        context.terminal.error(header.error());
        return exitFailed;
    }
    const Result<MessageBody> body = await(open.session().fetchBody(id));
    if (!body) {
        context.terminal.error(body.error());
        return exitFailed;
    }
    printMessage(context.terminal, QString::number(id.value()), Message{*header, *body});
    return 0;
}

int runInspect(const CommandContext &context)
{
    const CommandLine line(context, u"inspect FILE"_s, {});
    if (!line.ok())
        return exitUsage;
    if (line.positional().size() != 1)
        return line.usageError();
    QFile file(line.positional().constFirst());
    if (!file.open(QIODevice::ReadOnly)) {
        context.terminal.error(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
        return exitFailed;
    }
    const Result<Message> message = mime::parseMessage(file.readAll());
    if (!message) {
        context.terminal.error(message.error());
        return exitFailed;
    }
    printMessage(context.terminal, {}, *message);
    return 0;
}

int runContacts(const CommandContext &context)
{
    const QString usage = u"contacts list | contacts find TEXT [--limit N]"_s;
    const CommandLine line(context, usage, {{u"limit"_s, {}, u"N"_s}});
    if (!line.ok())
        return exitUsage;
    const QString verb = line.positional().value(0);
    const QString text = line.positional().mid(1).join(u' ');
    const int limit = line.number(u"limit"_s, 1'000'000);
    if (limit < 0 || (verb != "list"_L1 && (verb != "find"_L1 || text.isEmpty())))
        return line.usageError();
    OpenSession open(context, OpenSession::Offline);
    if (!open.ok())
        return exitFailed;
    const auto rows = open.ask<QList<store::ContactRow>>([verb, text, limit](store::Transaction &tx) {
        return verb == "find"_L1 ? store::contacts::findText(tx, text, limit) : store::contacts::list(tx);
    });
    if (!rows) {
        context.terminal.error(rows.error());
        return exitFailed;
    }
    QJsonArray array;
    for (const store::ContactRow &row : rows->mid(0, limit)) {
        if (context.terminal.json())
            array.append(toJson(row));
        else
            context.terminal.print(u"%1\t%2"_s.arg(row.contact.name, row.contact.email));
    }
    if (context.terminal.json())
        context.terminal.print(array);
    return 0;
}

} // namespace qn::app
