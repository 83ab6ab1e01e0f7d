// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace qn::store {

/// Words that stand in nearly every English mail. Two of them in a row ("of the") are a term of their own: to know that both
/// are there somewhere rules out no message, and each would have to be read. The list is part of the index: raise its
/// version with it.
bool isCommonWord(QStringView word);

} // namespace qn::store
