// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

class QWidget;

namespace qn::app {

/// The pixels of a window that was just shown: memory that the system makes up page by page (a thousand of them, 2 ms)
/// when they are first painted. Asks for all of it at once, on a thread of its own, while the desktop maps the window
/// and the first rows are read. Does nothing on other systems than Linux.
class EarlyPixels final
{
public:
    EarlyPixels() = default;
    ~EarlyPixels();
    EarlyPixels(const EarlyPixels &) = delete;
    EarlyPixels &operator=(const EarlyPixels &) = delete;
    void ask(const QWidget &window); ///< once

private:
    std::thread m_thread;
};

} // namespace qn::app
