// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"
#include "core/message.h"
#include "core/result.h"

namespace qn::api {

/// One object of get_mail_list: at least `from` and `subject`, perhaps the mail itself.
struct ListEntry
{
    MessageHeader header;
    MessageBody body;
    bool hasBody = false; ///< the entry carried a text or an HTML body
    bool operator==(const ListEntry &) const = default;
};

/// `from` as "Name <a@b.c>", date as RFC 3339, and what else is known in the names of the extensions.
QByteArray encodeMailList(const QList<ListEntry> &entries);
/// Reads what any baseline server may send: `from` as text or object, a date of any form, other names for the usual
/// fields. An entry without an id gets one that is made of its content (and its occurrence among equals), so that the
/// next fetch gives the same. An entry that does not tell whether it was read counts as read: nobody could ever mark
/// it.
Result<QList<ListEntry>> decodeMailList(const QByteArray &body);

QByteArray encodeContactList(const QList<Contact> &contacts); ///< a bare array, as the baseline wants it
/// As decodeMailList(): without an id, one made of name and address.
Result<QList<Contact>> decodeContactList(const QByteArray &body);

} // namespace qn::api
