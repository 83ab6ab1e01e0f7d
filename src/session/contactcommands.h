// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"

namespace qn::session {

/// Changes to the address book. Engine thread; see Session for each command.
class ContactCommands final
{
    Q_DISABLE_COPY_MOVE(ContactCommands)

public:
    explicit ContactCommands(Engine &engine)
        : m_engine(engine)
    {
    }
    Result<ContactId> save(AccountId account, const Contact &contact);
    Result<void> remove(ContactId contact);

private:
    Result<void> allowed(AccountId account) const;
    static Result<void> dropPendingSaves(store::Transaction &tx, const store::ContactRow &row);

    Engine &m_engine;
};

} // namespace qn::session
