// SPDX-License-Identifier: GPL-3.0-or-later
// A mail that goes out, and its copy in Sent.
#include "backend/imap/imapbackend.h"
#include "mime/messagecomposer.h"
#include "mime/messageparser.h"

#include <QTimer>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr std::chrono::milliseconds lookPause{1000};
constexpr int copiesLookedAt = 50; ///< newest messages of Sent, where a copy may be

QSet<QString> emails(const QList<Address> &list)
{
    QSet<QString> set;
    for (const Address &address : list)
        set.insert(address.email.toLower());
    return set;
}

/// QQ rewrites Message-ID, and other servers may drop fields that they do not know: then a copy is one that says the same
/// to the same people at the same second. `date` invalid: only what is certain counts.
bool isCopyOf(const QByteArray &header, const OutgoingMessage &mail, const QDateTime &date)
{
    const QByteArray mark = mime::readOwnMark(header);
    if (!mark.isEmpty())
        return mark == mime::ownMark(mail);
    const MessageHeader read = mime::parseHeader(header);
    if (!mail.messageId.isEmpty() && read.messageId == mail.messageId)
        return true;
    return date.isValid() && read.date.toSecsSinceEpoch() == date.toSecsSinceEpoch() && read.subject == mail.subject.simplified()
        && emails(read.to) == emails(mail.to) && emails(read.cc) == emails(mail.cc);
}

} // namespace

backend::Task<RemoteFolderId> ImapBackend::folderFor(FolderRole role)
{
    if (!m_roles.contains(role)) {
        Result<QList<Folder>> listed = co_await folders();
        if (!listed)
            co_return Result<RemoteFolderId>(fail(listed.error()));
        m_listing.forgetAllStatus(); // whoever lists a folder next does not come at once
    }
    if (!m_roles.contains(role))
        co_return Result<RemoteFolderId>(fail(ErrorKind::NotFound, u"the server has no folder for this"_s));
    co_return Result<RemoteFolderId>(m_roles.value(role));
}

backend::Task<SendReceipt> ImapBackend::send(OutgoingMessage mail)
{
    if (!mail.idempotencyKey.isEmpty() && m_sent.contains(mail.idempotencyKey))
        co_return Result<SendReceipt>(m_sent.value(mail.idempotencyKey).receipt);
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
    m_sent.insert(mail.idempotencyKey, SentMail{*receipt, mail.messageId, now});
    co_return Result<SendReceipt>(receipt);
}

/// The copy in Sent, exactly once: many servers file one by themselves, and so may an earlier attempt of ours have done.
backend::Task<RemoteMessageId> ImapBackend::fileSent(OutgoingMessage mail)
{
    return twice<RemoteMessageId>([=, this] { return fileSentOnce(mail); });
}

backend::Task<RemoteMessageId> ImapBackend::fileSentOnce(OutgoingMessage mail)
{
    const SentMail known = m_sent.value(mail.idempotencyKey);
    if (!known.receipt.sentId.isEmpty())
        co_return Result<RemoteMessageId>(known.receipt.sentId);
    if (mail.from.email.isEmpty())
        mail.from = m_owner;
    if (mail.messageId.isEmpty())
        mail.messageId = known.messageId;
    const QDateTime date = known.date.isValid() ? known.date : m_clock.now();
    Result<RemoteFolderId> folder = co_await folderFor(FolderRole::Sent);
    if (!folder)
        co_return Result<RemoteMessageId>(fail(folder.error()));
    const int aborts = m_aborts;
    const QDeadlineTimer end(m_settings.savesSent ? m_options.sentGrace : std::chrono::milliseconds(0));
    for (;;) {
        Result<RemoteMessageId> settled = co_await fileOnce(*folder, mail, date, end.hasExpired());
        if (settled && !settled->isEmpty() && m_sent.contains(mail.idempotencyKey))
            m_sent[mail.idempotencyKey].receipt.sentId = *settled;
        if (!settled || !settled->isEmpty() || end.hasExpired())
            co_return Result<RemoteMessageId>(settled);
        net::Completion pause;
        const std::chrono::milliseconds left(end.remainingTime());
        QTimer::singleShot(std::min(lookPause, left), &pause, &net::Completion::finish);
        m_pause = &pause;
        co_await net::waitFor(&pause);
        if (m_aborts != aborts)
            co_return Result<RemoteMessageId>(fail(ErrorKind::Canceled, u"canceled"_s));
    }
}

/// Looks for the copy and, where it `mayAppend`, makes one: without a gap in which another command could make it too.
backend::Task<RemoteMessageId> ImapBackend::fileOnce(
    RemoteFolderId folder, OutgoingMessage mail, QDateTime date, bool mayAppend)
{
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<RemoteMessageId>(fail(pass.error()));
    Result<RemoteMessageId> found = co_await findCopy(folder, mail, date);
    if (!found || !found->isEmpty() || !mayAppend)
        co_return Result<RemoteMessageId>(found);
    const Result<QByteArray> copy = mime::composeMessage(mail, date, mime::ComposeFor::OwnCopy);
    if (!copy)
        co_return Result<RemoteMessageId>(fail(copy.error()));
    Result<RemoteMessageId> id = co_await appendTo(folder, *copy, MessageFlag::Seen, date);
    if (id && id->isEmpty()) { // without UIDPLUS
        Result<RemoteMessageId> named = co_await findCopy(folder, mail, date);
        co_return Result<RemoteMessageId>(named ? *named : RemoteMessageId());
    }
    co_return Result<RemoteMessageId>(id);
}

/// Looks at the newest messages of Sent. Empty: it is not there. The caller has entered the line.
backend::Task<RemoteMessageId> ImapBackend::findCopy(RemoteFolderId folder, OutgoingMessage mail, QDateTime date)
{
    Result<QList<Fetched>> newest = co_await newestHeaders(folder, copiesLookedAt);
    if (!newest)
        co_return Result<RemoteMessageId>(fail(newest.error()));
    const quint32 validity = std::max<quint32>(m_line.selected()->uidValidity, 1);
    for (const Fetched &one : std::as_const(*newest)) {
        if (isCopyOf(*one.header, mail, date))
            co_return Result<RemoteMessageId>(messageId(validity, one.uid));
    }
    co_return Result<RemoteMessageId>(RemoteMessageId());
}

backend::Task<std::optional<SendReceipt>> ImapBackend::findSent(OutgoingMessage mail)
{
    return twice<std::optional<SendReceipt>>([=, this] { return findSentOnce(mail); });
}

backend::Task<std::optional<SendReceipt>> ImapBackend::findSentOnce(OutgoingMessage mail)
{
    using Found = std::optional<SendReceipt>;
    if (m_sent.contains(mail.idempotencyKey))
        co_return Result<Found>(Found(m_sent.value(mail.idempotencyKey).receipt));
    Result<RemoteFolderId> folder = co_await folderFor(FolderRole::Sent);
    if (!folder)
        co_return Result<Found>(fail(folder.error()));
    Result<std::shared_ptr<Line::Pass>> pass = co_await m_line.enter();
    if (!pass)
        co_return Result<Found>(fail(pass.error()));
    Result<RemoteMessageId> copy = co_await findCopy(*folder, mail, QDateTime());
    if (!copy)
        co_return Result<Found>(fail(copy.error()));
    if (copy->isEmpty()) // SMTP cannot tell: only a copy proves anything
        co_return Result<Found>(fail(ErrorKind::Unsupported, u"the server does not tell whether it took the mail"_s));
    co_return Result<Found>(Found(SendReceipt{*copy, {}}));
}

} // namespace qn::imap
