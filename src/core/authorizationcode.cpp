// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/authorizationcode.h"

#include <algorithm>

namespace qn {

QString authorizationCodeIn(const QString &text)
{
    constexpr qsizetype codeLetters = 16;
    constexpr qsizetype longest = 64; // more is no code with a few blanks in it
    if (text.size() > longest)
        return {};
    QString letters = text.trimmed();
    letters.removeIf([](QChar c) { return c.isSpace() || c == u'-'; }); // shown in groups of four
    const bool isCode = letters.size() == codeLetters
        && std::all_of(letters.begin(), letters.end(), [](QChar c) { return c >= u'a' && c <= u'z'; });
    return isCode ? letters : QString();
}

} // namespace qn
