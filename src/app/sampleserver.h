// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QThread>
#include <QUrl>

#include <memory>

class QLockFile;

namespace qn::app {

/// The built-in server with the sample mailbox, kept in DATA_DIR/sample, on a thread of its own. One process runs it for a
/// data directory; another one that asks meanwhile is told where it is.
class SampleServer final
{
    Q_DISABLE_COPY_MOVE(SampleServer)

public:
    explicit SampleServer(QString dataDir);
    ~SampleServer();

    /// Starts it where it does not run yet and gives its address. Blocks until it listens (first time: fills the mailbox);
    /// call it on the engine thread.
    Result<QUrl> ensureRunning();

private:
    QString m_directory;
    std::unique_ptr<QLockFile> m_lock;
    QThread m_thread;
    QObject *m_host = nullptr;
    QUrl m_url;
};

} // namespace qn::app
