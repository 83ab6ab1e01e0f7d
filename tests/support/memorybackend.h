// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"

#include <QCoroFuture>
#include <QPromise>

#include <memory>
#include <vector>

namespace qn::test {

/// The smallest mailbox that works: an inbox in memory, read-only but for sending. What is sent is in `sent`.
class MemoryBackend final : public backend::MailBackend
{
    Q_DISABLE_COPY_MOVE(MemoryBackend)

    template <typename T> using Task = backend::Task<T>;

public:
    MemoryBackend() = default;

    QList<Message> inbox; ///< newest first
    QList<Contact> people;
    QList<OutgoingMessage> sent;

    Task<Capabilities> capabilities() override
    {
        Capabilities can;
        can.detail = true;
        can.watch = true;
        can.accountName = QStringLiteral("陈晓明");
        can.accountEmail = QStringLiteral("chen.xiaoming@qq.example");
        co_return Result<Capabilities>(can);
    }
    Task<QList<Folder>> folders() override
    {
        Folder folder{RemoteFolderId(QStringLiteral("inbox")), {}, QStringLiteral("Inbox"), FolderRole::Inbox,
            int(inbox.size()), 0, true};
        co_return Result<QList<Folder>>(QList<Folder>{folder});
    }
    Task<ChangePage> changes(RemoteFolderId, QByteArray token, int limit) override
    {
        const int start = token.toInt();
        ChangePage page;
        for (const Message &message : inbox.mid(start, limit))
            page.upserted.append(message.header);
        page.more = start + limit < inbox.size();
        page.next = QByteArray::number(start + int(page.upserted.size()));
        page.complete = !page.more;
        page.total = int(inbox.size());
        co_return Result<ChangePage>(page);
    }
    Task<QByteArray> source(RemoteFolderId, RemoteMessageId) override { co_return unsupported(); }
    Task<Message> message(RemoteFolderId, RemoteMessageId id) override
    {
        for (const Message &message : std::as_const(inbox)) {
            if (message.header.remoteId == id)
                co_return Result<Message>(message);
        }
        co_return fail(ErrorKind::NotFound, QStringLiteral("no such mail"));
    }
    Task<QByteArray> attachment(RemoteFolderId, RemoteMessageId, QString) override { co_return unsupported(); }
    Task<SendReceipt> send(OutgoingMessage mail) override
    {
        sent.append(mail);
        wake();
        co_return SendReceipt{};
    }
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage) override { co_return unsupported(); }
    Task<void> setFlags(RemoteFolderId, QList<RemoteMessageId>, MessageFlags, MessageFlags) override
    {
        co_return unsupported();
    }
    Task<QList<RemoteMessageId>> move(RemoteFolderId, QList<RemoteMessageId>, RemoteFolderId) override
    {
        co_return unsupported();
    }
    Task<void> remove(RemoteFolderId, QList<RemoteMessageId>) override { co_return unsupported(); }
    Task<RemoteMessageId> saveDraft(OutgoingMessage, RemoteMessageId) override { co_return unsupported(); }
    Task<QList<Contact>> contacts() override { co_return Result<QList<Contact>>(people); }
    Task<Contact> saveContact(Contact) override { co_return unsupported(); }
    Task<void> removeContact(RemoteContactId) override { co_return unsupported(); }
    Task<QList<RemoteMessageId>> search(RemoteFolderId, QString) override { co_return unsupported(); }
    Task<void> waitForChange() override
    {
        auto change = std::make_shared<QPromise<void>>();
        m_waiting.push_back(change);
        change->start();
        QFuture<void> future = change->future();
        co_await future;
        if (std::exchange(m_aborted, false))
            co_return fail(ErrorKind::Canceled, QStringLiteral("aborted"));
        co_return Result<void>();
    }
    void abort() override
    {
        m_aborted = !m_waiting.empty();
        wake();
    }

private:
    void wake()
    {
        for (const auto &waiting : std::exchange(m_waiting, {}))
            waiting->finish();
    }
    static tl::unexpected<Error> unsupported() { return fail(ErrorKind::Unsupported, QStringLiteral("not here")); }
    std::vector<std::shared_ptr<QPromise<void>>> m_waiting;
    bool m_aborted = false;
};

} // namespace qn::test
