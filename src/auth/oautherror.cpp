// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/oautherror.h"

#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

using K = ErrorKind;
using R = ErrorReason;

struct Meaning
{
    ErrorKind kind = K::Authorization;
    ErrorReason reason = R::SignInRefused;
};

struct NamedMeaning
{
    std::string_view name;
    Meaning meaning;
};

constexpr std::array namedMeanings{
    NamedMeaning{"access_denied", {K::Authorization, R::AccessDenied}},
    NamedMeaning{"consent_required", {K::Authorization, R::AccessDenied}},
    NamedMeaning{"invalid_grant", {K::Authorization, R::InvalidGrant}},
    NamedMeaning{"invalid_token", {K::Authorization, R::SignInExpired}},
    NamedMeaning{"login_required", {K::Authorization, R::SignInExpired}},
    NamedMeaning{"invalid_client", {K::Authorization, R::InvalidClient}},
    NamedMeaning{"unauthorized_client", {K::Permission, R::ClientNotPermitted}},
    NamedMeaning{"invalid_redirect_uri", {K::Authorization, R::InvalidRedirect}},
    NamedMeaning{"redirect_uri_mismatch", {K::Authorization, R::InvalidRedirect}},
    NamedMeaning{"invalid_scope", {K::Parameter, R::InvalidScope}},
    NamedMeaning{"invalid_request", {K::Parameter, R::InvalidRequest}},
    NamedMeaning{"unsupported_grant_type", {K::Unsupported, R::UnsupportedGrant}},
    NamedMeaning{"unsupported_response_type", {K::Unsupported, R::UnsupportedGrant}},
    NamedMeaning{"server_error", {K::Server, R::None}},
    NamedMeaning{"temporarily_unavailable", {K::Server, R::None}},
};

struct NumberedMeaning
{
    int first;
    int last;
    Meaning meaning;
};

/// Tencent's published lists: WeCom and Exmail below 100000, QQ Connect above.
constexpr std::array numberedMeanings{
    NumberedMeaning{-1, -1, {K::Server, R::None}},
    NumberedMeaning{40001, 40001, {K::Authorization, R::InvalidClient}},
    NumberedMeaning{40013, 40013, {K::Authorization, R::InvalidClient}},
    NumberedMeaning{40014, 40014, {K::Authorization, R::SignInExpired}},
    NumberedMeaning{40029, 40029, {K::Authorization, R::InvalidGrant}},
    NumberedMeaning{40035, 40038, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{41001, 41009, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{42001, 42002, {K::Authorization, R::SignInExpired}},
    NumberedMeaning{42003, 42003, {K::Authorization, R::CodeExpired}},
    NumberedMeaning{43001, 43003, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{44002, 44002, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{45009, 45009, {K::RateLimited, R::None}},
    NumberedMeaning{45011, 45011, {K::RateLimited, R::None}},
    NumberedMeaning{45033, 45033, {K::RateLimited, R::None}},
    NumberedMeaning{47001, 47001, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{48002, 48002, {K::Permission, R::ClientNotPermitted}},
    NumberedMeaning{50001, 50001, {K::Authorization, R::AccessDenied}},
    NumberedMeaning{60011, 60011, {K::Permission, R::ClientNotPermitted}},
    NumberedMeaning{100001, 100001, {K::Authorization, R::InvalidClient}}, // no client_id
    NumberedMeaning{100002, 100002, {K::Authorization, R::InvalidClient}}, // no client_secret
    NumberedMeaning{100000, 100007, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{100008, 100009, {K::Authorization, R::InvalidClient}},
    NumberedMeaning{100010, 100010, {K::Authorization, R::InvalidRedirect}},
    NumberedMeaning{100011, 100011, {K::Permission, R::ClientNotPermitted}},
    NumberedMeaning{100012, 100012, {K::Parameter, R::InvalidRequest}},
    NumberedMeaning{100013, 100016, {K::Authorization, R::SignInExpired}},
    NumberedMeaning{100018, 100021, {K::Authorization, R::InvalidGrant}},
    NumberedMeaning{100030, 100030, {K::Authorization, R::AccessDenied}},
};

Meaning meaningOf(const QByteArray &code)
{
    for (const auto &[name, meaning] : namedMeanings) {
        if (std::string_view(code.constData(), size_t(code.size())) == name)
            return meaning;
    }
    bool isNumber = false;
    const int number = code.toInt(&isNumber);
    for (const auto &[first, last, meaning] : numberedMeanings) {
        if (isNumber && number >= first && number <= last)
            return meaning;
    }
    return {};
}

/// RFC 6749 has one word for every way in which a grant fails; the step and the server's words tell more.
ErrorReason finerReason(ErrorReason reason, const QByteArray &description, OAuthStep step)
{
    if (reason != R::InvalidGrant)
        return reason;
    if (step == OAuthStep::Refresh)
        return R::SignInExpired;
    const QByteArray words = description.toLower();
    if (words.contains("redirect"))
        return R::InvalidRedirect;
    return words.contains("expired") ? R::CodeExpired : R::InvalidGrant;
}

} // namespace

Error oauthError(const QByteArray &code, const QByteArray &description, OAuthStep step)
{
    Meaning meaning = meaningOf(code);
    meaning.reason = finerReason(meaning.reason, description, step);
    QString detail = QString::fromUtf8(code.left(60));
    if (!description.isEmpty())
        detail += u": "_s + QString::fromUtf8(description.left(200)).simplified();
    return Error{meaning.kind, detail, meaning.reason, code.toInt(), {}};
}

} // namespace qn::auth
