// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "backend/sandbox/mailbox.h"

#include <QPromise>

#include <chrono>
#include <memory>
#include <vector>

namespace qn::sandbox {

/// MailBackend over a Mailbox. Cheap: give each client of a server one of its own, so that waitForChange() knows what
/// that client has been told of.
class SandboxBackend final : public backend::MailBackend
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SandboxBackend)

public:
    template <typename T> using Task = backend::Task<T>;

    explicit SandboxBackend(std::shared_ptr<Mailbox> mailbox, QObject *parent = nullptr);
    ~SandboxBackend() override;

    /// How long waitForChange() waits for something to happen; 25 s unless told.
    void setWatchTime(std::chrono::milliseconds time) { m_watchTime = time; }

    Task<Capabilities> capabilities() override;
    Task<QList<Folder>> folders() override;
    Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int limit) override;
    Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) override;
    Task<Message> message(RemoteFolderId folder, RemoteMessageId id) override;
    Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) override;
    Task<SendReceipt> send(OutgoingMessage mail) override;
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) override;
    Task<void> setFlags(
        RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) override;
    Task<QList<RemoteMessageId>> move(
        RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) override;
    Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) override;
    Task<RemoteMessageId> append(RemoteFolderId folder, QByteArray source, MessageFlags flags) override;
    Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) override;
    Task<QList<Contact>> contacts() override;
    Task<Contact> saveContact(Contact contact) override;
    Task<void> removeContact(RemoteContactId id) override;
    Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) override;
    Task<void> waitForChange() override;
    void abort() override;

private:
    enum class Wake { Changed, TimeUp, Aborted };
    Result<SendReceipt> deliver(OutgoingMessage mail);
    Result<QList<RemoteMessageId>> find(const RemoteFolderId &folder, const QString &query) const;
    bool contains(const RemoteFolderId &folder, const Entry &entry, const QStringList &words) const;
    void wake(Wake reason);

    const std::shared_ptr<Mailbox> m_mailbox;
    std::vector<std::shared_ptr<QPromise<Wake>>> m_waiting;
    std::chrono::milliseconds m_watchTime{25'000};
    qint64 m_toldRevision;
};

} // namespace qn::sandbox
