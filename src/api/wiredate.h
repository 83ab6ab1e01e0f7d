// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonValue>

#include <optional>

namespace qn::api {

/// RFC 3339 in UTC with milliseconds ("2026-11-24T12:30:00.000Z"); empty for an invalid date.
QString dateToText(const QDateTime &date);
/// RFC 3339, "2026-11-24 12:30:00" (without a zone: UTC+8, the time of QQ Mail), epoch seconds or milliseconds, RFC
/// 5322. Invalid where it is none of these.
QDateTime dateFromText(const QString &text);
/// As above, or a number. Null and missing give an invalid date; nullopt: neither text nor number.
std::optional<QDateTime> dateFromJson(const QJsonValue &value);

} // namespace qn::api
