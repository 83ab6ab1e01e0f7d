// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/mailcommands.h"

#include "session/accountruntime.h"
#include "session/logging.h"
#include "store/answer.h"
#include "store/localdrafts.h"
#include "store/store.h"
#include "store/transaction.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::session {

using backend::Capabilities;
using store::OperationKind;
using store::OperationRow;

namespace {

Result<void> notLocalDraft(store::Transaction &tx, FolderId folder)
{
    const Result<store::FolderRow> row = store::folders::find(tx, folder);
    if (!row)
        return fail(row.error());
    if (store::isLocalDrafts(row->folder))
        return fail(ErrorKind::Unsupported, u"this draft is only on this computer"_s);
    return {};
}

} // namespace

Result<MailCommands::Stored> MailCommands::stored(MessageId message, Wanted wanted)
{
    Stored stored;
    const Result<void> read = m_engine.store().read([&](store::Transaction &tx) -> Result<void> {
        const auto row = store::messages::find(tx, message);
        if (!row)
            return fail(row.error());
        if (!*row)
            return fail(ErrorKind::NotFound, u"there is no such message"_s);
        const auto body = store::messages::body(tx, message);
        if (!body)
            return fail(body.error());
        const bool wantsSource = wanted == Wanted::Source || !*body;
        const auto source =
            wantsSource ? store::messages::source(tx, message) : Result<std::optional<QByteArray>>(std::nullopt);
        if (!source)
            return fail(source.error());
        const auto place = store::messages::remotePlace(tx, message);
        if (!place)
            return fail(place.error());
        stored = Stored{**row, *body, *source, place->first, place->second};
        return {};
    });
    if (!read)
        return fail(read.error());
    return stored;
}

void MailCommands::noteError(AccountId account, const Error &error)
{
    const auto runtime = m_engine.existingRuntime(account);
    if (error.kind == ErrorKind::Authorization && runtime)
        runtime->needSignIn();
}

backend::Task<MessageBody> MailCommands::fetchBody(MessageId message)
{
    const Result<Stored> known = stored(message, Wanted::Body);
    if (!known)
        co_return Result<MessageBody>(fail(known.error()));
    if (known->body)
        co_return Result<MessageBody>(*known->body);
    if (known->source && m_engine.options().parseMessage) {
        Result<MessageBody> read = readBody(message, *known->source);
        if (read)
            co_return Result<MessageBody>(std::move(read));
    }
    // All there is, where the server has only the list.
    MessageBody listed;
    listed.text = known->row.preview;
    const Capabilities capabilities = m_engine.capabilities(known->row.account);
    if (capabilities != Capabilities() && !capabilities.detail)
        co_return Result<MessageBody>(listed);

    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(known->row.account);
    if (!runtime)
        co_return Result<MessageBody>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    Result<MessageBody> body = co_await held->bodies().fetch(message);
    if (!body && body.error().kind == ErrorKind::Unsupported)
        co_return Result<MessageBody>(listed);
    if (!body)
        noteError(known->row.account, body.error());
    co_return Result<MessageBody>(body);
}

/// Opened before the one that reads sources in the background has come to it.
Result<MessageBody> MailCommands::readBody(MessageId message, const QByteArray &source)
{
    const Result<Message> read = m_engine.options().parseMessage(source);
    if (!read)
        return fail(read.error());
    const Result<void> kept = m_engine.store().write(
        [&](store::Transaction &tx) { return store::messages::setBody(tx, message, read->body, {}); },
        store::Durability::Relaxed);
    if (!kept)
        qCDebug(logSession) << "a body was not kept:" << kept.error().detail;
    return read->body;
}

backend::Task<QByteArray> MailCommands::fetchSource(MessageId message)
{
    const Result<Stored> known = stored(message);
    if (!known)
        co_return Result<QByteArray>(fail(known.error()));
    if (known->source)
        co_return Result<QByteArray>(*known->source);
    if (store::localDraftId(known->remoteId).isValid())
        co_return Result<QByteArray>(fail(ErrorKind::Unsupported, u"a draft has no source before it is sent"_s));
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(known->row.account);
    if (!runtime)
        co_return Result<QByteArray>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    Result<QByteArray> source = co_await held->backend().source(known->folder, known->remoteId);
    if (!source) {
        noteError(known->row.account, source.error());
        co_return Result<QByteArray>(fail(source.error()));
    }
    if (known->body) {
        const Result<void> kept = m_engine.store().write(
            [&](store::Transaction &tx) { return store::messages::setSource(tx, message, *source); },
            store::Durability::Relaxed);
        if (!kept)
            qCDebug(logSession) << "a source was not kept:" << kept.error().detail;
    }
    co_return Result<QByteArray>(source);
}

backend::Task<QByteArray> MailCommands::fetchAttachment(MessageId message, QString partId)
{
    const Result<Stored> known = stored(message);
    if (!known)
        co_return Result<QByteArray>(fail(known.error()));
    if (const DraftId draft = store::localDraftId(known->remoteId); draft.isValid())
        co_return localDraftFile(draft, partId);
    if (known->source && m_engine.options().decodeAttachment) {
        Result<QByteArray> decoded = m_engine.options().decodeAttachment(*known->source, partId);
        if (decoded)
            co_return Result<QByteArray>(decoded);
    }
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(known->row.account);
    if (!runtime)
        co_return Result<QByteArray>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    Result<QByteArray> content = co_await held->backend().attachment(known->folder, known->remoteId, partId);
    if (!content)
        noteError(known->row.account, content.error());
    co_return Result<QByteArray>(content);
}

Result<QByteArray> MailCommands::localDraftFile(DraftId draft, const QString &partId)
{
    const auto row = store::answer<store::DraftRow>(
        m_engine.store(), [=](store::Transaction &tx) { return store::drafts::find(tx, draft); });
    if (!row)
        return fail(row.error());
    const int place = partId.toInt();
    if (place < 0 || place >= row->mail.attachments.size())
        return fail(ErrorKind::NotFound, u"the draft has no such file"_s);
    return row->mail.attachments.at(place).content;
}

/// Before the server has been asked, everything is allowed: it can still say no.
Result<void> MailCommands::allowed(AccountId account, bool Capabilities::*what) const
{
    const Capabilities capabilities = m_engine.capabilities(account);
    if (capabilities != Capabilities() && !(capabilities.*what))
        return fail(ErrorKind::Unsupported, u"the server cannot do this"_s);
    return {};
}

Result<OperationId> MailCommands::insert(const QList<MessageId> &messages, const Chooser &choose)
{
    OperationId first;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<store::MessageRow>> rows = store::messages::rows(tx, messages);
        if (!rows)
            return fail(rows.error());
        if (rows->isEmpty())
            return fail(ErrorKind::NotFound, u"the messages are gone"_s);
        QList<OperationRow> operations;
        for (const store::MessageRow &row : *rows) {
            const auto chosen = choose(tx, row);
            if (!chosen)
                return fail(chosen.error());
            if (!*chosen)
                continue;
            auto known = std::find_if(operations.begin(), operations.end(), [&](const OperationRow &operation) {
                return operation.account == row.account && operation.kind == (*chosen)->kind
                    && operation.target == (*chosen)->target;
            });
            if (known == operations.end()) {
                operations.append(**chosen);
                operations.last().account = row.account;
                known = std::prev(operations.end());
            }
            known->messages.append(row.id);
        }
        for (const OperationRow &operation : std::as_const(operations)) {
            const Result<OperationId> id = store::operations::insert(tx, operation);
            if (!id)
                return fail(id.error());
            if (!first.isValid())
                first = *id;
        }
        return {};
    });
    if (!written)
        return fail(written.error());
    return first;
}

Result<OperationId> MailCommands::setFlags(const QList<MessageId> &messages, MessageFlags add, MessageFlags remove)
{
    return insert(
        messages, [&](store::Transaction &tx, const store::MessageRow &row) -> Result<std::optional<OperationRow>> {
            if (((row.flags | add) & ~remove) == row.flags)
                return std::optional<OperationRow>();
            if (const Result<void> can = allowed(row.account, &Capabilities::flags); !can)
                return fail(can.error());
            if (const Result<void> can = notLocalDraft(tx, row.folder); !can)
                return fail(can.error());
            OperationRow operation;
            operation.kind = OperationKind::SetFlags;
            operation.add = add;
            operation.remove = remove;
            return std::optional<OperationRow>(operation);
        });
}

Result<OperationId> MailCommands::move(const QList<MessageId> &messages, FolderId target)
{
    return insert(
        messages, [&](store::Transaction &tx, const store::MessageRow &row) -> Result<std::optional<OperationRow>> {
            if (row.folder == target)
                return std::optional<OperationRow>();
            if (const Result<void> can = allowed(row.account, &Capabilities::move); !can)
                return fail(can.error());
            const Result<store::FolderRow> folder = store::folders::find(tx, target);
            if (!folder)
                return fail(folder.error());
            if (store::isLocalDrafts(folder->folder))
                return fail(ErrorKind::Unsupported, u"only drafts can be there"_s);
            if (const Result<void> can = notLocalDraft(tx, row.folder); !can)
                return fail(can.error());
            if (folder->account != row.account)
                return fail(ErrorKind::Unsupported, u"mail cannot be moved to another account"_s);
            OperationRow operation;
            operation.kind = OperationKind::Move;
            operation.target = target;
            operation.notBefore = m_engine.now() + m_engine.options().undoWindow.count();
            return std::optional<OperationRow>(operation);
        });
}

Result<QList<MessageId>> MailCommands::discardLocalDrafts(const QList<MessageId> &messages)
{
    QList<DraftId> drafts;
    QList<MessageId> others;
    const Result<void> read = m_engine.store().read([&](store::Transaction &tx) -> Result<void> {
        QSet<FolderId> folders; // of local drafts: other messages need no second look
        for (const Account &account : m_engine.accounts()) {
            const auto folder = store::folders::byRole(tx, account.id, FolderRole::Drafts);
            if (!folder)
                return fail(folder.error());
            if (*folder && store::isLocalDrafts((*folder)->folder))
                folders.insert((*folder)->id);
        }
        if (folders.isEmpty())
            return {};
        const auto rows = store::messages::rows(tx, messages);
        if (!rows)
            return fail(rows.error());
        for (const store::MessageRow &row : *rows) {
            if (!folders.contains(row.folder)) {
                others.append(row.id);
                continue;
            }
            const auto place = store::messages::remotePlace(tx, row.id);
            if (!place)
                return fail(place.error());
            drafts.append(store::localDraftId(place->second));
        }
        return {};
    });
    if (!read)
        return fail(read.error());
    if (drafts.isEmpty())
        return messages;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        for (const DraftId draft : std::as_const(drafts)) {
            if (const auto removed = store::drafts::remove(tx, draft); !removed && removed.error().kind != ErrorKind::NotFound)
                return removed;
        }
        return {};
    });
    if (!written)
        return fail(written.error());
    return others;
}

Result<OperationId> MailCommands::trash(const QList<MessageId> &all)
{
    const Result<QList<MessageId>> left = discardLocalDrafts(all);
    if (!left)
        return fail(left.error());
    const QList<MessageId> messages = *left;
    if (messages.isEmpty() && !all.isEmpty())
        return OperationId();
    return insert(
        messages, [&](store::Transaction &tx, const store::MessageRow &row) -> Result<std::optional<OperationRow>> {
            const auto trash = store::folders::byRole(tx, row.account, FolderRole::Trash);
            if (!trash)
                return fail(trash.error());
            const bool forGood = !*trash || (*trash)->id == row.folder;
            if (const Result<void> can = allowed(row.account, forGood ? &Capabilities::remove : &Capabilities::move);
                !can)
                return fail(can.error());
            OperationRow operation;
            operation.kind = forGood ? OperationKind::Remove : OperationKind::Move;
            operation.target = forGood ? FolderId() : (*trash)->id;
            operation.notBefore = m_engine.now() + m_engine.options().undoWindow.count();
            return std::optional<OperationRow>(operation);
        });
}

backend::Task<RemoteMessageId> MailCommands::append(AccountId account, FolderId folder, QByteArray source, MessageFlags flags)
{
    RemoteFolderId target;
    const Result<void> read = m_engine.store().read([&](store::Transaction &tx) -> Result<void> {
        const Result<store::FolderRow> row = store::folders::find(tx, folder);
        if (!row)
            return fail(row.error());
        target = row->folder.remoteId;
        if (row->account != account)
            return fail(ErrorKind::NotFound, u"there is no such folder"_s);
        return store::isLocalDrafts(row->folder) ? fail(ErrorKind::Unsupported, u"only drafts can be there"_s) : Result<void>();
    });
    if (!read)
        co_return Result<RemoteMessageId>(fail(read.error()));
    if (const Result<void> can = allowed(account, &Capabilities::append); !can)
        co_return Result<RemoteMessageId>(fail(can.error()));
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(account);
    if (!runtime)
        co_return Result<RemoteMessageId>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    Result<RemoteMessageId> name = co_await held->backend().append(target, source, flags);
    if (name)
        held->mailSent(); // looked at now
    else
        noteError(account, name.error());
    co_return Result<RemoteMessageId>(name);
}

Result<void> MailCommands::undo(OperationId operation)
{
    const auto gone = [] { return fail(ErrorKind::Conflict, u"the change has gone to the server already"_s); };
    for (const Account &account : m_engine.accounts()) {
        const auto runtime = m_engine.existingRuntime(account.id);
        if (runtime && runtime->isUnderWay(operation))
            return gone();
    }
    const Result<void> written =
        m_engine.store().write([&](store::Transaction &tx) { return store::operations::finish(tx, operation, false); });
    if (!written && written.error().kind == ErrorKind::NotFound)
        return gone();
    return written;
}

} // namespace qn::session
