// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/mailcommands.h"

#include "backend/gatheredfile.h"
#include "session/accountruntime.h"
#include "session/logging.h"
#include "store/answer.h"
#include "store/localdrafts.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::session {

using backend::Capabilities;
using store::OperationKind;
using store::OperationRow;

namespace {

template <typename Key, typename Value, typename Ask> Result<Value> once(QHash<Key, Value> &known, Key key, Ask ask)
{
    if (const auto at = known.constFind(key); at != known.cend())
        return *at;
    const Result<Value> value = ask();
    if (value)
        known.insert(key, *value);
    return value;
}

Error notWritten(const QSaveFile &file)
{
    const bool isFull = file.error() == QFileDevice::ResourceError;
    return Error{ErrorKind::Storage, file.errorString(), isFull ? ErrorReason::DiskFull : ErrorReason::None, 0, {}};
}

} // namespace

/// The folders of one command: each is looked up once, not for each of a million messages.
class MailCommands::KnownFolders final
{
public:
    Result<store::FolderRow> find(store::Transaction &tx, FolderId id)
    {
        return once(m_byId, id, [&] { return store::folders::find(tx, id); });
    }
    Result<std::optional<store::FolderRow>> byRole(store::Transaction &tx, AccountId account, FolderRole role)
    {
        return once(m_byRole, std::pair(account, int(role)), [&] { return store::folders::byRole(tx, account, role); });
    }
    Result<void> notLocalDrafts(store::Transaction &tx, FolderId id)
    {
        const Result<store::FolderRow> row = find(tx, id);
        if (!row)
            return fail(row.error());
        return store::isLocalDrafts(row->folder) ? fail(ErrorKind::Unsupported, u"this draft is only on this computer"_s) : Result<void>();
    }

private:
    QHash<FolderId, store::FolderRow> m_byId;
    QHash<std::pair<AccountId, int>, std::optional<store::FolderRow>> m_byRole;
};

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
            wantsSource ? store::messages::openSource(tx, message) : Result<std::optional<MessageSource>>(std::nullopt);
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
Result<MessageBody> MailCommands::readBody(MessageId message, const MessageSource &source)
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
    const auto here = store::answer<std::optional<QByteArray>>(
        m_engine.store(), [=](store::Transaction &tx) { return store::messages::source(tx, message); });
    if (!here)
        co_return Result<QByteArray>(fail(here.error()));
    if (*here)
        co_return Result<QByteArray>(**here);
    const Result<Stored> known = stored(message, Wanted::Body);
    if (!known)
        co_return Result<QByteArray>(fail(known.error()));
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
    const auto content = std::make_shared<QByteArray>();
    backend::Task<void> fetching = attachmentTo(message, partId, backend::gatherInto(content));
    Result<void> came = co_await fetching;
    co_return came ? Result<QByteArray>(std::move(*content)) : Result<QByteArray>(fail(came.error()));
}

backend::Task<void> MailCommands::saveAttachment(MessageId message, QString partId, QString path, Progress progress)
{
    const auto file = std::make_shared<QSaveFile>(path);
    if (!file->open(QIODevice::WriteOnly))
        co_return Result<void>(fail(notWritten(*file)));
    const backend::FileTaker take = [file, progress](qint64 offset, const QByteArray &bytes) -> Result<void> {
        const bool isThere = file->pos() == offset || (file->resize(offset) && file->seek(offset));
        if (!isThere || file->write(bytes) != bytes.size())
            return fail(notWritten(*file));
        return progress(file->pos()) ? Result<void>() : fail(ErrorKind::Canceled, u"not wanted any more"_s);
    };
    backend::Task<void> fetching = attachmentTo(message, partId, take);
    Result<void> came = co_await fetching;
    if (came && !file->commit())
        came = fail(notWritten(*file));
    co_return came;
}

backend::Task<void> MailCommands::attachmentTo(MessageId message, QString partId, backend::FileTaker take)
{
    const Result<Stored> known = stored(message);
    if (!known)
        co_return Result<void>(fail(known.error()));
    if (const std::optional<Result<QByteArray>> here = attachmentHere(*known, partId))
        co_return *here ? take(0, **here) : Result<void>(fail(here->error()));
    const Result<std::shared_ptr<AccountRuntime>> runtime = m_engine.runtime(known->row.account);
    if (!runtime)
        co_return Result<void>(fail(runtime.error()));
    const std::shared_ptr<AccountRuntime> held = *runtime;
    Result<void> came = co_await held->backend().attachmentTo(known->folder, known->remoteId, partId, take);
    if (!came)
        noteError(known->row.account, came.error());
    co_return came;
}

std::optional<Result<QByteArray>> MailCommands::attachmentHere(const Stored &known, const QString &partId)
{
    if (const DraftId draft = store::localDraftId(known.remoteId); draft.isValid())
        return localDraftFile(draft, partId);
    if (known.source && m_engine.options().decodeAttachment) {
        Result<QByteArray> decoded = m_engine.options().decodeAttachment(*known.source, partId);
        if (decoded)
            return decoded;
    }
    return std::nullopt;
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
    QList<OperationId> inserted;
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        const Result<QList<OperationRow>> operations = chosen(tx, messages, choose);
        if (!operations)
            return fail(operations.error());
        for (const OperationRow &operation : *operations) {
            const Result<OperationId> id = store::operations::insert(tx, operation);
            if (!id)
                return fail(id.error());
            inserted.append(*id);
        }
        return {};
    });
    if (!written)
        return fail(written.error());
    if (inserted.size() > 1)
        m_together.insert(inserted.constFirst(), inserted);
    return inserted.value(0);
}

Result<QList<OperationRow>> MailCommands::chosen(store::Transaction &tx, const QList<MessageId> &messages, const Chooser &choose)
{
    constexpr qsizetype rowsAtOnce = 1000; // the rows of a million would fill the memory
    QList<OperationRow> operations;
    bool isAny = false;
    for (qsizetype from = 0; from < messages.size(); from += rowsAtOnce) {
        const Result<QList<store::MessageRow>> rows = store::messages::rows(tx, messages.mid(from, rowsAtOnce));
        if (!rows)
            return fail(rows.error());
        for (const store::MessageRow &row : *rows) {
            isAny = true;
            const auto choice = choose(tx, row);
            if (!choice)
                return fail(choice.error());
            if (!*choice)
                continue;
            auto known = std::find_if(operations.begin(), operations.end(), [&](const OperationRow &operation) {
                return operation.account == row.account && operation.kind == (*choice)->kind
                    && operation.target == (*choice)->target;
            });
            if (known == operations.end()) {
                operations.append(**choice);
                operations.last().account = row.account;
                known = std::prev(operations.end());
            }
            known->messages.append(row.id);
        }
    }
    if (!isAny)
        return fail(ErrorKind::NotFound, u"the messages are gone"_s);
    return operations;
}

Result<OperationId> MailCommands::setFlags(const QList<MessageId> &messages, MessageFlags add, MessageFlags remove)
{
    // The flags of many are changed by hand and can be taken back; that one was read is told at once.
    const qint64 notBefore = messages.size() > 1 ? m_engine.now() + m_engine.options().undoWindow.count() : 0;
    KnownFolders folders;
    return insert(
        messages, [&](store::Transaction &tx, const store::MessageRow &row) -> Result<std::optional<OperationRow>> {
            if (((row.flags | add) & ~remove) == row.flags)
                return std::optional<OperationRow>();
            if (const Result<void> can = allowed(row.account, &Capabilities::flags); !can)
                return fail(can.error());
            if (const Result<void> can = folders.notLocalDrafts(tx, row.folder); !can)
                return fail(can.error());
            OperationRow operation;
            operation.kind = OperationKind::SetFlags;
            operation.add = add;
            operation.remove = remove;
            operation.notBefore = notBefore;
            return std::optional<OperationRow>(operation);
        });
}

Result<OperationId> MailCommands::move(const QList<MessageId> &messages, FolderId target)
{
    return moveTo(messages, [target](store::Transaction &tx, KnownFolders &folders, AccountId) { return folders.find(tx, target); });
}

Result<OperationId> MailCommands::moveToRole(const QList<MessageId> &messages, FolderRole role)
{
    return moveTo(messages, [role](store::Transaction &tx, KnownFolders &folders, AccountId account) -> Result<store::FolderRow> {
        const auto folder = folders.byRole(tx, account, role);
        if (!folder)
            return fail(folder.error());
        return *folder ? Result<store::FolderRow>(**folder) : fail(ErrorKind::NotFound, u"there is no such folder"_s);
    });
}

template <typename TargetOf> Result<OperationId> MailCommands::moveTo(const QList<MessageId> &messages, TargetOf targetOf)
{
    KnownFolders folders;
    return insert(
        messages, [&](store::Transaction &tx, const store::MessageRow &row) -> Result<std::optional<OperationRow>> {
            const Result<store::FolderRow> folder = targetOf(tx, folders, row.account);
            if (!folder)
                return fail(folder.error());
            if (row.folder == folder->id)
                return std::optional<OperationRow>();
            if (const Result<void> can = allowed(row.account, &Capabilities::move); !can)
                return fail(can.error());
            if (store::isLocalDrafts(folder->folder))
                return fail(ErrorKind::Unsupported, u"only drafts can be there"_s);
            if (const Result<void> can = folders.notLocalDrafts(tx, row.folder); !can)
                return fail(can.error());
            if (folder->account != row.account)
                return fail(ErrorKind::Unsupported, u"mail cannot be moved to another account"_s);
            OperationRow operation;
            operation.kind = OperationKind::Move;
            operation.target = folder->id;
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
    KnownFolders folders;
    return insert(
        messages, [&](store::Transaction &tx, const store::MessageRow &row) -> Result<std::optional<OperationRow>> {
            const auto trash = folders.byRole(tx, row.account, FolderRole::Trash);
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
    const QList<OperationId> together = m_together.value(operation, {operation});
    for (const Account &account : m_engine.accounts()) {
        const auto runtime = m_engine.existingRuntime(account.id);
        const auto isUnderWay = [&](OperationId one) { return runtime->isUnderWay(one); };
        if (runtime && std::any_of(together.cbegin(), together.cend(), isUnderWay))
            return gone();
    }
    const Result<void> written = m_engine.store().write([&](store::Transaction &tx) -> Result<void> {
        for (const OperationId one : together) {
            if (const Result<void> done = store::operations::finish(tx, one, false); !done)
                return done;
        }
        return {};
    });
    if (!written && written.error().kind == ErrorKind::NotFound)
        return gone();
    return written;
}

} // namespace qn::session
