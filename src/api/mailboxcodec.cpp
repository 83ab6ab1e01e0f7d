// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mailboxcodec.h"

#include "api/json.h"

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

struct CapabilityName
{
    bool Capabilities::*member;
    QLatin1String name;
};
constexpr CapabilityName capabilityNames[] = {
    {&Capabilities::folders, "folders"_L1},
    {&Capabilities::incremental, "incremental"_L1},
    {&Capabilities::rawSource, "raw_source"_L1},
    {&Capabilities::detail, "detail"_L1},
    {&Capabilities::flags, "flags"_L1},
    {&Capabilities::move, "move"_L1},
    {&Capabilities::remove, "delete"_L1},
    {&Capabilities::append, "append"_L1},
    {&Capabilities::drafts, "drafts"_L1},
    {&Capabilities::sendHtml, "send_html"_L1},
    {&Capabilities::sendCopies, "send_copies"_L1},
    {&Capabilities::sendAttachments, "send_attachments"_L1},
    {&Capabilities::idempotentSend, "idempotent_send"_L1},
    {&Capabilities::savesSent, "saves_sent"_L1},
    {&Capabilities::editContacts, "edit_contacts"_L1},
    {&Capabilities::search, "search"_L1},
    {&Capabilities::watch, "watch"_L1},
};

struct RoleName
{
    FolderRole role;
    QLatin1String name;
};
constexpr RoleName roleNames[] = {
    {FolderRole::Inbox, "inbox"_L1},
    {FolderRole::Sent, "sent"_L1},
    {FolderRole::Drafts, "drafts"_L1},
    {FolderRole::Trash, "trash"_L1},
    {FolderRole::Junk, "junk"_L1},
    {FolderRole::Archive, "archive"_L1},
};

QJsonObject toJson(const Folder &folder)
{
    QJsonObject object{{u"id"_s, folder.remoteId.value()}, {u"name"_s, folder.name}, {u"total"_s, folder.total},
        {u"unread"_s, folder.unread}};
    if (!folder.parent.isEmpty())
        object.insert(u"parent"_s, folder.parent.value());
    for (const RoleName &role : roleNames) {
        if (role.role == folder.role)
            object.insert(u"role"_s, role.name);
    }
    if (!folder.selectable)
        object.insert(u"selectable"_s, false);
    return object;
}

Result<Folder> folderFromJson(const QJsonObject &object)
{
    Fields fields(object, "folder");
    Folder folder;
    folder.remoteId = RemoteFolderId(fields.id("id"_L1));
    folder.parent = RemoteFolderId(fields.id("parent"_L1));
    folder.name = fields.text("name"_L1);
    folder.total = fields.count("total"_L1);
    folder.unread = fields.count("unread"_L1);
    folder.selectable = fields.flag("selectable"_L1, true);
    const QString roleName = fields.text("role"_L1);
    for (const RoleName &role : roleNames) {
        if (role.name == roleName)
            folder.role = role.role;
    }
    if (folder.remoteId.isEmpty())
        fields.wrong("id"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return folder;
}

} // namespace

QByteArray encodeCapabilities(const Capabilities &capabilities)
{
    QJsonObject object{{u"max_message_bytes"_s, capabilities.maxMessageBytes},
        {u"account_email"_s, capabilities.accountEmail}, {u"account_name"_s, capabilities.accountName}};
    for (const CapabilityName &capability : capabilityNames)
        object.insert(capability.name, capabilities.*capability.member);
    return compactJson(object);
}

Result<Capabilities> decodeCapabilities(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    Fields fields(*object, "list of capabilities");
    Capabilities capabilities;
    for (const CapabilityName &capability : capabilityNames)
        capabilities.*capability.member = fields.flag(capability.name);
    capabilities.maxMessageBytes = qMax<qint64>(0, fields.number("max_message_bytes"_L1));
    capabilities.accountEmail = fields.text("account_email"_L1);
    capabilities.accountName = fields.text("account_name"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return capabilities;
}

QByteArray encodeFolders(const QList<Folder> &folders)
{
    QJsonArray array;
    for (const Folder &folder : folders)
        array.append(toJson(folder));
    return compactJson(QJsonObject{{u"folders"_s, array}});
}

Result<QList<Folder>> decodeFolders(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    Fields fields(*object, "list of folders");
    QList<Folder> folders;
    const QJsonArray array = fields.array("folders"_L1);
    for (const QJsonValue &item : array) {
        if (!item.isObject()) {
            fields.wrong("folders"_L1);
            break;
        }
        const auto folder = folderFromJson(item.toObject());
        if (!folder)
            return fail(folder.error());
        folders.append(*folder);
    }
    if (!fields.has("folders"_L1))
        fields.wrong("folders"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return folders;
}

QJsonObject toJson(const Contact &contact)
{
    QJsonObject object{{u"name"_s, contact.name}, {u"email"_s, contact.email}};
    if (!contact.remoteId.isEmpty())
        object.insert(u"id"_s, contact.remoteId.value());
    if (!contact.phone.isEmpty())
        object.insert(u"phone"_s, contact.phone);
    if (!contact.note.isEmpty())
        object.insert(u"note"_s, contact.note);
    return object;
}

Result<Contact> contactFromJson(const QJsonObject &object)
{
    Fields fields(object, "contact");
    Contact contact;
    contact.remoteId = RemoteContactId(fields.id("id"_L1));
    contact.name = fields.text("name"_L1);
    contact.email = fields.text("email"_L1).trimmed();
    contact.phone = fields.id("phone"_L1);
    contact.note = fields.text("note"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return contact;
}

QByteArray encodeContact(const Contact &contact)
{
    return compactJson(toJson(contact));
}

Result<Contact> decodeContact(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    return contactFromJson(*object);
}

QByteArray encodeIds(const QStringList &ids)
{
    return compactJson(QJsonObject{{u"ids"_s, QJsonArray::fromStringList(ids)}});
}

Result<QStringList> decodeIds(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    Fields fields(*object, "list of ids");
    const QStringList ids = fields.texts("ids"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return ids;
}

QByteArray encodeId(const QString &id)
{
    return compactJson(QJsonObject{{u"id"_s, id}});
}

Result<QString> decodeId(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    Fields fields(*object, "reply");
    const QString id = fields.id("id"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return id;
}

} // namespace qn::api
