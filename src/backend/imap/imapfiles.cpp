// SPDX-License-Identifier: GPL-3.0-or-later
// Files of messages, and large messages as they are: in pieces.
#include "backend/imap/imapbackend.h"

#include "backend/gatheredfile.h"
#include "backend/imap/messagefetch.h"
#include "backend/imap/partpieces.h"
#include "mime/messageparser.h"

#include <QCoroFuture>
#include <QtConcurrent>

#include <deque>

namespace qn::imap {

namespace {

/// Whether it is the server that decodes it (RFC 3516). Dovecot decodes what is inside an embedded message too, and each reads broken
/// quoted-printable in its own way.
bool isForServer(const ListedPart &part, const Connection &connection)
{
    return part.encoding == "base64" && !part.type.startsWith("message/") && connection.has("BINARY");
}

} // namespace

/// A file on its way, over more than one connection where the first breaks.
struct ImapBackend::FileArrival
{
    backend::FileTaker take;
    std::unique_ptr<Pieces> pieces;
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
    return attachmentInTurns(folder, id, partId, file);
}

/// A long file lets others use the line: what the user opens meanwhile, or another file.
backend::Task<void> ImapBackend::attachmentInTurns(
    RemoteFolderId folder, RemoteMessageId id, QString partId, std::shared_ptr<FileArrival> file)
{
    const std::function<Task<bool>()> turn = [=, this] { return attachmentOnce(folder, id, partId, file); };
    for (;;) {
        Task<bool> fetching = twice<bool>(turn);
        Result<bool> isWhole = co_await fetching;
        if (!isWhole || *isWhole)
            co_return isWhole ? Result<void>() : Result<void>(fail(isWhole.error()));
    }
}

/// Out of a whole source, which takes no connection: a picture of an opened mail waits behind no long fetch.
backend::Task<void> ImapBackend::takeDecoded(QByteArray source, QString partId, backend::FileTaker take)
{
    const QFuture<Result<QByteArray>> decoding = QtConcurrent::run(mime::attachmentContent, source, partId);
    Result<QByteArray> content = co_await decoding;
    co_return content ? take(0, *content) : Result<void>(fail(content.error()));
}

/// False: not all of it, since the line was wanted.
backend::Task<bool> ImapBackend::attachmentOnce(
    RemoteFolderId folder, RemoteMessageId id, QString partId, std::shared_ptr<FileArrival> file)
{
    using Done = Result<bool>;
    const auto done = [](const Result<void> &taken) { return taken ? Done(true) : Done(fail(taken.error())); };
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
            const bool hasBinary = isForServer(*part, reading->line->connection());
            if (!file->pieces)
                file->pieces = std::make_unique<PartPieces>(*part, hasBinary);
            Result<bool> came = co_await fetchPieces(reading->line, reading->uid, file);
            if (came && !*came && hasBinary) {
                file->pieces = std::make_unique<PartPieces>(*part, false); // what it cannot decode, or of which the size cannot be told
                file->length = 0;
                came = co_await fetchPieces(reading->line, reading->uid, file);
            }
            if (!came || *came)
                co_return came ? Done(file->pieces->isWhole()) : Done(fail(came.error()));
        }
        Result<std::optional<QByteArray>> content = co_await fetchPart(reading->line, reading->uid, part);
        if (!content || *content)
            co_return content ? done(file->take(0, **content)) : Done(fail(content.error()));
        Result<OpenedMail> whole = co_await fetchStart(reading->line, reading->uid, Openness::Whole);
        if (!whole)
            co_return Done(fail(whole.error()));
        mail = *std::move(whole);
        m_opened.keep(folder, id, *mail);
    }
    reading->pass.reset();
    Task<void> decoding = takeDecoded(*mail->fetched.body, partId, file->take);
    Result<void> taken = co_await decoding;
    co_return done(taken);
}

backend::Task<bool> ImapBackend::sourceTo(RemoteFolderId folder, RemoteMessageId id, qint64 from, backend::FileTaker take)
{
    const auto file = std::make_shared<FileArrival>();
    file->take = std::move(take);
    file->pieces = std::make_unique<SourcePieces>(from);
    file->length = from;
    return twice<bool>([=, this] { return sourceOnce(folder, id, file); });
}

backend::Task<bool> ImapBackend::sourceOnce(RemoteFolderId folder, RemoteMessageId id, std::shared_ptr<FileArrival> file)
{
    using Done = Result<bool>;
    Result<Reading> reading = co_await beginReading(folder, id, Line::Manner::Patient);
    if (!reading)
        co_return Done(fail(reading.error()));
    Result<bool> came = co_await fetchPieces(reading->line, reading->uid, file);
    if (!came || *came)
        co_return came ? Done(file->pieces->isWhole()) : Done(fail(came.error()));
    Result<OpenedMail> whole = co_await fetchStart(reading->line, reading->uid, Openness::Whole);
    if (!whole)
        co_return Done(fail(whole.error()));
    const Result<void> taken = file->take(0, *whole->fetched.body);
    co_return taken ? Done(true) : Done(fail(taken.error()));
}

/// Always a piece ahead of the one that is being taken, until all has come, or one at least has and the line is wanted. False: the server does not
/// give them so that they can be trusted.
backend::Task<bool> ImapBackend::fetchPieces(Line *line, quint32 uid, std::shared_ptr<FileArrival> file)
{
    constexpr size_t commandsAhead = 2;
    std::deque<Task<Answer>> underWay;
    std::optional<Error> broken;
    bool hasAsked = false;
    file->pieces->askAgain();
    for (;;) {
        const bool givesWay = hasAsked && line->isWanted();
        const bool mayAsk = !broken && underWay.size() < commandsAhead && !givesWay;
        const QByteArray items = mayAsk ? file->pieces->ask() : QByteArray();
        if (!items.isEmpty()) {
            hasAsked = true;
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
    co_return Result<bool>(!broken && !file->pieces->isWrong());
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
        std::optional<QByteArray> bytes = answer ? sectionIn(*answer, uid, part->section) : std::nullopt;
        if (bytes && !bytes->isEmpty())
            co_return Content(std::move(bytes));
    }
    const QByteArray header = part->section + ".MIME";
    const CommandText text =
        fetchCommand(QByteArray::number(uid), "UID BODY.PEEK[" + header + "] BODY.PEEK[" + part->section + ']');
    Result<Answer> answer = co_await line->run(text);
    if (!answer && !isRefusal(answer.error()))
        co_return Content(fail(answer.error()));
    const std::optional<QByteArray> fields = answer ? sectionIn(*answer, uid, header) : std::nullopt;
    const std::optional<QByteArray> content = answer ? sectionIn(*answer, uid, part->section) : std::nullopt;
    if (!fields || !content)
        co_return Content(std::nullopt);
    const QFuture<std::optional<QByteArray>> decoding = QtConcurrent::run(decodedPart, *part, *fields, *content);
    std::optional<QByteArray> decoded = co_await decoding;
    co_return Content(std::move(decoded));
}

} // namespace qn::imap
