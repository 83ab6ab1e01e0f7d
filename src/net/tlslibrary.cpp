// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlslibrary.h"

#include <QLibrary>

#include <cstdint>
#include <mutex>

using namespace Qt::StringLiterals;

namespace qn::net {

namespace {

void initWithoutCleanup()
{
    constexpr std::uint64_t noAtExit = 0x00080000; // OPENSSL_INIT_NO_ATEXIT, since 1.1.1b
    using Init = int (*)(std::uint64_t options, const void *settings);
    // Qt loads it while the program runs, so that it need not be there; the same is done here.
    for (const QString &version : {u"3"_s, u"1.1"_s}) {
        QLibrary crypto(u"crypto"_s, version);
        if (const auto init = reinterpret_cast<Init>(crypto.resolve("OPENSSL_init_crypto"))) {
            init(noAtExit, nullptr);
            return;
        }
    }
}

} // namespace

void keepTlsLibrary()
{
    static std::once_flag once;
    std::call_once(once, initWithoutCleanup);
}

} // namespace qn::net
