// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/baselinecodec.h"
#include "api/mailboxcodec.h"
#include "api/messagecodec.h"
#include "api/sendcodec.h"
#include "api/wireerror.h"
#include "server/changewatch.h"
#include "server/mailroutes.h"

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int listedByDefault = 200;
constexpr int listedAtMost = 2000;
constexpr int pageAtMost = 1000;

Response ok(QByteArray json)
{
    return {200, "application/json", std::move(json)};
}

Response atFault(const QString &detail)
{
    return errorAnswer(Error{ErrorKind::Parameter, detail, ErrorReason::None, 0, {}});
}

/// Missing, a number, or the caller's fault.
Result<int> numberIn(const QUrlQuery &query, QLatin1String name, int missing, int most)
{
    const QString text = api::queryValue(query, name);
    if (text.isEmpty())
        return missing;
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber || number < 0)
        return fail(ErrorKind::Parameter, name + u" has to be a number."_s);
    return std::min(number, most);
}

} // namespace

// The baseline

QCoro::Task<Response> MailRoutes::sendMail(Request request)
{
    Result<OutgoingMessage> mail = api::decodeSend(request.body);
    if (!mail)
        co_return errorAnswer(mail.error());
    if (m_baselineOnly) // which knows no other fields
        mail = OutgoingMessage{{}, mail->to, {}, {}, mail->subject, mail->text, {}, {}, {}, {}, {}, {}};
    if (mail->to.isEmpty() && mail->cc.isEmpty() && mail->bcc.isEmpty())
        co_return atFault(u"There is nobody to send to."_s);
    Result<SendReceipt> receipt = co_await m_backend.send(*mail);
    if (receipt) { // the mail is out: a copy that cannot be filed is no error
        const Result<RemoteMessageId> copy = co_await m_backend.fileSent(*mail);
        if (copy && receipt->sentId.isEmpty())
            receipt->sentId = *copy;
    }
    co_return receipt ? ok(api::encodeReceipt(*receipt)) : errorAnswer(receipt.error());
}

QCoro::Task<Result<RemoteFolderId>> MailRoutes::inbox()
{
    const Result<QList<Folder>> folders = co_await m_backend.folders();
    if (!folders)
        co_return fail(folders.error());
    for (const Folder &folder : *folders) {
        if (folder.role == FolderRole::Inbox)
            co_return Result<RemoteFolderId>(folder.remoteId);
    }
    co_return fail(ErrorKind::NotFound, u"There is no inbox."_s);
}

QCoro::Task<Result<QList<MessageHeader>>> MailRoutes::newest(RemoteFolderId folder, int count)
{
    QList<MessageHeader> headers;
    QByteArray token;
    bool more = true;
    while (more && headers.size() < count) {
        const int step = std::min(count, pageAtMost);
        const Result<ChangePage> page = co_await m_backend.changes(folder, token, step);
        if (!page)
            co_return fail(page.error());
        if (m_closing)
            co_return fail(ErrorKind::Canceled, u"The server is closing."_s);
        headers += page->upserted;
        more = page->more && !page->upserted.isEmpty();
        token = page->next;
    }
    co_return Result<QList<MessageHeader>>(headers.mid(0, count));
}

QCoro::Task<Response> MailRoutes::mailList(Request request)
{
    const Result<int> limit = numberIn(request.rawQuery, "limit"_L1, listedByDefault, listedAtMost);
    const Result<int> offset = numberIn(request.rawQuery, "offset"_L1, 0, 10'000'000);
    if (!limit || !offset)
        co_return errorAnswer(limit ? offset.error() : limit.error());
    Result<RemoteFolderId> folder = RemoteFolderId(api::queryValue(request.rawQuery, "folder"_L1));
    if (folder->isEmpty())
        folder = co_await inbox();
    if (!folder)
        co_return errorAnswer(folder.error());
    const int count = *offset + *limit;
    const Result<QList<MessageHeader>> headers = co_await newest(*folder, count);
    if (!headers)
        co_return errorAnswer(headers.error());

    QList<api::ListEntry> entries;
    for (const MessageHeader &header : headers->mid(*offset)) {
        api::ListEntry entry{header, {}, false};
        // Without the extensions the list is all that a client can read, so it carries the mail itself.
        if (m_baselineOnly && !m_closing) {
            const Result<Message> message = co_await m_backend.message(*folder, header.remoteId);
            entry.hasBody = message.has_value();
            if (message)
                entry.body = message->body;
        }
        entries.append(entry);
    }
    co_return ok(api::encodeMailList(entries));
}

QCoro::Task<Response> MailRoutes::contacts(Request)
{
    const Result<QList<Contact>> contacts = co_await m_backend.contacts();
    co_return contacts ? ok(api::encodeContactList(*contacts)) : errorAnswer(contacts.error());
}

// Reading

QCoro::Task<Response> MailRoutes::capabilities(Request)
{
    const Result<Capabilities> capabilities = co_await m_backend.capabilities();
    co_return capabilities ? ok(api::encodeCapabilities(*capabilities)) : errorAnswer(capabilities.error());
}

QCoro::Task<Response> MailRoutes::folderList(Request)
{
    const Result<QList<Folder>> folders = co_await m_backend.folders();
    co_return folders ? ok(api::encodeFolders(*folders)) : errorAnswer(folders.error());
}

QCoro::Task<Response> MailRoutes::changes(Request request)
{
    const Result<api::ChangesRequest> wanted = api::decodeChangesQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const int limit = wanted->limit > 0 ? std::min(wanted->limit, pageAtMost) : listedByDefault;
    const Result<ChangePage> page = co_await m_backend.changes(wanted->folder, wanted->token, limit);
    co_return page ? ok(api::encodeChangePage(*page)) : errorAnswer(page.error());
}

QCoro::Task<Response> MailRoutes::mail(Request request)
{
    const Result<api::MailRequest> wanted = api::decodeMailQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const Result<Message> message = co_await m_backend.message(wanted->folder, wanted->id);
    co_return message ? ok(api::encodeMessage(*message)) : errorAnswer(message.error());
}

QCoro::Task<Response> MailRoutes::mailSource(Request request)
{
    const Result<api::MailRequest> wanted = api::decodeMailQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const Result<QByteArray> source = co_await m_backend.source(wanted->folder, wanted->id);
    co_return source ? Response{200, "message/rfc822", *source} : errorAnswer(source.error());
}

QCoro::Task<Response> MailRoutes::attachment(Request request)
{
    const Result<api::MailRequest> wanted = api::decodeMailQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    if (wanted->partId.isEmpty())
        co_return atFault(u"part_id is missing."_s);
    const Result<QByteArray> bytes = co_await m_backend.attachment(wanted->folder, wanted->id, wanted->partId);
    co_return bytes ? Response{200, "application/octet-stream", *bytes} : errorAnswer(bytes.error());
}

QCoro::Task<Response> MailRoutes::searchMail(Request request)
{
    const Result<api::SearchRequest> wanted = api::decodeSearchQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const Result<QList<RemoteMessageId>> found = co_await m_backend.search(wanted->folder, wanted->query);
    if (!found)
        co_return errorAnswer(found.error());
    QStringList ids;
    for (const RemoteMessageId &id : *found)
        ids.append(id.value());
    co_return ok(api::encodeIds(ids));
}

QCoro::Task<Response> MailRoutes::findSent(Request request)
{
    const Result<api::FindSentRequest> wanted = api::decodeFindSentQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    OutgoingMessage mail;
    mail.idempotencyKey = wanted->idempotencyKey;
    mail.messageId = wanted->messageId;
    const Result<std::optional<SendReceipt>> receipt = co_await m_backend.findSent(mail);
    co_return receipt ? ok(api::encodeFindSent(*receipt)) : errorAnswer(receipt.error());
}

QCoro::Task<Response> MailRoutes::waitForChange(Request request)
{
    const QString seen = api::decodeWaitQuery(request.rawQuery);
    const Result<api::WaitAnswer> news = co_await m_watch->next(seen);
    co_return news ? ok(api::encodeWaitAnswer(*news)) : errorAnswer(news.error());
}

// Changing

QCoro::Task<Response> MailRoutes::setFlags(Request request)
{
    const Result<api::MessagesRequest> wanted = api::decodeMessagesRequest(request.body);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const Result<void> done = co_await m_backend.setFlags(wanted->folder, wanted->ids, wanted->add, wanted->remove);
    co_return done ? ok(api::encodeDone()) : errorAnswer(done.error());
}

QCoro::Task<Response> MailRoutes::moveMail(Request request)
{
    const Result<api::MessagesRequest> wanted = api::decodeMessagesRequest(request.body);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    if (wanted->target.isEmpty())
        co_return atFault(u"target is missing."_s);
    const Result<QList<RemoteMessageId>> moved = co_await m_backend.move(wanted->folder, wanted->ids, wanted->target);
    if (!moved)
        co_return errorAnswer(moved.error());
    QStringList ids;
    for (const RemoteMessageId &id : *moved)
        ids.append(id.value());
    co_return ok(api::encodeIds(ids));
}

QCoro::Task<Response> MailRoutes::deleteMail(Request request)
{
    const Result<api::MessagesRequest> wanted = api::decodeMessagesRequest(request.body);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const Result<void> done = co_await m_backend.remove(wanted->folder, wanted->ids);
    co_return done ? ok(api::encodeDone()) : errorAnswer(done.error());
}

QCoro::Task<Response> MailRoutes::appendMail(Request request)
{
    const Result<api::AppendRequest> wanted = api::decodeAppendQuery(request.rawQuery);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    if (request.mediaType() != "message/rfc822")
        co_return atFault(u"The body is to be a message/rfc822."_s);
    const Result<RemoteMessageId> id = co_await m_backend.append(wanted->folder, request.body, wanted->flags);
    co_return id ? ok(api::encodeId(id->value())) : errorAnswer(id.error());
}

QCoro::Task<Response> MailRoutes::saveDraft(Request request)
{
    const Result<api::SaveDraftRequest> wanted = api::decodeSaveDraft(request.body);
    if (!wanted)
        co_return errorAnswer(wanted.error());
    const Result<RemoteMessageId> id = co_await m_backend.saveDraft(wanted->draft, wanted->previous);
    co_return id ? ok(api::encodeId(id->value())) : errorAnswer(id.error());
}

QCoro::Task<Response> MailRoutes::saveContact(Request request)
{
    const Result<Contact> wanted = api::decodeContact(request.body);
    if (!wanted)
        co_return atFault(wanted.error().detail);
    const Result<Contact> stored = co_await m_backend.saveContact(*wanted);
    co_return stored ? ok(api::encodeContact(*stored)) : errorAnswer(stored.error());
}

QCoro::Task<Response> MailRoutes::deleteContact(Request request)
{
    const Result<QString> id = api::decodeId(request.body);
    if (!id)
        co_return atFault(id.error().detail);
    const RemoteContactId contact(*id);
    const Result<void> done = co_await m_backend.removeContact(contact);
    co_return done ? ok(api::encodeDone()) : errorAnswer(done.error());
}

} // namespace qn::server
