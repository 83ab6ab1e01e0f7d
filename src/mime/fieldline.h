// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <cctype>

namespace qn::mime {

/// Whether a line could be a header field: how a mail is told from other text. The names that mail programs give their
/// fields, which is less than RFC 5322 (2.2) allows.
inline bool isFieldLine(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || colon > 76)
        return false;
    return std::all_of(line.begin(), line.begin() + colon,
        [](char c) { return isalnum(static_cast<uchar>(c)) || c == '-' || c == '_'; });
}

} // namespace qn::mime
