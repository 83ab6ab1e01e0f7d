// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/accountcommands.h"

#include "session/accountmarks.h"
#include "session/accountruntime.h"
#include "session/logging.h"
#include "store/accessstore.h"
#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"
#include "transfer/foldertree.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::session {

Result<void> AccountCommands::write(const std::function<Result<void>(store::Transaction &)> &work)
{
    const Result<void> written = m_engine.store().write(work);
    return written ? m_engine.reloadAccounts() : written;
}

backend::Task<AccountId> AccountCommands::add(Account account, QByteArray clientSecret)
{
    if (account.kind == AccountKind::Local)
        co_return addLocal();
    setAwaitingSignIn(account, true);
    AccountId id;
    const Result<void> written = write([&](store::Transaction &tx) -> Result<void> {
        const Result<AccountId> inserted = store::accounts::insert(tx, account);
        if (!inserted)
            return fail(inserted.error());
        id = *inserted;
        return {};
    });
    if (!written)
        co_return Result<AccountId>(fail(written.error()));
    account.id = id;
    if (clientSecret.isEmpty())
        co_return Result<AccountId>(id);

    Result<void> kept = co_await m_engine.services().storeSecret(account, u"clientSecret"_s, clientSecret);
    if (!kept && kept.error().kind != ErrorKind::Keychain) {
        write([&](store::Transaction &tx) { return store::accounts::remove(tx, id, true); });
        co_return Result<AccountId>(fail(kept.error()));
    }
    if (!kept)
        qCWarning(logSession) << "a client secret is kept for this run only:" << kept.error().detail;
    co_return Result<AccountId>(id);
}

Result<AccountId> AccountCommands::addLocal()
{
    backend::Capabilities can;
    can.folders = can.rawSource = can.detail = can.flags = can.move = can.remove = can.append = true;
    Account account;
    account.kind = AccountKind::Local;
    account.name = QCoreApplication::translate("Session", "On this computer");
    setKnownCapabilities(account, can);
    AccountId id;
    const Result<void> written = write([&](store::Transaction &tx) -> Result<void> {
        const Result<AccountId> inserted = store::accounts::insert(tx, account);
        if (!inserted)
            return fail(inserted.error());
        id = *inserted;
        return transfer::LocalFolders::makeStandard(tx, id);
    });
    if (!written)
        return fail(written.error());
    return id;
}

bool AccountCommands::hasUnsent(AccountId id)
{
    const auto rows = store::answer<QList<store::OutgoingRow>>(m_engine.store(), &store::outgoing::list);
    return !rows || std::any_of(rows->begin(), rows->end(), [id](const store::OutgoingRow &row) {
        return row.account == id && row.state != store::OutgoingState::Filed && row.state != store::OutgoingState::Sent;
    });
}

backend::Task<void> AccountCommands::remove(AccountId id, bool evenUnsent)
{
    const std::optional<Account> account = m_engine.account(id);
    if (!account)
        co_return Result<void>(fail(ErrorKind::NotFound, u"there is no such account"_s));
    if (!evenUnsent && hasUnsent(id))
        co_return Result<void>(fail(ErrorKind::Conflict, u"the account has mail that is not sent yet"_s));
    m_engine.signIns().cancel(id);
    co_await m_engine.dropRuntime(id);
    if (const Result<void> ended = endAccess(id); !ended)
        co_return Result<void>(ended);
    const bool isLocal = account->kind == AccountKind::Local;
    const Result<void> removed =
        write([&](store::Transaction &tx) { return store::accounts::remove(tx, id, evenUnsent); });
    if (!removed) {
        m_engine.reloadAccounts();
        co_return Result<void>(removed);
    }
    if (isLocal)
        co_return Result<void>();
    Result<void> forgotten = co_await m_engine.services().forget(*account);
    co_return Result<void>(forgotten);
}

backend::Task<void> AccountCommands::update(Account account)
{
    const std::optional<Account> stored = m_engine.account(account.id);
    if (!stored)
        co_return Result<void>(fail(ErrorKind::NotFound, u"there is no such account"_s));
    const Account wanted = withMarksOf(account, *stored);
    if (connectsDifferently(wanted, *stored))
        co_await m_engine.dropRuntime(account.id);
    co_return write([&](store::Transaction &tx) { return store::accounts::update(tx, wanted); });
}

backend::Task<SignInTicket> AccountCommands::beginSignIn(AccountId id, backend::RedirectMode mode)
{
    const std::optional<Account> account = m_engine.account(id);
    if (!account)
        co_return Result<SignInTicket>(fail(ErrorKind::NotFound, u"there is no such account"_s));
    co_return m_engine.signIns().begin(*account, mode);
}

backend::Task<void> AccountCommands::finishSignIn(AccountId id, QString redirectedOrCode)
{
    // Made before the sign-in ends: tokens that no keychain takes live as long as somebody uses the account.
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(id);
    Result<void> finished = co_await m_engine.signIns().finish(id, redirectedOrCode);
    if (!finished && finished.error().kind != ErrorKind::Keychain)
        co_return Result<void>(finished);
    std::optional<Account> account = m_engine.account(id);
    if (!account)
        co_return Result<void>(fail(ErrorKind::NotFound, u"the account was removed"_s));
    if (isAwaitingSignIn(*account)) {
        setAwaitingSignIn(*account, false);
        const Result<void> written =
            write([&](store::Transaction &tx) { return store::accounts::update(tx, *account); });
        if (!written)
            co_return Result<void>(written);
    }
    m_engine.goOnline();
    if (const Result<std::shared_ptr<AccountRuntime>> current = m_engine.runtime(id))
        (*current)->signedIn();
    co_return Result<void>(finished);
}

backend::Task<void> AccountCommands::sync(AccountId id)
{
    const std::optional<Account> named = m_engine.account(id);
    if (named && named->kind == AccountKind::Local)
        co_return Result<void>();
    m_engine.goOnline();
    if (!id.isValid()) {
        Result<void> all = co_await syncAll();
        co_return Result<void>(all);
    }
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(id);
    if (!runtime)
        co_return Result<void>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    Result<void> synced = co_await held->sync();
    co_return Result<void>(synced);
}

backend::Task<void> AccountCommands::allCopied(AccountId id)
{
    Result<void> result;
    const QList<Account> accounts = m_engine.accounts();
    for (const Account &account : accounts) {
        const std::shared_ptr<AccountRuntime> runtime = m_engine.existingRuntime(account.id);
        if (!runtime || (id.isValid() && account.id != id))
            continue;
        Result<void> copied = co_await runtime->copied();
        if (!copied && result)
            result = copied;
    }
    co_return Result<void>(result);
}

/// All at once; the first error is told after the last has ended.
backend::Task<void> AccountCommands::syncAll()
{
    std::vector<std::shared_ptr<AccountRuntime>> held;
    std::vector<backend::Task<void>> tasks;
    Result<void> result;
    const QList<Account> accounts = m_engine.accounts();
    for (const Account &account : accounts) {
        if (account.kind == AccountKind::Local)
            continue;
        const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(account.id);
        if (!runtime) {
            result = fail(runtime.error());
            continue;
        }
        held.push_back(*runtime);
        tasks.push_back(held.back()->sync());
    }
    for (backend::Task<void> &task : tasks) {
        Result<void> synced = co_await task;
        if (!synced && result)
            result = synced;
    }
    co_return Result<void>(result);
}

/// Nobody keeps access to a mailbox that goes.
Result<void> AccountCommands::endAccess(AccountId id)
{
    const auto access = store::AccessStore::openExisting(m_engine.options().dataDir);
    if (!access)
        return fail(access.error());
    return *access ? (*access)->removeAccount(id) : Result<void>();
}

Result<QList<ApplicationAccess>> AccountCommands::applications()
{
    const auto access = store::AccessStore::openExisting(m_engine.options().dataDir);
    if (!access)
        return fail(access.error());
    return *access ? (*access)->access() : Result<QList<ApplicationAccess>>(QList<ApplicationAccess>());
}

Result<void> AccountCommands::revokeApplication(const QString &clientId)
{
    const auto access = store::AccessStore::openExisting(m_engine.options().dataDir);
    if (!access)
        return fail(access.error());
    if (!*access)
        return {};
    const Result<bool> revoked = (*access)->revoke(clientId);
    return revoked ? Result<void>() : Result<void>(fail(revoked.error()));
}

} // namespace qn::session
