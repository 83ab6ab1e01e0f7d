// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/imapbackend.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

Error gone()
{
    return Error{ErrorKind::NotFound, u"none of the messages is there any more"_s, ErrorReason::None, 0, {}};
}

} // namespace

/// Enters the line, selects the folder and finds out which of the messages are still there.
backend::Task<ImapBackend::Held> ImapBackend::hold(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<Held>(fail(pass.error()));
    Result<QList<quint32>> named = co_await select(&m_line, folder, ids);
    if (!named)
        co_return Result<Held>(fail(named.error()));
    Result<void> looked = co_await lookAgain(&m_line);
    if (!looked)
        co_return Result<Held>(fail(looked.error()));
    QSet<quint32> missing(named->cbegin(), named->cend());
    Held held{*pass, {}};
    for (const QByteArray &set : sequenceSets(*named)) {
        const CommandText text = command("UID FETCH " + set + " (UID)");
        Result<Answer> answer = co_await m_line.run(text);
        if (!answer)
            co_return Result<Held>(fail(answer.error()));
        for (const Response &response : std::as_const(answer->untagged)) {
            const quint32 uid = response.name == "FETCH" ? readFetch(response).uid : 0;
            if (missing.remove(uid))
                held.uids.append(uid);
        }
    }
    if (held.uids.isEmpty()) {
        m_opened.forget(folder, ids);
        co_return Result<Held>(fail(gone()));
    }
    co_return Result<Held>(std::move(held));
}

backend::Task<void> ImapBackend::setFlags(
    RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove)
{
    return twice<void>([=, this] { return setFlagsOnce(folder, ids, add, remove); });
}

backend::Task<void> ImapBackend::setFlagsOnce(
    RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove)
{
    Result<Held> held = co_await hold(folder, ids);
    if (!held)
        co_return Result<void>(fail(held.error()));
    for (const QByteArray &set : sequenceSets(held->uids)) {
        for (const auto &[sign, flags] : {std::pair(" +FLAGS.SILENT ("_ba, add), std::pair(" -FLAGS.SILENT ("_ba, remove)}) {
            if (!flags)
                continue;
            const CommandText text = command("UID STORE " + set + sign + writeFlags(flags) + ')');
            Result<Answer> answer = co_await m_line.run(text);
            if (!answer)
                co_return Result<void>(fail(answer.error()));
        }
    }
    m_listing.forgetStatus(folder.value());
    co_return Result<void>();
}

backend::Task<QList<RemoteMessageId>> ImapBackend::move(
    RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target)
{
    return twice<QList<RemoteMessageId>>([=, this] { return moveOnce(folder, ids, target); });
}

backend::Task<QList<RemoteMessageId>> ImapBackend::moveOnce(
    RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target)
{
    using Moved = Result<QList<RemoteMessageId>>;
    Result<Held> held = co_await hold(folder, ids);
    if (!held)
        co_return Moved(fail(held.error()));
    const quint32 validity = m_line.selected()->uidValidity;
    Result<QList<RemoteMessageId>> moved = co_await moveUids(folder, held->uids, target);
    if (!moved)
        co_return Moved(fail(moved.error()));
    m_opened.forget(folder, ids);
    QHash<RemoteMessageId, RemoteMessageId> byOld;
    for (qsizetype i = 0; i < std::min(held->uids.size(), moved->size()); ++i)
        byOld.insert(messageId(validity, held->uids.at(i)), moved->at(i));
    QList<RemoteMessageId> inOrder;
    for (const RemoteMessageId &id : std::as_const(ids))
        inOrder.append(byOld.value(id));
    co_return Moved(inOrder);
}

/// Always fails. Some servers refuse a folder that they do not have in words that say nothing of it (Courier): then a look at it tells.
backend::Task<void> ImapBackend::explained(RemoteFolderId target, Error refusal)
{
    if (refusal.kind == ErrorKind::Server || refusal.kind == ErrorKind::Parameter) {
        CommandText text = command("STATUS "_ba);
        text.mailbox(target.value()).raw(" (UIDVALIDITY)"_ba);
        const Result<Answer> answer = co_await m_line.run(text);
        const ErrorKind kind = answer ? ErrorKind::Internal : answer.error().kind;
        if (kind == ErrorKind::Server || kind == ErrorKind::Parameter || kind == ErrorKind::NotFound)
            refusal.kind = ErrorKind::NotFound;
    }
    co_return Result<void>(fail(refusal));
}

/// New ids in the order of `uids`, empty where the server does not tell.
backend::Task<QList<RemoteMessageId>> ImapBackend::moveUids(
    RemoteFolderId folder, QList<quint32> uids, RemoteFolderId target)
{
    using Moved = Result<QList<RemoteMessageId>>;
    const bool moves = m_line.connection().has("MOVE");
    QHash<quint32, RemoteMessageId> byUid;
    const auto note = [&byUid](const Response &status) {
        const std::optional<CopyUids> copied = readCopyUids(status);
        for (qsizetype i = 0; copied && i < std::min(copied->source.size(), copied->target.size()); ++i)
            byUid.insert(copied->source.at(i), messageId(copied->uidValidity, copied->target.at(i)));
    };
    for (const QByteArray &set : sequenceSets(uids)) {
        CommandText text = command((moves ? "UID MOVE "_ba : "UID COPY "_ba) + set + ' ');
        text.mailbox(target.value());
        Result<Answer> answer = co_await m_line.run(text);
        if (!answer) {
            const Error refusal = answer.error();
            const Result<void> reason = co_await explained(target, refusal);
            co_return Moved(fail(reason.error()));
        }
        for (const Response &response : std::as_const(answer->untagged))
            note(response);
        note(answer->status);
    }
    if (!moves) {
        Result<void> removed = co_await expunge(uids);
        if (!removed)
            co_return Moved(fail(removed.error()));
    }
    m_listing.forgetStatus(folder.value());
    m_listing.forgetStatus(target.value());
    QList<RemoteMessageId> ids;
    for (const quint32 uid : std::as_const(uids))
        ids.append(byUid.value(uid));
    co_return Moved(ids);
}

backend::Task<void> ImapBackend::remove(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    return twice<void>([=, this] { return removeOnce(folder, ids); });
}

backend::Task<void> ImapBackend::removeOnce(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    Result<Held> held = co_await hold(folder, ids);
    if (!held)
        co_return Result<void>(fail(held.error()));
    Result<void> removed = co_await expunge(held->uids);
    if (removed)
        m_opened.forget(folder, ids);
    m_listing.forgetStatus(folder.value());
    co_return Result<void>(removed);
}

/// Deletes these and no others: without UIDPLUS what other clients have marked is unmarked meanwhile.
backend::Task<void> ImapBackend::expunge(QList<quint32> uids)
{
    QList<quint32> others;
    const bool byUid = m_line.connection().has("UIDPLUS");
    if (!byUid) {
        const CommandText marked = command("UID SEARCH DELETED"_ba);
        Result<Answer> answer = co_await m_line.run(marked);
        if (!answer)
            co_return Result<void>(fail(answer.error()));
        for (const Response &response : std::as_const(answer->untagged))
            others += readSearch(response).value_or(QList<quint32>());
        const QSet<quint32> ours(uids.cbegin(), uids.cend());
        others.removeIf([&](quint32 uid) { return ours.contains(uid); });
    }
    QList<CommandText> steps;
    for (const QByteArray &set : sequenceSets(others))
        steps.append(command("UID STORE " + set + " -FLAGS.SILENT (\\Deleted)"));
    for (const QByteArray &set : sequenceSets(uids)) {
        steps.append(command("UID STORE " + set + " +FLAGS.SILENT (\\Deleted)"));
        if (byUid)
            steps.append(command("UID EXPUNGE " + set));
    }
    if (!byUid)
        steps.append(command("EXPUNGE"_ba));
    for (const QByteArray &set : sequenceSets(others))
        steps.append(command("UID STORE " + set + " +FLAGS.SILENT (\\Deleted)"));
    for (const CommandText &step : std::as_const(steps)) {
        Result<Answer> answer = co_await m_line.run(step);
        if (!answer)
            co_return Result<void>(fail(answer.error()));
    }
    co_return Result<void>();
}

} // namespace qn::imap
