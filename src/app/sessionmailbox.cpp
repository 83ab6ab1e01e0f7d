// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sessionmailbox.h"

#include "core/searchquery.h"
#include "store/storereader.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QTimer>

#include <algorithm>

namespace qn::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using store::OutgoingRow;
using store::OutgoingState;
using Phase = session::AccountStatus::Phase;

namespace {

constexpr std::chrono::milliseconds firstSyncAtMost = 10s;
constexpr std::chrono::milliseconds watchTime = 25s;
constexpr int searchedAtMost = 2000;

template <typename I> I idFrom(const QString &text)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? I(number) : I();
}

template <typename R, typename I> R nameOf(I id)
{
    return R(QString::number(id.value()));
}

tl::unexpected<Error> noMessage()
{
    return fail(ErrorKind::NotFound, u"there is no such message"_s);
}

/// An error of the account behind, as those who ask are to see it: their own access is fine, whatever it is.
Error told(const Error &error)
{
    if (error.kind != ErrorKind::Authorization)
        return error;
    return Error{ErrorKind::Server, u"the mailbox wants its owner to sign in again: "_s + error.detail, ErrorReason::None,
        error.code, {}};
}

template <typename T> Result<T> told(Result<T> result)
{
    return result ? result : Result<T>(fail(told(result.error())));
}

tl::unexpected<Error> unknownOutcome(const QString &why)
{
    return fail(ErrorKind::Server, why, ErrorReason::SendOutcomeUnknown);
}

/// The outbox keeps what a server said of refused recipients as one line: "a@b: words; c@d: words".
SendReceipt receiptOf(const OutgoingRow &row, const QList<Address> &recipients)
{
    SendReceipt receipt;
    if (!row.error || row.error->reason != ErrorReason::RecipientRefused)
        return receipt;
    const QString line = u"; "_s + row.error->detail;
    QMap<qsizetype, Address> places;
    for (const Address &address : recipients) {
        const auto place = line.indexOf(u"; "_s + address.email + u": "_s);
        if (place >= 0)
            places.insert(place, address);
    }
    for (auto it = places.cbegin(); it != places.cend(); ++it) {
        const auto begin = it.key() + it->email.size() + 4;
        const auto end = std::next(it) == places.cend() ? line.size() : std::next(it).key();
        receipt.refused.append({*it, line.mid(begin, end - begin)});
    }
    return receipt;
}

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

/// Where a page ended.
QByteArray tokenFor(const store::MessageKey &key)
{
    return QByteArray::number(key.date) + '.' + QByteArray::number(key.id.value());
}

std::optional<store::MessageKey> keyFrom(const QByteArray &token)
{
    const auto parts = token.split('.');
    bool isDate = false, isId = false;
    if (parts.size() != 2)
        return {};
    const store::MessageKey key{parts[0].toLongLong(&isDate), MessageId(parts[1].toLongLong(&isId))};
    return isDate && isId ? std::optional(key) : std::nullopt;
}

Result<ChangePage> pageOf(
    store::Transaction &tx, AccountId account, FolderId folder, std::optional<store::MessageKey> before, int limit)
{
    const auto row = store::folders::find(tx, folder);
    if (!row || row->account != account)
        return fail(ErrorKind::NotFound, u"there is no such folder"_s);
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
            page.next = tokenFor(key);
    }
    return page;
}

} // namespace

SessionMailbox::SessionMailbox(session::Session &session, const Account &account, QObject *parent)
    : MailBackend(parent)
    , m_session(session)
    , m_account(account.id)
    , m_owner{account.settings.value("fullName"_L1).toString(), account.email}
{
    connect(&session, &session::Session::changed, this, [this] {
        ++m_changes;
        m_wake.wake();
    });
    connect(&session, &session::Session::statusChanged, this, [this] { m_wake.wake(); });
}

/// What abort() ends waits no longer; the command itself goes on.
template <typename T> backend::Task<T> SessionMailbox::finished(QFuture<Result<T>> future)
{
    const int run = m_run;
    QFutureWatcher<Result<T>> watcher;
    connect(&watcher, &QFutureWatcherBase::finished, this, [this] { m_wake.wake(); });
    watcher.setFuture(future);
    while (!future.isFinished() && run == m_run)
        co_await m_wake.changed();
    if (run != m_run || future.isCanceled() || future.resultCount() == 0)
        co_return Result<T>(fail(ErrorKind::Canceled, u"the server is closing"_s));
    co_return Result<T>(future.result());
}

template <typename T> backend::Task<T> SessionMailbox::ask(std::function<Result<T>(store::Transaction &)> query)
{
    QFuture<Result<T>> asked = m_session.reader().ask<T>(std::move(query));
    Result<T> answer = co_await finished<T>(asked);
    co_return Result<T>(answer);
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
    can.incremental = false; // the store keeps no log of changes
    can.idempotentSend = true;
    can.search = true;
    can.watch = true;
    can.append = false;
    can.drafts = false;
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

backend::Task<ChangePage> SessionMailbox::changes(RemoteFolderId folder, QByteArray token, int limit)
{
    if (token.isEmpty())
        co_await firstSync();
    std::function<Result<ChangePage>(store::Transaction &)> query
        = [account = m_account, id = idFrom<FolderId>(folder.value()), before = keyFrom(token), limit](
              store::Transaction &tx) { return pageOf(tx, account, id, before, limit); };
    Result<ChangePage> page = co_await ask<ChangePage>(query);
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

// sending

backend::Task<SendReceipt> SessionMailbox::send(OutgoingMessage mail)
{
    if (mail.from.email.isEmpty())
        mail.from = m_owner;
    const int run = m_run;
    QFuture<Result<OutgoingId>> queueing = m_session.send(m_account, mail);
    Result<OutgoingId> id = co_await finished<OutgoingId>(queueing);
    if (!id && run != m_run)
        co_return Result<SendReceipt>(unknownOutcome(u"the server closed while the mail went into the outbox"_s));
    if (!id)
        co_return Result<SendReceipt>(fail(id.error()));
    const QList<Address> recipients = mail.to + mail.cc + mail.bcc;
    Result<SendReceipt> receipt = co_await outcome(*id, recipients);
    co_return Result<SendReceipt>(receipt);
}

/// Waits until the mail has left or is certain not to.
backend::Task<SendReceipt> SessionMailbox::outcome(OutgoingId id, QList<Address> recipients)
{
    using Row = std::optional<OutgoingRow>;
    std::function<Result<Row>(store::Transaction &)> query = [id](store::Transaction &tx) -> Result<Row> {
        const Result<OutgoingRow> found = store::outgoing::find(tx, id);
        if (!found && found.error().kind != ErrorKind::NotFound)
            return fail(found.error());
        return found ? Row(*found) : Row();
    };
    const int run = m_run;
    QElapsedTimer waited;
    waited.start();
    while (run == m_run) {
        const Result<Row> row = co_await ask<Row>(query);
        if (!row)
            co_return Result<SendReceipt>(unknownOutcome(row.error().detail));
        if (!*row)
            co_return Result<SendReceipt>(fail(ErrorKind::Conflict, u"the mail was taken out of the outbox"_s));
        const OutgoingState state = (*row)->state;
        const std::optional<Error> error = (*row)->error;
        if (state == OutgoingState::Sent || state == OutgoingState::Filed)
            co_return Result<SendReceipt>(receiptOf(**row, recipients));
        if (state == OutgoingState::Unknown)
            co_return Result<SendReceipt>(unknownOutcome(error ? error->detail : QString()));
        const bool isStuck = state == OutgoingState::Queued && (error || waited.hasExpired(m_patience.count()));
        if (state == OutgoingState::Failed || isStuck) {
            QFuture<Result<void>> discarding = m_session.discardOutgoing(id);
            const Result<void> discarded = co_await finished<void>(discarding);
            const Error nobody{ErrorKind::Timeout, u"the mail could not be handed over"_s, ErrorReason::None, 0, {}};
            if (discarded)
                co_return Result<SendReceipt>(fail(told(error.value_or(nobody))));
            // It is on its way after all.
        }
        co_await rest(1s);
    }
    co_return Result<SendReceipt>(unknownOutcome(u"the server closed while the mail was on its way"_s));
}

backend::Task<std::optional<SendReceipt>> SessionMailbox::findSent(OutgoingMessage mail)
{
    using Found = std::optional<SendReceipt>;
    std::function<Result<std::optional<OutgoingRow>>(store::Transaction &)> query
        = [account = m_account, key = mail.idempotencyKey](
              store::Transaction &tx) -> Result<std::optional<OutgoingRow>> {
        const auto id = store::outgoing::withKey(tx, account, key);
        if (!id || !*id)
            return id ? Result<std::optional<OutgoingRow>>(std::nullopt) : fail(id.error());
        const Result<OutgoingRow> row = store::outgoing::find(tx, **id);
        return row ? Result<std::optional<OutgoingRow>>(*row) : fail(row.error());
    };
    const Result<std::optional<OutgoingRow>> row = co_await ask<std::optional<OutgoingRow>>(query);
    if (!row)
        co_return Result<Found>(fail(row.error()));
    if (!*row || (*row)->state == OutgoingState::Failed)
        co_return Result<Found>(Found());
    const QList<Address> recipients = (*row)->mail.to + (*row)->mail.cc + (*row)->mail.bcc;
    Result<SendReceipt> receipt = co_await outcome((*row)->id, recipients);
    co_return receipt ? Result<Found>(Found(*receipt)) : Result<Found>(fail(receipt.error()));
}

// changing

backend::Task<void> SessionMailbox::setFlags(
    RemoteFolderId, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove)
{
    const Result<QList<MessageId>> messages = co_await own(ids);
    if (!messages)
        co_return Result<void>(fail(messages.error()));
    QFuture<Result<OperationId>> changing = m_session.setFlags(*messages, add, remove);
    const Result<OperationId> done = co_await finished<OperationId>(changing);
    co_return done ? Result<void>() : Result<void>(fail(done.error()));
}

backend::Task<QList<RemoteMessageId>> SessionMailbox::move(
    RemoteFolderId, QList<RemoteMessageId> ids, RemoteFolderId target)
{
    using Ids = QList<RemoteMessageId>;
    const Result<QList<MessageId>> messages = co_await own(ids);
    if (!messages)
        co_return Result<Ids>(fail(messages.error()));
    const FolderId folder = idFrom<FolderId>(target.value());
    std::function<Result<store::FolderRow>(store::Transaction &)> query
        = [folder](store::Transaction &tx) { return store::folders::find(tx, folder); };
    const Result<store::FolderRow> row = co_await ask<store::FolderRow>(query);
    if (!row || row->account != m_account)
        co_return Result<Ids>(fail(ErrorKind::NotFound, u"there is no such folder"_s));
    QFuture<Result<OperationId>> moving = m_session.move(*messages, folder);
    const Result<OperationId> done = co_await finished<OperationId>(moving);
    if (!done)
        co_return Result<Ids>(fail(done.error()));
    Ids moved; // a message keeps its id wherever it goes
    for (const RemoteMessageId &id : std::as_const(ids))
        moved.append(messages->contains(idFrom<MessageId>(id.value())) ? id : RemoteMessageId());
    co_return Result<Ids>(moved);
}

backend::Task<void> SessionMailbox::remove(RemoteFolderId, QList<RemoteMessageId> ids)
{
    const Result<QList<MessageId>> messages = co_await own(ids);
    if (!messages)
        co_return Result<void>(fail(messages.error()));
    QFuture<Result<OperationId>> removing = m_session.trash(*messages);
    const Result<OperationId> done = co_await finished<OperationId>(removing);
    co_return done ? Result<void>() : Result<void>(fail(done.error()));
}

backend::Task<RemoteMessageId> SessionMailbox::saveDraft(OutgoingMessage, RemoteMessageId)
{
    co_return Result<RemoteMessageId>(fail(ErrorKind::Unsupported, u"drafts are written in Qingniao"_s));
}

// contacts

backend::Task<QList<Contact>> SessionMailbox::contacts()
{
    using Rows = QList<store::ContactRow>;
    co_await firstSync();
    std::function<Result<Rows>(store::Transaction &)> query = [](store::Transaction &tx) { return store::contacts::list(tx); };
    const Result<Rows> rows = co_await ask<Rows>(query);
    if (!rows)
        co_return Result<QList<Contact>>(fail(rows.error()));
    QList<Contact> contacts;
    for (const store::ContactRow &row : *rows) {
        if (row.account != m_account)
            continue;
        contacts.append(row.contact);
        contacts.last().remoteId = nameOf<RemoteContactId>(row.id);
    }
    co_return Result<QList<Contact>>(contacts);
}

/// With the server's own id.
backend::Task<Contact> SessionMailbox::stored(RemoteContactId id)
{
    std::function<Result<Contact>(store::Transaction &)> query
        = [account = m_account, wanted = idFrom<ContactId>(id.value())](store::Transaction &tx) -> Result<Contact> {
        const auto rows = store::contacts::list(tx);
        if (!rows)
            return fail(rows.error());
        for (const store::ContactRow &row : *rows) {
            if (row.id == wanted && row.account == account)
                return row.contact;
        }
        return fail(ErrorKind::NotFound, u"there is no such contact"_s);
    };
    Result<Contact> found = co_await ask<Contact>(query);
    co_return Result<Contact>(found);
}

backend::Task<Contact> SessionMailbox::saveContact(Contact contact)
{
    Contact wanted = contact;
    if (!contact.remoteId.isEmpty()) {
        const Result<Contact> before = co_await stored(contact.remoteId);
        if (!before)
            co_return Result<Contact>(fail(before.error()));
        wanted.remoteId = before->remoteId;
    }
    QFuture<Result<ContactId>> saving = m_session.saveContact(m_account, wanted);
    const Result<ContactId> id = co_await finished<ContactId>(saving);
    if (!id)
        co_return Result<Contact>(fail(id.error()));
    wanted.remoteId = nameOf<RemoteContactId>(*id);
    co_return Result<Contact>(wanted);
}

backend::Task<void> SessionMailbox::removeContact(RemoteContactId id)
{
    const Result<Contact> known = co_await stored(id);
    if (!known)
        co_return Result<void>(fail(known.error()));
    QFuture<Result<void>> removing = m_session.removeContact(idFrom<ContactId>(id.value()));
    Result<void> removed = co_await finished<void>(removing);
    co_return Result<void>(removed);
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
