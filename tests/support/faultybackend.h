// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"

#include <QCoroTimer>
#include <QSet>

#include <functional>
#include <memory>

namespace qn::test {

/// A MailBackend in front of another one that fails, hangs or dies where a test wants it to. Every call takes at least
/// one turn of the event loop, as over a network.
class FaultyBackend final : public backend::MailBackend
{
    Q_DISABLE_COPY_MOVE(FaultyBackend)

    template <typename T> using Task = backend::Task<T>;

public:
    enum class When { Before, After }; ///< the other backend was asked

    explicit FaultyBackend(std::unique_ptr<backend::MailBackend> inner)
        : m_inner(std::move(inner))
    {
    }

    /// Asked twice in each call; an error is what the caller gets.
    std::function<std::optional<Error>(const QString &method, When when)> fault;
    std::function<void(Capabilities &)> limit; ///< takes away what the other backend can do
    bool listsEverything = false; ///< changes() names all messages each time, as a baseline server does
    bool tellsNewIds = true; ///< move() returns them
    QSet<QString> held; ///< these methods do not answer until they are taken out, or abort()
    QStringList calls;
    int renewals = 0;

    /// The next call of `method` fails so, before it reaches the other backend.
    void failNext(const QString &method, const Error &error, When where = When::Before)
    {
        auto left = std::make_shared<bool>(true);
        fault = [=](const QString &called, When when) -> std::optional<Error> {
            return called == method && when == where && std::exchange(*left, false) ? std::optional(error)
                                                                                    : std::nullopt;
        };
    }
    void failAlways(const QString &method, const Error &error)
    {
        fault = [=](const QString &called, When when) -> std::optional<Error> {
            return called == method && when == When::Before ? std::optional(error) : std::nullopt;
        };
    }

    Task<Capabilities> capabilities() override
    {
        const std::function<Task<Capabilities>()> call = [this] { return m_inner->capabilities(); };
        Result<Capabilities> can = co_await through<Capabilities>(QStringLiteral("capabilities"), call);
        if (can && limit)
            limit(*can);
        co_return Result<Capabilities>(can);
    }
    Task<QList<Folder>> folders() override
    {
        return through<QList<Folder>>(QStringLiteral("folders"), [=, this] { return m_inner->folders(); });
    }
    Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int size) override
    {
        const std::function<Task<ChangePage>()> call = [=, this] {
            return listsEverything ? m_inner->changes(folder, {}, 100'000) : m_inner->changes(folder, token, size);
        };
        Result<ChangePage> page = co_await through<ChangePage>(QStringLiteral("changes"), call);
        if (page && listsEverything) {
            page->next.clear();
            page->more = false;
            page->complete = true;
        }
        co_return Result<ChangePage>(page);
    }
    Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) override
    {
        return through<QByteArray>(QStringLiteral("source"), [=, this] { return m_inner->source(folder, id); });
    }
    Task<Message> message(RemoteFolderId folder, RemoteMessageId id) override
    {
        return through<Message>(QStringLiteral("message"), [=, this] { return m_inner->message(folder, id); });
    }
    Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) override
    {
        return through<QByteArray>(
            QStringLiteral("attachment"), [=, this] { return m_inner->attachment(folder, id, partId); });
    }
    Task<SendReceipt> send(OutgoingMessage mail) override
    {
        return through<SendReceipt>(QStringLiteral("send"), [=, this] { return m_inner->send(mail); });
    }
    Task<RemoteMessageId> fileSent(OutgoingMessage mail) override
    {
        return through<RemoteMessageId>(QStringLiteral("fileSent"), [=, this] { return m_inner->fileSent(mail); });
    }
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) override
    {
        return through<std::optional<SendReceipt>>(
            QStringLiteral("findSent"), [=, this] { return m_inner->findSent(mail); });
    }
    Task<void> setFlags(
        RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) override
    {
        return through<void>(
            QStringLiteral("setFlags"), [=, this] { return m_inner->setFlags(folder, ids, add, remove); });
    }
    Task<QList<RemoteMessageId>> move(RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) override
    {
        const std::function<Task<QList<RemoteMessageId>>()> call = [=, this] {
            return m_inner->move(folder, ids, target);
        };
        Result<QList<RemoteMessageId>> moved = co_await through<QList<RemoteMessageId>>(QStringLiteral("move"), call);
        if (moved && !tellsNewIds)
            moved->fill(RemoteMessageId());
        co_return Result<QList<RemoteMessageId>>(moved);
    }
    Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) override
    {
        return through<void>(QStringLiteral("remove"), [=, this] { return m_inner->remove(folder, ids); });
    }
    Task<RemoteMessageId> append(RemoteFolderId folder, QByteArray source, MessageFlags flags) override
    {
        return through<RemoteMessageId>(
            QStringLiteral("append"), [=, this] { return m_inner->append(folder, source, flags); });
    }
    Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) override
    {
        return through<RemoteMessageId>(
            QStringLiteral("saveDraft"), [=, this] { return m_inner->saveDraft(draft, previous); });
    }
    Task<QList<Contact>> contacts() override
    {
        return through<QList<Contact>>(QStringLiteral("contacts"), [=, this] { return m_inner->contacts(); });
    }
    Task<Contact> saveContact(Contact contact) override
    {
        return through<Contact>(QStringLiteral("saveContact"), [=, this] { return m_inner->saveContact(contact); });
    }
    Task<void> removeContact(RemoteContactId id) override
    {
        return through<void>(QStringLiteral("removeContact"), [=, this] { return m_inner->removeContact(id); });
    }
    Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) override
    {
        return through<QList<RemoteMessageId>>(
            QStringLiteral("search"), [=, this] { return m_inner->search(folder, query); });
    }
    Task<void> waitForChange() override
    {
        return through<void>(QStringLiteral("waitForChange"), [=, this] { return m_inner->waitForChange(); });
    }
    void renewConnections() override { ++renewals; }
    void abort() override
    {
        ++m_aborts;
        m_inner->abort();
    }

private:
    template <typename T> Task<T> through(QString method, std::function<Task<T>()> call)
    {
        const int aborts = m_aborts;
        calls.append(method);
        do
            co_await QCoro::sleepFor(std::chrono::milliseconds(held.contains(method) ? 1 : 0));
        while (held.contains(method) && aborts == m_aborts);
        if (aborts != m_aborts)
            co_return Result<T>(fail(ErrorKind::Canceled, QStringLiteral("aborted")));
        if (const auto error = fault ? fault(method, When::Before) : std::nullopt)
            co_return Result<T>(fail(*error));
        Task<T> task = call();
        Result<T> result = co_await task;
        if (const auto error = fault ? fault(method, When::After) : std::nullopt)
            co_return Result<T>(fail(*error));
        co_return Result<T>(result);
    }

    const std::unique_ptr<backend::MailBackend> m_inner;
    int m_aborts = 0;
};

} // namespace qn::test
