// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/sandbox/folderindex.h"
#include "backend/sandbox/journal.h"
#include "core/clock.h"

#include <QLockFile>
#include <QObject>

#include <memory>

namespace qn::sandbox {

/// A message on its way into the mailbox.
struct NewMessage
{
    RemoteFolderId folder;
    QByteArray source;
    MessageFlags flags;
    QDateTime arrived; ///< invalid: the date that the message bears
};

/// A mailbox of files in a directory of its own: `journal.jsonl` (folders, parsed headers, flags, what was sent),
/// `messages/…/N.eml`, `contacts.json`, `account.json`. Several backends may share one. Lives on one thread; every call
/// is synchronous, survives a crash as a whole or not at all, and leaves the mailbox as it was when it fails (Storage,
/// NotFound).
class Mailbox final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Mailbox)

public:
    /// Opens the mailbox in `directory`, making it with the standard folders when new. Errors: Storage, with
    /// DatabaseLocked when another process has it open.
    static Result<std::shared_ptr<Mailbox>> open(const QString &directory, std::shared_ptr<const Clock> clock);

    Address owner() const { return m_owner; }
    Result<void> setOwner(const Address &owner);
    /// Whether mail to this address ends here: the owner's, and "aliases" in account.json.
    bool isLocal(const QString &email) const;
    QDateTime now() const { return m_clock->now(); }

    QList<Folder> folders() const;
    RemoteFolderId folderByRole(FolderRole role) const;
    /// The folder at this path, made if needed. A top-level name that means a role ("Sent", "已发送") is that folder.
    Result<RemoteFolderId> ensureFolder(const QStringList &path);

    Result<ChangePage> changes(const RemoteFolderId &folder, const QByteArray &token, int limit) const;
    Result<QByteArray> source(const RemoteFolderId &folder, const RemoteMessageId &id) const;
    Result<Entry> entry(const RemoteFolderId &folder, const RemoteMessageId &id) const;
    Result<void> visit(
        const RemoteFolderId &folder, const std::function<void(const Entry &)> &visitor) const; ///< newest first

    /// Adds all or none. With `replacing`, that message goes in the same transaction; with `sentKey`, sentId(sentKey)
    /// is the first of the new ids from then on.
    Result<QList<RemoteMessageId>> add(const QList<NewMessage> &messages, const QString &sentKey = {},
        const std::pair<RemoteFolderId, RemoteMessageId> &replacing = {});
    std::optional<RemoteMessageId> sentId(const QString &sentKey) const;
    Result<void> setFlags(
        const RemoteFolderId &folder, const QList<RemoteMessageId> &ids, MessageFlags add, MessageFlags remove);
    Result<QList<RemoteMessageId>> move(
        const RemoteFolderId &folder, const QList<RemoteMessageId> &ids, const RemoteFolderId &target);
    Result<void> remove(const RemoteFolderId &folder, const QList<RemoteMessageId> &ids);

    const QList<Contact> &contacts() const { return m_contacts; }
    Result<QList<Contact>> saveContacts(const QList<Contact> &contacts); ///< new ones get an id; one write for all
    Result<void> removeContact(const RemoteContactId &id);

    /// Grows with every change, contacts included. Not kept over a restart.
    qint64 revision() const { return m_revision; }

signals:
    void changed();

private:
    Mailbox(const QString &directory, std::shared_ptr<const Clock> clock);
    Result<void> load();
    Result<void> loadOwnFiles();
    void replay(const QJsonArray &transaction);
    void apply(const QJsonObject &record);
    Result<void> commit(const QJsonArray &transaction);
    Result<void> compact();
    Result<void> makeStandardFolders();
    Result<void> writeContacts(const QList<Contact> &contacts);
    QString messagePath(qint64 file) const;
    Result<qint64> writeMessage(const QByteArray &source);
    QJsonObject folderRecord(const Folder &folder) const;
    QJsonObject addRecord(
        const RemoteFolderId &folder, qint64 number, qint64 file, qint64 state, const MessageHeader &header) const;
    void announce();
    FolderIndex *index(const RemoteFolderId &folder);
    const FolderIndex *index(const RemoteFolderId &folder) const;

    const QString m_directory;
    const std::shared_ptr<const Clock> m_clock;
    QLockFile m_lock;
    Journal m_journal;
    QByteArray m_id; ///< of this mailbox, part of every token
    std::vector<std::unique_ptr<FolderIndex>> m_folders;
    QHash<RemoteFolderId, FolderIndex *> m_byId;
    QHash<QString, RemoteMessageId> m_sent;
    QList<Contact> m_contacts;
    Address m_owner;
    QStringList m_aliases;
    qint64 m_state = 0;
    qint64 m_lastNumber = 0; ///< of messages, files and folders
    qint64 m_lastContact = 0;
    qint64 m_revision = 0;
};

} // namespace qn::sandbox
