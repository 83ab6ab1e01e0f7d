// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/contactcommands.h"

#include "store/store.h"
#include "store/transaction.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::session {

using store::ContactRow;
using store::OperationKind;
using store::OperationRow;

Result<void> ContactCommands::allowed(AccountId account) const
{
    const backend::Capabilities capabilities = m_engine.capabilities(account);
    if (capabilities != backend::Capabilities() && !capabilities.editContacts)
        return fail(ErrorKind::Unsupported, u"the server's contacts cannot be changed from here"_s);
    return {};
}

Result<ContactId> ContactCommands::save(AccountId account, const Contact &contact)
{
    if (const Result<void> can = allowed(account); !can)
        return fail(can.error());
    ContactId id;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<ContactId> saved = store::contacts::upsert(tx, account, contact);
        if (!saved)
            return fail(saved.error());
        id = *saved;
        OperationRow operation;
        operation.account = account;
        operation.kind = OperationKind::SaveContact;
        operation.contact = contact;
        const Result<OperationId> inserted = store::operations::insert(tx, operation);
        return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
    });
    if (!written)
        return fail(written.error());
    return id;
}

Result<void> ContactCommands::remove(ContactId contact)
{
    return m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<ContactRow>> rows = store::contacts::list(tx);
        if (!rows)
            return fail(rows.error());
        const auto row = std::find_if(
            rows->begin(), rows->end(), [contact](const ContactRow &candidate) { return candidate.id == contact; });
        if (row == rows->end())
            return fail(ErrorKind::NotFound, u"there is no such contact"_s);
        if (const Result<void> can = allowed(row->account); !can)
            return can;
        if (const Result<void> removed = store::contacts::remove(tx, contact); !removed)
            return removed;
        if (row->contact.remoteId.isEmpty())
            return dropPendingSaves(tx, *row);
        OperationRow operation;
        operation.account = row->account;
        operation.kind = OperationKind::RemoveContact;
        operation.contact = row->contact;
        const Result<OperationId> inserted = store::operations::insert(tx, operation);
        return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
    });
}

/// Removed before the server has heard of it.
Result<void> ContactCommands::dropPendingSaves(store::Transaction &tx, const ContactRow &row)
{
    const Result<QList<OperationRow>> operations = store::operations::list(tx);
    if (!operations)
        return fail(operations.error());
    for (const OperationRow &operation : *operations) {
        const bool same = operation.kind == OperationKind::SaveContact && operation.account == row.account
            && operation.contact.remoteId.isEmpty() && operation.contact.email == row.contact.email;
        if (!same)
            continue;
        if (const Result<void> finished = store::operations::finish(tx, operation.id, false); !finished)
            return finished;
    }
    return {};
}

} // namespace qn::session
