// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

namespace qn::api {

/// Meaning of an errcode of Tencent's APIs (WeCom, Exmail, QQ Connect). `message` is the server's own words; what looks
/// like a token in it is blotted out.
/// Authorization without a reason: refresh the token and try again; with SignInExpired: only a new sign-in helps.
Error errorFromErrcode(int code, const QString &message = {});
/// The error that an answer's object carries, whatever its HTTP status. nullopt: it carries none.
std::optional<Error> errorInside(const QJsonObject &answer);
/// What an answer with a status other than 2xx means; the body is looked at for more than the status says.
Error errorFromAnswer(int status, const QByteArray &body, std::optional<std::chrono::milliseconds> retryAfter = {});
/// True where a new access token may help.
bool isTokenError(const Error &error);

/// The server's side: status and body that tell `error`. Where the server cannot say more than that it failed, it is
/// 500. The caller adds Retry-After.
int statusOf(const Error &error);
QByteArray encodeError(const Error &error);
/// {"errcode":0,"errmsg":"ok"}
QByteArray encodeDone();

} // namespace qn::api
