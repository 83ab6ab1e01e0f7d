// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QString>

#include <optional>

namespace qn {

/// Addresses as people type and paste them: `a@b, "Li, Lei" <c@d>; 张三 <e@f>，g@h` (also one a line). Names without an
/// address are kept as the address, so that the caller can show what is wrong. Linear, never fails.
QList<Address> parseAddresses(const QString &text);

/// RFC 5322 3.4 address-list, tolerant: comments, groups, obsolete routes. Encoded-words (RFC 2047) are left as they
/// are, but commas and brackets inside them do not separate.
QList<Address> parseAddressHeader(const QString &text, qsizetype limit = 5000);

/// `Name <addr>` for showing and editing; the name is quoted where parseAddresses() would need it.
QString formatAddress(const Address &address);
QString formatAddresses(const QList<Address> &addresses);

/// Whether mail can be addressed to it at all: local part, @, domain, no spaces or control characters. Not a promise
/// that it exists. Internationalised addresses (RFC 6531) are fine.
bool isValidEmail(const QString &email);

/// RFC 6068 `mailto:` address: to, cc, bcc, subject, body, in-reply-to. Other fields are ignored on purpose: a link
/// must not be able to attach files or set arbitrary headers. nullopt if it is no mailto: URL.
std::optional<OutgoingMessage> parseMailto(const QString &url);

} // namespace qn
