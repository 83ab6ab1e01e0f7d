// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"

#include <optional>

namespace qn::imap {

/// One item of a FETCH answer and its value.
struct FetchItem
{
    const Value *name = nullptr;
    const Value *value = nullptr;
};

/// The items of a FETCH answer, also those that a missing or an extra parenthesis has put into or out of a list. The answer must outlive them.
QList<FetchItem> fetchItems(const Response &response);

/// `HEADER`, `1.2`, `HEADER.FIELDS` (without the fields), empty for the whole: the section that `BODY[…]<0>` and `BINARY[…]` name, in upper case.
/// nullopt: this item is no such thing.
std::optional<QByteArray> sectionOf(const Value &name);
/// The bytes of that section; nullopt where the answer does not have it or says NIL.
std::optional<QByteArray> section(const Response &response, QByteArrayView wanted);

} // namespace qn::imap
