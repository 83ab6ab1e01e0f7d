// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/mailbox.h"

#include "backend/sandbox/storedheader.h"
#include "mime/mailfiles.h"
#include "mime/messageparser.h"

#include <QDir>
#include <QJsonObject>
#include <QSet>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> noFolder()
{
    return fail(ErrorKind::NotFound, u"No such folder"_s);
}

tl::unexpected<Error> noMessage()
{
    return fail(ErrorKind::NotFound, u"No such message"_s);
}

RemoteMessageId messageId(qint64 number)
{
    return RemoteMessageId(u'm' + QString::number(number));
}

} // namespace

FolderIndex *Mailbox::index(const RemoteFolderId &folder)
{
    return m_byId.value(folder);
}

const FolderIndex *Mailbox::index(const RemoteFolderId &folder) const
{
    return m_byId.value(folder);
}

QList<Folder> Mailbox::folders() const
{
    QList<Folder> out;
    for (const auto &folder : m_folders)
        out << folder->folder();
    return out;
}

RemoteFolderId Mailbox::folderByRole(FolderRole role) const
{
    for (const auto &folder : m_folders) {
        if (folder->folder().role == role)
            return folder->folder().remoteId;
    }
    return {};
}

Result<RemoteFolderId> Mailbox::ensureFolder(const QStringList &path)
{
    RemoteFolderId parent;
    for (const QString &name : path) {
        const FolderRole role = parent.isEmpty() ? mime::roleOfName(name) : FolderRole::None;
        RemoteFolderId found;
        for (const auto &index : m_folders) {
            const Folder folder = index->folder();
            if (folder.parent == parent && (role == FolderRole::None ? folder.name == name : folder.role == role))
                found = folder.remoteId;
        }
        if (found.isEmpty()) {
            found = RemoteFolderId(u'f' + QString::number(m_lastNumber + 1));
            if (auto done = commit({folderRecord({found, parent, name, role})}); !done)
                return tl::unexpected(done.error());
        }
        parent = found;
    }
    return parent.isEmpty() ? folderByRole(FolderRole::Inbox) : parent;
}

Result<ChangePage> Mailbox::changes(const RemoteFolderId &folder, const QByteArray &token, int limit) const
{
    const FolderIndex *found = index(folder);
    if (!found)
        return noFolder();
    return found->page(token, limit, m_state, m_id);
}

Result<Entry> Mailbox::entry(const RemoteFolderId &folder, const RemoteMessageId &id) const
{
    const FolderIndex *found = index(folder);
    const Entry *entry = found ? found->find(id) : nullptr;
    if (!entry)
        return noMessage();
    return *entry;
}

Result<QByteArray> Mailbox::source(const RemoteFolderId &folder, const RemoteMessageId &id) const
{
    const auto found = entry(folder, id);
    if (!found)
        return tl::unexpected(found.error());
    QFile file(messagePath(found->file));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"Message file: "_s + file.errorString(), ErrorReason::FileUnreadable);
    return file.readAll();
}

Result<void> Mailbox::visit(const RemoteFolderId &folder, const std::function<void(const Entry &)> &visitor) const
{
    const FolderIndex *found = index(folder);
    if (!found)
        return noFolder();
    found->forEach(visitor);
    return {};
}

Result<QList<RemoteMessageId>> Mailbox::add(const QList<NewMessage> &messages, const QString &sentKey,
    const std::pair<RemoteFolderId, RemoteMessageId> &replacing)
{
    QJsonArray transaction;
    QList<RemoteMessageId> ids;
    qint64 state = m_state;
    for (const NewMessage &message : messages) {
        auto parsed = mime::parseMessage(message.source);
        if (!parsed)
            return tl::unexpected(parsed.error());
        if (!index(message.folder))
            return noFolder();
        const auto number = writeMessage(message.source);
        if (!number)
            return tl::unexpected(number.error());
        parsed->header.flags = message.flags;
        if (message.arrived.isValid())
            parsed->header.date = message.arrived.toUTC();
        transaction << addRecord(message.folder, *number, *number, ++state, parsed->header);
        ids << messageId(*number);
    }
    const auto old = entry(replacing.first, replacing.second);
    if (old)
        transaction << QJsonObject{
            {u"op"_s, u"del"_s}, {u"s"_s, ++state}, {u"f"_s, replacing.first.value()}, {u"id"_s, old->number}};
    if (!sentKey.isEmpty())
        transaction << QJsonObject{{u"op"_s, u"sent"_s}, {u"key"_s, sentKey}, {u"id"_s, ids.value(0).value()}};
    if (auto done = commit(transaction); !done)
        return tl::unexpected(done.error());
    if (old)
        QFile::remove(messagePath(old->file));
    return ids;
}

std::optional<RemoteMessageId> Mailbox::sentId(const QString &sentKey) const
{
    const auto found = m_sent.constFind(sentKey);
    return sentKey.isEmpty() || found == m_sent.cend() ? std::nullopt : std::optional(*found);
}

Result<void> Mailbox::setFlags(
    const RemoteFolderId &folder, const QList<RemoteMessageId> &ids, MessageFlags add, MessageFlags remove)
{
    QJsonArray transaction;
    bool any = false;
    qint64 state = m_state;
    for (const RemoteMessageId &id : ids) {
        const auto found = entry(folder, id);
        if (!found)
            continue;
        any = true;
        const MessageFlags flags = (found->header.flags | add) & ~remove;
        if (flags != found->header.flags)
            transaction << QJsonObject{{u"op"_s, u"flags"_s}, {u"s"_s, ++state}, {u"f"_s, folder.value()},
                {u"id"_s, found->number}, {u"flags"_s, static_cast<int>(flags.toInt())}};
    }
    if (!any)
        return noMessage();
    return commit(transaction);
}

Result<QList<RemoteMessageId>> Mailbox::move(
    const RemoteFolderId &folder, const QList<RemoteMessageId> &ids, const RemoteFolderId &target)
{
    if (!index(target))
        return noFolder();
    QJsonArray transaction;
    QList<RemoteMessageId> moved;
    QSet<RemoteMessageId> seen;
    bool any = false;
    qint64 state = m_state, number = m_lastNumber;
    for (const RemoteMessageId &id : ids) {
        const auto found = entry(folder, id);
        any = any || found.has_value();
        // A message that is named twice moves once.
        if (!found || folder == target || seen.contains(id)) {
            moved << (found && folder == target ? id : RemoteMessageId());
            continue;
        }
        seen << id;
        transaction << QJsonObject{
            {u"op"_s, u"del"_s}, {u"s"_s, ++state}, {u"f"_s, folder.value()}, {u"id"_s, found->number}};
        transaction << addRecord(target, ++number, found->file, ++state, found->header);
        moved << messageId(number);
    }
    if (!any)
        return noMessage();
    if (auto done = commit(transaction); !done)
        return tl::unexpected(done.error());
    return moved;
}

Result<void> Mailbox::remove(const RemoteFolderId &folder, const QList<RemoteMessageId> &ids)
{
    QJsonArray transaction;
    QSet<qint64> files;
    qint64 state = m_state;
    for (const RemoteMessageId &id : ids) {
        const auto found = entry(folder, id);
        if (!found || files.contains(found->file))
            continue;
        transaction << QJsonObject{
            {u"op"_s, u"del"_s}, {u"s"_s, ++state}, {u"f"_s, folder.value()}, {u"id"_s, found->number}};
        files << found->file;
    }
    if (files.isEmpty())
        return noMessage();
    if (auto done = commit(transaction); !done)
        return done;
    for (const qint64 file : files)
        QFile::remove(messagePath(file));
    return {};
}

} // namespace qn::sandbox
