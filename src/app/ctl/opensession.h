// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "app/services.h"
#include "core/clock.h"
#include "session/session.h"
#include "store/storereader.h"

#include <memory>
#include <optional>

namespace qn::app {

/// A session for the length of one command. Where it cannot be opened it says why and is not ok().
class OpenSession final
{
    Q_DISABLE_COPY_MOVE(OpenSession)

public:
    enum Mode {
        Offline, ///< only the store
        OnDemand, ///< the network where the store does not have it; nothing runs by itself
        Online, ///< sync and outbox run
        Serving, ///< the same, unless another process on the same mailbox does it already
    };
    OpenSession(const CommandContext &context, Mode mode);
    ~OpenSession();
    bool ok() const { return m_ok; }
    session::Session &session() { return *m_session; }
    /// The account named by its id; the first one where `id` is empty. Says what is wrong where there is none.
    std::optional<Account> account(const QString &id) const;

    template <typename T, typename F>
    Result<T> ask(F query)
    {
        return await(m_session->reader().ask<T>(std::function<Result<T>(store::Transaction &)>(std::move(query))));
    }

private:
    const CommandContext &m_context;
    SystemClock m_clock;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<session::Session> m_session;
    bool m_ok = false;
};

} // namespace qn::app
