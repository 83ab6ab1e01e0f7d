// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/messagecodec.h"

#include "api/addresscodec.h"
#include "api/json.h"
#include "api/pagereader.h"
#include "api/wiredate.h"

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

struct FlagName
{
    MessageFlag flag;
    QLatin1String name;
};
constexpr FlagName flagNames[] = {
    {MessageFlag::Seen, "seen"_L1},
    {MessageFlag::Answered, "answered"_L1},
    {MessageFlag::Flagged, "flagged"_L1},
    {MessageFlag::Draft, "draft"_L1},
    {MessageFlag::Forwarded, "forwarded"_L1},
};

void putText(QJsonObject &object, QLatin1String key, const QString &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

void putTexts(QJsonObject &object, QLatin1String key, const QStringList &values)
{
    if (!values.isEmpty())
        object.insert(key, QJsonArray::fromStringList(values));
}

void putAddresses(QJsonObject &object, QLatin1String key, const QList<Address> &values)
{
    if (!values.isEmpty())
        object.insert(key, toJson(values));
}

Result<Attachment> attachmentFromJson(const QJsonObject &object)
{
    Fields fields(object, "attachment");
    Attachment attachment;
    attachment.partId = fields.id("part_id"_L1);
    attachment.name = fields.text("name"_L1);
    attachment.type = fields.text("type"_L1).toLower();
    attachment.contentId = fields.text("content_id"_L1);
    attachment.size = qMax<qint64>(0, fields.number("size"_L1));
    attachment.isInline = fields.flag("inline"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return attachment;
}

} // namespace

QJsonArray toJson(MessageFlags flags)
{
    QJsonArray array;
    for (const FlagName &flag : flagNames) {
        if (flags.testFlag(flag.flag))
            array.append(flag.name);
    }
    return array;
}

std::optional<MessageFlags> flagsFromJson(const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return MessageFlags();
    if (!value.isArray())
        return std::nullopt;
    MessageFlags flags;
    const QJsonArray names = value.toArray();
    for (const QJsonValue &item : names) {
        if (!item.isString())
            return std::nullopt;
        const QString name = item.toString();
        for (const FlagName &flag : flagNames)
            flags.setFlag(flag.flag, flags.testFlag(flag.flag) || flag.name == name);
    }
    return flags;
}

QJsonObject toJson(const MessageHeader &header)
{
    QJsonObject object{
        {u"id"_s, header.remoteId.value()}, {u"from"_s, toJson(header.from)}, {u"subject"_s, header.subject}};
    putText(object, "message_id"_L1, header.messageId);
    putTexts(object, "in_reply_to"_L1, header.inReplyTo);
    putTexts(object, "references"_L1, header.references);
    putAddresses(object, "reply_to"_L1, header.replyTo);
    putAddresses(object, "to"_L1, header.to);
    putAddresses(object, "cc"_L1, header.cc);
    putAddresses(object, "bcc"_L1, header.bcc);
    putText(object, "preview"_L1, header.preview);
    putText(object, "date"_L1, dateToText(header.date));
    if (header.size > 0)
        object.insert(u"size"_s, header.size);
    if (header.flags)
        object.insert(u"flags"_s, toJson(header.flags));
    if (header.hasAttachments)
        object.insert(u"has_attachments"_s, true);
    return object;
}

Result<MessageHeader> headerFromJson(const QJsonObject &object)
{
    Fields fields(object, "mail");
    MessageHeader header;
    header.remoteId = RemoteMessageId(fields.id("id"_L1));
    header.messageId = fields.text("message_id"_L1);
    header.inReplyTo = fields.texts("in_reply_to"_L1);
    header.references = fields.texts("references"_L1);
    header.from = fields.address("from"_L1);
    header.replyTo = fields.addresses("reply_to"_L1);
    header.to = fields.addresses("to"_L1);
    header.cc = fields.addresses("cc"_L1);
    header.bcc = fields.addresses("bcc"_L1);
    header.subject = fields.text("subject"_L1);
    header.preview = fields.text("preview"_L1);
    header.date = fields.date("date"_L1);
    header.size = qMax<qint64>(0, fields.number("size"_L1));
    header.hasAttachments = fields.flag("has_attachments"_L1);
    const auto flags = flagsFromJson(object.value("flags"_L1));
    if (!flags)
        fields.wrong("flags"_L1);
    header.flags = flags.value_or(MessageFlags());
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return header;
}

void addBody(QJsonObject &object, const MessageBody &body)
{
    putText(object, "text"_L1, body.text);
    putText(object, "html"_L1, body.html);
    QJsonArray attachments;
    for (const Attachment &attachment : body.attachments) {
        QJsonObject item{{u"part_id"_s, attachment.partId}, {u"name"_s, attachment.name}, {u"type"_s, attachment.type},
            {u"size"_s, attachment.size}};
        putText(item, "content_id"_L1, attachment.contentId);
        if (attachment.isInline)
            item.insert(u"inline"_s, true);
        attachments.append(item);
    }
    if (!attachments.isEmpty())
        object.insert(u"attachments"_s, attachments);
}

Result<MessageBody> bodyFromJson(const QJsonObject &object)
{
    Fields fields(object, "mail");
    MessageBody body;
    body.text = fields.text("text"_L1);
    body.html = fields.text("html"_L1);
    const QJsonArray attachments = fields.array("attachments"_L1);
    for (const QJsonValue &item : attachments) {
        if (!item.isObject()) {
            fields.wrong("attachments"_L1);
            break;
        }
        const auto attachment = attachmentFromJson(item.toObject());
        if (!attachment)
            return fail(attachment.error());
        body.attachments.append(*attachment);
    }
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return body;
}

QByteArray encodeMessage(const Message &message)
{
    QJsonObject object = toJson(message.header);
    addBody(object, message.body);
    return compactJson(object);
}

Result<Message> decodeMessage(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    const auto header = headerFromJson(*object);
    if (!header)
        return fail(header.error());
    const auto content = bodyFromJson(*object);
    if (!content)
        return fail(content.error());
    return Message{*header, *content};
}

QByteArray encodeChangePage(const ChangePage &page)
{
    QJsonArray mails;
    for (const MessageHeader &header : page.upserted)
        mails.append(toJson(header));
    QJsonObject object{{u"mails"_s, mails}, {u"more"_s, page.more}, {u"complete"_s, page.complete},
        {u"next"_s,
            QString::fromLatin1(page.next.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals))}};
    if (page.anew)
        object.insert(u"anew"_s, true);
    QJsonArray removed;
    for (const RemoteMessageId &id : page.removed)
        removed.append(id.value());
    if (!removed.isEmpty())
        object.insert(u"removed"_s, removed);
    QJsonArray flags;
    for (const FlagChange &change : page.flags)
        flags.append(QJsonObject{{u"id"_s, change.id.value()}, {u"flags"_s, toJson(change.flags)}});
    if (!flags.isEmpty())
        object.insert(u"flags"_s, flags);
    if (page.total >= 0)
        object.insert(u"total"_s, page.total);
    return compactJson(object);
}

QByteArray likelyNextToken(const QByteArray &page)
{
    // Quotes inside a text are escaped, so these are keys; servers that keep an order write them last or first.
    constexpr qsizetype farthest = 8192;
    const QByteArray ends = page.size() <= 2 * farthest ? page : page.left(farthest) + page.right(farthest);
    if (!ends.contains("\"more\":true"))
        return {};
    constexpr QByteArrayView key("\"next\":\"");
    const qsizetype begin = ends.lastIndexOf(key) + key.size();
    const qsizetype end = ends.indexOf('"', begin);
    if (begin < key.size() || end < 0)
        return {};
    return QByteArray::fromBase64(ends.sliced(begin, end - begin), QByteArray::Base64UrlEncoding);
}

Result<ChangePage> decodeChangePage(const QByteArray &body)
{
    if (auto plain = readPlainPage(body))
        return *std::move(plain);
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    Fields fields(*object, "page of mails");
    ChangePage page;
    page.next = QByteArray::fromBase64(fields.text("next"_L1).toLatin1(), QByteArray::Base64UrlEncoding);
    page.more = fields.flag("more"_L1);
    page.complete = fields.flag("complete"_L1);
    page.anew = fields.flag("anew"_L1);
    page.total = fields.count("total"_L1, -1);
    const QStringList removed = fields.texts("removed"_L1);
    for (const QString &id : removed)
        page.removed.append(RemoteMessageId(id));
    const QJsonArray flags = fields.array("flags"_L1);
    for (const QJsonValue &item : flags) {
        const RemoteMessageId id(item["id"_L1].toString());
        const auto now = flagsFromJson(item["flags"_L1]);
        if (id.isEmpty() || !now) {
            fields.wrong("flags"_L1);
            break;
        }
        page.flags.append({id, *now});
    }
    const QJsonArray mails = fields.array("mails"_L1);
    page.upserted.reserve(mails.size());
    for (const QJsonValue &item : mails) {
        if (!item.isObject()) {
            fields.wrong("mails"_L1);
            break;
        }
        auto header = headerFromJson(item.toObject());
        if (!header)
            return fail(header.error());
        if (header->remoteId.isEmpty()) {
            fields.wrong("id"_L1);
            break;
        }
        page.upserted.append(*std::move(header));
    }
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return page;
}

} // namespace qn::api
