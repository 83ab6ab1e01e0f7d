// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QMutex>
#include <QThread>
#include <QUrl>

namespace qn::app {

inline const QString sampleClientId = QStringLiteral("qingniao");
inline const QString sampleRedirectUri = QStringLiteral("http://127.0.0.1/signed-in");

struct SandboxSettings
{
    QString directory; ///< of the mailbox; filled from `import` where it is new
    QString import; ///< Maildir, mbox or tree of .eml files; empty: the sample mailbox
    quint16 port = 0; ///< 0: a free one
    bool acceptsUnknownClients = false;
};

struct SandboxInfo
{
    QUrl baseUrl;
    QString address; ///< of the mailbox's owner
    int messages = 0; ///< in all folders
};

/// The built-in server on the calling thread: a mailbox of files and the Open API over it. Blocks while it fills a new mailbox.
/// Errors: Storage (DatabaseLocked where another process has the mailbox), NotFound, Network (port taken).
class Sandbox final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Sandbox)

public:
    static Result<std::unique_ptr<Sandbox>> start(const SandboxSettings &settings);
    ~Sandbox() override;
    const SandboxInfo &info() const { return m_info; }

private:
    struct Parts;
    explicit Sandbox(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
    SandboxInfo m_info;
};

/// A Sandbox with the sample mailbox on a thread of its own. One process runs it for a directory and writes down where; another
/// process that asks meanwhile is given that address.
class SampleServer final
{
    Q_DISABLE_COPY_MOVE(SampleServer)

public:
    explicit SampleServer(QString directory);
    ~SampleServer();

    /// Starts it where it does not run yet. Blocks until it listens. Thread-safe.
    Result<QUrl> ensureRunning();

private:
    Result<QUrl> addressOfOther() const;

    const QString m_directory;
    QMutex m_mutex;
    QThread m_thread;
    QUrl m_url;
};

} // namespace qn::app
