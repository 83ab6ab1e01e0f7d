// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/folderlisting.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr std::chrono::seconds sweepInterval{600}; ///< between two comparisons of all flags, where the server does not tell of changes
constexpr int pagesAhead = 2; ///< asked for while the last one is stored
constexpr qint64 dearSelect = 5000; ///< messages of a folder; two short questions are less than another SELECT of it

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
    if (!cursor) {
        if (const std::optional<ChangePage> empty = emptyFolder(folder))
            co_return Result<ChangePage>(*empty);
        Result<ChangePage> first = co_await firstPage(folder, limit);
        co_return Result<ChangePage>(first);
    }
    m_opened.reset();
    if (cursor->below > 0) {
        Result<ChangePage> next = co_await nextPage(folder, *cursor, limit);
        co_return Result<ChangePage>(next);
    }
    Result<std::optional<MailboxStatus>> status = co_await newStatus(folder, *cursor);
    if (!status)
        co_return Result<ChangePage>(fail(status.error()));
    if (*status && isUnchanged(*cursor, **status)) {
        ChangePage page;
        page.next = token;
        page.total = int(cursor->exists);
        co_return Result<ChangePage>(std::move(page));
    }
    Result<ChangePage> changed = co_await changedPage(folder, *cursor, *status, limit);
    co_return Result<ChangePage>(changed);
}

/// What STATUS says, if it was asked a moment ago or is asked with less trouble than SELECT.
FolderListing::Task<std::optional<MailboxStatus>> FolderListing::newStatus(QString folder, FolderCursor cursor)
{
    using Status = std::optional<MailboxStatus>;
    if (m_status.contains(folder))
        co_return Result<Status>(m_status.take(folder));
    if (!isStillSelected(folder, cursor) || m_line.selected()->exists < dearSelect)
        co_return Result<Status>(std::nullopt);
    // Of a folder that is selected a server may count what was there at the last look.
    const CommandText look = command("NOOP"_ba);
    Result<Answer> looked = co_await m_line.run(look);
    if (!looked)
        co_return Result<Status>(fail(looked.error()));
    CommandText text = command("STATUS "_ba);
    text.mailbox(folder).raw(' ' + statusItems(m_line.connection()));
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer && answer.error().kind == ErrorKind::Network)
        co_return Result<Status>(fail(answer.error()));
    Status status;
    for (const Response &response : answer ? answer->untagged : QList<Response>()) {
        const Status told = readStatus(response);
        if (told && told->wireName == folder)
            status = told;
    }
    co_return Result<Status>(std::move(status));
}

/// With all that it takes to be told what changed without another SELECT.
bool FolderListing::isStillSelected(const QString &folder, const FolderCursor &cursor) const
{
    const std::optional<Selected> &selected = m_line.selected();
    return m_line.connection().qresync() && selected && selected->folder == folder && selected->highestModSeq > 0
        && cursor.modSeq > 0 && selected->uidValidity == cursor.uidValidity;
}

bool FolderListing::isUnchanged(const FolderCursor &cursor, const MailboxStatus &status) const
{
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

std::optional<Selected> FolderListing::takeOpened(const QString &folder)
{
    std::optional<Selected> opened = std::exchange(m_opened, {});
    const std::optional<Selected> &selected = m_line.selected();
    const bool isStillOpen = opened && opened->folder == folder && selected && selected->folder == folder
        && selected->uidValidity == opened->uidValidity;
    return isStillOpen ? opened : std::nullopt;
}

FolderListing::Task<ChangePage> FolderListing::firstPage(QString folder, int limit)
{
    m_remaining.remove(folder);
    const std::optional<Selected> opened = takeOpened(folder);
    Result<Selected> selected = opened.value_or(Selected());
    if (!opened)
        selected = co_await m_line.select(folder);
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
        // Some may have gone since a SELECT of a moment ago.
        const QList<QByteArray> newest{
            opened ? QByteArray::number(first) + ":*" : numberRange(first, selected->exists)};
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
    const qsizetype size = isPolite ? std::min<qsizetype>(limit, politePage) : limit;
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
        ranges.append(numberRange(remaining.at(std::max<qsizetype>(0, end - size)), remaining.at(end - 1)));
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

} // namespace qn::imap
