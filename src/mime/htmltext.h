// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/htmltext.h"

namespace qn::mime {

using qn::htmlToText;
using qn::textToHtml;

} // namespace qn::mime
