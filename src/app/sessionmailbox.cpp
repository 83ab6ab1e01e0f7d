// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sessionmailbox.h"

#include "core/searchquery.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUuid>

#include <algorithm>

namespace qn::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Phase = session::AccountStatus::Phase;

namespace {

constexpr std::chrono::milliseconds firstSyncAtMost = 10s;
constexpr std::chrono::milliseconds watchTime = 25s;
constexpr int searchedAtMost = 2000;

Result<MessageHeader> shownHeader(store::Transaction &tx, MessageId id)
{
    Result<MessageHeader> header = store::messages::header(tx, id);
    const auto row = store::messages::find(tx, id);
    if (!header || !row || !*row)
        return header ? Result<MessageHeader>(noMessage()) : header;
    header->remoteId = nameOf<RemoteMessageId>(id);
    header->flags = (*row)->flags;
    return header;
}

struct Token
{
    qint64 number = 0; ///< of the last event that the caller knows, or knew when the listing began
    std::optional<store::MessageKey> before; ///< while it lists: where the last page ended
};

/// Of a run of this name.
std::optional<Token> readToken(const QByteArray &text, const QByteArray &name)
{
    const auto parts = text.split('.');
    QList<qint64> numbers;
    for (const QByteArray &part : parts.mid(1)) {
        bool isNumber = false;
        numbers.append(part.toLongLong(&isNumber));
        if (!isNumber)
            return {};
    }
    if (parts.first() != name || (numbers.size() != 1 && numbers.size() != 3))
        return {};
    Token token{numbers.first(), {}};
    if (numbers.size() == 3)
        token.before = store::MessageKey{numbers.at(1), MessageId(numbers.at(2))};
    return token;
}

Result<store::FolderRow> ownFolder(store::Transaction &tx, AccountId account, FolderId folder)
{
    Result<store::FolderRow> row = store::folders::find(tx, folder);
    if (!row || row->account != account)
        return fail(ErrorKind::NotFound, u"there is no such folder"_s);
    return row;
}

/// `last` becomes the key of the last message where there are more.
Result<ChangePage> pageOf(store::Transaction &tx, AccountId account, FolderId folder, std::optional<store::MessageKey> before,
    int limit, std::optional<store::MessageKey> *last)
{
    const auto row = ownFolder(tx, account, folder);
    if (!row)
        return fail(row.error());
    const auto keys = store::messages::keysBefore(tx, folder, before, limit + 1);
    if (!keys)
        return fail(keys.error());
    ChangePage page;
    page.anew = !before;
    page.total = row->folder.total;
    page.more = keys->size() > limit;
    page.complete = !page.more;
    for (const store::MessageKey &key : keys->mid(0, limit)) {
        const Result<MessageHeader> header = shownHeader(tx, key.id);
        if (!header)
            return fail(header.error());
        page.upserted.append(*header);
        if (page.more)
            *last = key;
    }
    return page;
}

} // namespace

tl::unexpected<Error> noMessage()
{
    return fail(ErrorKind::NotFound, u"there is no such message"_s);
}

Error told(const Error &error)
{
    if (error.kind != ErrorKind::Authorization)
        return error;
    return Error{ErrorKind::Server, u"the mailbox wants its owner to sign in again: "_s + error.detail, ErrorReason::None,
        error.code, {}};
}

SessionMailbox::SessionMailbox(session::Session &session, const Account &account, QObject *parent)
    : MailBackend(parent)
    , m_session(session)
    , m_account(account.id)
    , m_owner{account.settings.value("fullName"_L1).toString(), account.email}
    , m_name(QUuid::createUuid().toRfc4122().toHex().left(8))
{
    connect(&session, &session::Session::changed, this, [this] {
        ++m_changes;
        m_wake.wake();
    });
    connect(&session, &session::Session::statusChanged, this, [this] { m_wake.wake(); });
}

QCoro::Task<> SessionMailbox::rest(std::chrono::milliseconds atMost)
{
    QTimer timer;
    timer.setSingleShot(true);
    connect(&timer, &QTimer::timeout, this, [this] { m_wake.wake(); });
    timer.start(atMost);
    co_await m_wake.changed();
}

/// After a start the store may be of yesterday: what is asked first waits for the first look at the server, for a while.
QCoro::Task<> SessionMailbox::firstSync()
{
    const int run = m_run;
    QElapsedTimer waited;
    waited.start();
    while (run == m_run && !waited.hasExpired(firstSyncAtMost.count())) {
        const session::AccountStatus status = m_session.status(m_account);
        const bool isAtIt = status.phase == Phase::Connecting || status.phase == Phase::Syncing;
        if (!isAtIt || status.lastSync.isValid())
            co_return;
        co_await rest(200ms);
    }
}

backend::Task<Capabilities> SessionMailbox::capabilities()
{
    Capabilities can = m_session.status(m_account).capabilities;
    can.folders = true;
    can.incremental = true;
    can.idempotentSend = true;
    can.search = true;
    can.watch = true;
    can.drafts = true; // where the server has no folder for them, they are kept here
    if (!m_owner.email.isEmpty()) // else as the server told
        can.accountEmail = m_owner.email;
    can.accountName = m_owner.name;
    co_return Result<Capabilities>(can);
}

backend::Task<QList<Folder>> SessionMailbox::folders()
{
    using Rows = QList<store::FolderRow>;
    co_await firstSync();
    const AccountId account = m_account;
    std::function<Result<Rows>(store::Transaction &)> query
        = [account](store::Transaction &tx) { return store::folders::list(tx, account); };
    Result<Rows> rows = co_await ask<Rows>(query);
    if (!rows)
        co_return Result<QList<Folder>>(fail(rows.error()));
    QHash<RemoteFolderId, RemoteFolderId> names;
    for (const store::FolderRow &row : *rows)
        names.insert(row.folder.remoteId, nameOf<RemoteFolderId>(row.id));
    QList<Folder> folders;
    for (const store::FolderRow &row : *rows) {
        Folder folder = row.folder;
        folder.remoteId = names.value(folder.remoteId);
        folder.parent = names.value(folder.parent);
        folders.append(folder);
    }
    co_return Result<QList<Folder>>(folders);
}

QByteArray SessionMailbox::tokenFor(qint64 number, std::optional<store::MessageKey> before) const
{
    QByteArray token = m_name + '.' + QByteArray::number(number);
    if (before)
        token += '.' + QByteArray::number(before->date) + '.' + QByteArray::number(before->id.value());
    return token;
}

/// Brings the folder's log up to date, where it is not wanted `again` only if there is none.
backend::Task<void> SessionMailbox::look(FolderId folder, bool again)
{
    using States = QList<store::MessageState>;
    const auto known = m_logs.constFind(folder);
    if (known != m_logs.constEnd() && (!again || known->changes == m_changes))
        co_return Result<void>();
    const qint64 changes = m_changes;
    const qint64 number = ++m_looks;
    std::function<Result<States>(store::Transaction &)> query
        = [account = m_account, folder](store::Transaction &tx) -> Result<States> {
        const auto row = ownFolder(tx, account, folder);
        return row ? store::messages::states(tx, folder) : fail(row.error());
    };
    const Result<States> states = co_await ask<States>(query);
    if (!states)
        co_return Result<void>(fail(states.error()));
    Watched &watched = m_logs[folder];
    if (watched.look < number) { // else another one, asked later, was told earlier
        watched.log.update(*states);
        watched.look = number;
        watched.changes = changes;
    }
    co_return Result<void>();
}

backend::Task<ChangePage> SessionMailbox::changes(RemoteFolderId folder, QByteArray token, int limit)
{
    const FolderId id = idFrom<FolderId>(folder.value());
    std::optional<Token> known = readToken(token, m_name);
    if (!known)
        co_await firstSync();
    Result<void> looked = co_await look(id, !known || !known->before);
    if (!looked)
        co_return Result<ChangePage>(fail(looked.error()));
    if (known && !known->before) {
        if (const auto step = m_logs[id].log.since(known->number, limit)) {
            const FolderLog::Step found = *step;
            Result<ChangePage> page = co_await changedPage(id, found);
            co_return Result<ChangePage>(page);
        }
        known.reset();
    }
    const Token at = known.value_or(Token{m_logs[id].log.now(), {}});
    const auto last = std::make_shared<std::optional<store::MessageKey>>();
    std::function<Result<ChangePage>(store::Transaction &)> query
        = [account = m_account, id, before = at.before, limit, last](
              store::Transaction &tx) { return pageOf(tx, account, id, before, limit, last.get()); };
    Result<ChangePage> page = co_await ask<ChangePage>(query);
    if (page)
        page->next = tokenFor(at.number, *last);
    co_return Result<ChangePage>(page);
}

backend::Task<ChangePage> SessionMailbox::changedPage(FolderId folder, FolderLog::Step step)
{
    std::function<Result<ChangePage>(store::Transaction &)> query
        = [account = m_account, folder, step](store::Transaction &tx) -> Result<ChangePage> {
        const auto row = ownFolder(tx, account, folder);
        if (!row)
            return fail(row.error());
        ChangePage page;
        page.total = row->folder.total;
        page.more = step.more;
        for (const MessageId id : step.changed) {
            const auto shown = store::messages::find(tx, id);
            if (!shown)
                return fail(shown.error());
            if (!*shown || (*shown)->folder != folder)
                continue; // gone since: the next look tells
            const Result<MessageHeader> header = shownHeader(tx, id);
            if (!header)
                return fail(header.error());
            page.upserted.append(*header);
        }
        std::sort(page.upserted.begin(), page.upserted.end(),
            [](const MessageHeader &a, const MessageHeader &b) { return a.date > b.date; });
        for (const MessageId id : step.removed)
            page.removed.append(nameOf<RemoteMessageId>(id));
        return page;
    };
    Result<ChangePage> page = co_await ask<ChangePage>(query);
    if (page)
        page->next = tokenFor(step.next);
    co_return Result<ChangePage>(page);
}

/// The messages of this account among those; ids of other accounts are as good as unknown.
backend::Task<QList<MessageId>> SessionMailbox::own(QList<RemoteMessageId> ids)
{
    using Ids = QList<MessageId>;
    Ids wanted;
    for (const RemoteMessageId &id : ids)
        wanted.append(idFrom<MessageId>(id.value()));
    std::function<Result<Ids>(store::Transaction &)> query
        = [account = m_account, wanted](store::Transaction &tx) -> Result<Ids> {
        const auto rows = store::messages::rows(tx, wanted);
        if (!rows)
            return fail(rows.error());
        Ids found;
        for (const store::MessageRow &row : *rows) {
            if (row.account == account && row.folder.isValid())
                found.append(row.id);
        }
        return found.isEmpty() ? Result<Ids>(noMessage()) : Result<Ids>(found);
    };
    Result<Ids> found = co_await ask<Ids>(query);
    co_return Result<Ids>(found);
}

backend::Task<MessageId> SessionMailbox::own(RemoteMessageId id)
{
    const QList<RemoteMessageId> ids{id};
    Result<QList<MessageId>> found = co_await own(ids);
    co_return found ? Result<MessageId>(found->first()) : Result<MessageId>(fail(found.error()));
}

backend::Task<QByteArray> SessionMailbox::source(RemoteFolderId, RemoteMessageId id)
{
    const Result<MessageId> message = co_await own(id);
    if (!message)
        co_return Result<QByteArray>(fail(message.error()));
    QFuture<Result<QByteArray>> fetching = m_session.fetchSource(*message);
    Result<QByteArray> source = co_await finished<QByteArray>(fetching);
    co_return told(source);
}

backend::Task<Message> SessionMailbox::message(RemoteFolderId, RemoteMessageId id)
{
    const Result<MessageId> known = co_await own(id);
    if (!known)
        co_return Result<Message>(fail(known.error()));
    std::function<Result<MessageHeader>(store::Transaction &)> query
        = [wanted = *known](store::Transaction &tx) { return shownHeader(tx, wanted); };
    Result<MessageHeader> header = co_await ask<MessageHeader>(query);
    if (!header)
        co_return Result<Message>(fail(header.error()));
    QFuture<Result<MessageBody>> fetching = m_session.fetchBody(*known);
    Result<MessageBody> body = co_await finished<MessageBody>(fetching);
    if (!body)
        co_return Result<Message>(fail(told(body.error())));
    co_return Result<Message>(Message{*header, *body});
}

backend::Task<QByteArray> SessionMailbox::attachment(RemoteFolderId, RemoteMessageId id, QString partId)
{
    const Result<MessageId> message = co_await own(id);
    if (!message)
        co_return Result<QByteArray>(fail(message.error()));
    QFuture<Result<QByteArray>> fetching = m_session.fetchAttachment(*message, partId);
    Result<QByteArray> content = co_await finished<QByteArray>(fetching);
    co_return told(content);
}

// finding

backend::Task<QList<RemoteMessageId>> SessionMailbox::search(RemoteFolderId folder, QString text)
{
    using Ids = QList<RemoteMessageId>;
    const auto parsed = parseSearchQuery(text, QDateTime::currentDateTime());
    if (!parsed)
        co_return Result<Ids>(fail(ErrorKind::Parameter, u"the query is not understood"_s));
    std::function<Result<Ids>(store::Transaction &)> query
        = [account = m_account, wanted = idFrom<FolderId>(folder.value()), node = *parsed](
              store::Transaction &tx) -> Result<Ids> {
        const auto keys = store::search::newest(tx, node, searchedAtMost);
        if (!keys)
            return fail(keys.error());
        Ids found;
        for (const store::MessageKey &key : *keys) {
            const auto row = store::messages::find(tx, key.id);
            if (row && *row && (*row)->folder == wanted && (*row)->account == account)
                found.append(nameOf<RemoteMessageId>(key.id));
        }
        return found;
    };
    QFuture<Result<Ids>> searching = m_session.searchReader().ask<Ids>(query);
    Result<Ids> found = co_await finished<Ids>(searching);
    co_return Result<Ids>(found);
}

backend::Task<void> SessionMailbox::waitForChange()
{
    const int run = m_run;
    const qint64 seen = m_changes;
    QElapsedTimer waited;
    waited.start();
    while (run == m_run && seen == m_changes && !waited.hasExpired(watchTime.count()))
        co_await rest(watchTime);
    co_return run == m_run ? Result<void>() : Result<void>(fail(ErrorKind::Canceled, u"the server is closing"_s));
}

void SessionMailbox::abort()
{
    ++m_run;
    m_wake.wake();
}

} // namespace qn::app
