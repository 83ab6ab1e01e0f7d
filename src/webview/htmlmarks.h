// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"

#include <QString>

namespace qn::webview {

/// Puts <mark> … </mark> around what the query found in the text of a page; a match may go across elements inside a line
/// (会<b>议</b>). Adds nothing but these two tags, so it cannot bring back what was taken out before: call it last. Very long
/// pages stay as they are.
QString markMatches(const QString &html, const SearchHighlighter &highlighter);

} // namespace qn::webview
