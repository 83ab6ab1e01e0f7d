// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/localdrafts.h"

#include "store/codec.h"
#include "store/database.h"
#include "store/overlay.h"
#include "store/transaction.h"

#include <QSet>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

// Ids of servers are paths, numbers or tokens; none begins so.
constexpr auto folderName = "\x01qingniao/drafts"_L1;
constexpr auto messagePrefix = "\x01qingniao/draft/"_L1;

MessageHeader headerOf(const DraftRow &draft)
{
    MessageHeader header;
    header.remoteId = localDraftName(draft.id);
    header.messageId = draft.mail.messageId;
    header.inReplyTo = draft.mail.inReplyTo;
    header.references = draft.mail.references;
    header.from = draft.mail.from;
    header.to = draft.mail.to;
    header.cc = draft.mail.cc;
    header.bcc = draft.mail.bcc;
    header.subject = draft.mail.subject;
    header.preview = previewOf(draft.mail.text);
    header.date = QDateTime::fromMSecsSinceEpoch(draft.modified, Qt::UTC);
    header.size = draft.mail.text.size() + draft.mail.html.size();
    header.flags = MessageFlag::Seen | MessageFlag::Draft;
    for (const Attachment &file : draft.mail.attachments) {
        header.size += file.size;
        header.hasAttachments = header.hasAttachments || !file.isInline;
    }
    return header;
}

/// Attachments are named by their place in the draft.
MessageBody bodyOf(const DraftRow &draft)
{
    MessageBody body;
    body.text = draft.mail.text;
    body.html = draft.mail.html;
    body.attachments = draft.mail.attachments;
    for (qsizetype i = 0; i < body.attachments.size(); ++i) {
        body.attachments[i].partId = QString::number(i);
        body.attachments[i].content.clear();
    }
    return body;
}

Result<void> show(Transaction &tx, FolderId folder, const DraftRow &draft)
{
    const MessageHeader header = headerOf(draft);
    if (auto stored = messages::upsert(tx, folder, {header}, 0); !stored)
        return stored;
    MessageId id;
    {
        Query row = tx.database().query(
            "SELECT id, date, view_folder_id, view_flags, size FROM message WHERE folder_id = ? AND remote_id = ?", folder, header.remoteId);
        if (row.next()) {
            id = row.id<MessageId>(0);
            const MessageKey key{row.integer(1), id};
            const View before{row.id<FolderId>(2), MessageFlags::fromInt(quint32(row.integer(3))), row.integer(4)};
            ViewChanges changes(tx);
            changes.changed(key, before, key, {before.folder, before.flags, header.size});
            changes.writeCounters();
        }
        // What a mail had once (a preview, a file) stays when a server's list knows less; a draft knows all.
        tx.database().run("UPDATE message SET preview = ?2, has_attachments = ?3, size = ?4 WHERE id = ?1", id, header.preview,
            header.hasAttachments, header.size);
    }
    return messages::setBody(tx, id, bodyOf(draft), {});
}

/// Messages of drafts that are gone, or that a server keeps now.
Result<void> removeOthers(Transaction &tx, FolderId folder, const QSet<RemoteMessageId> &wanted)
{
    QList<RemoteMessageId> gone;
    {
        Query row = tx.database().query("SELECT remote_id FROM message WHERE folder_id = ?", folder);
        while (row.next()) {
            if (const RemoteMessageId id(row.text(0)); !wanted.contains(id))
                gone.append(id);
        }
    }
    return gone.isEmpty() ? tx.database().status() : messages::remove(tx, folder, gone);
}

Result<void> handOver(Transaction &tx, const QList<DraftRow> &rows)
{
    const auto pending = operations::list(tx);
    if (!pending)
        return fail(pending.error());
    for (const DraftRow &draft : rows) {
        const bool isQueued = std::any_of(pending->begin(), pending->end(), [&](const OperationRow &operation) {
            return operation.kind == OperationKind::SaveDraft && operation.draft == draft.id;
        });
        if (isQueued || draft.open) // an open one is saved when its window closes
            continue;
        OperationRow operation;
        operation.account = draft.account;
        operation.kind = OperationKind::SaveDraft;
        operation.draft = draft.id;
        if (const auto inserted = operations::insert(tx, operation); !inserted)
            return fail(inserted.error());
    }
    return {};
}

} // namespace

bool isLocalDrafts(const Folder &folder)
{
    return folder.remoteId.value() == folderName;
}

RemoteMessageId localDraftName(DraftId draft)
{
    return RemoteMessageId(messagePrefix + QString::number(draft.value()));
}

DraftId localDraftId(const RemoteMessageId &id)
{
    const QString text = id.value();
    return text.startsWith(messagePrefix) ? DraftId(QStringView(text).sliced(messagePrefix.size()).toLongLong()) : DraftId();
}

Result<void> drafts::showLocal(Transaction &tx, AccountId account)
{
    const auto known = folders::list(tx, account);
    if (!known)
        return fail(known.error());
    FolderId folder;
    bool isServed = false, isListed = false;
    for (const FolderRow &row : *known) {
        if (isLocalDrafts(row.folder))
            folder = row.id;
        else
            isListed = true;
        isServed = isServed || (row.folder.role == FolderRole::Drafts && !isLocalDrafts(row.folder));
    }
    if (!isListed || (isServed && !folder.isValid())) // before the first sync nobody knows
        return {};
    auto rows = drafts::list(tx);
    if (!rows)
        return fail(rows.error());
    rows->removeIf([account](const DraftRow &row) { return row.account != account || !row.remoteId.isEmpty(); });
    if (isServed) {
        if (auto removed = removeOthers(tx, folder, {}); !removed)
            return removed;
        tx.database().run("DELETE FROM folder WHERE id = ?", folder);
        tx.changes().folders.append(folder);
        tx.changes().folderList = true;
        return handOver(tx, *rows);
    }
    if (!folder.isValid() && rows->isEmpty())
        return {};
    if (!folder.isValid()) {
        Folder own;
        own.remoteId = RemoteFolderId(folderName);
        own.name = u"Drafts"_s;
        own.role = FolderRole::Drafts;
        const auto added = folders::add(tx, account, own);
        if (!added)
            return fail(added.error());
        folder = *added;
    }
    QSet<RemoteMessageId> wanted;
    for (const DraftRow &row : std::as_const(*rows)) {
        wanted.insert(headerOf(row).remoteId);
        if (auto shown = show(tx, folder, row); !shown)
            return shown;
    }
    return removeOthers(tx, folder, wanted);
}

} // namespace qn::store
