// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/foldersync.h"

#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"
#include "sync/gate.h"
#include "sync/synccursor.h"

#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace qn::sync {

backend::Task<FolderSync::Outcome> FolderSync::nextPage(FolderId folder, int limit)
{
    co_await m_gate.entered();
    const Gate::Pass pass(m_gate);
    const auto row = store::answer<store::FolderRow>(m_store, [=](store::Transaction &tx) { return store::folders::find(tx, folder); });
    if (!row)
        co_return Result<Outcome>(fail(row.error()));

    const SyncCursor cursor = SyncCursor::decode(row->syncToken);
    Result<backend::ChangePage> page = co_await m_backend.changes(row->folder.remoteId, cursor.token, limit);
    if (!page)
        co_return Result<Outcome>(fail(page.error()));
    if (page->more && page->next == cursor.token && page->upserted.isEmpty() && page->flags.isEmpty()
        && page->removed.isEmpty())
        co_return Result<Outcome>(fail(ErrorKind::Protocol, u"the listing of a folder does not move on"_s));
    Result<Outcome> stored = storePage(*row, cursor, *page);
    // The texts of many headers were made on another thread: giving them back there is cheaper, and this thread has enough to do.
    constexpr qsizetype many = 200;
    if (page->upserted.size() >= many)
        QThreadPool::globalInstance()->start([headers = std::move(page->upserted)] { Q_UNUSED(headers) });
    co_return stored;
}

Result<FolderSync::Outcome> FolderSync::storePage(
    const store::FolderRow &row, const SyncCursor &before, const backend::ChangePage &page)
{
    // Every run of pages has a mark of its own; a run that a restart interrupted keeps it, unless the server forgot it.
    SyncCursor run = before;
    if (!before.midRun || page.anew)
        run.generation = std::max(before.generation + 1, m_clock.now().toMSecsSinceEpoch());
    run.token = page.next;
    run.midRun = page.more;
    run.listed = before.listed || !page.more;

    // A listing of several pages tells what it was when it began: ask once more for what came since.
    const bool askAgain = before.midRun && !page.next.isEmpty();
    Outcome outcome{page.more || askAgain, int(page.upserted.size() + page.flags.size()), page.total, {}};
    const Result<void> written = m_store.write(
        [&](store::Transaction &tx) -> Result<void> {
            const Result<store::FolderRow> now = store::folders::find(tx, row.id);
            if (!now)
                return fail(now.error());
            if (now->syncToken != row.syncToken)
                return fail(ErrorKind::Conflict, u"another process has synced this folder"_s);
            if (const Result<void> stored = storeMessages(tx, row, run, page); !stored)
                return stored;
            if (before.listed && row.folder.role == FolderRole::Inbox) {
                Result<QList<MessageId>> arrived = unreadArrivals(tx, row.id);
                if (!arrived)
                    return fail(arrived.error());
                outcome.arrived = *arrived;
            }
            const QByteArray cursor = run.encode();
            return cursor == row.syncToken ? Result<void>() : store::folders::setSyncToken(tx, row.id, cursor);
        },
        store::Durability::Relaxed);
    if (!written)
        return fail(written.error());
    return outcome;
}

Result<void> FolderSync::storeMessages(
    store::Transaction &tx, const store::FolderRow &row, const SyncCursor &run, const backend::ChangePage &page)
{
    if (!page.removed.isEmpty()) {
        if (const Result<void> removed = store::messages::remove(tx, row.id, page.removed); !removed)
            return removed;
    }
    if (!page.upserted.isEmpty()) {
        if (const Result<void> stored = store::messages::upsert(tx, row.id, page.upserted, run.generation); !stored)
            return stored;
    }
    if (!page.flags.isEmpty()) {
        if (const Result<void> stored = store::messages::changeFlags(tx, row.id, page.flags, run.generation); !stored)
            return stored;
    }
    if (page.complete && !page.more) {
        if (const Result<int> gone = store::messages::removeOtherGenerations(tx, row.id, run.generation); !gone)
            return fail(gone.error());
    }
    return {};
}

Result<QList<MessageId>> FolderSync::unreadArrivals(store::Transaction &tx, FolderId folder)
{
    QList<MessageId> ids;
    for (const store::ChangeSet::Moved &moved : std::as_const(tx.changes().placed)) {
        if (moved.folder == folder && !moved.before.isValid())
            ids.append(moved.key.id);
    }
    if (ids.isEmpty())
        return ids;
    const Result<QList<store::MessageRow>> rows = store::messages::rows(tx, ids);
    if (!rows)
        return fail(rows.error());
    QList<MessageId> unread;
    for (const store::MessageRow &row : *rows) {
        if (!row.flags.testFlag(MessageFlag::Seen))
            unread.append(row.id);
    }
    return unread;
}

} // namespace qn::sync
