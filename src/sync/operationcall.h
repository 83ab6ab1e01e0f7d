// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "sync/operationbatch.h"

#include <QHash>
#include <QSet>

namespace qn::store {
class Store;
}

namespace qn::sync {

/// Turns a batch of operations into calls of a MailBackend. Leaves the store alone but for reading.
class OperationCall final
{
    Q_DISABLE_COPY_MOVE(OperationCall)

public:
    struct Outcome
    {
        bool applied = true; ///< false: there was nothing to do it to
        QHash<MessageId, RemoteMessageId> newIds; ///< Move
        QHash<RemoteFolderId, QList<RemoteMessageId>>
            gone; ///< Move: no longer where they were; moved before, or removed
        RemoteMessageId draft; ///< SaveDraft
        std::optional<Contact> contact; ///< SaveContact
    };

    OperationCall(AccountId account, backend::MailBackend &backend, store::Store &store)
        : m_account(account)
        , m_backend(backend)
        , m_store(store)
    {
    }
    /// What is missing on the server is no error: it has been done before, or there is nothing left to do it to.
    backend::Task<Outcome> run(OperationBatch batch);

private:
    /// The messages of a batch by the folder they are in on the server.
    struct Group
    {
        RemoteFolderId folder;
        QList<MessageId> messages;
        QList<RemoteMessageId> ids;
    };
    Result<QList<Group>> groups(const OperationBatch &batch) const;
    Result<RemoteFolderId> folderId(FolderId folder) const;
    Result<RemoteFolderId> folderId(FolderRole role) const;
    backend::Task<Outcome> runOnMessages(OperationBatch batch);
    backend::Task<QList<RemoteMessageId>> runOnGroup(store::OperationRow row, Group group, RemoteFolderId target);
    static void noteMoved(const Group &group, const QList<RemoteMessageId> &ids, bool missing, Outcome &outcome);
    backend::Task<Outcome> saveDraft(store::OperationRow row);
    backend::Task<Outcome> removeDraft(store::OperationRow row);
    backend::Task<Outcome> saveContact(store::OperationRow row);
    backend::Task<Outcome> removeContact(store::OperationRow row);
    backend::Task<RemoteMessageId> draftOnServer(QString messageId);
    backend::Task<std::optional<Contact>> contactOnServer(Contact contact);

    AccountId m_account;
    backend::MailBackend &m_backend;
    store::Store &m_store;
};

} // namespace qn::sync
