// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/earlyfonts.h"

#ifdef QN_FONTCONFIG
#include <fontconfig/fontconfig.h>
#endif

namespace qn::app {

EarlyFonts::EarlyFonts()
#ifdef QN_FONTCONFIG
    : m_thread([] { FcInit(); }) // thread-safe since fontconfig 2.10
#endif
{
}

EarlyFonts::~EarlyFonts()
{
    wait();
}

void EarlyFonts::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace qn::app
