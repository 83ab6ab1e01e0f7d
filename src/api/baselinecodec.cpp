// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/baselinecodec.h"

#include "api/addresscodec.h"
#include "api/json.h"
#include "api/mailboxcodec.h"
#include "api/messagecodec.h"
#include "api/wiredate.h"

#include <QCryptographicHash>
#include <QHash>

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

/// The first of several names that is there.
QLatin1String present(const Fields &fields, std::initializer_list<QLatin1String> keys)
{
    for (const QLatin1String key : keys) {
        if (fields.has(key))
            return key;
    }
    return *keys.begin();
}

/// Separates the parts, so that ("ab","c") and ("a","bc") differ.
QString digest(const QStringList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &part : parts) {
        const QByteArray bytes = part.toUtf8();
        hash.addData(QByteArray::number(bytes.size()) + ':');
        hash.addData(bytes);
    }
    return u"c-"_s + QString::fromLatin1(hash.result().toHex().left(32));
}

/// What does not change while the mail lies there: neither flags nor preview.
QString derivedId(const ListEntry &entry)
{
    const MessageHeader &header = entry.header;
    QStringList parts{header.messageId, header.from.name, header.from.email, header.subject, dateToText(header.date),
        entry.body.text, entry.body.html};
    for (const Address &address : header.to)
        parts << address.name << address.email;
    return digest(parts);
}

/// Makes ids unique in one list: the second "x" is "x~2".
class Occurrences
{
public:
    QString next(const QString &id)
    {
        const int count = ++m_counts[id];
        return count == 1 ? id : id + u'~' + QString::number(count);
    }

private:
    QHash<QString, int> m_counts;
};

MessageFlags readFlags(Fields &fields, const QJsonObject &object)
{
    MessageFlags flags;
    if (object.value("flags"_L1).isArray()) {
        const auto named = flagsFromJson(object.value("flags"_L1));
        if (!named)
            fields.wrong("flags"_L1);
        return named.value_or(flags);
    }
    const QLatin1String read = present(fields, {"read"_L1, "seen"_L1, "is_read"_L1});
    if (fields.has(read))
        flags.setFlag(MessageFlag::Seen, fields.flag(read));
    else
        flags.setFlag(MessageFlag::Seen, !fields.flag("unread"_L1, false));
    flags.setFlag(MessageFlag::Flagged, fields.flag(present(fields, {"flagged"_L1, "starred"_L1})));
    return flags;
}

void readBody(Fields &fields, ListEntry &entry, const QJsonObject &object)
{
    const QLatin1String text = present(fields, {"text"_L1, "body"_L1, "content"_L1});
    entry.body.text = fields.text(text);
    entry.body.html = fields.text("html"_L1);
    entry.hasBody = fields.has(text) || fields.has("html"_L1);
    entry.header.preview = fields.text(present(fields, {"preview"_L1, "summary"_L1, "snippet"_L1, "abstract"_L1}));
    if (entry.header.preview.isEmpty())
        entry.header.preview = entry.body.text.left(1000);
    entry.header.preview = entry.header.preview.simplified().left(200);
    if (const auto body = bodyFromJson(object); body && !body->attachments.isEmpty()) {
        entry.body.attachments = body->attachments;
        entry.header.hasAttachments = true;
    }
}

Result<ListEntry> entryFromJson(const QJsonObject &object)
{
    Fields fields(object, "mail");
    ListEntry entry;
    MessageHeader &header = entry.header;
    header.remoteId = RemoteMessageId(fields.id(present(fields, {"id"_L1, "mail_id"_L1, "mailid"_L1})));
    header.messageId = fields.text("message_id"_L1);
    header.from = fields.address(present(fields, {"from"_L1, "sender"_L1}));
    header.to = fields.addresses("to"_L1);
    header.cc = fields.addresses("cc"_L1);
    header.subject = fields.text(present(fields, {"subject"_L1, "title"_L1}));
    header.date = fields.date(present(fields, {"date"_L1, "time"_L1, "timestamp"_L1, "sent_at"_L1, "received_at"_L1}));
    header.size = qMax<qint64>(0, fields.number("size"_L1));
    header.hasAttachments = fields.flag(present(fields, {"has_attachments"_L1, "has_attachment"_L1}));
    header.flags = readFlags(fields, object);
    readBody(fields, entry, object);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return entry;
}

template <typename T, typename Read> Result<QList<T>> decodeList(const QByteArray &body, const Read &read)
{
    const auto array = readArray(body);
    if (!array)
        return fail(array.error());
    QList<T> list;
    list.reserve(array->size());
    Occurrences occurrences;
    for (const QJsonValue &item : *array) {
        if (!item.isObject())
            return fail(ErrorKind::Protocol, u"an entry of the list is not an object"_s, ErrorReason::WrongType);
        auto entry = read(item.toObject(), occurrences);
        if (!entry)
            return fail(entry.error());
        list.append(*std::move(entry));
    }
    return list;
}

} // namespace

QByteArray encodeMailList(const QList<ListEntry> &entries)
{
    QJsonArray array;
    for (const ListEntry &entry : entries) {
        QJsonObject object = toJson(entry.header);
        object.insert(u"from"_s, addressToText(entry.header.from));
        object.insert(u"unread"_s, !entry.header.flags.testFlag(MessageFlag::Seen));
        object.remove("flags"_L1);
        if (entry.header.flags.testFlag(MessageFlag::Flagged))
            object.insert(u"flagged"_s, true);
        if (entry.hasBody)
            addBody(object, entry.body);
        array.append(object);
    }
    return compactJson(array);
}

Result<QList<ListEntry>> decodeMailList(const QByteArray &body)
{
    return decodeList<ListEntry>(body, [](const QJsonObject &object, Occurrences &occurrences) {
        auto entry = entryFromJson(object);
        if (entry) {
            const QString given = entry->header.remoteId.value();
            entry->header.remoteId = RemoteMessageId(occurrences.next(given.isEmpty() ? derivedId(*entry) : given));
        }
        return entry;
    });
}

QByteArray encodeContactList(const QList<Contact> &contacts)
{
    QJsonArray array;
    for (const Contact &contact : contacts)
        array.append(toJson(contact));
    return compactJson(array);
}

Result<QList<Contact>> decodeContactList(const QByteArray &body)
{
    return decodeList<Contact>(body, [](const QJsonObject &object, Occurrences &occurrences) {
        auto contact = contactFromJson(object);
        if (contact) {
            const QString given = contact->remoteId.value();
            contact->remoteId =
                RemoteContactId(occurrences.next(given.isEmpty() ? digest({contact->name, contact->email}) : given));
        }
        return contact;
    });
}

} // namespace qn::api
