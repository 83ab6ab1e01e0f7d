// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

#ifndef Q_OS_UNIX
#include <QLockFile>
#endif

namespace qn::app {

/// Held by the desktop program that shows the windows of a data directory; ends with its process, however that ends. On Unix
/// a flock(2): QLockFile flushes its file to the disk, which took a start 1 to 100 ms.
class InstanceLock final
{
    Q_DISABLE_COPY_MOVE(InstanceLock)

public:
    enum class State {
        Mine,
        Others,
        Impossible, ///< the directory takes no lock
    };
    explicit InstanceLock(const QString &file);
    ~InstanceLock();
    State take(); ///< does not wait

private:
#ifdef Q_OS_UNIX
    const QString m_file;
    int m_descriptor = -1;
#else
    QLockFile m_lock;
#endif
};

} // namespace qn::app
