// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/sandbox/sandboxbackend.h"
#include "store/store.h"
#include "store/transaction.h"
#include "support/ask.h"
#include "support/faultybackend.h"
#include "support/manualclock.h"
#include "sync/gate.h"
#include "sync/outbox.h"
#include "sync/ownerlock.h"
#include "sync/syncengine.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace qn::test {

/// A sandbox mailbox as the server, a store, and one account.
class SyncFixture final
{
    Q_DISABLE_COPY_MOVE(SyncFixture)

public:
    SyncFixture()
    {
        mailbox = *sandbox::Mailbox::open(dir.filePath(QStringLiteral("server")), clock);
        const Result<void> owned = mailbox->setOwner({QStringLiteral("小明"), QStringLiteral("xiaoming@qq.example")});
        Q_ASSERT(owned);
        const Result<RemoteFolderId> archive = mailbox->ensureFolder({QStringLiteral("Archive")});
        Q_ASSERT(archive);
        openStore();
        const Result<void> added = store->write([this](store::Transaction &tx) -> Result<void> {
            account = *store::accounts::insert(tx, Account{{}, AccountKind::Sample, QStringLiteral("sample"), {}, {}});
            return {};
        });
        Q_ASSERT(added);
        settings.prefetchBodies = 0;
        settings.watchPause = std::chrono::milliseconds(1);
        settings.prefetchPause = std::chrono::milliseconds(0);
        settings.backoff = {std::chrono::milliseconds(5), std::chrono::milliseconds(20)};
    }

    void openStore() { store = std::move(*store::Store::open(dataDir())); }
    QString dataDir() const { return dir.filePath(QStringLiteral("data")); }

    std::unique_ptr<FaultyBackend> newBackend()
    {
        return std::make_unique<FaultyBackend>(std::make_unique<sandbox::SandboxBackend>(mailbox));
    }

    RemoteMessageId deliver(const QString &subject, FolderRole role = FolderRole::Inbox, MessageFlags flags = {})
    {
        clock->advance(std::chrono::seconds(1));
        const QByteArray source = "From: =?utf-8?q?=E6=9D=8E?= <li@qq.example>\r\nTo: xiaoming@qq.example\r\nSubject: "
            + subject.toUtf8() + "\r\nMessage-ID: <" + subject.toUtf8().toHex()
            + "@qq.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nText of " + subject.toUtf8() + "\r\n";
        const QList<sandbox::NewMessage> messages{{mailbox->folderByRole(role), source, flags, clock->now()}};
        const Result<QList<RemoteMessageId>> added = mailbox->add(messages);
        if (!added)
            qFatal("nothing delivered: %s", qPrintable(added.error().detail));
        return added->first();
    }
    RemoteFolderId folder(FolderRole role) const { return mailbox->folderByRole(role); }

    QList<store::FolderRow> folders()
    {
        return ask<QList<store::FolderRow>>(
            *store, [this](store::Transaction &tx) { return store::folders::list(tx, account); });
    }
    store::FolderRow folderRow(FolderRole role)
    {
        return *ask<std::optional<store::FolderRow>>(
            *store, [=, this](store::Transaction &tx) { return store::folders::byRole(tx, account, role); });
    }
    QList<store::MessageRow> messages(FolderRole role)
    {
        const FolderId id = folderRow(role).id;
        return ask<QList<store::MessageRow>>(
            *store, [id](store::Transaction &tx) { return store::messages::list(tx, id, 0, 100'000); });
    }
    MessageId message(const QString &subject, FolderRole role = FolderRole::Inbox)
    {
        for (const store::MessageRow &row : messages(role)) {
            if (row.subject == subject)
                return row.id;
        }
        return {};
    }

    /// One line for each message, sorted: folder, remote id, subject, flags.
    QStringList onServer() const
    {
        QStringList lines;
        for (const Folder &folder : mailbox->folders()) {
            const auto visited = mailbox->visit(folder.remoteId,
                [&](const sandbox::Entry &entry) { lines.append(line(folder.remoteId, entry.header)); });
            Q_ASSERT(visited);
        }
        std::sort(lines.begin(), lines.end());
        return lines;
    }
    QStringList inStore()
    {
        QStringList lines;
        const QList<store::FolderRow> all = folders();
        for (const store::FolderRow &folder : all) {
            const auto rows = ask<QList<store::MessageRow>>(
                *store, [&](store::Transaction &tx) { return store::messages::list(tx, folder.id, 0, 100'000); });
            for (const store::MessageRow &row : rows) {
                MessageHeader header = ask<MessageHeader>(
                    *store, [&](store::Transaction &tx) { return store::messages::header(tx, row.id); });
                header.flags = row.flags;
                lines.append(line(folder.folder.remoteId, header));
            }
        }
        std::sort(lines.begin(), lines.end());
        return lines;
    }

    QTemporaryDir dir;
    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
    std::shared_ptr<sandbox::Mailbox> mailbox;
    std::unique_ptr<store::Store> store;
    AccountId account;
    sync::SyncSettings settings;

private:
    static QString line(const RemoteFolderId &folder, const MessageHeader &header)
    {
        return QStringLiteral("%1/%2 %3 %4")
            .arg(folder.value(), header.remoteId.value(), header.subject)
            .arg(header.flags.toInt());
    }
};

/// A sync engine of the fixture's account, stopped at the end of the scope.
class RunningSync final
{
    Q_DISABLE_COPY_MOVE(RunningSync)

public:
    explicit RunningSync(SyncFixture &fixture)
        : backend(fixture.newBackend())
        , engine(fixture.account, *backend, *fixture.store, *fixture.clock, gate, fixture.settings)
    {
    }
    ~RunningSync() { stop(); }
    void stop()
    {
        engine.beginStop();
        backend->abort();
        QCoro::waitFor(engine.stopped());
    }
    Result<void> sync() { return QCoro::waitFor(engine.syncNow()); }

    std::unique_ptr<FaultyBackend> backend;
    sync::Gate gate;
    sync::SyncEngine engine;
};

} // namespace qn::test
