// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

template <typename E> struct Word
{
    E value;
    QLatin1StringView word;
};

constexpr std::array accountKinds{
    Word<AccountKind>{AccountKind::OpenApi, "openApi"_L1}, Word<AccountKind>{AccountKind::Sample, "sample"_L1},
    Word<AccountKind>{AccountKind::Imap, "imap"_L1}, Word<AccountKind>{AccountKind::Local, "local"_L1}};
constexpr std::array roles{Word<FolderRole>{FolderRole::None, ""_L1}, Word<FolderRole>{FolderRole::Inbox, "inbox"_L1},
    Word<FolderRole>{FolderRole::Sent, "sent"_L1}, Word<FolderRole>{FolderRole::Drafts, "drafts"_L1},
    Word<FolderRole>{FolderRole::Trash, "trash"_L1}, Word<FolderRole>{FolderRole::Junk, "junk"_L1},
    Word<FolderRole>{FolderRole::Archive, "archive"_L1}};
// A word of a later version is read as the last entry: nothing is sent again by mistake.
constexpr std::array states{Word<OutgoingState>{OutgoingState::Queued, "queued"_L1},
    Word<OutgoingState>{OutgoingState::Sending, "sending"_L1}, Word<OutgoingState>{OutgoingState::Sent, "sent"_L1},
    Word<OutgoingState>{OutgoingState::Filed, "filed"_L1}, Word<OutgoingState>{OutgoingState::Failed, "failed"_L1},
    Word<OutgoingState>{OutgoingState::Unknown, "unknown"_L1}};
constexpr std::array kinds{Word<OperationKind>{OperationKind::SetFlags, "setFlags"_L1},
    Word<OperationKind>{OperationKind::Move, "move"_L1}, Word<OperationKind>{OperationKind::Remove, "remove"_L1},
    Word<OperationKind>{OperationKind::SaveDraft, "saveDraft"_L1},
    Word<OperationKind>{OperationKind::RemoveDraft, "removeDraft"_L1},
    Word<OperationKind>{OperationKind::SaveContact, "saveContact"_L1},
    Word<OperationKind>{OperationKind::RemoveContact, "removeContact"_L1}};

template <typename E, size_t N> QString wordOf(const std::array<Word<E>, N> &words, E value)
{
    for (const auto &entry : words) {
        if (entry.value == value)
            return entry.word;
    }
    return {};
}

template <typename E, size_t N> E valueOf(const std::array<Word<E>, N> &words, const QString &word, E otherwise)
{
    for (const auto &entry : words) {
        if (entry.word == word)
            return entry.value;
    }
    return otherwise;
}

QString text(const QJsonDocument &document)
{
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QJsonObject object(const QString &json)
{
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

QJsonArray addressArray(const QList<Address> &addresses)
{
    QJsonArray array;
    for (const Address &address : addresses)
        array.append(QJsonArray{address.name, address.email});
    return array;
}

void appendQuoted(QString &json, QStringView text)
{
    constexpr char16_t byteOrderMark = 0xFEFF; // Qt's reader drops one that begins a string, unless it is escaped
    const auto isPlain = [](QChar c) { return c >= u' ' && c != u'"' && c != u'\\' && c != byteOrderMark; };
    json += u'"';
    while (!text.isEmpty()) {
        const auto special = std::find_if_not(text.begin(), text.end(), isPlain);
        json += text.first(special - text.begin());
        if (special == text.end())
            break;
        if (*special == u'"' || *special == u'\\')
            (json += u'\\') += *special;
        else
            json += u"\\u%1"_s.arg(special->unicode(), 4, 16, QChar(u'0'));
        text = text.sliced(special - text.begin() + 1);
    }
    json += u'"';
}

/// JSON by hand: a listing writes two or three of these for every message, and QJsonDocument took a tenth of its time.
QString addressText(const QList<Address> &addresses)
{
    constexpr qsizetype around = 6; // ["",""]
    qsizetype size = 2;
    for (const Address &address : addresses)
        size += address.name.size() + address.email.size() + around + 2;
    QString json;
    json.reserve(size);
    json += u'[';
    for (const Address &address : addresses) {
        if (json.size() > 1)
            json += u',';
        json += u'[';
        appendQuoted(json, address.name);
        json += u',';
        appendQuoted(json, address.email);
        json += u']';
    }
    json += u']';
    return json;
}

QList<Address> addressList(const QJsonArray &array)
{
    QList<Address> addresses;
    addresses.reserve(array.size());
    for (const QJsonValue &entry : array)
        addresses.append({entry[0].toString(), entry[1].toString()});
    return addresses;
}

QJsonObject attachmentObject(const Attachment &attachment)
{
    return {{u"partId"_s, attachment.partId}, {u"name"_s, attachment.name}, {u"type"_s, attachment.type},
        {u"contentId"_s, attachment.contentId}, {u"size"_s, attachment.size}, {u"inline"_s, attachment.isInline}};
}

Attachment attachmentFrom(const QJsonObject &json)
{
    Attachment attachment;
    attachment.partId = json[u"partId"].toString();
    attachment.name = json[u"name"].toString();
    attachment.type = json[u"type"].toString();
    attachment.contentId = json[u"contentId"].toString();
    attachment.size = json[u"size"].toInteger();
    attachment.isInline = json[u"inline"].toBool();
    return attachment;
}

} // namespace

QString keyword(AccountKind kind)
{
    return wordOf(accountKinds, kind);
}

AccountKind accountKind(const QString &word)
{
    return valueOf(accountKinds, word, AccountKind::OpenApi);
}

QString keyword(FolderRole role)
{
    return wordOf(roles, role);
}

FolderRole folderRole(const QString &word)
{
    return valueOf(roles, word, FolderRole::None);
}

QString keyword(OutgoingState state)
{
    return wordOf(states, state);
}

OutgoingState outgoingState(const QString &word)
{
    return valueOf(states, word, OutgoingState::Unknown);
}

QString keyword(OperationKind kind)
{
    return wordOf(kinds, kind);
}

OperationKind operationKind(const QString &word)
{
    return valueOf(kinds, word, OperationKind::SetFlags);
}

std::optional<QString> encode(const QList<Address> &addresses)
{
    if (addresses.isEmpty())
        return {};
    return addressText(addresses);
}

QList<Address> decodeAddresses(const QString &json)
{
    if (json.isEmpty())
        return {};
    return addressList(QJsonDocument::fromJson(json.toUtf8()).array());
}

std::optional<QString> encode(const QStringList &ids)
{
    if (ids.isEmpty())
        return {};
    return ids.join(u' ');
}

QStringList decodeIds(const QString &ids)
{
    return ids.split(u' ', Qt::SkipEmptyParts);
}

std::optional<QString> encode(const QList<Attachment> &attachments)
{
    if (attachments.isEmpty())
        return {};
    QJsonArray array;
    for (const Attachment &attachment : attachments)
        array.append(attachmentObject(attachment));
    return text(QJsonDocument(array));
}

QList<Attachment> decodeAttachments(const QString &json)
{
    QList<Attachment> attachments;
    const QJsonArray array = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const QJsonValue &entry : array)
        attachments.append(attachmentFrom(entry.toObject()));
    return attachments;
}

QString encode(const Attachment &attachment)
{
    return text(QJsonDocument(attachmentObject(attachment)));
}

Attachment decodeAttachment(const QString &json)
{
    return attachmentFrom(object(json));
}

QString encode(const OutgoingMessage &mail)
{
    return text(QJsonDocument(QJsonObject{{u"from"_s, QJsonArray{mail.from.name, mail.from.email}},
        {u"to"_s, addressArray(mail.to)}, {u"cc"_s, addressArray(mail.cc)}, {u"bcc"_s, addressArray(mail.bcc)},
        {u"subject"_s, mail.subject}, {u"text"_s, mail.text}, {u"html"_s, mail.html}, {u"messageId"_s, mail.messageId},
        {u"inReplyTo"_s, QJsonArray::fromStringList(mail.inReplyTo)},
        {u"references"_s, QJsonArray::fromStringList(mail.references)}, {u"idempotencyKey"_s, mail.idempotencyKey}}));
}

OutgoingMessage decodeMail(const QString &json)
{
    const QJsonObject values = object(json);
    const auto strings = [](const QJsonArray &array) {
        QStringList list;
        for (const QJsonValue &entry : array)
            list.append(entry.toString());
        return list;
    };
    OutgoingMessage mail;
    const QJsonArray from = values[u"from"].toArray();
    mail.from = {from.at(0).toString(), from.at(1).toString()};
    mail.to = addressList(values[u"to"].toArray());
    mail.cc = addressList(values[u"cc"].toArray());
    mail.bcc = addressList(values[u"bcc"].toArray());
    mail.subject = values[u"subject"].toString();
    mail.text = values[u"text"].toString();
    mail.html = values[u"html"].toString();
    mail.messageId = values[u"messageId"].toString();
    mail.inReplyTo = strings(values[u"inReplyTo"].toArray());
    mail.references = strings(values[u"references"].toArray());
    mail.idempotencyKey = values[u"idempotencyKey"].toString();
    return mail;
}

QString encode(const Error &error)
{
    QJsonObject json{{u"kind"_s, int(error.kind)}, {u"reason"_s, int(error.reason)}, {u"detail"_s, error.detail},
        {u"code"_s, error.code}};
    if (error.retryAfter)
        json.insert(u"retryAfter"_s, qint64(error.retryAfter->count()));
    return text(QJsonDocument(json));
}

Error decodeError(const QString &json)
{
    const QJsonObject values = object(json);
    Error error;
    error.kind = ErrorKind(values[u"kind"].toInt(int(ErrorKind::Internal)));
    error.reason = ErrorReason(values[u"reason"].toInt());
    error.detail = values[u"detail"].toString();
    error.code = values[u"code"].toInt();
    if (values.contains(u"retryAfter"))
        error.retryAfter = std::chrono::milliseconds(values[u"retryAfter"].toInteger());
    return error;
}

QString encode(const Contact &contact)
{
    return text(QJsonDocument(QJsonObject{{u"remoteId"_s, contact.remoteId.value()}, {u"name"_s, contact.name},
        {u"email"_s, contact.email}, {u"phone"_s, contact.phone}, {u"note"_s, contact.note}}));
}

Contact decodeContact(const QString &json)
{
    const QJsonObject values = object(json);
    return {RemoteContactId(values[u"remoteId"].toString()), values[u"name"].toString(), values[u"email"].toString(),
        values[u"phone"].toString(), values[u"note"].toString()};
}

QString displayNames(const QList<Address> &addresses)
{
    if (addresses.size() == 1)
        return addresses.first().display();
    QString names;
    for (qsizetype i = 0; i < addresses.size(); ++i) {
        if (i > 0)
            names += u", ";
        names += addresses.at(i).display();
    }
    return names;
}

QString searchKey(const QString &words)
{
    return words.normalized(QString::NormalizationForm_KC).toCaseFolded();
}

QString previewOf(const QString &body)
{
    // The first part is enough: white space and all, 200 characters are found in it.
    return body.left(2000).simplified().left(200);
}

} // namespace qn::store
