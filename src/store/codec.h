// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/mailbox.h"
#include "core/message.h"
#include "store/rows.h"

#include <optional>

namespace qn::store {

// Values to the text of columns and back. Enumerations are words, so that a new value in the middle changes nothing.
QString keyword(AccountKind kind);
AccountKind accountKind(const QString &word);
QString keyword(FolderRole role);
FolderRole folderRole(const QString &word);
QString keyword(OutgoingState state);
OutgoingState outgoingState(const QString &word);
QString keyword(OperationKind kind);
OperationKind operationKind(const QString &word);

/// NULL for an empty list.
std::optional<QString> encode(const QList<Address> &addresses);
QList<Address> decodeAddresses(const QString &json);
std::optional<QString> encode(const QStringList &ids); ///< separated by spaces: ids have none (RFC 5322 3.6.4)
QStringList decodeIds(const QString &text);
std::optional<QString> encode(const QList<Attachment> &attachments); ///< without contents
QList<Attachment> decodeAttachments(const QString &json);
QString encode(const Attachment &attachment); ///< without content
Attachment decodeAttachment(const QString &json);
QString encode(const OutgoingMessage &mail); ///< without attachments
OutgoingMessage decodeMail(const QString &json);
QString encode(const Error &error);
Error decodeError(const QString &json);
QString encode(const Contact &contact);
Contact decodeContact(const QString &json);

/// Display names, comma separated.
QString displayNames(const QList<Address> &addresses);
/// What is compared when people are looked up: case, width and compatibility forms do not matter.
QString searchKey(const QString &text);
/// At most 200 characters of the text, white space folded.
QString previewOf(const QString &text);

} // namespace qn::store
