// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <limits>

namespace qn {

/// Readable plain text of an HTML mail, for replies and previews. Scripts, styles and comments are left out; what
/// breaks the page into lines breaks the text. Linear in the input whatever it is. Reads no further when there are `enough`
/// characters of text.
QString htmlToText(const QString &html, qsizetype enough = std::numeric_limits<qsizetype>::max());

/// Plain text as an HTML fragment: escaped, line breaks kept.
QString textToHtml(const QString &text);

} // namespace qn
