// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QByteArray>

#include <optional>

namespace qn::mime {

/// `Name: text` as RFC 2047 encoded-words where needed, folded, with CRLF. Controls become spaces.
QByteArray textField(const QByteArray &name, const QString &text);

/// `Name: "Li, Lei" <a@b>, …`, folded between addresses, with CRLF; empty for no addresses, nullopt if one cannot be
/// written (with `keepInvalid` it becomes a name without an address). Only display names are ever encoded.
std::optional<QByteArray> addressField(
    const QByteArray &name, const QList<Address> &addresses, bool keepInvalid = false);

/// `Name: <id> <id>`, folded between ids, with CRLF; empty for no ids.
QByteArray idField(const QByteArray &name, const QStringList &ids);

/// Content-Type and Content-Disposition of an attachment: `name=`/`filename=` (RFC 2047 if not ASCII) and `filename*=`
/// (RFC 2231).
QByteArray attachmentFields(const QByteArray &type, const QByteArray &disposition, const QString &name);

/// Text as encoded-words separated by CRLF and a space; each holds whole characters and 75 bytes at most.
QByteArray encodedWords(const QString &text, qsizetype firstLineUsed);

} // namespace qn::mime
