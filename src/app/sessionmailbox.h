// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "session/session.h"
#include "sync/waitpoint.h"

#include <functional>

namespace qn::store {
class Transaction;
}

namespace qn::app {

/// One account of a session as a MailBackend, for the API server: what it lists is what the windows show (the local store, with
/// changes that are on their way), what it sends goes through the outbox, and changes are pending operations like the
/// user's own. Ids are those of the store. Lives on the session's thread (the interface thread) and ends before it.
///
/// send() answers when the server has: a mail that is refused, or that cannot be handed over now, is taken out of the outbox
/// before the error is told, so that the caller may try again; SendOutcomeUnknown where that is not certain.
class SessionMailbox final : public backend::MailBackend
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionMailbox)

    template <typename T> using Task = backend::Task<T>;

public:
    SessionMailbox(session::Session &session, const Account &account, QObject *parent = nullptr);
    /// How long a mail may wait in the outbox without anybody trying to hand it over.
    void setPatience(std::chrono::milliseconds time) { m_patience = time; }

    Task<Capabilities> capabilities() override;
    Task<QList<Folder>> folders() override;
    Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int limit) override;
    Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) override;
    Task<Message> message(RemoteFolderId folder, RemoteMessageId id) override;
    Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) override;
    Task<SendReceipt> send(OutgoingMessage mail) override;
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) override;
    Task<void> setFlags(RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) override;
    Task<QList<RemoteMessageId>> move(RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) override;
    /// To Trash, as the user's own deletions go; for good where they are there already.
    Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) override;
    Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) override; ///< Unsupported
    Task<QList<Contact>> contacts() override;
    Task<Contact> saveContact(Contact contact) override;
    Task<void> removeContact(RemoteContactId id) override;
    Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) override;
    Task<void> waitForChange() override;
    void abort() override;

private:
    template <typename T> Task<T> finished(QFuture<Result<T>> future);
    template <typename T> Task<T> ask(std::function<Result<T>(store::Transaction &)> query);
    QCoro::Task<> rest(std::chrono::milliseconds atMost);
    QCoro::Task<> firstSync();
    Task<MessageId> own(RemoteMessageId id);
    Task<QList<MessageId>> own(QList<RemoteMessageId> ids);
    Task<SendReceipt> outcome(OutgoingId id, QList<Address> recipients);
    Task<Contact> stored(RemoteContactId id);

    session::Session &m_session;
    const AccountId m_account;
    const Address m_owner;
    std::chrono::milliseconds m_patience{30'000};
    sync::WaitPoint m_wake; ///< something that somebody waits for may have come about
    int m_run = 0; ///< counts abort()
    qint64 m_changes = 0;
};

} // namespace qn::app
