// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changepage.h"
#include "core/mailbox.h"

#include <QHash>

#include <functional>
#include <map>

namespace qn::sandbox {

struct Entry
{
    MessageHeader header;
    qint64 number = 0; ///< what the message's id and file are made of
    qint64 file = 0; ///< number that the file was written under; a moved message keeps its file
    qint64 changed = 0; ///< state counter of the last change
};

/// One folder in memory: its messages, newest first, and what changed when. Pure, no I/O.
class FolderIndex final
{
public:
    explicit FolderIndex(Folder folder = {})
        : m_folder(std::move(folder))
    {
    }

    /// With the counts of now.
    Folder folder() const;
    const Entry *find(const RemoteMessageId &id) const;
    void add(Entry entry);
    void setFlags(const RemoteMessageId &id, MessageFlags flags, qint64 state);
    void remove(const RemoteMessageId &id, qint64 state);
    /// Removals up to this state are no longer known: older tokens start again.
    void forget(qint64 state);
    qint64 forgottenState() const { return m_forgotten; }

    /// See MailBackend::changes(). `state` is the mailbox's counter of now.
    ChangePage page(const QByteArray &token, int limit, qint64 state, const QByteArray &mailboxId) const;

    void forEach(const std::function<void(const Entry &)> &visit) const; ///< newest first
    QList<std::pair<qint64, RemoteMessageId>> tombstones() const;

private:
    using SortKey = std::pair<qint64, qint64>; // date, number
    static SortKey keyOf(const Entry &entry);
    ChangePage listing(qint64 startState, std::optional<SortKey> after, int limit, const QByteArray &prefix) const;
    ChangePage changesSince(qint64 since, int limit, qint64 state, const QByteArray &prefix) const;

    Folder m_folder;
    QHash<RemoteMessageId, Entry> m_entries;
    std::map<SortKey, RemoteMessageId, std::greater<>> m_newestFirst;
    std::map<qint64, RemoteMessageId> m_changes; ///< by state of the last change; of present and of removed messages
    qint64 m_forgotten = 0;
    int m_unread = 0;
};

} // namespace qn::sandbox
