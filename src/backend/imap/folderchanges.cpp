// SPDX-License-Identifier: GPL-3.0-or-later
// The part of FolderListing that finds what changed in a folder that has been listed.
#include "backend/imap/folderlisting.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

/// What happened to the messages under the cursor's uidNext, and which are new.
struct FolderListing::Change
{
    QList<RemoteMessageId> removed;
    QList<quint32> wanted; ///< new or changed
    QHash<quint32, MessageFlags> flags; ///< of `wanted`: those that the client knows, whose headers are not fetched again
    FolderCursor after; ///< the cursor when all of that has been told, but for what it knows
    KnownFlags known; ///< that, where it was compared
    QHash<quint32, qint64> modSeqs; ///< of `wanted`, where the server counts
};

namespace {

constexpr qsizetype longestSet = 6000; ///< bytes of a command's sequence set
constexpr qsizetype recentChecked = 300; ///< newest messages whose flags are compared at every look

} // namespace

/// So many of the changes that were compared. True: some are left, to be found by the next look.
bool FolderListing::keepFirst(Change &change, qsizetype limit)
{
    if (change.wanted.size() <= limit)
        return false;
    change.wanted.resize(limit);
    return true;
}

/// As many as go into a page, oldest change first, and never a part of one step of the server: the cursor stands
/// between two of them.
bool FolderListing::keepFirstSteps(Change &change, const FolderCursor &cursor, qsizetype limit)
{
    if (change.wanted.size() <= limit)
        return false;
    const QHash<quint32, qint64> &modSeqs = change.modSeqs;
    std::sort(change.wanted.begin(), change.wanted.end(),
        [&](quint32 a, quint32 b) { return std::pair(modSeqs.value(a), a) < std::pair(modSeqs.value(b), b); });
    qsizetype count = limit;
    const qint64 last = modSeqs.value(change.wanted.at(count));
    while (count > 0 && modSeqs.value(change.wanted.at(count - 1)) == last)
        --count;
    if (count == 0) // one step changed more than a page holds
        count = std::count_if(
            change.wanted.cbegin(), change.wanted.cend(), [&](quint32 uid) { return modSeqs.value(uid) == last; });
    if (count == change.wanted.size())
        return false;
    change.after.modSeq = modSeqs.value(change.wanted.at(count - 1));
    change.after.uidNext = cursor.uidNext;
    change.wanted.resize(count);
    return true;
}

/// What changed since the cursor, and how the folder stands. A SELECT takes Dovecot 10 ms and more for each 10,000
/// messages, so a folder that is still selected is asked for its changes only.
FolderListing::Task<Selected> FolderListing::lookForChanges(
    QString folder, FolderCursor cursor, std::optional<MailboxStatus> status)
{
    const bool isEnough = status && isStillSelected(folder, cursor) && status->uidValidity == cursor.uidValidity
        && status->uidNext >= cursor.uidNext && status->highestModSeq >= cursor.modSeq;
    if (isEnough) {
        Selected now = *m_line.selected();
        now.exists = status->messages;
        now.uidNext = quint32(status->uidNext);
        now.highestModSeq = status->highestModSeq;
        const auto changes = std::make_shared<QList<Response>>();
        const Connection::Sink sink = [changes](Response &response) {
            const bool isChange = response.name == "FETCH" || response.name == "VANISHED";
            if (isChange)
                changes->append(std::move(response));
            return isChange;
        };
        // RFC 7162 3.2.6. The NOOP, because the status may know more than what this folder showed at the last look.
        Task<Answer> look = m_line.run(command("NOOP"_ba), sink);
        Task<Answer> told = m_line.run(
            command("UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE " + QByteArray::number(cursor.modSeq) + " VANISHED)"),
            sink);
        Result<Answer> looked = co_await look;
        Result<Answer> all = co_await told;
        if (looked && all) {
            now.changes = *changes;
            co_return Result<Selected>(std::move(now));
        }
        const Error error = all ? looked.error() : all.error();
        if (error.kind != ErrorKind::Server && error.kind != ErrorKind::Parameter)
            co_return Result<Selected>(fail(error));
    }
    Result<Selected> selected = co_await m_line.select(folder, cursor.uidValidity, cursor.modSeq);
    co_return selected;
}

FolderListing::Task<ChangePage> FolderListing::changedPage(
    QString folder, FolderCursor cursor, std::optional<MailboxStatus> status, int limit)
{
    Result<Selected> selected = co_await lookForChanges(folder, cursor, status);
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
    page.more = byServer ? keepFirstSteps(*change, cursor, limit) : keepFirst(*change, limit);
    FolderCursor after = change->after;
    QList<quint32> unknown;
    for (const quint32 uid : std::as_const(change->wanted)) {
        const auto flags = change->flags.constFind(uid);
        if (flags == change->flags.constEnd()) {
            unknown.append(uid);
            continue;
        }
        page.flags.append({messageId(cursor.uidValidity, uid), *flags});
        if (!byServer)
            change->known.insert_or_assign(uid, *flags);
    }
    if (!unknown.isEmpty()) {
        const QList<QByteArray> sets =
            sequenceSets(unknown, longestSet, m_line.connection().isQQ() ? politePage : 0);
        Result<QList<MessageHeader>> headers = co_await m_headers.fetch(sets, true, cursor.uidValidity);
        if (!headers)
            co_return Result<ChangePage>(fail(headers.error()));
        page.upserted = *headers;
        for (const MessageHeader &header : std::as_const(page.upserted)) {
            const quint32 uid = uidsOf({header.remoteId}, cursor.uidValidity).value(0);
            if (!byServer)
                change->known.insert_or_assign(uid, header.flags);
        }
    }
    page.more = page.more && !(page.upserted.isEmpty() && page.flags.isEmpty());
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

/// QRESYNC: the server has told it all.
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
        if (fetched.uid < cursor.uidNext && fetched.flags)
            change.flags.insert(fetched.uid, *fetched.flags);
        qint64 &modSeq = change.modSeqs[fetched.uid];
        if (modSeq == 0)
            change.wanted.append(fetched.uid);
        modSeq = std::max(modSeq, fetched.modSeq);
    }
    std::sort(change.wanted.begin(), change.wanted.end());
    return change;
}

/// Where the server does not tell what vanished (and maybe not what changed): what it has, beside what the client
/// knows.
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
        set = known.empty() ? QByteArray() : numberRange(known.begin()->first, known.rbegin()->first);
    else if (!known.empty())
        set = numberRange(std::prev(known.end(), std::min<qsizetype>(recentChecked, qsizetype(known.size())))->first,
            known.rbegin()->first);
    if (!set.isEmpty() && (cursor.modSeq < 0 || cursor.modSeq != selected.highestModSeq)) {
        Result<QList<Fetched>> flags = co_await fetchFlags(set, cursor.modSeq);
        if (!flags)
            co_return Result<Change>(fail(flags.error()));
        for (const Fetched &one : std::as_const(*flags)) {
            const auto it = known.find(one.uid);
            if (it != known.end() && one.flags && it->second != *one.flags) {
                wanted.insert(one.uid);
                change.flags.insert(one.uid, *one.flags);
            }
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
