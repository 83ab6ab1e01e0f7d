// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "backend/sandbox/sandboxbackend.h"
#include "support/faultybackend.h"
#include "support/manualclock.h"

#include <QCoroTimer>
#include <QMap>
#include <QTemporaryDir>

namespace qn::test {

/// What one account of SandboxServices has. Engine thread, but for what is atomic.
struct SandboxAccount
{
    std::shared_ptr<sandbox::Mailbox> mailbox;
    FaultyBackend *backend = nullptr; ///< while there is one
    bool signedIn = false;
    QMap<QString, QByteArray> secrets;
};

/// A sign-in whose right code is "good"; "run-only" is one that the keychain does not keep.
class SandboxSignIn final : public backend::SignIn
{
public:
    explicit SandboxSignIn(std::shared_ptr<SandboxAccount> account)
        : m_account(std::move(account))
    {
    }
    Result<backend::SignInRequest> begin(backend::RedirectMode) override
    {
        return backend::SignInRequest{
            QUrl(QStringLiteral("http://127.0.0.1/authorize")), QUrl(QStringLiteral("http://127.0.0.1/back"))};
    }
    backend::Task<QUrl> redirected() override
    {
        while (!m_aborted)
            co_await QCoro::sleepFor(std::chrono::milliseconds(1));
        co_return Result<QUrl>(fail(ErrorKind::Canceled, {}));
    }
    backend::Task<void> complete(QString code) override
    {
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
        const bool runOnly = code == QLatin1String("run-only");
        if (!runOnly && code != QLatin1String("good"))
            co_return Result<void>(fail(ErrorKind::Authorization, {}, ErrorReason::InvalidGrant));
        m_account->signedIn = true;
        if (runOnly)
            co_return Result<void>(fail(ErrorKind::Keychain, {}, ErrorReason::KeychainAbsent));
        m_account->secrets.insert(QStringLiteral("token"), "token");
        co_return Result<void>();
    }
    void abort() override { m_aborted = true; }

private:
    const std::shared_ptr<SandboxAccount> m_account;
    bool m_aborted = false;
};

/// Accounts on sandbox mailboxes in a temporary directory. Without a sign-in every call is answered with Authorization.
class SandboxServices final : public backend::AccountServices
{
public:
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &account) override
    {
        ++made;
        const std::shared_ptr<SandboxAccount> own = state(account);
        auto backend = std::make_unique<FaultyBackend>(std::make_unique<sandbox::SandboxBackend>(own->mailbox));
        backend->fault = [this, own](const QString &method, FaultyBackend::When when) -> std::optional<Error> {
            if (!own->signedIn)
                return Error{ErrorKind::Authorization, {}, {}, 401, {}};
            return fault ? fault(method, when) : std::nullopt;
        };
        backend->limit = limit;
        backend->held = held;
        own->backend = backend.get();
        return backend;
    }
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &account) override
    {
        return std::make_unique<SandboxSignIn>(state(account));
    }
    backend::Task<void> storeSecret(Account account, QString name, QByteArray value) override
    {
        state(account)->secrets.insert(name, value);
        co_return Result<void>();
    }
    backend::Task<void> forget(Account account) override
    {
        state(account)->secrets.clear();
        state(account)->signedIn = false;
        co_return Result<void>();
    }

    /// Runs `work` on the thread that the account's mailbox lives on.
    void with(AccountId id, const std::function<void(SandboxAccount &)> &work)
    {
        const std::shared_ptr<SandboxAccount> own = m_accounts.value(id);
        QMetaObject::invokeMethod(
            own->mailbox.get(), [&] { work(*own); }, Qt::BlockingQueuedConnection);
    }
    void deliver(AccountId id, const QString &subject)
    {
        with(id, [&](SandboxAccount &own) {
            clock->advance(std::chrono::seconds(1));
            const QByteArray source = "From: li@qq.example\r\nTo: me@qq.example\r\nSubject: " + subject.toUtf8()
                + "\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nText of "
                + subject.toUtf8()
                + "\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; "
                  "filename=a.txt\r\n\r\nbytes\r\n--b--\r\n";
            const QList<sandbox::NewMessage> messages{
                {own.mailbox->folderByRole(FolderRole::Inbox), source, {}, clock->now()}};
            if (!own.mailbox->add(messages))
                qFatal("nothing delivered");
        });
    }
    QStringList subjects(AccountId id, FolderRole role)
    {
        QStringList found;
        with(id, [&](SandboxAccount &own) {
            static_cast<void>(own.mailbox->visit(own.mailbox->folderByRole(role),
                [&](const sandbox::Entry &entry) { found.append(entry.header.subject); }));
        });
        return found;
    }

    QTemporaryDir dir;
    std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
    std::atomic<int> made = 0; ///< backends so far
    // Set before the session begins.
    std::function<std::optional<Error>(const QString &, FaultyBackend::When)> fault;
    std::function<void(Capabilities &)> limit;
    QSet<QString> held;

private:
    std::shared_ptr<SandboxAccount> state(const Account &account)
    {
        std::shared_ptr<SandboxAccount> &own = m_accounts[account.id];
        if (!own) {
            own = std::make_shared<SandboxAccount>();
            own->mailbox =
                *sandbox::Mailbox::open(dir.filePath(QStringLiteral("server%1").arg(account.id.value())), clock);
            if (!own->mailbox->setOwner({QStringLiteral("我"), QStringLiteral("me@qq.example")}))
                qFatal("no owner");
        }
        return own;
    }
    QMap<AccountId, std::shared_ptr<SandboxAccount>> m_accounts;
};

} // namespace qn::test
