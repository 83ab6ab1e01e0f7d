// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"
#include "app/json.h"
#include "core/searchquery.h"
#include "mime/messageparser.h"
#include "store/searchindex.h"
#include "store/sourcereader.h"
#include "store/store.h"

#include <QEventLoop>
#include <QHash>
#include <QTimer>

#include <chrono>
#include <utility>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

/// Reads the mail that is kept as it came: whoever has brought it ended before it was read.
bool readKept(const CommandContext &context, OpenSession &open)
{
    constexpr std::chrono::seconds patience{20}; // a disk that is full is no reason to wait for ever
    const auto unread = [&open] {
        return open.ask<int>([](store::Transaction &tx) { return store::messages::countUnreadSources(tx); }).value_or(0);
    };
    int left = unread();
    if (left == 0)
        return true;
    const auto store = store::Store::open(context.dataDir);
    if (!store) {
        context.terminal.error(store.error());
        return false;
    }
    context.terminal.note(Words::tr("%n message(s) to be read", nullptr, left));
    store::SourceReader reader(**store, context.dataDir, mime::parseMessage);
    QEventLoop loop;
    QTimer watch;
    QObject::connect(&reader, &store::SourceReader::caughtUp, &loop, &QEventLoop::quit);
    QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
        const int before = std::exchange(left, unread());
        if (left == before)
            loop.quit();
    });
    watch.start(patience);
    reader.start();
    loop.exec();
    return true;
}

/// Indexes what is not yet: nothing, where the desktop program keeps the index.
bool bringUpToDate(const CommandContext &context)
{
    const auto index = store::SearchIndex::open(context.dataDir);
    if (!index) {
        context.terminal.error(index.error());
        return false;
    }
    int indexed = 0;
    while (true) {
        const auto progress = (*index)->step();
        if (!progress) {
            context.terminal.error(progress.error());
            return false;
        }
        indexed += progress->indexed;
        if (!progress->hasMore)
            return true;
        context.terminal.note(Words::tr("%n message(s) indexed", nullptr, indexed));
    }
}

void sayWhatIsWrong(const Terminal &terminal, const QString &query, const SearchError &error)
{
    terminal.error(error.message);
    terminal.note(u"  "_s + query);
    terminal.note(u"  "_s + QString(error.position, u' ') + QString(std::max<qsizetype>(error.length, 1), u'^'));
}

/// Rows with the names of their folders, newest first.
Result<ListedMessages> find(store::Transaction &tx, const SearchNode &query, int limit, const QList<Account> &accounts)
{
    const auto keys = store::search::newest(tx, query, limit);
    if (!keys)
        return fail(keys.error());
    QList<MessageId> ids;
    for (const store::MessageKey &key : *keys)
        ids.append(key.id);
    const auto rows = store::messages::rows(tx, ids);
    if (!rows)
        return fail(rows.error());
    QHash<FolderId, QString> names;
    for (const Account &account : accounts) {
        const auto folders = store::folders::list(tx, account.id);
        if (!folders)
            return fail(folders.error());
        for (const store::FolderRow &folder : *folders)
            names.insert(folder.id, folder.folder.name);
    }
    QHash<MessageId, const store::MessageRow *> byId;
    for (const store::MessageRow &row : *rows)
        byId.insert(row.id, &row);
    ListedMessages found;
    for (const MessageId id : std::as_const(ids)) {
        if (const store::MessageRow *row = byId.value(id))
            found.append({names.value(row->folder), *row});
    }
    return found;
}

} // namespace

int runSearch(const CommandContext &context)
{
    // A query may begin with "-": what is not an option of this command belongs to it.
    CommandContext own{context.terminal, context.dataDir, {}};
    QStringList words;
    for (qsizetype i = 0; i < context.arguments.size(); ++i) {
        const QString &argument = context.arguments.at(i);
        if (argument == u"--limit" || argument == u"--count" || argument.startsWith(u"--limit=")) {
            own.arguments.append(argument);
            if (argument == u"--limit" && i + 1 < context.arguments.size())
                own.arguments.append(context.arguments.at(++i));
        } else if (argument != u"--") {
            words.append(argument);
        }
    }
    const CommandLine line(
        own, u"search QUERY [--limit N] [--count]"_s, {{u"limit"_s, {}, u"N"_s}, {u"count"_s, {}}});
    if (!line.ok())
        return exitUsage;
    const int limit = line.number(u"limit"_s, 50);
    if (limit < 0)
        return exitUsage;
    if (words.isEmpty())
        return line.usageError();
    const QString text = words.join(u' ');
    const auto query = parseSearchQuery(text, QDateTime::currentDateTime());
    if (!query) {
        sayWhatIsWrong(context.terminal, text, query.error());
        return exitUsage;
    }
    OpenSession open(context, OpenSession::Offline);
    if (!open.ok() || !readKept(context, open) || !bringUpToDate(context))
        return exitFailed;
    if (line.isSet(u"count"_s)) {
        const auto count =
            open.ask<qint64>([query = *query](store::Transaction &tx) { return store::search::count(tx, query); });
        if (!count) {
            context.terminal.error(count.error());
            return exitFailed;
        }
        if (context.terminal.json())
            context.terminal.print(QJsonObject{{u"count"_s, *count}});
        else
            context.terminal.print(QString::number(*count));
        return 0;
    }
    const auto found = open.ask<ListedMessages>([query = *query, limit, accounts = open.session().accounts()](
                                           store::Transaction &tx) { return find(tx, query, limit, accounts); });
    if (!found) {
        context.terminal.error(found.error());
        return exitFailed;
    }
    print(context.terminal, *found);
    return 0;
}

} // namespace qn::app
