// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/json.h"

#include "core/certificate.h"
#include "core/keptmail.h"
#include "mime/htmltext.h"

#include <QJsonArray>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

QString isoDate(const QDateTime &date)
{
    return date.isValid() ? date.toUTC().toString(Qt::ISODate) : QString();
}

QJsonArray toJson(const QList<Address> &addresses)
{
    QJsonArray array;
    for (const Address &address : addresses)
        array.append(app::toJson(address));
    return array;
}

void addFlags(QJsonObject &object, MessageFlags flags)
{
    object.insert("unread"_L1, !flags.testFlag(MessageFlag::Seen));
    object.insert("flagged"_L1, flags.testFlag(MessageFlag::Flagged));
    object.insert("answered"_L1, flags.testFlag(MessageFlag::Answered));
}

} // namespace

QJsonObject toJson(const Address &address)
{
    return {{u"name"_s, address.name}, {u"address"_s, address.email}};
}

QJsonObject toJson(const store::MessageRow &row, const QString &folderName)
{
    QJsonObject object{
        {u"id"_s, QString::number(row.id.value())},
        {u"account"_s, QString::number(row.account.value())},
        {u"folder"_s, folderName},
        {u"from"_s, toJson(row.from)},
        {u"subject"_s, row.subject},
        {u"preview"_s, row.preview},
        {u"date"_s, isoDate(row.date)},
        {u"size"_s, row.size},
        {u"has_attachments"_s, row.hasAttachments},
    };
    addFlags(object, row.flags);
    return object;
}

QJsonObject toJson(const QString &id, const Message &message)
{
    const MessageHeader &header = message.header;
    const MessageBody &body = message.body;
    QJsonArray attachments;
    for (const Attachment &attachment : body.attachments) {
        attachments.append(QJsonObject{
            {u"part"_s, attachment.partId},
            {u"name"_s, attachment.name},
            {u"type"_s, attachment.type},
            {u"size"_s, attachment.size},
            {u"inline"_s, attachment.isInline},
            {u"content_id"_s, attachment.contentId},
        });
    }
    QJsonObject object{
        {u"from"_s, toJson(header.from)},
        {u"to"_s, toJson(header.to)},
        {u"cc"_s, toJson(header.cc)},
        {u"bcc"_s, toJson(header.bcc)},
        {u"reply_to"_s, toJson(header.replyTo)},
        {u"subject"_s, header.subject},
        {u"date"_s, isoDate(header.date)},
        {u"message_id"_s, header.messageId},
        {u"in_reply_to"_s, QJsonArray::fromStringList(header.inReplyTo)},
        {u"references"_s, QJsonArray::fromStringList(header.references)},
        {u"text"_s, body.text.isEmpty() ? mime::htmlToText(body.html) : body.text},
        {u"html"_s, body.html},
        {u"attachments"_s, attachments},
    };
    if (!id.isEmpty()) {
        object.insert("id"_L1, id);
        addFlags(object, header.flags);
    }
    return object;
}

QString wordFor(store::OutgoingState state)
{
    switch (state) {
    case store::OutgoingState::Queued: return u"queued"_s;
    case store::OutgoingState::Sending: return u"sending"_s;
    case store::OutgoingState::Sent: return u"sent"_s;
    case store::OutgoingState::Filed: return u"filed"_s;
    case store::OutgoingState::Unknown: return u"unknown"_s;
    case store::OutgoingState::Failed: return u"failed"_s;
    }
    return {};
}

QString wordFor(FolderRole role)
{
    switch (role) {
    case FolderRole::None: return {};
    case FolderRole::Inbox: return u"inbox"_s;
    case FolderRole::Sent: return u"sent"_s;
    case FolderRole::Drafts: return u"drafts"_s;
    case FolderRole::Trash: return u"trash"_s;
    case FolderRole::Junk: return u"junk"_s;
    case FolderRole::Archive: return u"archive"_s;
    }
    return {};
}

QJsonObject toJson(const store::OutgoingRow &row)
{
    QJsonObject object{
        {u"id"_s, QString::number(row.id.value())},
        {u"account"_s, QString::number(row.account.value())},
        {u"state"_s, wordFor(row.state)},
        {u"to"_s, toJson(row.mail.to)},
        {u"subject"_s, row.mail.subject},
        {u"attempts"_s, row.attempts},
        {u"created"_s, isoDate(QDateTime::fromMSecsSinceEpoch(row.created, Qt::UTC))},
    };
    if (row.error) {
        const UserMessage words = describe(*row.error);
        object.insert("error"_L1, QString(words.title + u' ' + words.advice).trimmed());
    }
    return object;
}

QJsonObject toJson(const store::ContactRow &row)
{
    return {
        {u"id"_s, QString::number(row.id.value())},
        {u"account"_s, QString::number(row.account.value())},
        {u"name"_s, row.contact.name},
        {u"email"_s, row.contact.email},
        {u"phone"_s, row.contact.phone},
        {u"note"_s, row.contact.note},
    };
}

static QString kindWord(AccountKind kind)
{
    switch (kind) {
    case AccountKind::Sample:
        return u"sample"_s;
    case AccountKind::Imap:
        return u"imap"_s;
    case AccountKind::Local:
        return u"local"_s;
    case AccountKind::OpenApi:
        break;
    }
    return u"open-api"_s;
}

QJsonObject toJson(const Account &account)
{
    QJsonArray trusted;
    for (const TrustedServer &server : trustedServers(account))
        trusted.append(QJsonObject{{u"server"_s, server.host}, {u"sha256"_s, fingerprint(server.sha256)}});
    return {
        {u"id"_s, QString::number(account.id.value())},
        {u"kind"_s, kindWord(account.kind)},
        {u"name"_s, account.name},
        {u"email"_s, account.email},
        {u"base_url"_s, account.settings.value("baseUrl"_L1)},
        {u"client_id"_s, account.settings.value("clientId"_L1)},
        {u"trusted"_s, trusted},
        {u"keep"_s, account.kind == AccountKind::Local || keepsAllMail(account) ? u"all"_s : u"recent"_s},
    };
}

bool isNamed(const store::FolderRow &row, const QString &wanted)
{
    return row.folder.name.compare(wanted, Qt::CaseInsensitive) == 0 || wordFor(row.folder.role) == wanted.toLower()
        || row.folder.remoteId.value() == wanted;
}

} // namespace qn::app
