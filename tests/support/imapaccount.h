// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/passwordcredentials.h"
#include "backend/imap/imapbackend.h"
#include "store/store.h"
#include "store/transaction.h"
#include "support/manualclock.h"
#include "sync/gate.h"
#include "sync/syncengine.h"

#include <QCoroTask>
#include <QTemporaryDir>

namespace qn::test {

/// An account of a store, synchronised over IMAP with a server on 127.0.0.1. The store is the caller's, or made for it.
class ImapAccount final
{
    Q_DISABLE_COPY_MOVE(ImapAccount)

public:
    ImapAccount(store::Store &store, quint16 imapPort, quint16 smtpPort, const QString &user, const QByteArray &password, sync::SyncSettings settings,
        imap::ImapBackend::Options options = {})
        : m_store(store)
        , m_credentials({auth::Credentials::Kind::Password, user, Secret(password)})
        , backend(std::make_shared<imap::ImapBackend>(
              settingsFor(imapPort, smtpPort, user), Address{{}, user}, m_credentials, nullptr, m_clock, options))
    {
        const Result<void> added = m_store.write([&](store::Transaction &tx) -> Result<void> {
            account = *store::accounts::insert(tx, Account{{}, AccountKind::Imap, user, user, {}});
            return {};
        });
        Q_ASSERT(added);
        makeEngine(settings);
    }
    /// In a store of its own.
    ImapAccount(quint16 imapPort, quint16 smtpPort, const QString &user, const QByteArray &password, sync::SyncSettings settings = quick())
        : ImapAccount(std::make_unique<OwnStore>(), imapPort, smtpPort, user, password, settings)
    {
    }
    ~ImapAccount()
    {
        engine->beginStop();
        backend->abort();
        QCoro::waitFor(engine->stopped());
    }
    /// Another account of the store instead, as in a later run of the program. Before the first sync.
    void use(AccountId other)
    {
        account = other;
        makeEngine(m_settings);
    }
    /// Small pages, no bodies ahead, short pauses.
    static sync::SyncSettings quick()
    {
        sync::SyncSettings settings;
        settings.firstPage = 2;
        settings.page = 3;
        settings.prefetchBodies = 0;
        settings.watchPause = std::chrono::milliseconds(1);
        settings.backoff = {std::chrono::milliseconds(1), std::chrono::milliseconds(5)};
        return settings;
    }
    Result<void> sync() { return QCoro::waitFor(engine->syncNow()); }
    store::Store &store() const { return m_store; }

    /// `folder/id subject flags` of each message, sorted.
    QStringList contents() const
    {
        QStringList lines;
        const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
            const auto folders = store::folders::list(tx, account);
            for (const store::FolderRow &folder : *folders) {
                const auto rows = store::messages::list(tx, folder.id, 0, 100'000);
                for (const store::MessageRow &row : *rows) {
                    const auto header = store::messages::header(tx, row.id);
                    QList<QByteArray> flags = imap::writeFlags(row.flags).split(' ');
                    std::sort(flags.begin(), flags.end());
                    lines.append(folder.folder.remoteId.value() + u'/' + header->remoteId.value() + u' ' + row.subject + u' '
                        + QString::fromLatin1(flags.join(' ')));
                }
            }
            return {};
        });
        Q_ASSERT(read);
        std::sort(lines.begin(), lines.end());
        return lines;
    }

private:
    struct OwnStore
    {
        QTemporaryDir dir;
        std::unique_ptr<store::Store> store = *store::Store::open(dir.path());
    };
    ImapAccount(std::unique_ptr<OwnStore> own, quint16 imapPort, quint16 smtpPort, const QString &user, const QByteArray &password,
        const sync::SyncSettings &settings)
        : ImapAccount(*own->store, imapPort, smtpPort, user, password, settings)
    {
        m_own = std::move(own);
    }
    void makeEngine(const sync::SyncSettings &settings)
    {
        m_settings = settings;
        engine = std::make_unique<sync::SyncEngine>(account, *backend, m_store, m_clock, gate, settings);
    }
    static imap::ImapSettings settingsFor(quint16 imapPort, quint16 smtpPort, const QString &user)
    {
        imap::ImapSettings settings;
        settings.imap = {QStringLiteral("127.0.0.1"), imapPort, net::TlsMode::None, {}};
        settings.smtp = {QStringLiteral("127.0.0.1"), smtpPort, net::TlsMode::None, {}};
        settings.user = user;
        return settings;
    }

    std::unique_ptr<OwnStore> m_own;
    store::Store &m_store;
    sync::SyncSettings m_settings;
    ManualClock m_clock;
    auth::GivenCredentials m_credentials;

public:
    AccountId account;
    std::shared_ptr<imap::ImapBackend> backend;
    sync::Gate gate;
    std::unique_ptr<sync::SyncEngine> engine;
};

} // namespace qn::test
