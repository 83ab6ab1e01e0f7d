// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/refusal.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qn::smtp {

namespace {

struct Cause
{
    ErrorKind kind = ErrorKind::Protocol;
    ErrorReason reason = ErrorReason::None;
};

bool hasAny(const QString &text, std::initializer_list<QLatin1StringView> words)
{
    return std::any_of(words.begin(), words.end(), [&](QLatin1StringView word) { return text.contains(word); });
}

bool asksForPause(const QString &text)
{
    return hasAny(text,
        {"frequency limited"_L1, "too many connections"_L1, "too frequent"_L1, "too often"_L1, "rate limit"_L1,
            "too fast"_L1, "login frequency"_L1, "too many messages"_L1});
}

Cause loginCause(const QString &text, const Reply &reply)
{
    if (text.contains("authorization code"_L1))
        return {ErrorKind::Authorization, ErrorReason::AuthorizationCodeWanted};
    // One sentence for everything says nothing of any of it.
    const bool blamesPassword = text.contains("password"_L1);
    if (!blamesPassword && (asksForPause(text) || text.contains("too many"_L1)))
        return {ErrorKind::RateLimited, ErrorReason::LoginTooOften};
    if (!blamesPassword
        && hasAny(text, {"service is not open"_L1, "not enabled"_L1, "is disabled"_L1, "has no permission"_L1}))
        return {ErrorKind::Authorization, ErrorReason::ServiceDisabled};
    if (reply.isTransient())
        return {ErrorKind::Server, ErrorReason::None};
    return {ErrorKind::Authorization, ErrorReason::LoginRefused};
}

/// What is said in the same words whatever it answers.
std::optional<Cause> commonCause(const QString &text, const Reply &reply)
{
    if (text.contains("starttls"_L1) || reply.code == 538)
        return Cause{ErrorKind::Tls, ErrorReason::TlsWanted};
    if (asksForPause(text))
        return Cause{ErrorKind::RateLimited, ErrorReason::SendingTooOften};
    if (reply.code == 530 || hasAny(text, {"authentication required"_L1, "authentication is required"_L1}))
        return Cause{ErrorKind::Authorization, ErrorReason::LoginRefused};
    if (hasAny(text,
            {"must be same as authorization user"_L1, "sender address rejected"_L1, "not owned by user"_L1,
                "sendasdenied"_L1}))
        return Cause{ErrorKind::Parameter, ErrorReason::SenderRefused};
    if (text.contains("\"from\" header"_L1) || text.contains("from header"_L1))
        return Cause{ErrorKind::Parameter, ErrorReason::FromHeaderRefused};
    if (text.contains("spam"_L1))
        return Cause{ErrorKind::Permission, ErrorReason::SpamSuspected};
    if (hasAny(text, {"content denied"_L1, "content rejected"_L1, "content is denied"_L1, "virus"_L1}))
        return Cause{ErrorKind::Permission, ErrorReason::ContentRefused};
    return {};
}

std::optional<Cause> recipientCause(const QString &text, const Reply &reply)
{
    const QByteArray detail = reply.enhanced.mid(2);
    if (detail == "2.2"
        || hasAny(text, {"mailbox full"_L1, "mailbox is full"_L1, "over quota"_L1, "quota exceeded"_L1}))
        return Cause{reply.isTransient() ? ErrorKind::Server : ErrorKind::Parameter, ErrorReason::RecipientMailboxFull};
    const bool isUnknown = detail == "1.1" || detail == "1.2" || detail == "2.1"
        || hasAny(text,
            {"mailbox unavailable"_L1, "user unknown"_L1, "unknown user"_L1, "no such user"_L1, "user not found"_L1,
                "mailbox not found"_L1, "does not exist"_L1, "non-existent"_L1});
    if (isUnknown && !reply.isTransient())
        return Cause{ErrorKind::Parameter, ErrorReason::MailboxUnavailable};
    return {};
}

std::optional<Cause> mailCause(Stage stage, const QString &text, const Reply &reply)
{
    const QByteArray detail = reply.enhanced.mid(2);
    if (detail == "3.4"
        || hasAny(text, {"message size"_L1, "too large"_L1, "too big"_L1, "size exceeds"_L1, "size limit"_L1}))
        return Cause{ErrorKind::TooLarge, ErrorReason::None};
    if (detail == "2.2" && stage != Stage::Sender)
        return recipientCause(text, reply);
    const bool limitReached =
        hasAny(text, {"quota"_L1, "daily"_L1, "sending limit"_L1, "limit exceeded"_L1, "exceeded the limit"_L1});
    if (limitReached && stage != Stage::Recipient)
        return Cause{ErrorKind::Permission, ErrorReason::QuotaExceeded};
    if (reply.code == 552 && stage != Stage::Recipient)
        return Cause{ErrorKind::TooLarge, ErrorReason::None};
    if (auto cause = recipientCause(text, reply); cause && stage != Stage::Sender)
        return cause;
    if (limitReached)
        return Cause{ErrorKind::Permission, ErrorReason::QuotaExceeded};
    return {};
}

Cause stageCause(Stage stage, const Reply &reply)
{
    if (reply.isTransient())
        return {ErrorKind::Server, ErrorReason::None};
    if (reply.code < 500)
        return {ErrorKind::Protocol, ErrorReason::None};
    switch (stage) {
    case Stage::Sender:
        return {ErrorKind::Parameter, ErrorReason::SenderRefused};
    case Stage::Recipient:
        return {ErrorKind::Parameter, ErrorReason::RecipientRefused};
    case Stage::Data:
        if (reply.enhanced.startsWith("5.6.") || reply.enhanced == "5.7.1")
            return {ErrorKind::Permission, ErrorReason::ContentRefused};
        return {ErrorKind::Parameter, ErrorReason::MailRefused};
    default:
        return {ErrorKind::Server, ErrorReason::None};
    }
}

Cause causeOf(Stage stage, const Reply &reply)
{
    const QString text = reply.text().toLower();
    if (stage == Stage::Login && !text.contains("starttls"_L1) && reply.code != 538)
        return loginCause(text, reply);
    if (const auto cause = commonCause(text, reply))
        return *cause;
    if (reply.code == 421)
        return {ErrorKind::Server, ErrorReason::None};
    if (stage != Stage::Greeting) {
        if (const auto cause = mailCause(stage, text, reply))
            return *cause;
    }
    return stageCause(stage, reply);
}

} // namespace

Error refusalError(Stage stage, const Reply &reply)
{
    const Cause cause = causeOf(stage, reply);
    Error error{cause.kind, reply.text(), cause.reason, reply.code, {}};
    if (!reply.enhanced.isEmpty())
        error.detail = QString::fromLatin1(reply.enhanced) + u' ' + error.detail;
    if (cause.kind == ErrorKind::RateLimited)
        error.retryAfter = 10min; // these servers do not tell; a quick retry makes it worse
    return error;
}

} // namespace qn::smtp
