// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

namespace qn::app {

/// Reads fontconfig's configuration and caches (8 ms) on a thread of its own while the application connects to the display;
/// Qt would do it when the first text is measured, with everybody waiting. Does nothing on other systems.
class EarlyFonts final
{
public:
    EarlyFonts();
    ~EarlyFonts();
    EarlyFonts(const EarlyFonts &) = delete;
    EarlyFonts &operator=(const EarlyFonts &) = delete;
    void wait();

private:
    std::thread m_thread;
};

} // namespace qn::app
