// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/imapbackend.h"

#include "backend/dav/carddavclient.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr std::chrono::milliseconds shortestWatch{10};

/// STATUS says no for this folder; others can be asked.
bool isAboutFolder(const Error &error)
{
    return error.kind == ErrorKind::Server || error.kind == ErrorKind::Parameter || error.kind == ErrorKind::NotFound
        || error.kind == ErrorKind::Permission;
}

} // namespace

ImapBackend::ImapBackend(ImapSettings settings, Address owner, auth::CredentialSource &credentials,
    dav::CardDavClient *contacts, const Clock &clock, Options options, QObject *parent)
    : MailBackend(parent)
    , m_settings(std::move(settings))
    , m_owner(std::move(owner))
    , m_contacts(contacts)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_line(m_settings.imap, credentials, m_options.connection)
    , m_second(m_settings.imap, credentials, m_options.connection)
    , m_listing(m_line, clock)
    , m_smtp(m_settings.smtp, credentials, m_options.smtp)
{
    connect(&m_line.connection(), &Connection::unsolicited, this, &ImapBackend::told);
    connect(&m_line.connection(), &Connection::closed, this, [this] {
        m_hasNotify = false;
        for (Appended &contents : m_appended)
            contents.isStale = true; // what was under way may have arrived
    });
}

ImapBackend::~ImapBackend() = default;

Line &ImapBackend::readingLine()
{
    const bool isQQ = m_line.connection().isQQ() || m_settings.imap.host.endsWith("qq.com"_L1, Qt::CaseInsensitive);
    return isQQ ? m_line : m_second;
}

backend::Task<Capabilities> ImapBackend::capabilities()
{
    return twice<Capabilities>([=, this] { return askCapabilities(); });
}

backend::Task<Capabilities> ImapBackend::askCapabilities()
{
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<Capabilities>(fail(pass.error()));
    Capabilities all;
    for (bool Capabilities::*flag : {&Capabilities::folders, &Capabilities::incremental, &Capabilities::rawSource,
             &Capabilities::detail, &Capabilities::flags, &Capabilities::move, &Capabilities::remove,
             &Capabilities::append, &Capabilities::drafts, &Capabilities::sendHtml, &Capabilities::sendCopies,
             &Capabilities::sendAttachments, &Capabilities::savesSent})
        all.*flag = true;
    all.watch = m_line.connection().has("IDLE");
    all.search = !m_line.connection().isQQ(); // QQ's finds the wrong mail
    all.editContacts = m_contacts != nullptr;
    all.accountEmail = m_owner.email;
    all.accountName = m_owner.name;
    co_return Result<Capabilities>(all);
}

backend::Task<QList<Folder>> ImapBackend::folders()
{
    return twice<QList<Folder>>([=, this] { return foldersOnce(); });
}

backend::Task<QList<Folder>> ImapBackend::foldersOnce()
{
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<QList<Folder>>(fail(pass.error()));
    StatusByName told;
    // Dovecot opens a folder for its STATUS and again for SELECT, 40 ms each with 100,000 messages: selected first it
    // is opened once.
    std::optional<Task<Selected>> opening;
    if (!m_line.selected() && m_line.connection().has("LIST-STATUS"))
        opening.emplace(m_line.select(u"INBOX"_s));
    Result<void> refreshed = co_await refreshSelected();
    Result<QList<Folder>> folders = fail(ErrorKind::Internal, {});
    if (refreshed)
        folders = co_await listFolders(&told);
    if (opening) {
        Result<Selected> opened = co_await *opening;
        if (opened)
            m_listing.noteSelected(*opened);
    }
    if (!refreshed)
        co_return Result<QList<Folder>>(fail(refreshed.error()));
    if (!folders)
        co_return Result<QList<Folder>>(fail(folders.error()));
    if (told.isEmpty()) {
        const QList<Folder> asked = *folders;
        Result<void> counted = co_await askStatus(asked, &told);
        if (!counted)
            co_return Result<QList<Folder>>(fail(counted.error()));
    }
    m_counted = told;
    m_listing.forgetAllStatus(); // also of folders that are gone
    forgetOpenedElsewhere(*folders);
    for (Folder &folder : *folders) {
        const auto status = told.constFind(folder.remoteId.value());
        if (status == told.constEnd())
            continue;
        folder.total = int(std::max<qint64>(status->messages, 0));
        folder.unread = int(std::max<qint64>(status->unseen, 0));
        m_listing.noteStatus(*status);
    }
    co_return Result<QList<Folder>>(folders);
}

/// What was opened in folders that are gone.
void ImapBackend::forgetOpenedElsewhere(const QList<Folder> &folders)
{
    QSet<RemoteFolderId> there;
    for (const Folder &folder : folders)
        there.insert(folder.remoteId);
    m_opened.forgetFolders([&there](const RemoteFolderId &id) { return !there.contains(id); });
}

/// Of a folder that is selected a server may count for ever what was there when it was selected (Dovecot does), unless a NOOP goes before. It must
/// be answered before more is asked: Dovecot works on several commands at a time.
backend::Task<void> ImapBackend::refreshSelected()
{
    if (!m_line.selected())
        co_return Result<void>();
    Result<void> looked = co_await lookAgain(&m_line);
    co_return looked;
}

backend::Task<QList<Folder>> ImapBackend::listFolders(StatusByName *told)
{
    const Connection &connection = m_line.connection();
    QByteArray text = "LIST \"\" \"*\""_ba;
    if (!connection.has("SPECIAL-USE") && connection.has("XLIST")) {
        text = "XLIST \"\" \"*\""_ba;
    } else if (connection.has("LIST-EXTENDED")) {
        QByteArrayList wanted;
        if (connection.has("SPECIAL-USE"))
            wanted << "SPECIAL-USE";
        if (connection.has("LIST-STATUS"))
            wanted << "STATUS " + statusItems(connection);
        if (!wanted.isEmpty())
            text += " RETURN (" + wanted.join(' ') + ')';
    }
    const CommandText asked = command(text);
    auto all = std::make_shared<QList<Response>>();
    const Connection::Sink sink = [all](Response &response) {
        const bool isMine = response.name == "LIST" || response.name == "XLIST" || response.name == "STATUS";
        if (isMine)
            all->append(std::move(response));
        return isMine;
    };
    Result<Answer> answer = co_await m_line.run(asked, sink);
    if (!answer)
        co_return Result<QList<Folder>>(fail(answer.error()));
    QList<ListedFolder> listed;
    for (const Response &response : std::as_const(*all)) {
        if (const std::optional<MailboxStatus> status = readStatus(response))
            told->insert(status->wireName, *status);
        const std::optional<ListedFolder> folder = readList(response);
        if (folder && folder->exists)
            listed.append(*folder);
    }
    if (listed.isEmpty()) // there is always an inbox; whoever believed this would throw away what is stored
        co_return Result<QList<Folder>>(fail(ErrorKind::Protocol, u"the server names no folder"_s));
    const QList<Folder> folders = foldersOf(std::move(listed));
    m_roles.clear();
    for (const Folder &folder : folders) {
        if (folder.role != FolderRole::None)
            m_roles.insert(folder.role, folder.remoteId);
    }
    co_return Result<QList<Folder>>(folders);
}

/// Asks for all of them at once. A folder that the server does not count is left out.
backend::Task<void> ImapBackend::askStatus(QList<Folder> folders, StatusByName *told)
{
    std::vector<Task<Answer>> asked;
    for (const Folder &folder : std::as_const(folders)) {
        if (!folder.selectable)
            continue;
        CommandText text = command("STATUS "_ba);
        text.mailbox(folder.remoteId.value()).raw(' ' + statusItems(m_line.connection()));
        asked.push_back(m_line.run(text));
    }
    std::optional<Error> broken;
    for (Task<Answer> &one : asked) {
        Result<Answer> answer = co_await one;
        if (!answer) {
            if (!isAboutFolder(answer.error()))
                broken = answer.error();
            continue;
        }
        for (const Response &response : std::as_const(answer->untagged)) {
            if (const std::optional<MailboxStatus> status = readStatus(response))
                told->insert(status->wireName, *status);
        }
    }
    if (broken)
        co_return Result<void>(fail(*broken));
    co_return Result<void>();
}

bool ImapBackend::Sized::isGoodFor(const MailboxStatus &now) const
{
    constexpr qint64 share = 100; // of the time that the server spends on it
    const bool isSame = counted.messages == now.messages && counted.uidNext == now.uidNext && counted.uidValidity == now.uidValidity;
    return (isSame && isAnswered) || !since.hasExpired(took * share);
}

/// RFC 8438. Not with the listing that shows the folders: Dovecot 2.3 reads every file of a Maildir whose names do not tell the sizes, a second
/// for 10,000 messages, before it answers for the first time; after that, or where the names tell, it costs next to nothing.
backend::Task<QHash<RemoteFolderId, qint64>> ImapBackend::folderSizes()
{
    using Sizes = QHash<RemoteFolderId, qint64>;
    Sizes sizes;
    const StatusByName counted = m_counted;
    const auto isTold = [this] { return m_line.connection().has("STATUS=SIZE") || m_line.connection().has("IMAP4REV2"); };
    for (const MailboxStatus &status : counted) {
        const Sized before = m_sized.value(status.wireName);
        if (m_refusesSizes || (before.since.isValid() && before.isGoodFor(status)))
            continue;
        if (status.messages == 0 && isTold()) {
            Sized &empty = m_sized[status.wireName] = {status, {}, 0, true};
            empty.since.start();
            sizes.insert(RemoteFolderId(status.wireName), 0);
            continue;
        }
        Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter(Line::Manner::Patient); // each, so that nobody waits for all
        if (!pass)
            co_return Result<Sizes>(fail(pass.error()));
        if (!isTold())
            break;
        constexpr qint64 veryLong = 36'000; // a question that breaks the line is not asked again for an hour
        Sized &asked = m_sized[status.wireName] = {status, {}, veryLong, false};
        asked.since.start();
        Result<std::optional<qint64>> size = co_await askSize(status.wireName);
        if (!size)
            co_return Result<Sizes>(fail(size.error()));
        Sized &answered = m_sized[status.wireName];
        answered.took = answered.since.elapsed();
        answered.isAnswered = true;
        if (*size)
            sizes.insert(RemoteFolderId(status.wireName), **size);
    }
    co_return Result<Sizes>(std::move(sizes));
}

/// nullopt where the server does not tell of this folder. The caller has entered the line.
backend::Task<std::optional<qint64>> ImapBackend::askSize(QString folder)
{
    using Size = Result<std::optional<qint64>>;
    CommandText text = command("STATUS "_ba);
    text.mailbox(folder).raw(" (SIZE)"_ba);
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer && !isAboutFolder(answer.error()))
        co_return Size(fail(answer.error()));
    if (!answer) {
        m_refusesSizes = answer.error().kind == ErrorKind::Parameter;
        co_return Size(std::nullopt);
    }
    for (const Response &response : std::as_const(answer->untagged)) {
        const std::optional<MailboxStatus> status = readStatus(response);
        if (status && status->wireName == folder && status->size >= 0)
            co_return Size(status->size);
    }
    co_return Size(std::nullopt);
}

backend::Task<ChangePage> ImapBackend::changes(RemoteFolderId folder, QByteArray token, int limit)
{
    return twice<ChangePage>([=, this] { return changesOnce(folder, token, limit); });
}

backend::Task<ChangePage> ImapBackend::changesOnce(RemoteFolderId folder, QByteArray token, int limit)
{
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<ChangePage>(fail(pass.error()));
    Result<ChangePage> page = co_await m_listing.page(folder.value(), token, limit);
    if (page)
        m_opened.forget(folder, page->removed);
    if (page && page->anew) // perhaps another life of the folder
        m_opened.forgetFolders([&folder](const RemoteFolderId &id) { return id == folder; });
    co_return Result<ChangePage>(page);
}

backend::Task<QList<quint32>> ImapBackend::select(Line *line, RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    if (!line->selected() || line->selected()->folder != folder.value()) {
        Result<Selected> selected = co_await line->select(folder.value());
        if (!selected)
            co_return Result<QList<quint32>>(fail(selected.error()));
    }
    co_return Result<QList<quint32>>(uidsOf(ids, std::max<quint32>(line->selected()->uidValidity, 1)));
}

/// A folder that is selected shows what it had at the last look: mail that has come since is seen after another one.
backend::Task<void> ImapBackend::lookAgain(Line *line)
{
    const CommandText text = command("NOOP"_ba);
    Result<Answer> answer = co_await line->run(text);
    if (!answer)
        co_return Result<void>(fail(answer.error()));
    co_return Result<void>();
}

backend::Task<QList<RemoteMessageId>> ImapBackend::search(RemoteFolderId folder, QString query)
{
    return twice<QList<RemoteMessageId>>([=, this] { return searchOnce(folder, query); });
}

backend::Task<QList<RemoteMessageId>> ImapBackend::searchOnce(RemoteFolderId folder, QString query)
{
    using Found = Result<QList<RemoteMessageId>>;
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Found(fail(pass.error()));
    const QList<RemoteMessageId> none;
    Result<QList<quint32>> selected = co_await select(&m_line, folder, none);
    if (!selected)
        co_return Found(fail(selected.error()));
    const QString words = query.simplified();
    if (words.isEmpty())
        co_return Found(QList<RemoteMessageId>());
    CommandText text = command(m_line.connection().utf8() ? "UID SEARCH"_ba : "UID SEARCH CHARSET UTF-8"_ba);
    for (const QString &word : words.split(u' '))
        text.raw(" TEXT ").string(word.toUtf8());
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer)
        co_return Found(fail(answer.error()));
    QList<quint32> uids;
    for (const Response &response : std::as_const(answer->untagged))
        uids += readSearch(response).value_or(QList<quint32>());
    std::sort(uids.begin(), uids.end(), std::greater<>());
    QList<RemoteMessageId> ids;
    for (const quint32 uid : std::as_const(uids))
        ids.append(messageId(m_line.selected()->uidValidity, uid));
    co_return Found(ids);
}

void ImapBackend::told(const Response &response)
{
    const bool isInbox = m_line.selected() && m_line.selected()->folder == "INBOX"_L1;
    const bool isNews = response.name == "EXISTS" || response.name == "EXPUNGE" || response.name == "VANISHED"
        || response.name == "FETCH";
    // What NOTIFY says of other folders; outside an IDLE these are answers to commands.
    const bool isNewsElsewhere = m_isIdle && (response.name == "STATUS" || response.name == "LIST");
    m_isTold = m_isTold || (isNews && isInbox) || isNewsElsewhere;
}

/// Looks at the inbox without selecting it: news are what is not as it was at the end of the last watch.
backend::Task<void> ImapBackend::poll()
{
    Result<void> refreshed = co_await refreshSelected();
    if (!refreshed)
        co_return Result<void>(refreshed);
    const CommandText text = command("STATUS INBOX " + statusItems(m_line.connection()));
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer)
        co_return Result<void>(fail(answer.error()));
    for (const Response &response : std::as_const(answer->untagged)) {
        const std::optional<MailboxStatus> status = readStatus(response);
        if (!status || status->wireName.compare("INBOX"_L1, Qt::CaseInsensitive) != 0)
            continue;
        m_isTold = m_isTold || (m_watched && *m_watched != *status);
        m_watched = *status;
    }
    co_return Result<void>();
}

/// RFC 5465, once a connection. A server that refuses still tells of the inbox while it is selected.
backend::Task<void> ImapBackend::askForNews()
{
    if (m_hasNotify || !m_line.connection().has("NOTIFY"))
        co_return Result<void>();
    const CommandText text = command("NOTIFY SET (selected-delayed (MessageNew MessageExpunge FlagChange)) "
                                     "(personal (MessageNew MessageExpunge FlagChange MailboxName))"_ba);
    Result<Answer> answer = co_await m_line.run(text);
    const bool isRefused = !answer && (answer.error().kind == ErrorKind::Server || answer.error().kind == ErrorKind::Parameter
        || answer.error().kind == ErrorKind::Unsupported);
    if (!answer && !isRefused)
        co_return Result<void>(fail(answer.error()));
    m_hasNotify = true;
    co_return Result<void>();
}

backend::Task<void> ImapBackend::waitForChange()
{
    const int aborts = m_aborts;
    const QDeadlineTimer end(std::max(m_options.watch, shortestWatch));
    m_isTold = false;
    for (;;) {
        Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter(Line::Manner::Patient);
        if (m_aborts != aborts)
            co_return Result<void>(fail(ErrorKind::Canceled, u"canceled"_s));
        if (!pass)
            co_return Result<void>(fail(pass.error()));
        if (!m_line.connection().has("IDLE"))
            co_return Result<void>(fail(ErrorKind::Unsupported, u"the server cannot tell of changes"_s));
        Result<void> looked = co_await poll();
        if (!looked)
            co_return Result<void>(looked);
        if (m_isTold || end.hasExpired())
            co_return Result<void>();
        if (!m_line.selected() || m_line.selected()->folder != "INBOX"_L1) {
            Result<Selected> selected = co_await m_line.select(u"INBOX"_s);
            if (!selected)
                co_return Result<void>(fail(selected.error()));
        }
        Result<void> asked = co_await askForNews();
        if (!asked)
            co_return Result<void>(fail(asked.error()));
        Result<void> idled;
        if (!m_line.isWaitedFor()) {
            m_isIdle = true;
            const std::chrono::milliseconds left(std::max<qint64>(end.remainingTime(), 1));
            idled = co_await m_line.connection().idle(std::min(left, m_options.pollEvery));
            m_isIdle = false;
        }
        if (m_aborts != aborts)
            co_return Result<void>(fail(ErrorKind::Canceled, u"canceled"_s));
        if (!idled)
            co_return Result<void>(idled);
    }
}

void ImapBackend::renewConnections()
{
    m_line.connection().drop();
    m_second.connection().drop();
}

void ImapBackend::abort()
{
    ++m_aborts;
    m_line.abort();
    m_second.abort();
    m_smtp.abort();
    if (m_pause)
        m_pause->finish();
    if (m_contacts)
        m_contacts->abort();
}

backend::Task<QList<Contact>> ImapBackend::contacts()
{
    if (!m_contacts)
        co_return Result<QList<Contact>>(QList<Contact>());
    Result<QList<Contact>> contacts = co_await m_contacts->contacts();
    co_return Result<QList<Contact>>(contacts);
}

backend::Task<Contact> ImapBackend::saveContact(Contact contact)
{
    if (!m_contacts)
        co_return Result<Contact>(fail(ErrorKind::Unsupported, u"the account has no contacts on a server"_s));
    Result<Contact> saved = co_await m_contacts->save(contact);
    co_return Result<Contact>(saved);
}

backend::Task<void> ImapBackend::removeContact(RemoteContactId id)
{
    if (!m_contacts)
        co_return Result<void>(fail(ErrorKind::Unsupported, u"the account has no contacts on a server"_s));
    Result<void> removed = co_await m_contacts->remove(id);
    co_return Result<void>(removed);
}

} // namespace qn::imap
