// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/envelope.h"

#include "mime/charset.h"
#include "mime/headerdecoder.h"
#include "mime/messageparser.h"

namespace qn::imap {

namespace {

constexpr qsizetype maxAddresses = 5000;

bool isText(const Value &value)
{
    return value.kind == Value::Kind::String || value.kind == Value::Kind::Atom;
}

/// What cannot be in an address, and QQ's escaped quote behind a host.
QString addressText(const Value &value)
{
    QString text = isText(value) ? mime::decodeUnlabelled(value.text).trimmed() : QString();
    while (text.endsWith(u'"') || text.endsWith(u'\\') || text.endsWith(u'>'))
        text.chop(1);
    text.removeIf([](QChar c) { return c < u' ' || c == QChar(127); });
    return text;
}

/// RFC 9051 7.5.2: a host of NIL begins or ends a group, which is left out.
std::optional<Address> readAddress(const Value &value)
{
    const QList<Value> &parts = value.list;
    if (parts.size() < 3)
        return std::nullopt;
    const qsizetype shift = parts.size() >= 4 ? 0 : 1; // no source route
    const QString local = addressText(parts[2 - shift]), host = addressText(parts[3 - shift]);
    Address address;
    address.name = isText(parts[0]) ? mime::decodeHeader(parts[0].text).trimmed() : QString();
    if (host.isEmpty() && (local.isEmpty() || parts[3 - shift].isNil()))
        return std::nullopt;
    address.email = host.isEmpty() || local.contains(u'@') ? local : local + u'@' + host;
    if (address.name == local || address.name == address.email)
        address.name.clear(); // QQ's own invention
    return address;
}

QList<Address> readAddresses(const Value &value)
{
    QList<Address> addresses;
    for (const Value &item : value.list) {
        if (addresses.size() >= maxAddresses)
            break;
        if (const std::optional<Address> address = readAddress(item))
            addresses.append(*address);
    }
    return addresses;
}

/// The text fields are read the way a header's are: dates, encoded-words and raw bytes are the same there.
void readTexts(MessageHeader &header, const QByteArray &date, const QByteArray &subject, const QByteArray &inReplyTo,
    const QByteArray &messageId)
{
    const auto field = [](const char *name, QByteArray text) {
        return name + text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ') + "\r\n";
    };
    const MessageHeader read = mime::parseHeader(field("Date: ", date) + field("Subject: ", subject)
        + field("In-Reply-To: ", inReplyTo) + field("Message-ID: ", messageId) + "\r\n");
    header.date = read.date;
    header.subject = read.subject;
    header.inReplyTo = read.inReplyTo;
    header.messageId = read.messageId;
}

} // namespace

std::optional<MessageHeader> readEnvelope(const Value &envelope)
{
    const QList<Value> &fields = envelope.list;
    const auto isAddressList = [](const Value &value) { return value.isList(); };
    const qsizetype first = std::find_if(fields.begin(), fields.end(), isAddressList) - fields.begin();
    if (fields.size() < 2 || (first == fields.size() && fields.size() < 10))
        return std::nullopt;
    // Date and subject, six address lists, In-Reply-To and Message-ID. Where some are missing, the first list is From, and a lone text
    // before it is the subject unless it looks like a date.
    const bool complete = fields.size() >= 10 && !fields[0].isList() && !fields[1].isList();
    const qsizetype from = complete ? 2 : first;
    const auto text = [&fields](qsizetype i) { return isText(fields[i]) ? fields[i].text : QByteArray(); };
    QByteArray date, subject, inReplyTo, messageId;
    if (from >= 2) {
        date = text(from - 2);
        subject = text(from - 1);
    } else if (from == 1) {
        (text(0).contains(':') && text(0).contains(" 20") ? date : subject) = text(0);
    }
    qsizetype behind = complete ? 8 : from;
    while (behind < fields.size() && !isText(fields[behind]))
        ++behind;
    if (complete) {
        inReplyTo = text(8);
        messageId = text(9);
    } else if (behind < fields.size()) {
        messageId = text(fields.size() - 1);
        inReplyTo = behind < fields.size() - 1 ? text(behind) : QByteArray();
    }
    MessageHeader header;
    readTexts(header, date, subject, inReplyTo, messageId);
    const auto addresses = [&](qsizetype i) {
        return from + i < std::min(fields.size(), complete ? qsizetype(8) : behind) ? readAddresses(fields[from + i]) : QList<Address>();
    };
    header.from = addresses(0).value(0);
    if (header.from.email.isEmpty())
        header.from = addresses(1).value(0);
    header.replyTo = addresses(2);
    if (header.replyTo == QList<Address>{header.from})
        header.replyTo.clear(); // servers repeat From where the mail has no Reply-To
    header.to = addresses(3);
    header.cc = addresses(4);
    header.bcc = addresses(5);
    return header;
}

} // namespace qn::imap
