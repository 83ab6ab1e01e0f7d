// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace qn::server {

/// The style sheet of the pages, with the design tokens of the windows. Ends up inline, hence constant: its hash is in
/// the CSP.
const QByteArray &pageStyle();
/// The bluebird with its letter, as inline SVG in the colours of the style sheet.
const QByteArray &pageEmblem();

} // namespace qn::server
