// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/dialogue.h"
#include "backend/smtp/mailstream.h"
#include "core/addressparser.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::smtp {

namespace {

/// An address as a path (RFC 5321 4.1.2), its domain in ASCII. Empty where it cannot be one.
QByteArray path(const QString &email)
{
    const QString trimmed = email.trimmed();
    const qsizetype at = trimmed.lastIndexOf(u'@');
    const bool isSafe = isValidEmail(trimmed) && std::none_of(trimmed.begin(), trimmed.end(), [](QChar c) {
        return c <= u' ' || c == u'<' || c == u'>' || c == u'\x7f';
    });
    if (!isSafe || at <= 0)
        return {};
    const QString domain = trimmed.mid(at + 1);
    const bool isAscii = std::all_of(domain.begin(), domain.end(), [](QChar c) { return c.unicode() < 128; });
    const QByteArray ace = isAscii ? domain.toLatin1() : QUrl::toAce(domain);
    return ace.isEmpty() ? QByteArray() : trimmed.left(at).toUtf8() + '@' + ace;
}

bool isAscii(const QByteArray &bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
}

/// The commands of one mail.
struct Plan
{
    QByteArray mail; ///< MAIL …
    QList<QByteArray> recipients; ///< RCPT …, as in Envelope::to
    qint64 size = 0; ///< of the mail, dots not stuffed
    bool chunks = false;
};

Result<Plan> planFor(const Extensions &offered, const Envelope &envelope, const QByteArray &source, bool mayChunk)
{
    const QByteArray from = path(envelope.from);
    if (from.isEmpty())
        return fail(ErrorKind::Parameter, u"the sender's address is none"_s, ErrorReason::SenderRefused);
    if (envelope.to.isEmpty())
        return fail(ErrorKind::Parameter, u"nobody to send to"_s, ErrorReason::RecipientRefused);
    Plan plan;
    bool needsUtf8 = !isAscii(from);
    for (const Address &address : envelope.to) {
        const QByteArray to = path(address.email);
        if (to.isEmpty())
            return fail(ErrorKind::Parameter, u"a recipient's address is none"_s, ErrorReason::RecipientRefused);
        needsUtf8 |= !isAscii(to);
        const bool reports = envelope.wantsReport && offered.dsn;
        plan.recipients.append("RCPT TO:<" + to + '>' + (reports ? " NOTIFY=SUCCESS,FAILURE,DELAY" : ""));
    }
    if (needsUtf8 && !offered.smtpUtf8)
        return fail(ErrorKind::Unsupported, u"the server does not offer SMTPUTF8"_s, ErrorReason::AddressUnsupported);
    plan.size = MailStream::length(source);
    if (offered.size > 0 && plan.size > offered.size)
        return fail(ErrorKind::TooLarge, u"%1 bytes, and the server takes %2"_s.arg(plan.size).arg(offered.size));
    plan.mail = "MAIL FROM:<" + from + '>';
    if (offered.size > 0)
        plan.mail += " SIZE=" + QByteArray::number(plan.size);
    if (offered.eightBitMime && (needsUtf8 || !isAscii(source)))
        plan.mail += " BODY=8BITMIME";
    if (needsUtf8)
        plan.mail += " SMTPUTF8";
    if (envelope.wantsReport && offered.dsn)
        plan.mail += " RET=HDRS";
    plan.chunks = offered.chunking && mayChunk;
    return plan;
}

/// What became of MAIL and each RCPT.
struct Acceptance
{
    SendReceipt receipt;
    std::optional<Error> firstRefusal;
    qsizetype accepted = 0;
};

void addRecipient(Acceptance &acceptance, const Address &address, const Reply &reply)
{
    if (reply.isPositive()) {
        ++acceptance.accepted;
        return;
    }
    const Error error = refusalError(Stage::Recipient, reply);
    acceptance.receipt.refused.append({address, error.detail});
    // Worth a retry if one of them is.
    if (!acceptance.firstRefusal || (error.isTransient() && !acceptance.firstRefusal->isTransient()))
        acceptance.firstRefusal = error;
}

/// Says MAIL, all RCPT and, if wanted, DATA: in one breath where the server allows that (RFC 2920), else one by one.
QCoro::Task<Result<Acceptance>> announce(Dialogue *dialogue, Plan plan, Envelope envelope, bool pipelining)
{
    const auto longest = dialogue->options.timeouts.command;
    if (pipelining)
        dialogue->say(plan.mail + "\r\n" + plan.recipients.join("\r\n") + "\r\n" + (plan.chunks ? "" : "DATA\r\n"));
    else
        dialogue->say(plan.mail + "\r\n");
    Acceptance acceptance;
    const auto sender = co_await dialogue->reply(longest, Stage::Sender);
    if (!sender)
        co_return fail(sender.error());
    if (!sender->isPositive())
        co_return fail(refusalError(Stage::Sender, *sender));
    for (qsizetype i = 0; i < plan.recipients.size(); ++i) {
        if (!pipelining)
            dialogue->say(plan.recipients[i] + "\r\n");
        const auto recipient = co_await dialogue->reply(longest, Stage::Recipient);
        if (!recipient)
            co_return fail(recipient.error());
        addRecipient(acceptance, envelope.to[i], *recipient);
    }
    co_return Result<Acceptance>(std::move(acceptance));
}

/// Until the server is ready for the data. Nobody accepted: the error is theirs, and an eager server gets an empty mail
/// for nobody (RFC 2920 3.1).
QCoro::Task<Result<void>> beginData(Dialogue *dialogue, Acceptance acceptance, bool isSaid)
{
    const bool nobody = acceptance.accepted == 0;
    if (nobody && !isSaid)
        co_return fail(*acceptance.firstRefusal);
    if (!isSaid)
        dialogue->say("DATA\r\n");
    const auto go = co_await dialogue->reply(dialogue->options.timeouts.dataStart, Stage::Data);
    if (nobody) {
        if (go && go->code == 354)
            dialogue->say(".\r\n");
        co_return fail(*acceptance.firstRefusal);
    }
    if (!go)
        co_return fail(go.error());
    if (go->code != 354)
        co_return fail(refusalError(Stage::Data, *go));
    co_return Result<void>();
}

/// A server that answers before it has everything does not want the mail, whatever it says.
Result<void> refusedEarly(Dialogue *dialogue)
{
    const auto early = dialogue->earlyReply();
    if (!early)
        return fail(early.error());
    if (!*early)
        return {};
    dialogue->channel.close();
    return fail(refusalError(Stage::Data, **early));
}

QCoro::Task<Result<void>> upload(Dialogue *dialogue, QByteArray source, Plan plan)
{
    constexpr qint64 ahead = 256 * 1024;
    const QByteArray end = plan.chunks ? QByteArray() : ".\r\n"_ba;
    MailStream stream(source, plan.chunks ? MailStream::Dots::AsTheyAre : MailStream::Dots::Stuffed);
    if (plan.chunks)
        dialogue->say("BDAT " + QByteArray::number(plan.size) + " LAST\r\n");
    QByteArray piece = stream.next();
    while (!piece.isEmpty()) {
        const QByteArray following = stream.next();
        if (following.isEmpty() && plan.chunks)
            dialogue->setEndSaid();
        dialogue->say(piece);
        piece = following;
        const auto flushed = co_await dialogue->channel.flushed(ahead);
        const auto early = dialogue->mayHaveArrived() ? Result<void>() : refusedEarly(dialogue);
        if (!early)
            co_return fail(early.error());
        if (!flushed)
            co_return fail(flushed.error());
        emit dialogue->progress(
            std::max<qint64>(0, stream.position() - piece.size() - dialogue->channel.bytesToWrite()), source.size());
    }
    dialogue->setEndSaid();
    dialogue->say(end);
    const auto flushed = co_await dialogue->channel.flushed();
    if (!flushed)
        co_return fail(flushed.error());
    emit dialogue->progress(source.size(), source.size());
    co_return Result<void>();
}

/// An error after which the server may have the mail says so.
Error uncertain(const Dialogue *dialogue, Error error)
{
    if (dialogue->mayHaveArrived())
        error.reason = ErrorReason::SendOutcomeUnknown;
    return error;
}

} // namespace

QCoro::Task<Result<SendReceipt>> deliver(
    Dialogue *dialogue, Extensions extensions, Envelope envelope, QByteArray source)
{
    const auto plan = planFor(extensions, envelope, source, dialogue->options.chunking);
    if (!plan)
        co_return fail(plan.error());
    const auto acceptance = co_await announce(dialogue, *plan, envelope, extensions.pipelining);
    if (!acceptance)
        co_return fail(acceptance.error());
    if (plan->chunks && acceptance->accepted == 0)
        co_return fail(*acceptance->firstRefusal);
    if (!plan->chunks) {
        const auto begun = co_await beginData(dialogue, *acceptance, extensions.pipelining);
        if (!begun)
            co_return fail(begun.error());
    }
    const auto uploaded = co_await upload(dialogue, source, *plan);
    if (!uploaded && !dialogue->mayHaveArrived()) {
        dialogue->channel.close(); // nothing more may be said: it would be taken for the mail's rest
        co_return fail(uploaded.error());
    }
    // Even where the line broke the server's word may have come before.
    const auto word = co_await dialogue->reply(dialogue->options.timeouts.dataEnd, Stage::Data);
    if (!word && word.error().code == 0)
        co_return fail(uncertain(dialogue, word.error()));
    dialogue->setEndAnswered();
    if (!word)
        co_return fail(word.error());
    if (!word->isPositive())
        co_return fail(refusalError(Stage::Data, *word));
    co_return Result<SendReceipt>(acceptance->receipt);
}

} // namespace qn::smtp
