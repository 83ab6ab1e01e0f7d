// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/statemirror.h"

#include <QSemaphore>
#include <QThread>

namespace qn::session {

class Engine;

/// The thread on which the Engine is made, lives and ends.
class EngineThread final : public QThread
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EngineThread)

public:
    EngineThread(Session::Options options, backend::AccountServices &services, const Clock &clock);
    ~EngineThread() override; ///< aborts what is under way and waits
    Engine &engine();
    Commands &commands() { return *m_commands; }
    const StateMirror &mirror() const { return m_mirror; }

protected:
    void run() override;

private:
    const Session::Options m_options;
    backend::AccountServices &m_services;
    const Clock &m_clock;
    StateMirror m_mirror;
    QSemaphore m_ready;
    Commands *m_commands = nullptr;
};

} // namespace qn::session
