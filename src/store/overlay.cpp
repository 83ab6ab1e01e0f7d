// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/overlay.h"

#include "store/codec.h"
#include "store/database.h"

namespace qn::store {

View overlaid(Transaction &tx, MessageId id, View truth)
{
    View view = truth;
    Query query =
        tx.database().query("SELECT o.kind, o.add_flags, o.remove_flags, o.target_folder_id FROM operation_message m "
                            "JOIN operation o ON o.id = m.operation_id WHERE m.message_id = ? ORDER BY o.id",
            id);
    while (query.next()) {
        switch (operationKind(query.text(0))) {
        case OperationKind::SetFlags:
            view.flags = (view.flags | MessageFlags::fromInt(quint32(query.integer(1))))
                & ~MessageFlags::fromInt(quint32(query.integer(2)));
            break;
        case OperationKind::Move:
            // The target may be gone from the server: then the move covers nothing.
            if (const auto target = query.id<FolderId>(3); target.isValid() && view.folder.isValid())
                view.folder = target;
            break;
        case OperationKind::Remove:
            view.folder = {};
            break;
        default:
            break;
        }
    }
    return view;
}

bool anythingPending(Transaction &tx)
{
    Query query = tx.database().query("SELECT 1 FROM operation_message LIMIT 1");
    return query.next();
}

void ViewChanges::count(const View &view, int sign)
{
    if (!view.folder.isValid())
        return;
    Delta &delta = m_deltas[view.folder];
    delta.total += sign;
    delta.size += sign * view.size;
    if (!view.flags.testFlag(MessageFlag::Seen))
        delta.unread += sign;
}

void ViewChanges::changed(MessageKey before, const View &viewBefore, MessageKey after, const View &view)
{
    count(viewBefore, -1);
    count(view, +1);
    const bool stays = viewBefore.folder == view.folder;
    if (!stays || (before != after && view.folder.isValid()))
        m_tx.changes().placed.append({after, view.folder, viewBefore.folder, before});
    if (viewBefore.flags != view.flags && viewBefore.folder.isValid() && view.folder.isValid())
        m_tx.changes().updated.append(after.id);
}

void ViewChanges::writeCounters()
{
    for (auto it = m_deltas.cbegin(); it != m_deltas.cend(); ++it) {
        if (it->total == 0 && it->unread == 0 && it->size == 0)
            continue;
        const qint64 untold = m_cause == Cause::Operations ? it->size : 0;
        m_tx.database().run("UPDATE folder SET total = total + ?, unread = unread + ?, listed_size = listed_size + ?, size = size + ? WHERE id = ?",
            it->total, it->unread, it->size, untold, it.key());
        m_tx.changes().folders.append(it.key());
    }
    m_deltas.clear();
}

void refreshViews(Transaction &tx, const QList<MessageId> &ids)
{
    Database &db = tx.database();
    ViewChanges changes(tx, ViewChanges::Cause::Operations);
    for (const MessageId id : ids) {
        View truth, shown;
        MessageKey key{0, id};
        {
            Query row =
                db.query("SELECT date, folder_id, flags, view_folder_id, view_flags, size FROM message WHERE id = ?", id);
            if (!row.next())
                continue;
            key.date = row.integer(0);
            truth = {row.id<FolderId>(1), MessageFlags::fromInt(quint32(row.integer(2))), row.integer(5)};
            shown = {row.id<FolderId>(3), MessageFlags::fromInt(quint32(row.integer(4))), row.integer(5)};
        }
        const View view = overlaid(tx, id, truth);
        if (view == shown)
            continue;
        db.run("UPDATE message SET view_folder_id = ?, view_flags = ? WHERE id = ?", view.folder,
            qint64(view.flags.toInt()), id);
        changes.changed(key, shown, key, view);
    }
    changes.writeCounters();
}

void deleteMessage(Transaction &tx, MessageId id, ViewChanges &changes)
{
    Database &db = tx.database();
    {
        Query row = db.query("SELECT date, view_folder_id, view_flags, size FROM message WHERE id = ?", id);
        if (!row.next())
            return;
        changes.disappeared(
            {row.integer(0), id}, {row.id<FolderId>(1), MessageFlags::fromInt(quint32(row.integer(2))), row.integer(3)});
    }
    db.run("DELETE FROM message WHERE id = ?", id);
}

} // namespace qn::store
