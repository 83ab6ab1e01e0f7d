// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that are opened, and their files. What is large is not fetched whole.
#include "backend/imap/imapbackend.h"

#include "backend/gatheredfile.h"
#include "backend/imap/fetchitems.h"
#include "backend/imap/headerfetch.h"
#include "backend/imap/partpieces.h"
#include "mime/messageparser.h"

#include <QCoroFuture>
#include <QtConcurrent>

#include <deque>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr qint64 startBytes = 256 << 10; ///< a message up to this size comes whole at once
constexpr qint64 wholeAhead = 2 << 20; ///< so much is fetched before anybody opens it, where a structure cannot be trusted

Error notFound()
{
    return Error{ErrorKind::NotFound, u"the message is gone"_s, ErrorReason::None, 0, {}};
}

/// The server knows what it was asked for, and does not do it.
bool isRefusal(const Error &error)
{
    return error.kind == ErrorKind::Server || error.kind == ErrorKind::Parameter || error.kind == ErrorKind::Unsupported;
}

QByteArray wholeItems()
{
    return "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]"_ba;
}

QByteArray startItems()
{
    return wholeItems() + "<0." + QByteArray::number(startBytes) + '>';
}

CommandText fetchCommand(const QByteArray &set, const QByteArray &items)
{
    return command("UID FETCH " + set + " (" + items + ')');
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

/// What a message's answers say under that name; nullopt where nothing came.
std::optional<QByteArray> pieceOf(const Answer &answer, quint32 uid, const QByteArray &name)
{
    for (const Response &response : answer.untagged) {
        if (response.name != "FETCH" || readFetch(response).uid != uid)
            continue;
        if (std::optional<QByteArray> found = section(response, name))
            return found;
    }
    return std::nullopt;
}

/// Whether it is the server that decodes it (RFC 3516). Dovecot decodes what is inside an embedded message too, and each reads broken
/// quoted-printable in its own way.
bool isForServer(const ListedPart &part, const Connection &connection)
{
    return part.encoding == "base64" && !part.type.startsWith("message/") && connection.has("BINARY");
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

/// The line on which messages are read, and one that is asked for.
struct ImapBackend::Reading
{
    Line *line = nullptr;
    std::shared_ptr<Line::Pass> pass;
    quint32 uid = 0; ///< in the folder that is selected
};

backend::Task<ImapBackend::Reading> ImapBackend::beginReading(RemoteFolderId folder, RemoteMessageId id)
{
    Line *line = &readingLine();
    Result<std::shared_ptr<Line::Pass>> pass = co_await line->enter();
    if (!pass)
        co_return Result<Reading>(fail(pass.error()));
    const QList<RemoteMessageId> wanted{id};
    Result<QList<quint32>> uids = co_await select(line, folder, wanted);
    if (!uids)
        co_return Result<Reading>(fail(uids.error()));
    if (uids->isEmpty())
        co_return Result<Reading>(fail(notFound()));
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
            co_return Opened(fail(notFound()));
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
        const std::optional<QByteArray> rest = answer ? pieceOf(*answer, start.uid, {}) : std::nullopt;
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

/// A file on its way, over more than one connection where the first breaks.
struct ImapBackend::FileArrival
{
    backend::FileTaker take;
    std::optional<PartPieces> pieces;
    qint64 length = 0; ///< bytes that pieces have brought
};

backend::Task<QByteArray> ImapBackend::attachment(RemoteFolderId folder, RemoteMessageId id, QString partId)
{
    const auto content = std::make_shared<QByteArray>();
    Task<void> fetching = attachmentTo(folder, id, partId, backend::gatherInto(content));
    Result<void> came = co_await fetching;
    co_return came ? Result<QByteArray>(std::move(*content)) : Result<QByteArray>(fail(came.error()));
}

backend::Task<void> ImapBackend::attachmentTo(RemoteFolderId folder, RemoteMessageId id, QString partId, backend::FileTaker take)
{
    std::optional<OpenedMail> opened = m_opened.find(folder, id);
    if (opened && !opened->large)
        return takeDecoded(*std::move(opened->fetched.body), partId, std::move(take));
    const auto file = std::make_shared<FileArrival>();
    file->take = std::move(take);
    return twice<void>([=, this] { return attachmentOnce(folder, id, partId, file); });
}

/// Out of a whole source, which takes no connection: a picture of an opened mail waits behind no long fetch.
backend::Task<void> ImapBackend::takeDecoded(QByteArray source, QString partId, backend::FileTaker take)
{
    const QFuture<Result<QByteArray>> decoding = QtConcurrent::run(mime::attachmentContent, source, partId);
    Result<QByteArray> content = co_await decoding;
    co_return content ? take(0, *content) : Result<void>(fail(content.error()));
}

backend::Task<void> ImapBackend::attachmentOnce(
    RemoteFolderId folder, RemoteMessageId id, QString partId, std::shared_ptr<FileArrival> file)
{
    using Done = Result<void>;
    Result<Reading> reading = co_await beginReading(folder, id);
    if (!reading)
        co_return Done(fail(reading.error()));
    std::optional<OpenedMail> mail = m_opened.find(folder, id);
    if (!mail) {
        Result<OpenedMail> opened = co_await fetchStart(reading->line, reading->uid, Openness::Text);
        if (!opened)
            co_return Done(fail(opened.error()));
        mail = *std::move(opened);
    }
    m_opened.keep(folder, id, *mail);
    if (mail->large) {
        const std::optional<ListedPart> part = mail->large->part(partId);
        if (part && PartPieces::areFor(*part)) {
            if (!file->pieces)
                file->pieces.emplace(*part, isForServer(*part, reading->line->connection()));
            Result<bool> came = co_await fetchPieces(reading->line, reading->uid, file);
            if (came && !*came && file->pieces->isForServer()) {
                file->pieces.emplace(*part, false); // what it cannot decode, or of which the size cannot be told
                file->length = 0;
                came = co_await fetchPieces(reading->line, reading->uid, file);
            }
            if (!came || *came)
                co_return came ? Done() : Done(fail(came.error()));
        }
        Result<std::optional<QByteArray>> content = co_await fetchPart(reading->line, reading->uid, part);
        if (!content || *content)
            co_return content ? file->take(0, **content) : Done(fail(content.error()));
        Result<OpenedMail> whole = co_await fetchStart(reading->line, reading->uid, Openness::Whole);
        if (!whole)
            co_return Done(fail(whole.error()));
        mail = *std::move(whole);
        m_opened.keep(folder, id, *mail);
    }
    reading->pass.reset();
    Task<void> decoding = takeDecoded(*mail->fetched.body, partId, file->take);
    co_return co_await decoding;
}

/// Always a piece ahead of the one that is being taken. False: the server does not give them so that they can be trusted.
backend::Task<bool> ImapBackend::fetchPieces(Line *line, quint32 uid, std::shared_ptr<FileArrival> file)
{
    constexpr size_t commandsAhead = 2;
    std::deque<Task<Answer>> underWay;
    std::optional<Error> broken;
    file->pieces->askAgain();
    for (;;) {
        const QByteArray items = broken || underWay.size() == commandsAhead ? QByteArray() : file->pieces->ask();
        if (!items.isEmpty()) {
            const CommandText text = fetchCommand(QByteArray::number(uid), "UID " + items);
            underWay.push_back(line->run(text));
            continue;
        }
        if (underWay.empty())
            break;
        Task<Answer> first = std::move(underWay.front());
        underWay.pop_front();
        Result<Answer> answer = co_await first;
        if (broken || !answer) {
            broken = broken ? broken : answer.error();
            continue;
        }
        const QByteArray bytes = file->pieces->take(answer->untagged, uid);
        const Result<void> taken = bytes.isEmpty() ? Result<void>() : file->take(file->length, bytes);
        file->length += bytes.size();
        if (!taken)
            broken = taken.error();
    }
    if (broken && !isRefusal(*broken))
        co_return Result<bool>(fail(*broken));
    co_return Result<bool>(!broken && file->pieces->isWhole());
}

/// A part's bytes as the sender had them. nullopt: the server does not give them so that they can be trusted.
backend::Task<std::optional<QByteArray>> ImapBackend::fetchPart(Line *line, quint32 uid, std::optional<ListedPart> part)
{
    using Content = Result<std::optional<QByteArray>>;
    if (!part)
        co_return Content(std::nullopt);
    if (isForServer(*part, line->connection())) {
        const CommandText text = fetchCommand(QByteArray::number(uid), "UID BINARY.PEEK[" + part->section + ']');
        Result<Answer> answer = co_await line->run(text);
        if (!answer && !isRefusal(answer.error()))
            co_return Content(fail(answer.error()));
        std::optional<QByteArray> bytes = answer ? pieceOf(*answer, uid, part->section) : std::nullopt;
        if (bytes && !bytes->isEmpty())
            co_return Content(std::move(bytes));
    }
    const QByteArray header = part->section + ".MIME";
    const CommandText text =
        fetchCommand(QByteArray::number(uid), "UID BODY.PEEK[" + header + "] BODY.PEEK[" + part->section + ']');
    Result<Answer> answer = co_await line->run(text);
    if (!answer && !isRefusal(answer.error()))
        co_return Content(fail(answer.error()));
    const std::optional<QByteArray> fields = answer ? pieceOf(*answer, uid, header) : std::nullopt;
    const std::optional<QByteArray> content = answer ? pieceOf(*answer, uid, part->section) : std::nullopt;
    if (!fields || !content)
        co_return Content(std::nullopt);
    const QFuture<std::optional<QByteArray>> decoding = QtConcurrent::run(decodedPart, *part, *fields, *content);
    std::optional<QByteArray> decoded = co_await decoding;
    co_return Content(std::move(decoded));
}

} // namespace qn::imap
