// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that are put into folders: imported ones and drafts, each once.
#include "backend/imap/imapbackend.h"
#include "backend/imap/logging.h"
#include "mime/messagecomposer.h"
#include "mime/messageparser.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr int draftsLookedAt = 50; ///< newest ones, among which a copy whose fate is unknown must be

QByteArray headerOf(const QByteArray &source)
{
    const qsizetype end = source.indexOf("\r\n\r\n");
    return end < 0 ? source : source.left(end + 4);
}

} // namespace

backend::Task<RemoteMessageId> ImapBackend::append(RemoteFolderId folder, QByteArray source, MessageFlags flags)
{
    return twice<RemoteMessageId>([=, this] { return appendOnce(folder, source, flags); });
}

backend::Task<RemoteMessageId> ImapBackend::appendOnce(RemoteFolderId folder, QByteArray source, MessageFlags flags)
{
    if (source.isEmpty())
        co_return Result<RemoteMessageId>(fail(ErrorKind::Parameter, u"an empty message"_s));
    source = Appended::canonical(source);
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<RemoteMessageId>(fail(pass.error()));
    Result<RemoteMessageId> there = co_await findSame(folder, source);
    if (!there || !there->isEmpty())
        co_return Result<RemoteMessageId>(there);
    const QDateTime date = mime::parseHeader(source).date;
    Result<RemoteMessageId> id = co_await appendTo(folder, source, flags, date);
    if (id) {
        Appended &contents = m_appended[folder.value()];
        const QList<quint32> uids = uidsOf({*id}, contents.uidValidity);
        contents.isStale = uids.isEmpty(); // without UIDPLUS the next one finds out its name
        if (!uids.isEmpty())
            contents.add(source.size(), uids.first(), Appended::digest(source));
    }
    co_return Result<RemoteMessageId>(id);
}

/// The message of the folder that has these bytes; empty: none. The caller has entered the line.
backend::Task<RemoteMessageId> ImapBackend::findSame(RemoteFolderId folder, QByteArray source)
{
    Result<void> known = co_await learnSizes(folder);
    if (!known)
        co_return Result<RemoteMessageId>(fail(known.error()));
    const QByteArray digest = Appended::digest(source);
    const quint32 validity = m_appended[folder.value()].uidValidity;
    const QList<Appended::Entry> candidates = m_appended[folder.value()].ofSize(source.size());
    QList<quint32> asked;
    for (const Appended::Entry &one : candidates) {
        if (one.digest.isEmpty() || one.digest == digest)
            asked.append(one.uid);
    }
    if (asked.isEmpty())
        co_return Result<RemoteMessageId>(RemoteMessageId());
    const QList<RemoteMessageId> none;
    Result<QList<quint32>> selected = co_await select(&m_line, folder, none);
    if (!selected)
        co_return Result<RemoteMessageId>(fail(selected.error()));
    Result<QList<Fetched>> headers = co_await fetchAll(asked, "BODY.PEEK[HEADER]"_ba);
    if (!headers)
        co_return Result<RemoteMessageId>(fail(headers.error()));
    QSet<quint32> gone(asked.cbegin(), asked.cend());
    QList<quint32> alike;
    for (const Fetched &one : std::as_const(*headers)) {
        gone.remove(one.uid);
        if (one.header && one.header->trimmed() == headerOf(source).trimmed())
            alike.append(one.uid);
    }
    for (const quint32 uid : std::as_const(gone))
        m_appended[folder.value()].note(source.size(), uid, {});
    for (const quint32 uid : std::as_const(alike)) {
        const QList<quint32> one{uid};
        Result<QList<Fetched>> whole = co_await fetchAll(one, "BODY.PEEK[]"_ba);
        if (!whole)
            co_return Result<RemoteMessageId>(fail(whole.error()));
        if (whole->isEmpty() || !whole->first().body)
            continue;
        const QByteArray has = Appended::digest(Appended::canonical(*whole->first().body));
        m_appended[folder.value()].note(source.size(), uid, has);
        if (has == digest)
            co_return Result<RemoteMessageId>(messageId(validity, uid));
    }
    co_return Result<RemoteMessageId>(RemoteMessageId());
}

/// Asks for the sizes of the messages that are not known yet.
backend::Task<void> ImapBackend::learnSizes(RemoteFolderId folder)
{
    if (m_appended.contains(folder.value()) && !m_appended[folder.value()].isStale)
        co_return Result<void>();
    Result<Selected> selected = co_await m_line.select(folder.value());
    if (!selected)
        co_return Result<void>(fail(selected.error()));
    const quint32 validity = std::max<quint32>(selected->uidValidity, 1);
    Appended &contents = m_appended[folder.value()];
    if (contents.uidValidity != validity)
        contents.reset(validity);
    const quint32 from = contents.uidNext;
    if (selected->exists > 0 && (selected->uidNext == 0 || selected->uidNext > from)) {
        auto sizes = std::make_shared<QList<Fetched>>();
        const Connection::Sink sink = [sizes](Response &response) {
            if (response.name != "FETCH")
                return false;
            sizes->append(readFetch(response));
            return true;
        };
        const CommandText text = command("UID FETCH " + QByteArray::number(from) + ":* (UID RFC822.SIZE)");
        Result<Answer> answer = co_await m_line.run(text, sink);
        if (!answer)
            co_return Result<void>(fail(answer.error()));
        Appended &now = m_appended[folder.value()];
        for (const Fetched &one : std::as_const(*sizes)) {
            if (one.uid >= from && one.size >= 0) // `*` is the last one, also where that lies below
                now.add(one.size, one.uid);
        }
    }
    m_appended[folder.value()].isStale = false;
    co_return Result<void>();
}

/// Of messages of the folder that is selected. Those that are gone are left out.
backend::Task<QList<Fetched>> ImapBackend::fetchAll(QList<quint32> uids, QByteArray items)
{
    auto all = std::make_shared<QList<Fetched>>();
    const QSet<quint32> wanted(uids.cbegin(), uids.cend());
    const Connection::Sink sink = [all, wanted](Response &response) {
        if (response.name != "FETCH")
            return false;
        Fetched one = readFetch(response);
        if (wanted.contains(one.uid) && (one.header || one.body))
            all->append(std::move(one));
        return true;
    };
    for (const QByteArray &set : sequenceSets(uids)) {
        const CommandText text = command("UID FETCH " + set + " (UID FLAGS INTERNALDATE RFC822.SIZE " + items + ')');
        Result<Answer> answer = co_await m_line.run(text, sink);
        if (!answer)
            co_return Result<QList<Fetched>>(fail(answer.error()));
    }
    co_return Result<QList<Fetched>>(std::move(*all));
}

/// Headers of the newest messages of a folder. The caller has entered the line.
backend::Task<QList<Fetched>> ImapBackend::newestHeaders(RemoteFolderId folder, int count)
{
    Result<Selected> selected = co_await m_line.select(folder.value());
    if (!selected)
        co_return Result<QList<Fetched>>(fail(selected.error()));
    QList<Fetched> headers;
    if (selected->exists == 0)
        co_return Result<QList<Fetched>>(std::move(headers));
    const qint64 first = std::max<qint64>(1, selected->exists - count + 1);
    const CommandText text = command("FETCH " + QByteArray::number(first) + ':' + QByteArray::number(selected->exists)
        + " (UID FLAGS BODY.PEEK[HEADER])");
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer)
        co_return Result<QList<Fetched>>(fail(answer.error()));
    for (const Response &response : std::as_const(answer->untagged)) {
        Fetched one = readFetch(response);
        if (one.uid > 0 && one.header)
            headers.append(std::move(one));
    }
    std::sort(headers.begin(), headers.end(), [](const Fetched &a, const Fetched &b) { return a.uid > b.uid; });
    co_return Result<QList<Fetched>>(std::move(headers));
}

/// The caller has entered the line.
backend::Task<RemoteMessageId> ImapBackend::appendTo(
    RemoteFolderId folder, QByteArray source, MessageFlags flags, QDateTime date)
{
    // RFC 7889: told before megabytes are on their way.
    if (const qint64 limit = m_line.connection().limit("APPENDLIMIT"); limit >= 0 && source.size() > limit)
        co_return Result<RemoteMessageId>(fail(ErrorKind::TooLarge, u"%1 bytes, and the folder takes %2"_s.arg(source.size()).arg(limit)));
    CommandText text = command("APPEND "_ba);
    text.mailbox(folder.value()).raw(" (" + writeFlags(flags) + ") ");
    if (date.isValid())
        text.raw(writeInternalDate(date) + ' ');
    // A NUL cannot stand in a literal.
    text.literal(source, source.contains('\0') && m_line.connection().has("BINARY"));
    Result<Answer> answer = co_await m_line.run(text);
    if (!answer)
        co_return Result<RemoteMessageId>(fail(answer.error()));
    m_listing.forgetStatus(folder.value());
    const std::optional<CopyUids> uids = readCopyUids(answer->status);
    if (!uids || uids->target.isEmpty())
        co_return Result<RemoteMessageId>(RemoteMessageId());
    co_return Result<RemoteMessageId>(messageId(uids->uidValidity, uids->target.first()));
}

/// Every copy of the draft but the one made last goes: also one whose fate an earlier attempt did not learn. It is known
/// by its mark, which no other client writes.
backend::Task<RemoteMessageId> ImapBackend::saveDraft(OutgoingMessage draft, RemoteMessageId previous)
{
    return twice<RemoteMessageId>([=, this] { return saveDraftOnce(draft, previous); });
}

backend::Task<RemoteMessageId> ImapBackend::saveDraftOnce(OutgoingMessage draft, RemoteMessageId previous)
{
    if (draft.from.email.isEmpty())
        draft.from = m_owner;
    draft.idempotencyKey.clear(); // the mark of a draft is its Message-ID's
    const QDateTime now = m_clock.now();
    const Result<QByteArray> source = mime::composeMessage(draft, now, mime::ComposeFor::Draft);
    if (!source)
        co_return Result<RemoteMessageId>(fail(source.error()));
    Result<RemoteFolderId> drafts = co_await folderFor(FolderRole::Drafts);
    if (!drafts)
        co_return Result<RemoteMessageId>(fail(drafts.error()));
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<RemoteMessageId>(fail(pass.error()));
    Result<RemoteMessageId> saved = co_await appendTo(*drafts, *source, MessageFlag::Draft | MessageFlag::Seen, now);
    if (!saved)
        co_return Result<RemoteMessageId>(saved);
    const QByteArray mark = mime::ownMark(draft);
    Result<RemoteMessageId> settled = co_await keepNewestDraft(*drafts, mark, previous, *saved);
    if (!settled)
        qCInfo(logImap) << "a former copy of a draft may stay:" << settled.error().detail;
    co_return Result<RemoteMessageId>(settled ? *settled : *saved);
}

/// The name of the newest copy. The caller has entered the line.
backend::Task<RemoteMessageId> ImapBackend::keepNewestDraft(
    RemoteFolderId folder, QByteArray mark, RemoteMessageId previous, RemoteMessageId saved)
{
    Result<QList<Fetched>> headers = co_await newestHeaders(folder, draftsLookedAt);
    if (!headers)
        co_return Result<RemoteMessageId>(fail(headers.error()));
    const quint32 validity = std::max<quint32>(m_line.selected()->uidValidity, 1);
    QList<quint32> copies;
    for (const Fetched &one : std::as_const(*headers)) {
        if (!mark.isEmpty() && mime::readOwnMark(*one.header) == mark)
            copies.append(one.uid);
    }
    if (saved.isEmpty() && !copies.isEmpty()) // without UIDPLUS
        saved = messageId(validity, copies.first());
    const QList<quint32> kept = uidsOf({saved}, validity);
    QList<quint32> old = copies;
    for (const quint32 uid : uidsOf({previous}, validity)) {
        if (!old.contains(uid))
            old.append(uid);
    }
    old.removeIf([&](quint32 uid) { return kept.contains(uid); });
    if (!old.isEmpty()) {
        Result<void> removed = co_await expunge(old);
        if (!removed)
            co_return Result<RemoteMessageId>(fail(removed.error()));
        m_listing.forgetStatus(folder.value());
        for (const quint32 uid : std::as_const(old))
            m_opened.forget(folder, {messageId(validity, uid)});
    }
    co_return Result<RemoteMessageId>(saved);
}

} // namespace qn::imap
