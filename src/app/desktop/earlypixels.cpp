// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/earlypixels.h"

#include <QBackingStore>
#include <QImage>
#include <QWidget>

#ifdef Q_OS_LINUX
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace qn::app {

EarlyPixels::~EarlyPixels()
{
    if (m_thread.joinable())
        m_thread.join();
}

void EarlyPixels::ask([[maybe_unused]] const QWidget &window)
{
#if defined(Q_OS_LINUX) && defined(MADV_POPULATE_WRITE)
    QBackingStore *store = window.backingStore();
    if (!store || m_thread.joinable())
        return;
    store->resize(window.size()); // as the first paint would
    const auto *image = dynamic_cast<const QImage *>(store->paintDevice());
    if (!image || image->isNull())
        return;
    const auto page = std::uintptr_t(::sysconf(_SC_PAGESIZE));
    const auto first = (std::uintptr_t(image->constBits()) + page - 1) / page * page;
    const auto end = (std::uintptr_t(image->constBits()) + std::uintptr_t(image->sizeInBytes())) / page * page;
    // Writes nothing, and fails without harm where the window has got another size, and so other memory, meanwhile.
    if (first < end)
        m_thread =
            std::thread([first, end] { ::madvise(reinterpret_cast<void *>(first), end - first, MADV_POPULATE_WRITE); });
#endif
}

} // namespace qn::app
