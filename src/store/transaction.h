// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changepage.h"
#include "core/messagesource.h"
#include "core/result.h"
#include "store/rows.h"

#include <QHash>

#include <functional>

namespace qn {
struct SearchNode;
}

namespace qn::store {

class Database;

/// All that can be read and written inside one transaction, by subject. Obtained from Store::write / Store::read and
/// from StoreReader. Writing methods collect into changes(). Errors: Storage; NotFound where a row named by id is
/// missing.
class Transaction final
{
    Q_DISABLE_COPY_MOVE(Transaction)

public:
    explicit Transaction(Database &database)
        : m_database(database)
    {
    }
    Database &database() { return m_database; }
    ChangeSet &changes() { return m_changes; }

private:
    Database &m_database;
    ChangeSet m_changes;
};

namespace accounts {
Result<QList<Account>> list(Transaction &tx);
Result<Account> find(Transaction &tx, AccountId id);
Result<AccountId> insert(Transaction &tx, const Account &account);
Result<void> update(Transaction &tx, const Account &account);
/// Removes the account and everything of it. Its outgoing mails that are not filed make it fail with Conflict, unless
/// `evenUnsent`.
Result<void> remove(Transaction &tx, AccountId id, bool evenUnsent);
} // namespace accounts

namespace folders {
Result<QList<FolderRow>> list(Transaction &tx, AccountId account);
Result<FolderRow> find(Transaction &tx, FolderId id);
Result<std::optional<FolderRow>> byRole(Transaction &tx, AccountId account, FolderRole role);
/// Makes the stored folders those of the server: inserts, renames, removes. Keeps ids and tokens of those that stay.
Result<void> replaceAll(Transaction &tx, AccountId account, const QList<Folder> &folders);
/// For accounts without a server. Conflict where the account has a folder of that remote id.
Result<FolderId> add(Transaction &tx, AccountId account, const Folder &folder);
Result<void> setSyncToken(Transaction &tx, FolderId id, const QByteArray &token);
/// Bytes of all messages of some folders, as the server tells.
Result<void> setSizes(Transaction &tx, AccountId account, const QHash<RemoteFolderId, qint64> &sizes);
} // namespace folders

namespace messages {
/// Server truth: inserts or changes headers and flags; pending operations go on covering them.
/// `generation` marks what a run of complete pages has named (see removeOtherGenerations).
Result<void> upsert(Transaction &tx, FolderId folder, const QList<MessageHeader> &headers, qint64 generation);
/// Server truth of flags alone, as upsert(). Messages that are not here are passed over.
Result<void> changeFlags(Transaction &tx, FolderId folder, const QList<FlagChange> &changes, qint64 generation);
/// Messages of an account without a server, with body and source. Those whose remote id the folder has already are
/// passed over. Returns how many are new.
Result<int> addLocal(Transaction &tx, FolderId folder, const QList<LocalMessage> &messages);
Result<void> remove(Transaction &tx, FolderId folder, const QList<RemoteMessageId> &ids);
/// After a complete listing: what it did not name is gone.
Result<int> removeOtherGenerations(Transaction &tx, FolderId folder, qint64 generation);
Result<std::optional<MessageRow>> find(Transaction &tx, MessageId id);
Result<MessageHeader> header(Transaction &tx, MessageId id); ///< remote id and place are the server's truth
/// Where the server has it. The remote id is empty after a move whose result the server did not tell: wait for the next
/// sync.
Result<std::pair<RemoteFolderId, RemoteMessageId>> remotePlace(Transaction &tx, MessageId id);
/// Newest first, from position `offset`.
Result<QList<MessageRow>> list(Transaction &tx, FolderId folder, int offset, int limit);
Result<QList<MessageRow>> rows(Transaction &tx, const QList<MessageId> &ids); ///< in any order; missing ones left out
/// The keys of what is shown older than `before` (from the newest on where that is absent), newest first.
Result<QList<MessageKey>> keysBefore(Transaction &tx, FolderId folder, std::optional<MessageKey> before, int limit);
/// All that is shown in a folder, in the order of ids.
Result<QList<MessageState>> states(Transaction &tx, FolderId folder);
/// The message that the server calls so.
Result<std::optional<MessageId>> named(Transaction &tx, FolderId folder, const RemoteMessageId &name);
/// All keys of a folder in ascending (date, id) order, read from a covering index.
Result<QList<MessageKey>> keys(Transaction &tx, FolderId folder);
/// Whether a message has files that its body does not name: what the Open API tells of some mail.
enum class UnlistedFiles { None, Some };
/// From here on the message has an attachment mark where the body (or `unlisted`) says so, whatever a listing said.
Result<void> setBody(Transaction &tx, MessageId id, const MessageBody &body, const QByteArray &source,
    UnlistedFiles unlisted = UnlistedFiles::None);
/// Keeps the RFC 5322 source of a message. A body that is not here is read from it later (SourceReader).
Result<void> setSource(Transaction &tx, MessageId id, const QByteArray &source);
Result<void> setSource(Transaction &tx, MessageId id, const SourcePlace &written); ///< by a SourceWriter
Result<void> forgetSource(Transaction &tx, MessageId id); ///< it was lost
/// Gives back the room of sources that are gone, a few megabytes' work at a time. True: there may be more to do.
Result<bool> tidySources(Transaction &tx);
/// nullopt where the body has not been fetched yet.
Result<std::optional<MessageBody>> body(Transaction &tx, MessageId id);
/// nullopt where not stored, or lost in a power cut.
Result<std::optional<QByteArray>> source(Transaction &tx, MessageId id);
/// The same; what is large stays in its file.
Result<std::optional<MessageSource>> openSource(Transaction &tx, MessageId id);
Result<QList<MessageId>> withoutBody(Transaction &tx, AccountId account, int limit); ///< newest first
/// Messages that a server has and whose source is not here, newest first; those without a body go before the others.
/// `isLeftOut` is asked of each.
Result<QList<RemotePlace>> withoutSource(
    Transaction &tx, AccountId account, int limit, const std::function<bool(MessageId)> &isLeftOut);
/// How many messages of an account have their source here, and how many have not.
struct SourceCount
{
    int here = 0, missing = 0;
};
Result<SourceCount> countSources(Transaction &tx, AccountId account);
Result<int> countUnreadSources(Transaction &tx); ///< whose bodies are still to be read, of all accounts
} // namespace messages

namespace contacts {
Result<QList<ContactRow>> list(Transaction &tx);
/// By name, address (any part), pinyin or its initials, in any case, simplified and traditional alike; best first: how
/// often and lately written to, then name.
Result<QList<ContactRow>> findText(Transaction &tx, const QString &text, int limit);
Result<void> replaceAll(Transaction &tx, AccountId account, const QList<Contact> &contacts);
Result<ContactId> upsert(Transaction &tx, AccountId account, const Contact &contact);
Result<void> remove(Transaction &tx, ContactId id);
Result<void> noteSent(Transaction &tx, const QList<Address> &recipients, qint64 when);
} // namespace contacts

namespace outgoing {
/// Conflict where a mail with the same idempotency key is there already.
Result<OutgoingId> insert(Transaction &tx, const OutgoingRow &row);
Result<void> update(Transaction &tx, const OutgoingRow &row); ///< state, notBefore, attempts, error
Result<void> remove(Transaction &tx, OutgoingId id);
/// Newest first, attachments without contents (a list must not load files): send what find() returns.
Result<QList<OutgoingRow>> list(Transaction &tx);
Result<OutgoingRow> find(Transaction &tx, OutgoingId id); ///< with the contents of attachments
Result<std::optional<OutgoingId>> withKey(Transaction &tx, AccountId account, const QString &idempotencyKey);
} // namespace outgoing

namespace drafts {
Result<DraftId> save(Transaction &tx, const DraftRow &row); ///< inserts where row.id is invalid
Result<void> remove(Transaction &tx, DraftId id);
Result<QList<DraftRow>> list(Transaction &tx); ///< last modified first, attachments without contents
Result<DraftRow> find(Transaction &tx, DraftId id); ///< with the contents of attachments
} // namespace drafts

namespace operations {
/// Stores a pending operation and covers what is shown with it.
Result<OperationId> insert(Transaction &tx, const OperationRow &row);
/// Confirmed or given up: deletes the row and shows the truth (⊕ what else is pending) again.
/// With `applied`, the operation's effect becomes truth first; `newIds` are the remote ids after a move, parallel to
/// OperationRow::messages (which goes on naming messages that are gone by now), empty where the server does not tell:
/// such a message has no remote id until a sync of the target folder finds it again by its Message-ID.
Result<void> finish(Transaction &tx, OperationId id, bool applied, const QList<RemoteMessageId> &newIds = {});
Result<bool> isLocalDue(Transaction &tx, qint64 now); ///< whether applyLocal() has anything to do
/// Makes truth of what is due in accounts without a server: nobody else has to agree. Returns how many were applied.
Result<int> applyLocal(Transaction &tx, qint64 now);
Result<void> postpone(Transaction &tx, OperationId id, int attempts, qint64 notBefore);
Result<QList<OperationRow>> list(Transaction &tx); ///< oldest first
} // namespace operations

/// Full-text search (core/searchquery.h) through the index that SearchIndexer keeps. Finds what is shown, in all folders.
/// What changed since the index was last written is looked at directly, unless that is much (see pending()).
/// Errors: NotFound where an `in:` names no folder.
namespace search {
Result<QList<MessageKey>> newest(Transaction &tx, const SearchNode &query, int limit); ///< newest first
Result<QList<MessageKey>> keys(Transaction &tx, const SearchNode &query); ///< all, ascending
Result<qint64> count(Transaction &tx, const SearchNode &query);
/// Those of `ids` that are shown and that the query finds, indexed or not, in any order. For some thousands at most.
Result<QList<MessageKey>> matching(Transaction &tx, const SearchNode &query, const QList<MessageId> &ids);
Result<qint64> pending(Transaction &tx); ///< about how many messages cannot be found yet; 0: search is complete
} // namespace search

} // namespace qn::store
