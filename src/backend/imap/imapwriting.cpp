// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/imapbackend.h"

#include "backend/imap/logging.h"
#include "mime/messagecomposer.h"
#include "mime/messageparser.h"

#include <QTimer>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr qint64 clockSkew = 600; ///< seconds between this machine's clock and the server's
constexpr std::chrono::milliseconds lookAgain{1000};
constexpr int copiesLookedAt = 20; ///< newest messages of Sent, where a copy may be

Error gone()
{
    return Error{ErrorKind::NotFound, u"none of the messages is there any more"_s, ErrorReason::None, 0, {}};
}

/// QQ rewrites Message-ID: a mail is recognised by what it keeps.
bool isCopyOf(const MessageHeader &header, const OutgoingMessage &mail)
{
    if (!mail.messageId.isEmpty() && header.messageId == mail.messageId)
        return true;
    const auto emails = [](const QList<Address> &list) {
        QSet<QString> set;
        for (const Address &address : list)
            set.insert(address.email.toLower());
        return set;
    };
    return header.subject == mail.subject.simplified() && emails(header.to) == emails(mail.to)
        && emails(header.cc) == emails(mail.cc) && header.inReplyTo == mail.inReplyTo;
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
    if (held.uids.isEmpty())
        co_return Result<Held>(fail(gone()));
    co_return Result<Held>(std::move(held));
}

backend::Task<void> ImapBackend::setFlags(
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
    using Moved = Result<QList<RemoteMessageId>>;
    Result<Held> held = co_await hold(folder, ids);
    if (!held)
        co_return Moved(fail(held.error()));
    const quint32 validity = m_line.selected()->uidValidity;
    Result<QList<RemoteMessageId>> moved = co_await moveUids(folder, held->uids, target);
    if (!moved)
        co_return Moved(fail(moved.error()));
    QHash<RemoteMessageId, RemoteMessageId> byOld;
    for (qsizetype i = 0; i < std::min(held->uids.size(), moved->size()); ++i)
        byOld.insert(messageId(validity, held->uids.at(i)), moved->at(i));
    QList<RemoteMessageId> inOrder;
    for (const RemoteMessageId &id : std::as_const(ids))
        inOrder.append(byOld.value(id));
    co_return Moved(inOrder);
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
        if (!answer)
            co_return Moved(fail(answer.error()));
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
    Result<Held> held = co_await hold(folder, ids);
    if (!held)
        co_return Result<void>(fail(held.error()));
    Result<void> removed = co_await expunge(held->uids);
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

backend::Task<RemoteMessageId> ImapBackend::append(RemoteFolderId folder, QByteArray source, MessageFlags flags)
{
    if (source.isEmpty())
        co_return Result<RemoteMessageId>(fail(ErrorKind::Parameter, u"an empty message"_s));
    const QDateTime date = mime::parseHeader(source).date;
    Result<RemoteMessageId> id = co_await appendTo(folder, source, flags, date);
    co_return Result<RemoteMessageId>(id);
}

backend::Task<RemoteMessageId> ImapBackend::appendTo(
    RemoteFolderId folder, QByteArray source, MessageFlags flags, QDateTime date)
{
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<RemoteMessageId>(fail(pass.error()));
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

backend::Task<RemoteFolderId> ImapBackend::folderFor(FolderRole role)
{
    if (!m_roles.contains(role)) {
        Result<QList<Folder>> listed = co_await folders();
        if (!listed)
            co_return Result<RemoteFolderId>(fail(listed.error()));
    }
    if (!m_roles.contains(role))
        co_return Result<RemoteFolderId>(fail(ErrorKind::NotFound, u"the server has no folder for this"_s));
    co_return Result<RemoteFolderId>(m_roles.value(role));
}

backend::Task<RemoteMessageId> ImapBackend::saveDraft(OutgoingMessage draft, RemoteMessageId previous)
{
    if (draft.from.email.isEmpty())
        draft.from = m_owner;
    const QDateTime now = m_clock.now();
    const Result<QByteArray> source = mime::composeMessage(draft, now, mime::ComposeFor::Draft);
    if (!source)
        co_return Result<RemoteMessageId>(fail(source.error()));
    Result<RemoteFolderId> drafts = co_await folderFor(FolderRole::Drafts);
    if (!drafts)
        co_return Result<RemoteMessageId>(fail(drafts.error()));
    Result<RemoteMessageId> saved = co_await appendTo(*drafts, *source, MessageFlag::Draft | MessageFlag::Seen, now);
    if (saved && !previous.isEmpty()) {
        const QList<RemoteMessageId> old{previous};
        Result<void> removed = co_await remove(*drafts, old);
        if (!removed && removed.error().kind != ErrorKind::NotFound)
            qCInfo(logImap) << "the former copy of a draft stays:" << removed.error().detail;
    }
    co_return Result<RemoteMessageId>(saved);
}

backend::Task<SendReceipt> ImapBackend::send(OutgoingMessage mail)
{
    if (!mail.idempotencyKey.isEmpty() && m_sent.contains(mail.idempotencyKey))
        co_return Result<SendReceipt>(SendReceipt{m_sent.value(mail.idempotencyKey), {}});
    if (mail.from.email.isEmpty())
        mail.from = m_owner;
    if (mail.messageId.isEmpty())
        mail.messageId = mime::makeMessageId(mail.from);
    const QList<Address> everybody = mail.to + mail.cc + mail.bcc;
    if (everybody.isEmpty()) {
        co_return Result<SendReceipt>(
            fail(ErrorKind::Parameter, u"No recipient that mail can be sent to"_s, ErrorReason::RecipientRefused));
    }
    const QDateTime now = m_clock.now();
    const Result<QByteArray> delivered = mime::composeMessage(mail, now);
    if (!delivered)
        co_return Result<SendReceipt>(fail(delivered.error()));
    const smtp::Envelope envelope{mail.from.email, everybody};
    Result<SendReceipt> receipt = co_await m_smtp.send(envelope, *delivered);
    if (!receipt)
        co_return Result<SendReceipt>(fail(receipt.error()));
    // From here on the mail is out: nothing that fails now may make anybody send it again.
    m_sent.insert(mail.idempotencyKey, RemoteMessageId());
    Result<RemoteMessageId> copy = co_await fileCopy(mail, now);
    if (copy)
        receipt->sentId = *copy;
    else
        qCInfo(logImap) << "no copy of a sent mail could be filed:" << copy.error().detail;
    m_sent.insert(mail.idempotencyKey, receipt->sentId);
    co_return Result<SendReceipt>(receipt);
}

/// The copy in Sent, exactly once: many servers file one by themselves.
backend::Task<RemoteMessageId> ImapBackend::fileCopy(OutgoingMessage mail, QDateTime date)
{
    Result<RemoteFolderId> folder = co_await folderFor(FolderRole::Sent);
    if (!folder)
        co_return Result<RemoteMessageId>(fail(folder.error()));
    const QDeadlineTimer end(m_settings.savesSent ? m_options.sentGrace : std::chrono::milliseconds(0));
    for (;;) {
        Result<RemoteMessageId> found = co_await findCopy(mail, date);
        if (!found || !found->isEmpty())
            co_return Result<RemoteMessageId>(found);
        if (end.hasExpired())
            break;
        net::Completion pause;
        QTimer::singleShot(lookAgain, &pause, &net::Completion::finish);
        m_pause = &pause;
        co_await net::waitFor(&pause);
    }
    const Result<QByteArray> copy = mime::composeMessage(mail, date, mime::ComposeFor::OwnCopy);
    if (!copy)
        co_return Result<RemoteMessageId>(fail(copy.error()));
    Result<RemoteMessageId> id = co_await appendTo(*folder, *copy, MessageFlag::Seen, date);
    co_return Result<RemoteMessageId>(id);
}

/// Looks at the newest messages of Sent. Empty: it is not there.
backend::Task<RemoteMessageId> ImapBackend::findCopy(OutgoingMessage mail, QDateTime since)
{
    Result<RemoteFolderId> folder = co_await folderFor(FolderRole::Sent);
    if (!folder)
        co_return Result<RemoteMessageId>(fail(folder.error()));
    Result<ChangePage> newest = co_await changes(*folder, {}, copiesLookedAt);
    if (!newest)
        co_return Result<RemoteMessageId>(fail(newest.error()));
    for (const MessageHeader &header : std::as_const(newest->upserted)) {
        const bool isRecent = !since.isValid() || header.date.secsTo(since) < clockSkew;
        if (isRecent && isCopyOf(header, mail))
            co_return Result<RemoteMessageId>(header.remoteId);
    }
    co_return Result<RemoteMessageId>(RemoteMessageId());
}

backend::Task<std::optional<SendReceipt>> ImapBackend::findSent(OutgoingMessage mail)
{
    using Found = std::optional<SendReceipt>;
    if (m_sent.contains(mail.idempotencyKey))
        co_return Result<Found>(Found(SendReceipt{m_sent.value(mail.idempotencyKey), {}}));
    Result<RemoteMessageId> copy = co_await findCopy(mail, QDateTime());
    if (!copy)
        co_return Result<Found>(fail(copy.error()));
    if (copy->isEmpty()) // SMTP cannot tell: only a copy proves anything
        co_return Result<Found>(fail(ErrorKind::Unsupported, u"the server does not tell whether it took the mail"_s));
    co_return Result<Found>(Found(SendReceipt{*copy, {}}));
}

} // namespace qn::imap
