// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"

namespace qn::session {

/// Sending, and drafts. Engine thread; see Session for each command.
class WritingCommands final
{
    Q_DISABLE_COPY_MOVE(WritingCommands)

public:
    explicit WritingCommands(Engine &engine)
        : m_engine(engine)
    {
    }
    Result<OutgoingId> send(AccountId account, OutgoingMessage mail, DraftId draft);
    Result<DraftId> undoSend(OutgoingId mail);
    Result<void> retrySend(OutgoingId mail);
    Result<void> discardOutgoing(OutgoingId mail);
    Result<DraftId> saveDraft(store::DraftRow draft);
    Result<void> discardDraft(DraftId draft);

private:
    Result<void> removeDraft(store::Transaction &tx, DraftId draft);
    Result<void> queueDraftForServer(store::Transaction &tx, AccountId account, DraftId draft);

    Engine &m_engine;
};

} // namespace qn::session
