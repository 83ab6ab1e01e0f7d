// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qn::net {

/// Keeps OpenSSL until the process is gone. By itself it frees at exit() what all threads share, and a thread that ends then frees its own part
/// by what is gone: the program crashes after all is done. That QThread::wait() has returned does not help, since thread-local data is freed
/// later still. To be called before the first use of TLS, on any thread; does nothing where Qt uses another library.
/// OPENSSL_init_crypto(3), OPENSSL_INIT_NO_ATEXIT.
void keepTlsLibrary();

} // namespace qn::net
