// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/ownerlock.h"

#include "sync/logging.h"

using namespace Qt::StringLiterals;

namespace qn::sync {

OwnerLock::OwnerLock(const QString &dataDir, QObject *parent)
    : QObject(parent)
    , m_file(dataDir + u"/outbox.lock"_s)
    , m_retry(this)
{
    // Never stale by age: only where the process that wrote it is gone.
    m_file.setStaleLockTime(0);
    m_retry.setInterval(1000);
    connect(&m_retry, &QTimer::timeout, this, &OwnerLock::attempt);
}

OwnerLock::~OwnerLock()
{
    release();
}

void OwnerLock::acquire()
{
    if (m_held || m_retry.isActive())
        return;
    m_retry.start();
    attempt();
}

void OwnerLock::release()
{
    m_retry.stop();
    if (m_held)
        m_file.unlock();
    m_held = false;
}

void OwnerLock::attempt()
{
    if (!m_file.tryLock(0))
        return;
    m_retry.stop();
    m_held = true;
    qCInfo(logSync) << "this process owns the outbox";
    emit acquired();
}

} // namespace qn::sync
