// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/wireerror.h"

#include "api/json.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace qn::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct KindName
{
    ErrorKind kind;
    QLatin1String name;
    int status;
};
/// What a server may tell. The rest of ErrorKind is about the caller's own side and travels as "server".
constexpr KindName kinds[] = {
    {ErrorKind::Parameter, "parameter"_L1, 400},
    {ErrorKind::Authorization, "authorization"_L1, 401},
    {ErrorKind::Permission, "permission"_L1, 403},
    {ErrorKind::NotFound, "not_found"_L1, 404},
    {ErrorKind::Unsupported, "unsupported"_L1, 405},
    {ErrorKind::Conflict, "conflict"_L1, 409},
    {ErrorKind::TooLarge, "too_large"_L1, 413},
    {ErrorKind::RateLimited, "rate_limited"_L1, 429},
    {ErrorKind::Server, "server"_L1, 500},
};

struct ReasonName
{
    ErrorReason reason;
    QLatin1String name;
};
constexpr ReasonName reasons[] = {
    {ErrorReason::SignInExpired, "sign_in_expired"_L1},
    {ErrorReason::SendOutcomeUnknown, "send_outcome_unknown"_L1},
    {ErrorReason::RecipientRefused, "recipient_refused"_L1},
    {ErrorReason::SenderRefused, "sender_refused"_L1},
    {ErrorReason::ContentRefused, "content_refused"_L1},
    {ErrorReason::QuotaExceeded, "quota_exceeded"_L1},
};

struct CodeRange
{
    int first, last;
    ErrorKind kind;
    ErrorReason reason;
};
/// From Tencent's published lists for WeCom/Exmail and QQ Connect.
constexpr CodeRange codes[] = {
    {-1, -1, ErrorKind::Server, ErrorReason::None},
    {40001, 40001, ErrorKind::Authorization, ErrorReason::None},
    {40014, 40014, ErrorKind::Authorization, ErrorReason::None},
    {40029, 40029, ErrorKind::Authorization, ErrorReason::SignInExpired},
    {42001, 42001, ErrorKind::Authorization, ErrorReason::None},
    {42002, 42003, ErrorKind::Authorization, ErrorReason::SignInExpired},
    {45001, 45002, ErrorKind::TooLarge, ErrorReason::None},
    {45009, 45009, ErrorKind::RateLimited, ErrorReason::None},
    {45011, 45011, ErrorKind::RateLimited, ErrorReason::None},
    {45033, 45033, ErrorKind::RateLimited, ErrorReason::None},
    {48002, 48002, ErrorKind::Permission, ErrorReason::None},
    {50001, 50001, ErrorKind::Authorization, ErrorReason::SignInExpired},
    {60011, 60011, ErrorKind::Permission, ErrorReason::None},
    {100001, 100010, ErrorKind::Authorization, ErrorReason::InvalidClient},
    {100013, 100016, ErrorKind::Authorization, ErrorReason::None},
    {100019, 100021, ErrorKind::Authorization, ErrorReason::CodeExpired},
    {100030, 100030, ErrorKind::Permission, ErrorReason::None},
};

/// The server's words for the log: short, and without anything that could be a token or an address.
QString harmless(QString message)
{
    static const QRegularExpression tokenLike(u"[A-Za-z0-9_\\-+/=.]{20,}"_s);
    static const QRegularExpression addressLike(u"\\S+@\\S+"_s);
    return message.replace(addressLike, u"***"_s).replace(tokenLike, u"***"_s).simplified().left(200);
}

Error errorFromStatus(int status)
{
    const QString detail = u"HTTP status %1"_s.arg(status);
    for (const KindName &kind : kinds) {
        if (kind.status == status && kind.kind != ErrorKind::Unsupported)
            return Error{kind.kind, detail, ErrorReason::None, status, {}};
    }
    switch (status) {
    case 408:
        return Error{ErrorKind::Timeout, detail, ErrorReason::None, status, {}};
    case 407: // a proxy's
        return Error{ErrorKind::Network, detail, ErrorReason::None, status, {}};
    case 412:
        return Error{ErrorKind::Conflict, detail, ErrorReason::None, status, {}};
    case 410:
        return Error{ErrorKind::NotFound, detail, ErrorReason::None, status, {}};
    case 501:
        return Error{ErrorKind::Unsupported, detail, ErrorReason::None, status, {}};
    default:
        break;
    }
    if (status >= 500)
        return Error{ErrorKind::Server, detail, ErrorReason::None, status, {}};
    if (status >= 400)
        return Error{ErrorKind::Parameter, detail, ErrorReason::None, status, {}};
    return Error{ErrorKind::Protocol, detail, ErrorReason::None, status, {}};
}

/// RFC 6750 3.1.
ErrorKind kindOfOAuthError(const QString &name)
{
    if (name == "invalid_token"_L1 || name == "invalid_grant"_L1)
        return ErrorKind::Authorization;
    return name == "insufficient_scope"_L1 ? ErrorKind::Permission : ErrorKind::Parameter;
}

std::optional<int> codeIn(const QJsonObject &answer, QLatin1String key)
{
    const QJsonValue value = answer.value(key);
    bool isNumber = value.isDouble();
    const int code = isNumber ? value.toInt(-2) : value.toString().toInt(&isNumber);
    return isNumber ? std::optional(code) : std::nullopt;
}

/// What this project's own server adds to an error.
void refine(Error &error, const QJsonObject &answer)
{
    const QString kindName = answer.value("kind"_L1).toString();
    for (const KindName &kind : kinds) {
        if (kind.name == kindName)
            error.kind = kind.kind;
    }
    const QString reasonName = answer.value("reason"_L1).toString();
    for (const ReasonName &reason : reasons) {
        if (reason.name == reasonName)
            error.reason = reason.reason;
    }
}

} // namespace

Error errorFromErrcode(int code, const QString &message)
{
    Error error{ErrorKind::Parameter, u"errcode %1"_s.arg(code), ErrorReason::None, code, {}};
    if (!message.isEmpty())
        error.detail += u": "_s + harmless(message);
    for (const CodeRange &range : codes) {
        if (code >= range.first && code <= range.last) {
            error.kind = range.kind;
            error.reason = range.reason;
        }
    }
    if (error.kind == ErrorKind::RateLimited)
        error.retryAfter = 60s;
    return error;
}

std::optional<Error> errorInside(const QJsonObject &answer)
{
    const QString words =
        answer.value("errmsg"_L1)
            .toString(answer.value("error_description"_L1).toString(answer.value("msg"_L1).toString()));
    for (const QLatin1String key : {"errcode"_L1, "error"_L1}) {
        const auto code = codeIn(answer, key);
        if (!code || *code == 0)
            continue;
        Error error = errorFromErrcode(*code, words);
        refine(error, answer);
        return error;
    }
    const auto ret = codeIn(answer, "ret"_L1);
    if (ret && *ret != 0 && answer.contains("msg"_L1))
        return errorFromErrcode(*ret, words);
    const QString name = answer.value("error"_L1).toString();
    if (name.isEmpty())
        return std::nullopt;
    return Error{kindOfOAuthError(name), harmless(name + u": "_s + words), ErrorReason::None, 0, {}};
}

Error errorFromAnswer(int status, const QByteArray &body, std::optional<std::chrono::milliseconds> retryAfter)
{
    Error error = errorFromStatus(status);
    if (body.size() < 64 * 1024 && !body.trimmed().isEmpty()) {
        const auto inside = readAnswer(body);
        // A body that cannot be read says nothing: then the status counts.
        const bool told = !inside && inside.error().kind != ErrorKind::Protocol;
        if (told && status != 401 && !(status == 429 && inside.error().kind == ErrorKind::Parameter))
            error = inside.error();
        else if (told && inside.error().kind == ErrorKind::Authorization)
            error.reason = inside.error().reason;
        if (told)
            error.code = inside.error().code != 0 ? inside.error().code : status;
    }
    if (retryAfter)
        error.retryAfter = retryAfter;
    return error;
}

bool isTokenError(const Error &error)
{
    return error.kind == ErrorKind::Authorization && error.reason == ErrorReason::None;
}

int statusOf(const Error &error)
{
    for (const KindName &kind : kinds) {
        if (kind.kind == error.kind)
            return kind.status;
    }
    return 500;
}

QByteArray encodeError(const Error &error)
{
    const int status = statusOf(error);
    QJsonObject object{{u"errcode"_s, error.code != 0 ? error.code : status}, {u"errmsg"_s, harmless(error.detail)}};
    for (const KindName &kind : kinds) {
        if (kind.status == status)
            object.insert(u"kind"_s, kind.name);
    }
    for (const ReasonName &reason : reasons) {
        if (reason.reason == error.reason)
            object.insert(u"reason"_s, reason.name);
    }
    return compactJson(object);
}

QByteArray encodeDone()
{
    return QByteArrayLiteral("{\"errcode\":0,\"errmsg\":\"ok\"}");
}

} // namespace qn::api
