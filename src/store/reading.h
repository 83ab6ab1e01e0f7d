// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace qn::store {

/// How a name is read, for looking people up by typing: on the first line its simplified form (as searchKey()), then a line for
/// each way to read it, in lower-case syllables without tones ("zhang san"; ü is v). A surname is read as a surname first
/// (曾 zeng), then as a word (ceng). Transliterated by ICU: takes some milliseconds the first time, in a thread.
QString readingsOf(const QString &name);
/// True where `word` (as searchKey(), simplified) is part of the first line, or spells consecutive syllables of one
/// reading from some syllable on, each of them whole or begun: zhangsan, zs, zhs, zsan and san find 张三.
bool matchesReadings(const QString &readings, const QString &word);
/// Traditional Chinese characters as simplified ones; other text stays as it is.
QString simplifiedChinese(const QString &text);

} // namespace qn::store
