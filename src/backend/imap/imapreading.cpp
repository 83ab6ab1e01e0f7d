// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that are opened. What is large is not fetched whole.
#include "backend/imap/imapbackend.h"

#include "backend/imap/fetchitems.h"
#include "backend/imap/headerfetch.h"
#include "backend/imap/messagefetch.h"
#include "mime/messageparser.h"

#include <QCoroFuture>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr qint64 startBytes = 256 << 10; ///< a message up to this size comes whole at once
constexpr qint64 wholeAhead = 2 << 20; ///< so much is fetched before anybody opens it, where a structure cannot be trusted

QByteArray wholeItems()
{
    return "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]"_ba;
}

QByteArray startItems()
{
    return wholeItems() + "<0." + QByteArray::number(startBytes) + '>';
}

/// Whether what was asked for by startItems() is all of the message. Some servers tell a size that is not quite right.
bool isWhole(const Fetched &fetched)
{
    const qint64 bytes = fetched.body->size();
    return bytes == fetched.size || bytes > startBytes || (bytes < startBytes && fetched.size <= startBytes);
}

std::optional<ListedStructure> structureOf(const Response &response)
{
    for (const FetchItem &item : fetchItems(response)) {
        if (item.name->is("BODYSTRUCTURE"))
            return readStructure(*item.value);
    }
    return std::nullopt;
}

std::optional<LargeMail> largeMail(const Fetched &start, const Response &listing)
{
    const std::optional<ListedStructure> structure = structureOf(listing);
    return structure ? LargeMail::from(*start.body, start.size, *structure) : std::nullopt;
}

std::optional<OpenedMail> openedFrom(const Answer &answer, quint32 uid)
{
    for (const Response &response : answer.untagged) {
        Fetched one = readFetch(response);
        if (one.uid != uid || !one.body)
            continue;
        std::optional<LargeMail> large;
        if (!isWhole(one))
            large = largeMail(one, response);
        return OpenedMail{std::move(one), std::move(large)};
    }
    return std::nullopt;
}

/// A message read from what has come of it, with what the server says of it. On any thread.
Result<Message> readMail(const OpenedMail &mail, const RemoteMessageId &id)
{
    const Fetched &fetched = mail.fetched;
    Result<Message> message = fail(ErrorKind::Protocol, u"the parts are not what the server listed"_s);
    if (!mail.large)
        message = mime::parseMessage(*fetched.body);
    else if (const std::optional<Message> read = mail.large->read())
        message = *read;
    if (!message)
        return message;
    message->header.remoteId = id;
    message->header.flags = fetched.flags.value_or(MessageFlags());
    if (fetched.internalDate.isValid())
        message->header.date = fetched.internalDate;
    return message;
}

} // namespace

backend::Task<ImapBackend::Reading> ImapBackend::beginReading(
    RemoteFolderId folder, RemoteMessageId id, Line::Manner manner)
{
    Line *line = &readingLine();
    Result<std::shared_ptr<Line::Pass>> pass = co_await line->enter(manner);
    if (!pass)
        co_return Result<Reading>(fail(pass.error()));
    const QList<RemoteMessageId> wanted{id};
    Result<QList<quint32>> uids = co_await select(line, folder, wanted);
    if (!uids)
        co_return Result<Reading>(fail(uids.error()));
    if (uids->isEmpty())
        co_return Result<Reading>(fail(messageIsGone()));
    co_return Result<Reading>(Reading{line, *std::move(pass), uids->first()});
}

backend::Task<OpenedMail> ImapBackend::open(RemoteFolderId folder, RemoteMessageId id, Openness how)
{
    return twice<OpenedMail>([=, this] { return openOnce(folder, id, how); });
}

backend::Task<OpenedMail> ImapBackend::openOnce(RemoteFolderId folder, RemoteMessageId id, Openness how)
{
    using Opened = Result<OpenedMail>;
    Result<Reading> reading = co_await beginReading(folder, id);
    if (!reading)
        co_return Opened(fail(reading.error()));
    Opened opened = co_await fetchStart(reading->line, reading->uid, how);
    if (!opened || !opened->large)
        co_return Opened(std::move(opened));
    Result<bool> hasTexts = co_await fetchTexts(reading->line, reading->uid, &*opened->large);
    if (!hasTexts)
        co_return Opened(fail(hasTexts.error()));
    if (!*hasTexts)
        opened = co_await fetchStart(reading->line, reading->uid, Openness::Whole);
    co_return Opened(std::move(opened));
}

/// The message where it is small or its structure is not to be trusted, else its beginning and what the server lists.
backend::Task<OpenedMail> ImapBackend::fetchStart(Line *line, quint32 uid, Openness how)
{
    using Opened = Result<OpenedMail>;
    bool isForWhole = how == Openness::Whole || m_refusesParts, hasLooked = false;
    for (;;) {
        // The structure comes last: if it is broken, what stands before it can be read.
        const QByteArray items =
            isForWhole ? wholeItems() : startItems() + " BODYSTRUCTURE";
        const CommandText text = fetchCommand(QByteArray::number(uid), items);
        Result<Answer> answer = co_await line->run(text);
        const bool isRefused = !answer && !isForWhole && isRefusal(answer.error());
        if (!answer && !isRefused)
            co_return Opened(fail(answer.error()));
        if (isRefused) {
            m_refusesParts = answer.error().kind == ErrorKind::Parameter;
            isForWhole = true;
            continue;
        }
        std::optional<OpenedMail> found = openedFrom(*answer, uid);
        if (found && isForWhole)
            found->large.reset();
        if (found && (isForWhole || found->large || isWhole(found->fetched)))
            co_return Opened(*std::move(found));
        if (found) {
            const Fetched start = found->fetched;
            Opened whole = co_await fetchRest(line, start);
            co_return Opened(std::move(whole));
        }
        if (!hasLooked) {
            Result<void> looked = co_await lookAgain(line);
            if (!looked)
                co_return Opened(fail(looked.error()));
            hasLooked = true;
        } else if (isForWhole) {
            co_return Opened(fail(messageIsGone()));
        } else {
            isForWhole = true; // perhaps the structure has made the answer unreadable
        }
    }
}

/// All of a message whose beginning has come.
backend::Task<OpenedMail> ImapBackend::fetchRest(Line *line, Fetched start)
{
    using Opened = Result<OpenedMail>;
    const QByteArray range = QByteArray::number(startBytes) + '.' + QByteArray::number(start.size - startBytes);
    const CommandText text = fetchCommand(QByteArray::number(start.uid), "UID BODY.PEEK[]<" + range + '>');
    if (start.body->size() == startBytes && start.size > startBytes) {
        Result<Answer> answer = co_await line->run(text);
        if (!answer && !isRefusal(answer.error()))
            co_return Opened(fail(answer.error()));
        const std::optional<QByteArray> rest = answer ? sectionIn(*answer, start.uid, {}) : std::nullopt;
        if (rest && startBytes + rest->size() == start.size) {
            start.body->append(*rest);
            co_return Opened(OpenedMail{std::move(start), {}});
        }
    }
    Opened whole = co_await fetchStart(line, start.uid, Openness::Whole);
    co_return Opened(std::move(whole));
}

/// What the text of a large message needs. False: the server does not give it.
backend::Task<bool> ImapBackend::fetchTexts(Line *line, quint32 uid, LargeMail *mail)
{
    std::vector<Task<Answer>> asked;
    for (const QByteArray &items : mail->wanted(line->connection().has("BINARY"))) {
        const CommandText text = fetchCommand(QByteArray::number(uid), items);
        asked.push_back(line->run(text));
    }
    bool isRefused = false;
    std::optional<Error> broken;
    for (Task<Answer> &one : asked) {
        Result<Answer> answer = co_await one;
        if (!answer) {
            isRefused = isRefused || isRefusal(answer.error());
            if (!isRefusal(answer.error()))
                broken = answer.error();
            continue;
        }
        for (const Response &response : std::as_const(answer->untagged)) {
            if (response.name == "FETCH" && readFetch(response).uid == uid)
                mail->take(response);
        }
    }
    if (broken)
        co_return Result<bool>(fail(*broken));
    co_return Result<bool>(!isRefused);
}

backend::Task<QByteArray> ImapBackend::source(RemoteFolderId folder, RemoteMessageId id)
{
    Result<OpenedMail> opened = co_await open(folder, id, Openness::Whole);
    if (!opened)
        co_return Result<QByteArray>(fail(opened.error()));
    co_return Result<QByteArray>(*std::move(opened->fetched.body));
}

backend::Task<Message> ImapBackend::message(RemoteFolderId folder, RemoteMessageId id)
{
    Openness how = Openness::Text;
    for (;;) {
        Result<OpenedMail> opened = co_await open(folder, id, how);
        if (!opened)
            co_return Result<Message>(fail(opened.error()));
        m_opened.keep(folder, id, *opened);
        const bool isLarge = opened->large.has_value();
        const QFuture<Result<Message>> reading = QtConcurrent::run(readMail, *std::move(opened), id);
        Result<Message> message = co_await reading;
        if (message || !isLarge)
            co_return Result<Message>(std::move(message));
        how = Openness::Whole;
    }
}

backend::Task<QList<Message>> ImapBackend::messages(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    return twice<QList<Message>>([=, this] { return messagesOnce(folder, ids); });
}

backend::Task<QList<Message>> ImapBackend::messagesOnce(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    using All = Result<QList<Message>>;
    Line &line = readingLine();
    Result<std::shared_ptr<Line::Pass>> pass = co_await line.enter();
    if (!pass)
        co_return All(fail(pass.error()));
    Result<QList<quint32>> uids = co_await select(&line, folder, ids);
    if (!uids)
        co_return All(fail(uids.error()));
    if (uids->isEmpty())
        co_return All(QList<Message>());
    const quint32 validity = std::max<quint32>(line.selected()->uidValidity, 1);
    Result<void> looked = co_await lookAgain(&line);
    if (!looked)
        co_return All(fail(looked.error()));
    auto reading = std::make_shared<QList<QFuture<Result<Message>>>>(); // on other cores, while the next ones come
    auto large = std::make_shared<QList<Fetched>>();
    const bool isForWhole = m_refusesParts;
    const Connection::Sink sink = [reading, large, validity, isForWhole](Response &response) {
        if (response.name != "FETCH")
            return false;
        const Fetched one = readFetch(response);
        if (one.uid > 0 && one.body && (isForWhole || isWhole(one)))
            reading->append(QtConcurrent::run(readMail, OpenedMail{one, {}}, messageId(validity, one.uid)));
        else if (one.uid > 0 && one.body)
            large->append(one);
        return true;
    };
    for (const QByteArray &set : sequenceSets(*uids)) {
        const CommandText text =
            fetchCommand(set, isForWhole ? wholeItems() : startItems());
        Result<Answer> answer = co_await line.run(text, sink);
        if (!answer && !isForWhole && answer.error().kind == ErrorKind::Parameter) {
            m_refusesParts = true;
            pass->reset();
            All again = co_await messagesOnce(folder, ids);
            co_return All(std::move(again));
        }
        if (!answer)
            co_return All(fail(answer.error()));
    }
    QList<Message> all;
    for (const Fetched &start : std::as_const(*large)) {
        Result<std::optional<Message>> message = co_await readLargeAhead(&line, start, messageId(validity, start.uid));
        if (!message)
            co_return All(fail(message.error()));
        if (*message)
            all.append(**std::move(message));
    }
    pass->reset();
    for (QFuture<Result<Message>> &one : *reading) {
        const Result<Message> message = co_await one;
        if (message)
            all.append(*message);
    }
    co_return All(std::move(all));
}

/// A message of which the beginning has come. nullopt: it is gone, or all of it would have to be fetched, which is for whoever opens it.
backend::Task<std::optional<Message>> ImapBackend::readLargeAhead(Line *line, Fetched start, RemoteMessageId id)
{
    using Ahead = Result<std::optional<Message>>;
    const CommandText text = fetchCommand(QByteArray::number(start.uid), "UID BODYSTRUCTURE");
    Result<Answer> answer = co_await line->run(text);
    if (!answer && !isRefusal(answer.error()))
        co_return Ahead(fail(answer.error()));
    OpenedMail mail{start, {}};
    const QList<Response> listings = answer ? answer->untagged : QList<Response>();
    for (const Response &response : listings) {
        if (!mail.large && readFetch(response).uid == start.uid)
            mail.large = largeMail(start, response);
    }
    if (mail.large) {
        Result<bool> hasTexts = co_await fetchTexts(line, start.uid, &*mail.large);
        if (!hasTexts)
            co_return Ahead(fail(hasTexts.error()));
        const QFuture<Result<Message>> reading = QtConcurrent::run(readMail, mail, id);
        const Result<Message> message = co_await reading;
        if (message)
            co_return Ahead(*message);
    }
    if (start.size > wholeAhead)
        co_return Ahead(std::nullopt);
    Result<OpenedMail> whole = co_await fetchRest(line, start);
    if (!whole && whole.error().kind != ErrorKind::NotFound)
        co_return Ahead(fail(whole.error()));
    if (!whole)
        co_return Ahead(std::nullopt);
    const QFuture<Result<Message>> reading = QtConcurrent::run(readMail, *std::move(whole), id);
    const Result<Message> message = co_await reading;
    co_return message ? Ahead(*message) : Ahead(std::nullopt);
}

} // namespace qn::imap
