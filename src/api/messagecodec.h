// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changepage.h"
#include "core/message.h"
#include "core/result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace qn::api {

// Default values are left out on the wire: a list of 100,000 messages is long enough.

QJsonArray toJson(MessageFlags flags); ///< ["seen","answered","flagged","draft","forwarded"]
std::optional<MessageFlags> flagsFromJson(const QJsonValue &value); ///< unknown names are ignored; nullopt: wrong type

QJsonObject toJson(const MessageHeader &header);
Result<MessageHeader> headerFromJson(const QJsonObject &object);

/// Text, HTML and attachments without their contents.
void addBody(QJsonObject &object, const MessageBody &body);
Result<MessageBody> bodyFromJson(const QJsonObject &object);

QByteArray encodeMessage(const Message &message); ///< answer of get_mail
Result<Message> decodeMessage(const QByteArray &body);

QByteArray encodeChangePage(const ChangePage &page); ///< answer of get_changes
/// The token that a page seems to name for the one after it, found without reading the page: a guess, to be checked
/// against the page. Empty where there is none or nothing more.
QByteArray likelyNextToken(const QByteArray &page);
Result<ChangePage> decodeChangePage(const QByteArray &body);

} // namespace qn::api
