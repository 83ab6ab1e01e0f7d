// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/transaction.h"

#include <QHash>

namespace qn::store {

/// Where a message is shown and with which flags. An invalid folder: nowhere.
struct View
{
    FolderId folder;
    MessageFlags flags;
    qint64 size = 0; ///< of the message, in bytes: what its folder counts
    bool operator==(const View &) const = default;
};

/// Truth ⊕ pending operations, oldest first.
View overlaid(Transaction &tx, MessageId id, View truth);
bool anythingPending(Transaction &tx); ///< false: every view is the truth

/// Collects what a change of views does to the ChangeSet and to the counters of folders.
class ViewChanges final
{
    Q_DISABLE_COPY_MOVE(ViewChanges)

public:
    /// A server that tells the size of a folder (folder.size) has told of what is listed; of pending operations it does not know.
    enum class Cause { Listing, Operations };
    explicit ViewChanges(Transaction &tx, Cause cause = Cause::Listing)
        : m_tx(tx), m_cause(cause)
    {
    }
    void changed(MessageKey before, const View &viewBefore, MessageKey after, const View &view);
    void appeared(MessageKey key, const View &view) { changed({0, key.id}, {}, key, view); }
    void disappeared(MessageKey key, const View &view) { changed(key, view, {0, key.id}, {}); }
    void writeCounters(); ///< call it at the end

private:
    struct Delta
    {
        int total = 0;
        int unread = 0;
        qint64 size = 0;
    };
    void count(const View &view, int sign);
    Transaction &m_tx;
    const Cause m_cause;
    QHash<FolderId, Delta> m_deltas;
};

/// Computes the views of these messages anew from truth and operations.
void refreshViews(Transaction &tx, const QList<MessageId> &ids);
/// Deletes messages with all that belongs to them.
void deleteMessage(Transaction &tx, MessageId id, ViewChanges &changes);

} // namespace qn::store
