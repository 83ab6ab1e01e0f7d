// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace qn::api {

/// One mailbox: "a@b.c", "Name <a@b.c>" (the name may hold commas), or a name alone.
Address addressFromText(const QString &text);
/// Mailboxes separated by commas or semicolons, as parseAddresses() reads them.
QList<Address> addressesFromText(const QString &text);
/// "Name <a@b.c>", the name quoted where it has to be (RFC 5322 3.2.4); the bare address where there is no name.
QString addressToText(const Address &address);
/// Bare addresses joined by ",": what the baseline's `to` carries.
QString bareAddresses(const QList<Address> &addresses);

QJsonObject toJson(const Address &address); ///< {"name","email"}
QJsonArray toJson(const QList<Address> &addresses);
/// A text, or an object with "email" (or "address", "addr") and "name". nullopt: wrong type.
std::optional<Address> addressFromJson(const QJsonValue &value);
/// One of those, a text of several, or an array of them. nullopt: wrong type.
std::optional<QList<Address>> addressesFromJson(const QJsonValue &value);

} // namespace qn::api
