// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/mailbox.h"
#include "core/result.h"
#include "core/secret.h"

#include <QUrl>

#include <functional>
#include <memory>

namespace qn::session {
class Session;
}
namespace qn::store {
class AccessStore;
}

namespace qn::app {

/// The Open API over one account of a session, for the user's own programs, on the loopback interface. What they may do is in
/// `access`. Lives on the session's thread and ends before it; close() first.
class MailboxServer final
{
    Q_DISABLE_COPY_MOVE(MailboxServer)

public:
    /// Told to the user, on a way that nobody else of this computer sees: an application asks, and goes on with this code.
    using Confirm = std::function<void(const QString &application, const Secret &code)>;

    MailboxServer(session::Session &session, const Account &account, store::AccessStore &access, const Clock &clock,
        quint16 port, Confirm confirm);
    ~MailboxServer();

    Result<void> listen(); ///< Network, where the port is taken
    QUrl baseUrl() const;
    void close(); ///< ends what is under way; blocks for a moment

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace qn::app
