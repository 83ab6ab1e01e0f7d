// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/folderlisting.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

/// What happened to the messages under the cursor's uidNext, and which are new.
struct FolderListing::Change
{
    QList<RemoteMessageId> removed;
    QList<quint32> wanted; ///< new or changed, ascending
    FolderCursor after; ///< the cursor when all of that has been told, but for what it knows
    KnownFlags known; ///< that, where it was compared
    QHash<quint32, qint64> modSeqs; ///< of `wanted`, where the server counts
};

namespace {

constexpr qint64 lastUid = 0xffffffff;
constexpr std::chrono::seconds sweepInterval{600}; ///< between two comparisons of all flags, where the server does not tell of changes
constexpr int pagesAhead = 2; ///< asked for while the last one is stored
constexpr qsizetype longestSet = 6000; ///< bytes of a command's sequence set
constexpr int politePage = 500; ///< messages; the most that QQ gives without trouble
constexpr qsizetype recentChecked = 300; ///< newest messages whose flags are compared at every look

QByteArray range(qint64 first, qint64 last)
{
    return QByteArray::number(first) + ':' + (last >= lastUid ? "*"_ba : QByteArray::number(last));
}

} // namespace

QList<quint32> uidsOf(const QList<RemoteMessageId> &ids, quint32 uidValidity)
{
    const QString prefix = QString::number(uidValidity) + u'.';
    QList<quint32> uids;
    for (const RemoteMessageId &id : ids) {
        bool ok = false;
        const uint uid = id.value().startsWith(prefix) ? id.value().mid(prefix.size()).toUInt(&ok) : 0;
        if (ok && uid > 0)
            uids.append(uid);
    }
    return uids;
}

FolderListing::Task<ChangePage> FolderListing::page(QString folder, QByteArray token, int limit)
{
    const std::optional<FolderCursor> cursor = FolderCursor::decode(token);
    if (cursor && isUnchanged(folder, *cursor)) {
        ChangePage page;
        page.next = token;
        page.total = int(cursor->exists);
        co_return Result<ChangePage>(std::move(page));
    }
    if (!cursor) {
        if (const std::optional<ChangePage> empty = emptyFolder(folder))
            co_return Result<ChangePage>(*empty);
        Result<ChangePage> first = co_await firstPage(folder, limit);
        co_return Result<ChangePage>(first);
    }
    if (cursor->below > 0) {
        Result<ChangePage> next = co_await nextPage(folder, *cursor, limit);
        co_return Result<ChangePage>(next);
    }
    Result<ChangePage> changed = co_await changedPage(folder, *cursor, limit);
    co_return Result<ChangePage>(changed);
}

bool FolderListing::isUnchanged(const QString &folder, const FolderCursor &cursor)
{
    if (cursor.below > 0 || !m_status.contains(folder))
        return false;
    const MailboxStatus status = m_status.take(folder);
    if (status.uidValidity != cursor.uidValidity || status.uidNext != cursor.uidNext || status.messages != cursor.exists)
        return false;
    if (status.highestModSeq > 0)
        return status.highestModSeq == cursor.modSeq;
    return cursor.modSeq < 0 && status.unseen == cursor.unseen && !isSweepDue(cursor);
}

/// STATUS has told all that there is to say of a folder without messages.
std::optional<ChangePage> FolderListing::emptyFolder(const QString &folder)
{
    const MailboxStatus status = m_status.value(folder);
    const bool isTold = status.messages == 0 && status.uidValidity > 0 && status.uidNext > 0;
    if (!isTold || (m_line.connection().qresync() && status.highestModSeq <= 0))
        return {};
    m_status.remove(folder);
    FolderCursor cursor;
    cursor.uidValidity = quint32(status.uidValidity);
    cursor.uidNext = quint32(status.uidNext);
    cursor.modSeq = status.highestModSeq > 0 ? status.highestModSeq : -1;
    cursor.exists = 0;
    cursor.unseen = status.unseen;
    cursor.swept = m_clock.now().toSecsSinceEpoch();
    if (!m_line.connection().qresync())
        cursor.known.emplace();
    ChangePage page;
    page.complete = true;
    page.anew = true;
    page.next = cursor.encode();
    return page;
}

bool FolderListing::isSweepDue(const FolderCursor &cursor) const
{
    return m_clock.now().toSecsSinceEpoch() - cursor.swept >= sweepInterval.count();
}

FolderListing::Task<ChangePage> FolderListing::firstPage(QString folder, int limit)
{
    m_remaining.remove(folder);
    Result<Selected> selected = co_await m_line.select(folder);
    if (!selected)
        co_return Result<ChangePage>(fail(selected.error()));
    FolderCursor cursor;
    cursor.uidValidity = std::max<quint32>(selected->uidValidity, 1);
    cursor.uidNext = selected->uidNext;
    cursor.modSeq = selected->highestModSeq;
    cursor.exists = selected->exists;
    cursor.swept = m_clock.now().toSecsSinceEpoch();
    if (!m_line.connection().qresync())
        cursor.known.emplace();
    QList<MessageHeader> headers;
    if (selected->exists > 0) {
        const qint64 first = std::max<qint64>(1, selected->exists - limit + 1);
        const QList<QByteArray> newest{range(first, selected->exists)};
        Result<QList<MessageHeader>> fetched = co_await m_headers.fetch(newest, false, cursor.uidValidity);
        if (!fetched)
            co_return Result<ChangePage>(fail(fetched.error()));
        headers = *fetched;
        cursor.below = first > 1 && !headers.isEmpty() ? uidsOf({headers.last().remoteId}, cursor.uidValidity).first() : 0;
    }
    ChangePage page = finish(cursor, *selected, headers, cursor.below > 1);
    page.complete = !page.more;
    page.anew = true;
    co_return Result<ChangePage>(std::move(page));
}

FolderListing::Task<ChangePage> FolderListing::nextPage(QString folder, FolderCursor cursor, int limit)
{
    const bool isSelected = m_line.selected() && m_line.selected()->folder == folder;
    Selected selected;
    if (isSelected) {
        selected = *m_line.selected();
    } else {
        Result<Selected> again = co_await m_line.select(folder);
        if (!again)
            co_return Result<ChangePage>(fail(again.error()));
        selected = *again;
    }
    const bool isOurs = cursor.known.has_value() == !m_line.connection().qresync();
    if (selected.uidValidity != cursor.uidValidity || !isOurs) {
        Result<ChangePage> first = co_await firstPage(folder, limit);
        co_return Result<ChangePage>(first);
    }
    QList<quint32> remaining = m_remaining.take(folder);
    const auto end = std::lower_bound(remaining.begin(), remaining.end(), cursor.below);
    remaining.erase(end, remaining.end());
    if (remaining.isEmpty()) {
        Result<QList<quint32>> found = co_await search("UID 1:" + QByteArray::number(cursor.below - 1), 1, cursor.below);
        if (!found)
            co_return Result<ChangePage>(fail(found.error()));
        remaining = *found;
    }
    QList<MessageHeader> headers;
    const bool isPolite = m_line.connection().isQQ();
    const qsizetype size = isPolite ? std::min(limit, politePage) : limit;
    const qsizetype taken = std::min<qsizetype>(size, remaining.size());
    const quint32 lowest = taken > 0 ? remaining.at(remaining.size() - taken) : 0;
    if (taken > 0) {
        const QList<QByteArray> wanted = nextRanges(remaining, size, isPolite ? 1 : 1 + pagesAhead);
        Result<QList<MessageHeader>> fetched = co_await m_headers.page(wanted, cursor.uidValidity);
        if (!fetched)
            co_return Result<ChangePage>(fail(fetched.error()));
        headers = *fetched;
        remaining.resize(remaining.size() - taken);
    }
    cursor.below = remaining.isEmpty() ? 0 : lowest;
    if (!remaining.isEmpty())
        m_remaining.insert(folder, remaining);
    ChangePage page = finish(cursor, selected, headers, cursor.below > 0);
    page.complete = !page.more;
    page.total = int(cursor.exists);
    co_return Result<ChangePage>(std::move(page));
}

/// The highest of these UIDs, so many at a time: nothing but these lies between the first and the last of each range.
QList<QByteArray> FolderListing::nextRanges(const QList<quint32> &remaining, qsizetype size, int count)
{
    QList<QByteArray> ranges;
    for (qsizetype end = remaining.size(); end > 0 && ranges.size() < count; end -= size)
        ranges.append(range(remaining.at(std::max<qsizetype>(0, end - size)), remaining.at(end - 1)));
    return ranges;
}

/// A page of the first listing, with the cursor behind it.
ChangePage FolderListing::finish(
    FolderCursor cursor, const Selected &selected, QList<MessageHeader> headers, bool more) const
{
    if (cursor.known) {
        KnownFlags known;
        for (const MessageHeader &header : std::as_const(headers))
            known.insert_or_assign(uidsOf({header.remoteId}, cursor.uidValidity).value(0), header.flags);
        cursor.known->add(known);
    }
    if (!more)
        cursor.below = 0;
    ChangePage page;
    page.upserted = std::move(headers);
    page.more = more;
    page.total = int(selected.exists);
    page.next = cursor.encode();
    return page;
}

FolderListing::Task<ChangePage> FolderListing::changedPage(QString folder, FolderCursor cursor, int limit)
{
    Result<Selected> selected = co_await m_line.select(folder, cursor.uidValidity, cursor.modSeq);
    if (!selected)
        co_return Result<ChangePage>(fail(selected.error()));
    const bool byServer = m_line.connection().qresync() && cursor.modSeq > 0 && selected->highestModSeq > 0;
    std::optional<KnownFlags> known;
    if (!byServer && cursor.known)
        known = cursor.known->unpacked();
    if (selected->uidValidity != cursor.uidValidity || (!byServer && !known)
        || (selected->uidNext > 0 && selected->uidNext < cursor.uidNext) || cursor.modSeq > selected->highestModSeq) {
        Result<ChangePage> first = co_await firstPage(folder, limit);
        co_return Result<ChangePage>(first);
    }
    Result<Change> change = fail(ErrorKind::Internal, {});
    if (byServer)
        change = changesByServer(*selected, cursor);
    else
        change = co_await changesByComparison(*selected, cursor, std::move(*known));
    if (!change)
        co_return Result<ChangePage>(fail(change.error()));
    ChangePage page;
    page.removed = change->removed;
    page.total = int(selected->exists);
    page.more = change->wanted.size() > limit;
    FolderCursor after = change->after;
    if (page.more) {
        // What is told last must be found again by the next look.
        const QHash<quint32, qint64> &modSeqs = change->modSeqs;
        if (byServer) {
            std::sort(change->wanted.begin(), change->wanted.end(),
                [&](quint32 a, quint32 b) { return std::pair(modSeqs.value(a), a) < std::pair(modSeqs.value(b), b); });
            qsizetype count = limit;
            const qint64 last = modSeqs.value(change->wanted.at(count - 1));
            while (count > 0 && modSeqs.value(change->wanted.at(count - 1)) == last)
                --count;
            if (count == 0) // one step of the server changed more than a page holds
                count = std::count_if(change->wanted.cbegin(), change->wanted.cend(),
                    [&](quint32 uid) { return modSeqs.value(uid) == last; });
            after.modSeq = modSeqs.value(change->wanted.at(count - 1));
            after.uidNext = cursor.uidNext;
            change->wanted.resize(count);
        } else {
            change->wanted.resize(limit);
        }
    }
    if (!change->wanted.isEmpty()) {
        const QList<QByteArray> sets =
            sequenceSets(change->wanted, longestSet, m_line.connection().isQQ() ? politePage : 0);
        Result<QList<MessageHeader>> headers = co_await m_headers.fetch(sets, true, cursor.uidValidity);
        if (!headers)
            co_return Result<ChangePage>(fail(headers.error()));
        page.upserted = *headers;
        for (const MessageHeader &header : std::as_const(page.upserted)) {
            const quint32 uid = uidsOf({header.remoteId}, cursor.uidValidity).value(0);
            if (!byServer)
                change->known.insert_or_assign(uid, header.flags);
        }
        page.more = page.more && !page.upserted.isEmpty();
    }
    if (page.more && !byServer) { // what did not fit is found by looking again
        after.unseen = -1;
        after.modSeq = cursor.modSeq;
    }
    if (!byServer) {
        after.known.emplace();
        after.known->add(change->known);
    }
    page.next = after.encode();
    co_return Result<ChangePage>(std::move(page));
}

/// QRESYNC: SELECT has told it all.
FolderListing::Change FolderListing::changesByServer(const Selected &selected, const FolderCursor &cursor)
{
    Change change;
    change.after = cursor;
    change.after.modSeq = selected.highestModSeq;
    change.after.uidNext = std::max(selected.uidNext, cursor.uidNext);
    change.after.exists = selected.exists;
    for (const Response &response : std::as_const(selected.changes)) {
        if (const std::optional<QList<quint32>> vanished = readVanished(response)) {
            for (const quint32 uid : *vanished)
                change.removed.append(messageId(cursor.uidValidity, uid));
            continue;
        }
        const Fetched fetched = readFetch(response);
        if (fetched.uid == 0 || fetched.modSeq <= cursor.modSeq)
            continue;
        change.wanted.append(fetched.uid);
        change.modSeqs.insert(fetched.uid, fetched.modSeq);
    }
    std::sort(change.wanted.begin(), change.wanted.end());
    return change;
}

/// Where the server does not tell what vanished (and maybe not what changed): what it has, beside what the client knows.
FolderListing::Task<FolderListing::Change> FolderListing::changesByComparison(
    Selected selected, FolderCursor cursor, KnownFlags before)
{
    Change change;
    change.after = cursor;
    change.after.modSeq = selected.highestModSeq;
    change.after.uidNext = std::max(selected.uidNext, cursor.uidNext);
    change.after.exists = selected.exists;
    change.known = std::move(before);
    KnownFlags &known = change.known;
    const auto knownBefore = qsizetype(known.size());

    Result<QList<quint32>> found = co_await search("ALL"_ba, 1, 0);
    if (!found)
        co_return Result<Change>(fail(found.error()));
    const QSet<quint32> present(found->cbegin(), found->cend());
    for (auto it = known.begin(); it != known.end();) {
        if (present.contains(it->first)) {
            ++it;
            continue;
        }
        change.removed.append(messageId(cursor.uidValidity, it->first));
        it = known.erase(it);
    }
    QSet<quint32> wanted;
    for (const quint32 uid : std::as_const(*found)) {
        if (!known.contains(uid))
            wanted.insert(uid);
        change.after.uidNext = std::max(change.after.uidNext, uid + 1);
    }

    QByteArray set;
    const bool sweeps = cursor.modSeq < 0 && (isSweepDue(cursor) || cursor.unseen < 0 || knownBefore <= recentChecked);
    if (sweeps || cursor.modSeq >= 0)
        set = known.empty() ? QByteArray() : range(known.begin()->first, known.rbegin()->first);
    else if (!known.empty())
        set = range(std::prev(known.end(), std::min<qsizetype>(recentChecked, qsizetype(known.size())))->first,
            known.rbegin()->first);
    if (!set.isEmpty() && (cursor.modSeq < 0 || cursor.modSeq != selected.highestModSeq)) {
        Result<QList<Fetched>> flags = co_await fetchFlags(set, cursor.modSeq);
        if (!flags)
            co_return Result<Change>(fail(flags.error()));
        for (const Fetched &one : std::as_const(*flags)) {
            const auto it = known.find(one.uid);
            if (it != known.end() && one.flags && it->second != *one.flags)
                wanted.insert(one.uid);
        }
    }
    if (sweeps)
        change.after.swept = m_clock.now().toSecsSinceEpoch();
    if (selected.highestModSeq < 0) {
        Result<QList<quint32>> unseen = co_await search("UNSEEN"_ba, 1, 0);
        if (!unseen)
            co_return Result<Change>(fail(unseen.error()));
        change.after.unseen = unseen->size();
    }
    change.wanted = wanted.values();
    std::sort(change.wanted.begin(), change.wanted.end(), std::greater<>());
    co_return Result<Change>(std::move(change));
}

/// UIDs of [from, below) that the server finds, ascending. 0 for `below`: no end.
FolderListing::Task<QList<quint32>> FolderListing::search(QByteArray criteria, quint32 from, quint32 below)
{
    const bool extended = m_line.connection().has("ESEARCH");
    const CommandText text = command((extended ? "UID SEARCH RETURN (ALL) "_ba : "UID SEARCH "_ba) + criteria);
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer)
        co_return Result<QList<quint32>>(fail(answer.error()));
    QList<quint32> uids;
    for (const Response &response : std::as_const(answer->untagged)) {
        for (const quint32 uid : readSearch(response).value_or(QList<quint32>())) {
            if (uid >= from && (below == 0 || uid < below))
                uids.append(uid);
        }
    }
    std::sort(uids.begin(), uids.end());
    uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
    co_return Result<QList<quint32>>(std::move(uids));
}

FolderListing::Task<QList<Fetched>> FolderListing::fetchFlags(QByteArray set, qint64 changedSince)
{
    QByteArray text = "UID FETCH " + set + " (UID FLAGS)";
    if (changedSince >= 0)
        text += " (CHANGEDSINCE " + QByteArray::number(changedSince) + ')';
    auto all = std::make_shared<QList<Fetched>>();
    const Connection::Sink sink = [all](Response &response) {
        if (response.name != "FETCH")
            return false;
        all->append(readFetch(response));
        return true;
    };
    const CommandText asked = command(text);
    Result<Answer> answer = co_await m_line.run(asked, sink);
    if (!answer)
        co_return Result<QList<Fetched>>(fail(answer.error()));
    co_return Result<QList<Fetched>>(std::move(*all));
}

} // namespace qn::imap
