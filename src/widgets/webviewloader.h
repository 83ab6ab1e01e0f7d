// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace qn::widgets {

class WebViewPlugin;

/// Loads the plugin with Qt WebEngine from the first of `folders` that has it; null where none has. Takes some 100 ms.
WebViewPlugin *loadWebViewPlugin(const QStringList &folders);

} // namespace qn::widgets
