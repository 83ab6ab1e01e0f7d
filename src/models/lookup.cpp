// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lookup.h"

#include "store/localdrafts.h"
#include "store/storereader.h"

#include <numeric>

namespace qn::models {

using store::DraftRow;
using store::StoreReader;
using store::Transaction;

QFuture<Result<MessageHeader>> findHeader(StoreReader &reader, MessageId id)
{
    return reader.ask<MessageHeader>([id](Transaction &tx) { return store::messages::header(tx, id); });
}

QFuture<Result<DraftRow>> findDraft(StoreReader &reader, DraftId id)
{
    return reader.ask<DraftRow>([id](Transaction &tx) { return store::drafts::find(tx, id); });
}

QFuture<Result<DraftRow>> findDraft(StoreReader &reader, AccountId account, RemoteMessageId remoteId)
{
    return reader.ask<DraftRow>([account, remoteId](Transaction &tx) -> Result<DraftRow> {
        if (const DraftId local = store::localDraftId(remoteId); local.isValid())
            return store::drafts::find(tx, local);
        const auto rows = store::drafts::list(tx);
        if (!rows)
            return fail(rows.error());
        for (const DraftRow &row : *rows) {
            if (row.account == account && row.remoteId == remoteId)
                return store::drafts::find(tx, row.id); // the list leaves attachment contents out
        }
        return fail(ErrorKind::NotFound, QStringLiteral("no such draft"));
    });
}

QFuture<Result<qint64>> countPending(StoreReader &reader)
{
    return reader.ask<qint64>([](Transaction &tx) { return store::search::pending(tx); });
}

QFuture<Result<qint64>> sumSizes(StoreReader &reader, AccountId account)
{
    return reader.ask<qint64>([account](Transaction &tx) -> Result<qint64> {
        const auto folders = store::folders::list(tx, account);
        if (!folders)
            return fail(folders.error());
        return std::accumulate(folders->cbegin(), folders->cend(), qint64(0),
            [](qint64 sum, const store::FolderRow &row) { return sum + row.bytes(); });
    });
}

QFuture<Result<QList<store::MessageRow>>> findRows(StoreReader &reader, const QList<MessageId> &ids)
{
    return reader.ask<QList<store::MessageRow>>([ids](Transaction &tx) { return store::messages::rows(tx, ids); });
}

} // namespace qn::models
