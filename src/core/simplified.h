// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qn {

/// The simplified form of a traditional Han character, any other character as it is. A table of our own (made from
/// Unicode's Hant-Hans transform, one character at a time), so that an index means the same with every version of ICU.
char16_t simplified(char16_t character);

} // namespace qn
