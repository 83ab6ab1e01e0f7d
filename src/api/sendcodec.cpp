// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/sendcodec.h"

#include "api/addresscodec.h"
#include "api/json.h"

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const OutgoingMessage &mail)
{
    QJsonObject object{{u"to"_s, api::toJson(mail.to)}, {u"subject"_s, mail.subject}, {u"text"_s, mail.text}};
    if (!mail.from.email.isEmpty())
        object.insert(u"from"_s, api::toJson(mail.from));
    if (!mail.cc.isEmpty())
        object.insert(u"cc"_s, api::toJson(mail.cc));
    if (!mail.bcc.isEmpty())
        object.insert(u"bcc"_s, api::toJson(mail.bcc));
    if (!mail.html.isEmpty())
        object.insert(u"html"_s, mail.html);
    if (!mail.messageId.isEmpty())
        object.insert(u"message_id"_s, mail.messageId);
    if (!mail.inReplyTo.isEmpty())
        object.insert(u"in_reply_to"_s, QJsonArray::fromStringList(mail.inReplyTo));
    if (!mail.references.isEmpty())
        object.insert(u"references"_s, QJsonArray::fromStringList(mail.references));
    if (!mail.idempotencyKey.isEmpty())
        object.insert(u"idempotency_key"_s, mail.idempotencyKey);
    QJsonArray attachments;
    for (const Attachment &attachment : mail.attachments) {
        QJsonObject item{{u"name"_s, attachment.name}, {u"type"_s, attachment.type},
            {u"content"_s, QString::fromLatin1(attachment.content.toBase64())}};
        if (!attachment.contentId.isEmpty())
            item.insert(u"content_id"_s, attachment.contentId);
        if (attachment.isInline)
            item.insert(u"inline"_s, true);
        attachments.append(item);
    }
    if (!attachments.isEmpty())
        object.insert(u"attachments"_s, attachments);
    return object;
}

bool readAttachments(Fields &fields, OutgoingMessage &mail)
{
    const QJsonArray array = fields.array("attachments"_L1);
    for (const QJsonValue &item : array) {
        Fields part(item.toObject(), "attachment");
        Attachment attachment;
        attachment.name = part.text("name"_L1);
        attachment.type = part.text("type"_L1).toLower();
        attachment.contentId = part.text("content_id"_L1);
        attachment.isInline = part.flag("inline"_L1);
        const auto content = QByteArray::fromBase64Encoding(
            part.text("content"_L1).toLatin1(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!item.isObject() || !part.finish() || !content)
            return false;
        attachment.content = *content;
        attachment.size = attachment.content.size();
        mail.attachments.append(attachment);
    }
    return true;
}

/// An error in a request is the caller's fault, not a broken protocol.
tl::unexpected<Error> atFault(Error error)
{
    error.kind = ErrorKind::Parameter;
    return fail(error);
}

Result<OutgoingMessage> outgoingFromJson(const QJsonObject &object)
{
    Fields fields(object, "mail");
    OutgoingMessage mail;
    mail.from = fields.address("from"_L1);
    mail.to = fields.addresses("to"_L1);
    mail.cc = fields.addresses("cc"_L1);
    mail.bcc = fields.addresses("bcc"_L1);
    mail.subject = fields.text("subject"_L1);
    mail.text = fields.text("text"_L1);
    mail.html = fields.text("html"_L1);
    mail.messageId = fields.text("message_id"_L1);
    mail.inReplyTo = fields.texts("in_reply_to"_L1);
    mail.references = fields.texts("references"_L1);
    mail.idempotencyKey = fields.text("idempotency_key"_L1);
    if (!readAttachments(fields, mail))
        fields.wrong("attachments"_L1);
    if (const auto ok = fields.finish(); !ok)
        return atFault(ok.error());
    return mail;
}

void addReceipt(QJsonObject &object, const SendReceipt &receipt)
{
    if (!receipt.sentId.isEmpty())
        object.insert(u"id"_s, receipt.sentId.value());
    QJsonArray refused;
    for (const auto &[address, words] : receipt.refused) {
        QJsonObject item = api::toJson(address);
        item.insert(u"message"_s, words);
        refused.append(item);
    }
    if (!refused.isEmpty())
        object.insert(u"refused"_s, refused);
}

Result<SendReceipt> receiptFromJson(const QJsonObject &object)
{
    Fields fields(object, "receipt");
    SendReceipt receipt;
    receipt.sentId = RemoteMessageId(fields.id("id"_L1));
    const QJsonArray refused = fields.array("refused"_L1);
    for (const QJsonValue &item : refused) {
        const auto address = addressFromJson(item);
        if (!address) {
            fields.wrong("refused"_L1);
            break;
        }
        receipt.refused.append({*address, item.toObject().value("message"_L1).toString()});
    }
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return receipt;
}

} // namespace

QByteArray encodeBaselineSend(const OutgoingMessage &mail)
{
    return compactJson(
        QJsonObject{{u"to"_s, bareAddresses(mail.to)}, {u"subject"_s, mail.subject}, {u"text"_s, mail.text}});
}

QByteArray encodeSend(const OutgoingMessage &mail)
{
    return compactJson(toJson(mail));
}

Result<OutgoingMessage> decodeSend(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return atFault(object.error());
    return outgoingFromJson(*object);
}

QByteArray encodeSaveDraft(const SaveDraftRequest &request)
{
    QJsonObject object{{u"draft"_s, toJson(request.draft)}};
    if (!request.previous.isEmpty())
        object.insert(u"previous"_s, request.previous.value());
    return compactJson(object);
}

Result<SaveDraftRequest> decodeSaveDraft(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return atFault(object.error());
    Fields fields(*object, "draft");
    SaveDraftRequest request;
    request.previous = RemoteMessageId(fields.id("previous"_L1));
    if (!object->value("draft"_L1).isObject())
        fields.wrong("draft"_L1);
    if (const auto ok = fields.finish(); !ok)
        return atFault(ok.error());
    const auto draft = outgoingFromJson(object->value("draft"_L1).toObject());
    if (!draft)
        return fail(draft.error());
    request.draft = *draft;
    return request;
}

QByteArray encodeReceipt(const SendReceipt &receipt)
{
    QJsonObject object{{u"errcode"_s, 0}, {u"errmsg"_s, u"ok"_s}};
    addReceipt(object, receipt);
    return compactJson(object);
}

Result<SendReceipt> decodeReceipt(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    return receiptFromJson(*object);
}

QByteArray encodeFindSent(const std::optional<SendReceipt> &receipt)
{
    QJsonObject object{{u"found"_s, receipt.has_value()}};
    if (receipt)
        addReceipt(object, *receipt);
    return compactJson(object);
}

Result<std::optional<SendReceipt>> decodeFindSent(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    if (!object->value("found"_L1).isBool())
        return fail(ErrorKind::Protocol, u"field \"found\" is missing"_s, ErrorReason::WrongType);
    if (!object->value("found"_L1).toBool())
        return std::optional<SendReceipt>();
    const auto receipt = receiptFromJson(*object);
    if (!receipt)
        return fail(receipt.error());
    return std::optional<SendReceipt>(*receipt);
}

} // namespace qn::api
