// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/folderindex.h"

namespace qn::sandbox {

Folder FolderIndex::folder() const
{
    Folder folder = m_folder;
    folder.total = static_cast<int>(m_entries.size());
    folder.unread = m_unread;
    return folder;
}

const Entry *FolderIndex::find(const RemoteMessageId &id) const
{
    const auto found = m_entries.constFind(id);
    return found == m_entries.cend() ? nullptr : &*found;
}

FolderIndex::SortKey FolderIndex::keyOf(const Entry &entry)
{
    return {entry.header.date.isValid() ? entry.header.date.toMSecsSinceEpoch() : 0, entry.number};
}

void FolderIndex::add(Entry entry)
{
    const RemoteMessageId id = entry.header.remoteId;
    m_newestFirst.emplace(keyOf(entry), id);
    m_changes.emplace(entry.changed, id);
    m_unread += !entry.header.flags.testFlag(MessageFlag::Seen);
    m_entries.insert(id, std::move(entry));
}

void FolderIndex::setFlags(const RemoteMessageId &id, MessageFlags flags, qint64 state)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    m_changes.erase(found->changed);
    m_changes.emplace(state, id);
    m_unread += int(!flags.testFlag(MessageFlag::Seen)) - int(!found->header.flags.testFlag(MessageFlag::Seen));
    found->changed = state;
    found->header.flags = flags;
}

void FolderIndex::remove(const RemoteMessageId &id, qint64 state)
{
    if (const auto found = m_entries.find(id); found != m_entries.end()) {
        m_changes.erase(found->changed);
        m_newestFirst.erase(keyOf(*found));
        m_unread -= !found->header.flags.testFlag(MessageFlag::Seen);
        m_entries.erase(found);
    }
    m_changes.emplace(state, id);
}

void FolderIndex::forget(qint64 state)
{
    m_forgotten = std::max(m_forgotten, state);
}

ChangePage FolderIndex::page(const QByteArray &token, int limit, qint64 state, const QByteArray &mailboxId) const
{
    const QByteArray prefix = mailboxId + ' ' + m_folder.remoteId.value().toUtf8() + ' ';
    const int size = limit > 0 ? limit : 100;
    const QList<QByteArray> words =
        token.startsWith(prefix) ? token.sliced(prefix.size()).split(' ') : QList<QByteArray>();
    const qint64 since = words.value(1).toLongLong();
    const bool known = since >= m_forgotten && since <= state;
    ChangePage page;
    if (known && words.size() == 2 && words[0] == "since")
        page = changesSince(since, size, state, prefix);
    else if (known && words.size() == 4 && words[0] == "list")
        page = listing(since, SortKey{words[2].toLongLong(), words[3].toLongLong()}, size, prefix);
    else {
        page = listing(state, {}, size, prefix);
        page.anew = true;
    }
    page.total = static_cast<int>(m_entries.size());
    return page;
}

ChangePage FolderIndex::listing(
    qint64 startState, std::optional<SortKey> after, int limit, const QByteArray &prefix) const
{
    ChangePage page;
    auto it = after ? m_newestFirst.upper_bound(*after) : m_newestFirst.begin();
    SortKey last = after.value_or(SortKey{});
    for (; it != m_newestFirst.end() && page.upserted.size() < limit; ++it) {
        page.upserted << m_entries.value(it->second).header;
        last = it->first;
    }
    page.more = it != m_newestFirst.end();
    page.complete = !page.more;
    const QByteArray start = QByteArray::number(startState);
    // What changes during the listing is told afterwards, from the state that it began at.
    page.next = page.more
        ? prefix + "list " + start + ' ' + QByteArray::number(last.first) + ' ' + QByteArray::number(last.second)
        : prefix + "since " + start;
    return page;
}

ChangePage FolderIndex::changesSince(qint64 since, int limit, qint64 state, const QByteArray &prefix) const
{
    ChangePage page;
    qint64 last = state;
    int count = 0;
    auto it = m_changes.upper_bound(since);
    for (; it != m_changes.end() && count < limit; ++it, ++count) {
        if (const Entry *entry = find(it->second))
            page.upserted << entry->header;
        else
            page.removed << it->second;
        last = it->first;
    }
    page.more = it != m_changes.end();
    std::stable_sort(page.upserted.begin(), page.upserted.end(),
        [](const MessageHeader &a, const MessageHeader &b) { return a.date > b.date; });
    page.next = prefix + "since " + QByteArray::number(page.more ? last : state);
    return page;
}

void FolderIndex::forEach(const std::function<void(const Entry &)> &visit) const
{
    for (const auto &[key, id] : m_newestFirst)
        visit(*m_entries.constFind(id));
}

QList<std::pair<qint64, RemoteMessageId>> FolderIndex::tombstones() const
{
    QList<std::pair<qint64, RemoteMessageId>> out;
    for (const auto &[state, id] : m_changes) {
        if (!m_entries.contains(id))
            out.append({state, id});
    }
    return out;
}

} // namespace qn::sandbox
