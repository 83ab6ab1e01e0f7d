// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/changewatch.h"

#include "server/grants.h"

#include <QCoroSignal>
#include <QCoroTimer>

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds longest{25'000}; // below the half minute after which proxies and clients give up
constexpr std::chrono::milliseconds pause{150}; // between two waits: a burst of changes wakes the clients once

} // namespace

ChangeWatch::ChangeWatch(backend::MailBackend &backend)
    : m_backend(backend)
    , m_run(QString::fromLatin1(randomToken().left(8)))
{
}

QString ChangeWatch::state() const
{
    return m_run + u'.' + QString::number(m_changes);
}

QCoro::Task<Result<api::WaitAnswer>> ChangeWatch::next(QString seen)
{
    m_error.reset();
    if (!m_watching && !m_stopped)
        watch(shared_from_this());
    if (seen.isEmpty())
        seen = state();
    if (seen == state() && !m_stopped && !m_error) {
        Wake wake;
        m_waiting.insert(&wake);
        QTimer::singleShot(longest, &wake, &Wake::wake);
        co_await qCoro(&wake, &Wake::woken);
        m_waiting.remove(&wake);
    }
    if (m_stopped)
        co_return fail(ErrorKind::Canceled, u"The server is closing."_s);
    if (seen == state() && m_error)
        co_return fail(*m_error);
    co_return api::WaitAnswer{seen != state(), state()};
}

QCoro::Task<void> ChangeWatch::watch(std::shared_ptr<ChangeWatch> self)
{
    co_await self->watchUntilStopped();
}

QCoro::Task<void> ChangeWatch::watchUntilStopped()
{
    m_watching = true;
    while (!m_stopped && !m_error) {
        const Result<void> woke = co_await m_backend.waitForChange();
        if (woke)
            ++m_changes;
        else
            m_error = woke.error();
        wakeAll();
        if (m_stopped)
            break;
        QTimer rest;
        rest.setSingleShot(true);
        rest.start(pause);
        co_await rest;
    }
    m_watching = false;
    emit watchEnded();
}

void ChangeWatch::stop()
{
    m_stopped = true;
    wakeAll();
}

void ChangeWatch::wakeAll()
{
    for (Wake *wake : std::as_const(m_waiting)) // nothing here resumes a coroutine at once, so they stay
        wake->wake();
}

QCoro::Task<void> ChangeWatch::ended()
{
    while (m_watching)
        co_await qCoro(this, &ChangeWatch::watchEnded);
}

} // namespace qn::server
