// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/transfercommands.h"

#include "session/accountcommands.h"
#include "session/accountruntime.h"
#include "store/store.h"
#include "store/transaction.h"
#include "transfer/foldertree.h"
#include "transfer/mailfeed.h"

#include <QCoroFuture>
#include <QCoroTimer>

using namespace Qt::StringLiterals;

namespace qn::session {

using transfer::ImportRequest;
using transfer::MailBatch;
using transfer::Progress;
using transfer::Report;

namespace {

constexpr qint64 tellEvery = 100; // milliseconds

/// As long as it lives the store expects many writes.
class BulkWrites final
{
    Q_DISABLE_COPY_MOVE(BulkWrites)

public:
    explicit BulkWrites(store::Store &store)
        : m_store(store)
    {
        m_store.setBulk(true);
    }
    ~BulkWrites() { m_store.setBulk(false); }

private:
    store::Store &m_store;
};

tl::unexpected<Error> busy()
{
    return fail(ErrorKind::Conflict, u"an import or export is under way"_s);
}

} // namespace

bool TransferCommands::begin()
{
    if (m_busy)
        return false;
    m_busy = true;
    m_canceled = false;
    m_told.invalidate();
    return true;
}

Report TransferCommands::end(Report report, int skipped)
{
    report.skipped += skipped;
    report.canceled = isOver();
    return report;
}

void TransferCommands::tell(const Progress &progress)
{
    if (m_told.isValid() && m_told.elapsed() < tellEvery)
        return;
    m_told.start();
    emit m_engine.transferProgressed(progress);
}

backend::Task<Report> TransferCommands::importMail(ImportRequest request)
{
    if (!begin())
        co_return Result<Report>(busy());
    Result<AccountId> account = request.account.isValid() ? Result<AccountId>(request.account) : localAccount();
    const std::optional<Account> known = account ? m_engine.account(*account) : std::nullopt;
    Result<Report> report = fail(ErrorKind::NotFound, u"there is no such account"_s);
    if (!account)
        report = fail(account.error());
    else if (known && known->kind == AccountKind::Local)
        report = co_await importLocal(known->id, request);
    else if (known)
        report = co_await upload(known->id, request);
    m_busy = false;
    co_return Result<Report>(report);
}

/// The account "On this computer", made where there is none.
Result<AccountId> TransferCommands::localAccount()
{
    for (const Account &account : m_engine.accounts()) {
        if (account.kind == AccountKind::Local)
            return account.id;
    }
    return AccountCommands(m_engine).addLocal();
}

backend::Task<Report> TransferCommands::importLocal(AccountId account, ImportRequest request)
{
    m_engine.keepIndexed();
    const BulkWrites bulk(m_engine.store());
    transfer::MailFeed feed(request.path, m_engine.options().parseMessage);
    transfer::LocalFolders folders(account);
    Report report;
    int known = 0;
    while (!isOver()) {
        const QFuture<Result<std::optional<MailBatch>>> coming = feed.next();
        const Result<std::optional<MailBatch>> batch = co_await coming;
        if (!batch)
            co_return Result<Report>(fail(batch.error()));
        if (!*batch)
            break;
        const Result<int> added = writeBatch(folders, request.folder, **batch);
        if (!added)
            co_return Result<Report>(fail(added.error()));
        report.messages += *added;
        known += int((*batch)->messages.size()) - *added;
        tell({report.messages, feed.bytesRead(), feed.bytesInAll()});
        // A batch that is ready does not suspend: sync and commands have their turn here.
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
    }
    // The batches before may still be lost by a power cut; after this one they are not.
    const Result<void> kept = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<FolderId> inbox = folders.at(tx, {});
        return inbox ? store::folders::setSyncToken(tx, *inbox, {}) : Result<void>(fail(inbox.error()));
    });
    if (!kept)
        co_return Result<Report>(fail(kept.error()));
    co_return Result<Report>(end(report, feed.skipped() + known));
}

Result<int> TransferCommands::writeBatch(transfer::LocalFolders &folders, const QString &top, const MailBatch &batch)
{
    int added = 0;
    const auto write = [&](store::Transaction &tx) -> Result<void> {
        const QStringList above = top.split(u'/', Qt::SkipEmptyParts);
        const Result<FolderId> folder = folders.at(tx, above + batch.folder);
        if (!folder)
            return fail(folder.error());
        const Result<int> done = store::messages::addLocal(tx, *folder, batch.messages);
        added = done.value_or(0);
        return done ? Result<void>() : Result<void>(fail(done.error()));
    };
    const Result<void> written = m_engine.store().write(write, store::Durability::Relaxed);
    if (written)
        return added;
    folders.forget();
    return fail(written.error());
}

backend::Task<Report> TransferCommands::upload(AccountId account, ImportRequest request)
{
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(account);
    if (!runtime)
        co_return Result<Report>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    backend::MailBackend &backend = held->backend();
    const Result<backend::Capabilities> can = co_await backend.capabilities();
    if (!can)
        co_return Result<Report>(fail(can.error()));
    if (!can->append)
        co_return Result<Report>(fail(ErrorKind::Unsupported, u"the server takes no mail from elsewhere"_s));
    const Result<QList<Folder>> listed = co_await backend.folders();
    if (!listed)
        co_return Result<Report>(fail(listed.error()));
    QList<store::FolderRow> folders;
    for (const Folder &folder : *listed)
        folders.append({{}, account, folder, {}});
    const auto top = transfer::findFolder(folders, request.folder.isEmpty() ? u"inbox"_s : request.folder);
    if (!top)
        co_return Result<Report>(fail(ErrorKind::NotFound, u"there is no folder \"%1\""_s.arg(request.folder)));

    transfer::MailFeed feed(request.path, m_engine.options().parseMessage);
    Report report;
    int refused = 0;
    while (!isOver()) {
        const QFuture<Result<std::optional<MailBatch>>> coming = feed.next();
        const Result<std::optional<MailBatch>> batch = co_await coming;
        if (!batch)
            co_return Result<Report>(fail(batch.error()));
        if (!*batch)
            break;
        const auto named =
            (*batch)->folder.isEmpty() ? top : transfer::findFolder(folders, (*batch)->folder.join(u'/'));
        const RemoteFolderId target = named.value_or(*top).folder.remoteId;
        for (const store::LocalMessage &message : (*batch)->messages) {
            const Result<RemoteMessageId> done = co_await backend.append(target, message.source, message.header.flags);
            // One that the server does not take is no reason to keep the others back.
            const bool refusedThis =
                !done && (done.error().kind == ErrorKind::TooLarge || done.error().kind == ErrorKind::Parameter);
            if (!done && !refusedThis)
                co_return Result<Report>(fail(done.error()));
            refused += refusedThis ? 1 : 0;
            report.messages += refusedThis ? 0 : 1;
            tell({report.messages, feed.bytesRead(), feed.bytesInAll()});
            if (isOver())
                break;
        }
    }
    held->mailSent(); // the new mail is fetched at once
    co_return Result<Report>(end(report, feed.skipped() + refused));
}

} // namespace qn::session
