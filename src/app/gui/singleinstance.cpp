// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/singleinstance.h"

#include "app/gui/plugins.h"
#include "app/servicesplugin.h"

#include <QDeadlineTimer>
#include <QThread>

namespace qn::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static constexpr auto patience = 5s; ///< from an instance's lock to its socket
static constexpr auto pause = 50ms;

SingleInstance::SingleInstance(QString dataDir, QObject *parent)
    : QObject(parent)
    , m_dataDir(std::move(dataDir))
    , m_lock(m_dataDir + u"/window.lock"_s)
{
}

SingleInstance::~SingleInstance()
{
    for (auto *loading : findChildren<QThread *>())
        loading->wait();
}

bool SingleInstance::handOver(const QString &mailto)
{
    const QDeadlineTimer deadline(patience);
    while (m_lock.take() == InstanceLock::State::Others) {
        ServicesPlugin *plugin = servicesPlugin();
        if (plugin && plugin->handOver(m_dataDir, mailto))
            return true;
        if (deadline.hasExpired())
            return false;
        QThread::msleep(pause.count());
    }
    return false; // also where the directory takes no files: what opens the mailbox says so better
}

void SingleInstance::listen()
{
    auto *loading = QThread::create([] { servicesPlugin(); });
    loading->setParent(this);
    connect(loading, &QThread::finished, this, &SingleInstance::listenNow);
    connect(loading, &QThread::finished, loading, &QObject::deleteLater);
    loading->start();
}

void SingleInstance::listenNow()
{
    ServicesPlugin *plugin = servicesPlugin();
    if (!plugin)
        return;
    m_listener = plugin->listen(m_dataDir, [this](const QString &mailto) {
        if (mailto.isEmpty())
            emit raiseRequested();
        else
            emit composeRequested(mailto);
    });
}

} // namespace qn::app
