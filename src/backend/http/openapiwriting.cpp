// SPDX-License-Identifier: GPL-3.0-or-later
// Sending, drafts and contacts.
#include "api/mailboxcodec.h"
#include "api/routes.h"
#include "api/sendcodec.h"
#include "backend/http/openapibackend.h"

namespace qn::backend {

using namespace Qt::StringLiterals;

namespace {

/// Why this server cannot send this mail as it is.
std::optional<Error> obstacle(const OutgoingMessage &mail, const Capabilities &able)
{
    const auto unsupported = [](QString detail) { return Error{ErrorKind::Unsupported, std::move(detail), {}, 0, {}}; };
    if (!able.sendCopies && !(mail.cc.isEmpty() && mail.bcc.isEmpty()))
        return unsupported(u"the server does not send copies"_s);
    if (!able.sendAttachments && !mail.attachments.isEmpty())
        return unsupported(u"the server does not send attachments"_s);
    if (!able.sendHtml && mail.text.isEmpty() && !mail.html.isEmpty())
        return unsupported(u"the server sends plain text only"_s);
    qint64 bytes = mail.text.size() + mail.html.size();
    for (const Attachment &attachment : mail.attachments)
        bytes += attachment.content.size() * 4 / 3;
    if (able.maxMessageBytes > 0 && bytes > able.maxMessageBytes)
        return Error{ErrorKind::TooLarge, u"the mail is larger than the server takes"_s, {}, 0, {}};
    return std::nullopt;
}

/// A gateway's answer does not tell what happened behind it, and a page in place of an answer is a stranger's.
Error sendError(Error error)
{
    const bool isGateway = error.code == 502 || error.code == 504;
    if (isGateway || error.kind == ErrorKind::Protocol)
        error.reason = ErrorReason::SendOutcomeUnknown;
    return error;
}

/// What is not sent is not in doubt: a second draft does no harm.
Error saveError(Error error)
{
    if (error.reason == ErrorReason::SendOutcomeUnknown)
        error.reason = ErrorReason::None;
    return error;
}

} // namespace

Task<SendReceipt> OpenApiBackend::send(OutgoingMessage mail)
{
    const Result<Capabilities> able = co_await known(nullptr);
    if (!able)
        co_return fail(able.error());
    if (const auto error = obstacle(mail, *able))
        co_return fail(*error);
    if (!able->sendHtml)
        mail.html.clear();
    // Never repeated on its own, not even where the server would notice: whoever sends has to know that it is in doubt.
    ApiCall order{api::routes::sendMail, {}, m_isBaseline ? api::encodeBaselineSend(mail) : api::encodeSend(mail)};
    order.repeatable = false;
    const Result<net::HttpResponse> response = co_await m_caller->call(order);
    if (!response)
        co_return fail(sendError(response.error()));
    const Result<SendReceipt> receipt = api::decodeReceipt(response->body);
    if (receipt)
        co_return Result<SendReceipt>(*receipt);
    // The article: 200 is success, so any answer will do. But a page is no answer of the API's.
    if (m_isBaseline && receipt.error().reason != ErrorReason::HtmlInsteadOfJson)
        co_return SendReceipt();
    co_return fail(sendError(receipt.error()));
}

Task<std::optional<SendReceipt>> OpenApiBackend::findSent(OutgoingMessage mail)
{
    const Result<Capabilities> able = co_await known(&Capabilities::idempotentSend);
    if (!able)
        co_return fail(able.error());
    const ApiCall question{api::routes::findSent, api::encodeFindSentQuery({mail.idempotencyKey, mail.messageId}), {}};
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    if (!response)
        co_return fail(response.error());
    co_return api::decodeFindSent(response->body);
}

Task<RemoteMessageId> OpenApiBackend::saveDraft(OutgoingMessage draft, RemoteMessageId previous)
{
    const Result<Capabilities> able = co_await known(&Capabilities::drafts);
    if (!able)
        co_return fail(able.error());
    m_pages.drop();
    ApiCall order{api::routes::saveDraft, {}, api::encodeSaveDraft({draft, previous})};
    order.repeatable = false; // twice would be two drafts
    const Result<net::HttpResponse> response = co_await m_caller->call(order);
    const Result<QString> id = response ? api::decodeId(response->body) : fail(saveError(response.error()));
    if (!id)
        co_return fail(id.error());
    co_return RemoteMessageId(*id);
}

Task<QList<Contact>> OpenApiBackend::contacts()
{
    const ApiCall question{api::routes::contacts, {}, {}};
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    if (!response)
        co_return fail(response.error());
    co_return api::decodeContactList(response->body);
}

Task<Contact> OpenApiBackend::saveContact(Contact contact)
{
    const Result<Capabilities> able = co_await known(&Capabilities::editContacts);
    if (!able)
        co_return fail(able.error());
    ApiCall order{api::routes::saveContact, {}, api::encodeContact(contact)};
    order.repeatable = !contact.remoteId.isEmpty();
    const Result<net::HttpResponse> response = co_await m_caller->call(order);
    if (!response)
        co_return fail(saveError(response.error()));
    co_return api::decodeContact(response->body);
}

Task<void> OpenApiBackend::removeContact(RemoteContactId id)
{
    const Result<Capabilities> able = co_await known(&Capabilities::editContacts);
    if (!able)
        co_return fail(able.error());
    const ApiCall order{api::routes::deleteContact, {}, api::encodeId(id.value())};
    Result<void> result = co_await done(order);
    co_return result;
}

} // namespace qn::backend
