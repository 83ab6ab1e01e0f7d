// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroTask>
#include <QObject>

#include <deque>

namespace qn::sync {

/// Lets one coroutine of a thread through at a time, in the order of arrival. Per account it keeps a listing and a
/// change of the same mail apart: a page that was fetched before a change must not be stored after it.
class Gate final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Gate)

public:
    struct Awaiter
    {
        Gate &gate;
        bool await_ready() const noexcept
        {
            if (gate.m_held)
                return false;
            gate.m_held = true;
            return true;
        }
        void await_suspend(std::coroutine_handle<> handle) { gate.m_waiting.push_back(handle); }
        void await_resume() const noexcept { }
    };

    /// Gives the gate back at the end of the scope. `co_await gate.entered(); const Gate::Pass pass(gate);`
    class Pass final
    {
        Q_DISABLE_COPY_MOVE(Pass)

    public:
        explicit Pass(Gate &gate)
            : m_gate(gate)
        {
        }
        ~Pass() { m_gate.leave(); }

    private:
        Gate &m_gate;
    };

    explicit Gate(QObject *parent = nullptr)
        : QObject(parent)
    {
    }
    Awaiter entered() { return Awaiter{*this}; }

private:
    void leave();
    std::deque<std::coroutine_handle<>> m_waiting;
    bool m_held = false;
};

} // namespace qn::sync
