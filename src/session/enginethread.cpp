// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginethread.h"

#include "session/commands.h"

using namespace Qt::StringLiterals;

namespace qn::session {

EngineThread::EngineThread(Session::Options options, backend::AccountServices &services, const Clock &clock)
    : m_options(std::move(options))
    , m_services(services)
    , m_clock(clock)
{
    setObjectName(u"engine"_s);
    start();
    m_ready.acquire();
}

EngineThread::~EngineThread()
{
    QMetaObject::invokeMethod(&engine(), &Engine::beginShutdown, Qt::QueuedConnection);
    wait();
}

Engine &EngineThread::engine()
{
    return m_commands->engine;
}

void EngineThread::run()
{
    auto engine = std::make_unique<Engine>(m_options, m_services, m_clock, m_mirror);
    auto commands = std::make_unique<Commands>(*engine);
    m_commands = commands.get();
    m_ready.release();
    exec();
    // Coroutines that still wait somewhere would come back to an object that is gone.
    if (!engine->isQuiet()) {
        static_cast<void>(commands.release());
        static_cast<void>(engine.release());
    }
}

} // namespace qn::session
