// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

namespace qn::mime {

/// One field of a header block, value raw and still folded.
struct RawHeader
{
    QByteArray name; ///< lower case
    QByteArray value;
};

struct HeaderBlock
{
    QList<RawHeader> fields;
    qsizetype bodyStart = 0; ///< offset of the body in the source
    /// Value of the first field of that name (lower case), empty if there is none.
    QByteArray value(QByteArrayView name) const;
    QList<QByteArray> values(const QByteArray &name) const;
};

/// Splits a message's header from its body. Tolerates an mbox From_ line, a byte order mark, any line ending and a
/// missing blank line. At most 5,000 fields and 1 MiB a field are kept; the rest is skipped. Linear.
HeaderBlock splitHeader(const QByteArray &source);

/// RFC 2047, tolerant: also inside quoted strings and words, characters split between encoded-words, raw 8-bit text.
/// The result is one line without control characters.
QString decodeHeader(const QByteArray &raw);
QString decodeEncodedWords(const QString &text);

/// RFC 5322 address list with decoded display names. At most 5,000 addresses.
QList<Address> decodeAddresses(const QByteArray &raw);

/// Ids of Message-ID, In-Reply-To and References, without angle brackets.
QStringList decodeMessageIds(const QByteArray &raw);

/// `value; name=…` of Content-Type and Content-Disposition, RFC 2231 and RFC 2047 decoded.
struct ParameterizedValue
{
    QByteArray value; ///< lower case
    QHash<QByteArray, QString> parameters; ///< names in lower case
};
ParameterizedValue decodeParameters(const QByteArray &raw);

} // namespace qn::mime
