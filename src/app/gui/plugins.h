// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qn::widgets {
class WebViewPlugin;
}

namespace qn::app {

class ServicesPlugin;

// Plugins lie beside the program or where they are installed, and are loaded by the first call. Null: there is none.

/// Qt WebEngine. Interface thread.
widgets::WebViewPlugin *webViewPlugin();
/// What the first paint does without. Thread-safe.
ServicesPlugin *servicesPlugin();

} // namespace qn::app
