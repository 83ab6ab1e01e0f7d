// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/answererror.h"

#include "mime/charset.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr qsizetype longestWords = 300;

/// RFC 5530 and RFC 9051 7.1: what a code says, whatever the words.
std::optional<Error> byCode(const Response &status, const QString &words)
{
    static const QHash<QByteArray, std::pair<ErrorKind, ErrorReason>> kinds = {
        {"AUTHENTICATIONFAILED"_ba, {ErrorKind::Authorization, ErrorReason::LoginRefused}},
        {"AUTHORIZATIONFAILED"_ba, {ErrorKind::Authorization, ErrorReason::LoginRefused}},
        {"EXPIRED"_ba, {ErrorKind::Authorization, ErrorReason::LoginRefused}},
        {"PRIVACYREQUIRED"_ba, {ErrorKind::Tls, ErrorReason::StartTlsMissing}},
        {"CONTACTADMIN"_ba, {ErrorKind::Permission, ErrorReason::None}},
        {"NOPERM"_ba, {ErrorKind::Permission, ErrorReason::None}},
        {"INUSE"_ba, {ErrorKind::Conflict, ErrorReason::None}},
        {"UNAVAILABLE"_ba, {ErrorKind::Server, ErrorReason::None}},
        {"SERVERBUG"_ba, {ErrorKind::Server, ErrorReason::None}},
        {"OVERQUOTA"_ba, {ErrorKind::TooLarge, ErrorReason::QuotaExceeded}},
        {"TOOBIG"_ba, {ErrorKind::TooLarge, ErrorReason::None}},
        {"LIMIT"_ba, {ErrorKind::RateLimited, ErrorReason::None}},
        {"NONEXISTENT"_ba, {ErrorKind::NotFound, ErrorReason::None}},
        {"TRYCREATE"_ba, {ErrorKind::NotFound, ErrorReason::None}},
        {"ALREADYEXISTS"_ba, {ErrorKind::Conflict, ErrorReason::None}},
        {"CANNOT"_ba, {ErrorKind::Parameter, ErrorReason::None}},
    };
    const auto found = kinds.constFind(status.code);
    if (found == kinds.constEnd())
        return {};
    return Error{found->first, words, found->second, 0, {}};
}

} // namespace

QString serverWords(const QByteArray &text)
{
    QString words = mime::decodeUnlabelled(text.left(4 * longestWords)).simplified();
    words.removeIf([](QChar c) { return !c.isPrint(); });
    return words.left(longestWords);
}

Error errorOf(const Response &status)
{
    const QString words = serverWords(status.text);
    if (const std::optional<Error> known = byCode(status, words))
        return *known;
    const QByteArray lower = status.text.toLower();
    if (lower.contains("exceeded") && lower.contains("mail length"))
        return Error{ErrorKind::TooLarge, words, ErrorReason::None, 0, {}};
    if (lower.contains("doesn't exist") || lower.contains("does not exist") || lower.contains("no such mailbox")
        || lower.contains("unknown mailbox") || lower.contains("folder not exist"))
        return Error{ErrorKind::NotFound, words, ErrorReason::None, 0, {}};
    if (lower.contains("frequency") || lower.contains("too many") || lower.contains("limited"))
        return Error{ErrorKind::RateLimited, words, ErrorReason::None, 0, {}};
    return Error{status.name == "BAD" ? ErrorKind::Parameter : ErrorKind::Server, words, ErrorReason::None, 0, {}};
}

Error loginError(const Response &status)
{
    const QString words = serverWords(status.text);
    const std::optional<Error> known = byCode(status, words);
    if (known && known->kind != ErrorKind::Authorization)
        return *known;
    const QByteArray lower = status.text.toLower();
    // QQ's one sentence for everything names the frequency too; only a sentence of its own is that.
    if (lower.contains("frequency") && !lower.contains("password") && !lower.contains("service"))
        return Error{ErrorKind::RateLimited, words, ErrorReason::LoginTooOften, 0, {}};
    return Error{ErrorKind::Authorization, words, ErrorReason::LoginRefused, 0, {}};
}

} // namespace qn::imap
