// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/writingcommands.h"

#include "store/store.h"
#include "store/transaction.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::session {

using store::DraftRow;
using store::OperationKind;
using store::OperationRow;
using store::OutgoingRow;
using store::OutgoingState;

namespace {

QString randomName()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

/// RFC 5322 3.6.4: unique, on the right a domain of the sender's.
QString newMessageId(const Address &from)
{
    const QString domain = from.email.section(u'@', -1);
    const bool usable = from.email.contains(u'@') && !domain.isEmpty();
    return randomName() + u'@' + (usable ? domain : u"qingniao.invalid"_s);
}

} // namespace

Result<OutgoingId> WritingCommands::send(AccountId account, OutgoingMessage mail, DraftId draft)
{
    const std::optional<Account> sender = m_engine.account(account);
    if (!sender)
        return fail(ErrorKind::NotFound, u"there is no such account"_s);
    if (sender->kind == AccountKind::Local)
        return fail(ErrorKind::Unsupported, u"no server sends for this account"_s);
    if (mail.to.isEmpty() && mail.cc.isEmpty() && mail.bcc.isEmpty())
        return fail(ErrorKind::Parameter, u"the mail has no recipient"_s);
    if (mail.from.email.isEmpty())
        mail.from.email = sender->email;
    mail.messageId = newMessageId(mail.from);
    const bool isNamed = !mail.idempotencyKey.isEmpty();
    if (!isNamed)
        mail.idempotencyKey = randomName();

    OutgoingRow row;
    row.account = account;
    row.mail = mail;
    row.created = m_engine.now();
    row.notBefore = row.created + m_engine.options().undoWindow.count();
    OutgoingId id;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<std::optional<OutgoingId>> same = isNamed
            ? store::outgoing::withKey(tx, account, mail.idempotencyKey)
            : Result<std::optional<OutgoingId>>(std::nullopt);
        if (!same)
            return fail(same.error());
        const Result<OutgoingId> inserted = *same ? Result<OutgoingId>(**same) : store::outgoing::insert(tx, row);
        if (!inserted)
            return fail(inserted.error());
        id = *inserted;
        return draft.isValid() ? removeDraft(tx, draft) : Result<void>();
    });
    if (!written)
        return fail(written.error());
    return id;
}

/// The draft here, and later its copy on the server. No error where it is gone already.
Result<void> WritingCommands::removeDraft(store::Transaction &tx, DraftId draft)
{
    const Result<DraftRow> row = store::drafts::find(tx, draft);
    if (!row)
        return row.error().kind == ErrorKind::NotFound ? Result<void>() : Result<void>(fail(row.error()));
    const Result<void> removed = store::drafts::remove(tx, draft);
    if (!removed || row->remoteId.isEmpty())
        return removed;
    OperationRow operation;
    operation.account = row->account;
    operation.kind = OperationKind::RemoveDraft;
    operation.remoteId = row->remoteId;
    const Result<OperationId> inserted = store::operations::insert(tx, operation);
    return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
}

Result<DraftId> WritingCommands::undoSend(OutgoingId mail)
{
    DraftId id;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<OutgoingRow> row = store::outgoing::find(tx, mail);
        if (!row)
            return fail(row.error());
        if (row->state != OutgoingState::Queued && row->state != OutgoingState::Failed)
            return fail(ErrorKind::Conflict, u"the mail is on its way or has been sent"_s);
        DraftRow draft;
        draft.account = row->account;
        draft.mail = row->mail;
        draft.mail.messageId.clear();
        draft.mail.idempotencyKey.clear();
        draft.modified = m_engine.now();
        const Result<DraftId> saved = store::drafts::save(tx, draft);
        if (!saved)
            return fail(saved.error());
        id = *saved;
        return store::outgoing::remove(tx, mail);
    });
    if (!written)
        return fail(written.error());
    return id;
}

/// The same Message-ID and idempotency key as before: a server that has the mail already can tell.
Result<void> WritingCommands::retrySend(OutgoingId mail)
{
    return m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<OutgoingRow> found = store::outgoing::find(tx, mail);
        if (!found)
            return fail(found.error());
        OutgoingRow row = *found;
        const bool waiting = row.state == OutgoingState::Queued;
        if (!waiting && row.state != OutgoingState::Failed && row.state != OutgoingState::Unknown)
            return fail(ErrorKind::Conflict, u"the mail is on its way or has been sent"_s);
        row.state = OutgoingState::Queued;
        row.notBefore = m_engine.now();
        row.attempts = 0;
        row.error.reset();
        return store::outgoing::update(tx, row);
    });
}

Result<void> WritingCommands::discardOutgoing(OutgoingId mail)
{
    return m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<OutgoingRow> row = store::outgoing::find(tx, mail);
        if (!row)
            return fail(row.error());
        if (row->state == OutgoingState::Sending || row->state == OutgoingState::Sent)
            return fail(ErrorKind::Conflict, u"the mail is on its way or has been sent"_s);
        return store::outgoing::remove(tx, mail);
    });
}

Result<DraftId> WritingCommands::saveDraft(DraftRow draft)
{
    DraftId id;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        if (draft.id.isValid()) {
            // The server's copy may have got its name since the window read the draft.
            const Result<DraftRow> stored = store::drafts::find(tx, draft.id);
            if (!stored)
                return fail(stored.error());
            draft.remoteId = stored->remoteId;
            draft.mail.messageId = stored->mail.messageId;
        }
        if (draft.mail.messageId.isEmpty())
            draft.mail.messageId = newMessageId(draft.mail.from);
        draft.modified = m_engine.now();
        const Result<DraftId> saved = store::drafts::save(tx, draft);
        if (!saved)
            return fail(saved.error());
        id = *saved;
        return draft.open ? Result<void>() : queueDraftForServer(tx, draft.account, id);
    });
    if (!written)
        return fail(written.error());
    return id;
}

/// When the window closes, not at each keystroke.
Result<void> WritingCommands::queueDraftForServer(store::Transaction &tx, AccountId account, DraftId draft)
{
    if (!m_engine.capabilities(account).drafts)
        return {};
    OperationRow operation;
    operation.account = account;
    operation.kind = OperationKind::SaveDraft;
    operation.draft = draft;
    const Result<OperationId> inserted = store::operations::insert(tx, operation);
    return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
}

Result<void> WritingCommands::discardDraft(DraftId draft)
{
    return m_engine.store().write([&](store::Transaction &tx) { return removeDraft(tx, draft); });
}

} // namespace qn::session
