// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/instancelock.h"

#ifdef Q_OS_UNIX
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

namespace qn::app {

#ifdef Q_OS_UNIX

InstanceLock::InstanceLock(const QString &file) : m_file(file) { }

InstanceLock::~InstanceLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor); // the file stays: whoever takes it away may take another one's
}

InstanceLock::State InstanceLock::take()
{
    if (m_descriptor < 0)
        m_descriptor = ::open(QFile::encodeName(m_file).constData(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (m_descriptor < 0)
        return State::Impossible;
    if (::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0)
        return State::Mine;
    return errno == EWOULDBLOCK ? State::Others : State::Impossible;
}

#else

InstanceLock::InstanceLock(const QString &file) : m_lock(file)
{
    m_lock.setStaleLockTime(0); // by its process only: a window may be open for weeks
}

InstanceLock::~InstanceLock() = default;

InstanceLock::State InstanceLock::take()
{
    if (m_lock.tryLock(0))
        return State::Mine;
    return m_lock.error() == QLockFile::LockFailedError ? State::Others : State::Impossible;
}

#endif

} // namespace qn::app
