// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/operationcall.h"

#include "store/localdrafts.h"
#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::sync {

using store::OperationKind;

namespace {

constexpr int draftPage = 200; ///< messages asked for at a time while looking for a draft

}

backend::Task<OperationCall::Outcome> OperationCall::run(OperationBatch batch)
{
    const store::OperationRow first = batch.first();
    switch (first.kind) {
    case OperationKind::SetFlags:
    case OperationKind::Move:
    case OperationKind::Remove:
        break;
    case OperationKind::SaveDraft: {
        Result<Outcome> outcome = co_await saveDraft(first);
        co_return Result<Outcome>(outcome);
    }
    case OperationKind::RemoveDraft: {
        Result<Outcome> outcome = co_await removeDraft(first);
        co_return Result<Outcome>(outcome);
    }
    case OperationKind::SaveContact: {
        Result<Outcome> outcome = co_await saveContact(first);
        co_return Result<Outcome>(outcome);
    }
    case OperationKind::RemoveContact: {
        Result<Outcome> outcome = co_await removeContact(first);
        co_return Result<Outcome>(outcome);
    }
    }
    Result<Outcome> outcome = co_await runOnMessages(batch);
    co_return Result<Outcome>(outcome);
}

Result<QList<OperationCall::Group>> OperationCall::groups(const OperationBatch &batch) const
{
    QList<Group> groups;
    const Result<void> read = m_store.read([&](store::Transaction &tx) -> Result<void> {
        QHash<RemoteFolderId, qsizetype> positions;
        QSet<MessageId> seen;
        for (const store::OperationRow &row : batch) {
            for (const MessageId id : row.messages) {
                const auto place = store::messages::remotePlace(tx, id);
                if (!place && place.error().kind != ErrorKind::NotFound)
                    return fail(place.error());
                if (!place || seen.contains(id))
                    continue;
                if (place->second.isEmpty())
                    return fail(ErrorKind::Server, u"a moved message has no name yet: the next sync finds it"_s);
                seen.insert(id);
                if (!positions.contains(place->first)) {
                    positions.insert(place->first, groups.size());
                    groups.append(Group{place->first, {}, {}});
                }
                Group &group = groups[positions.value(place->first)];
                group.messages.append(id);
                group.ids.append(place->second);
            }
        }
        return {};
    });
    if (!read)
        return fail(read.error());
    return groups;
}

Result<RemoteFolderId> OperationCall::folderId(FolderId folder) const
{
    const auto row = store::answer<store::FolderRow>(m_store, [=](store::Transaction &tx) { return store::folders::find(tx, folder); });
    if (!row)
        return fail(row.error());
    return row->folder.remoteId;
}

Result<RemoteFolderId> OperationCall::folderId(FolderRole role) const
{
    const auto row = store::answer<std::optional<store::FolderRow>>(
        m_store, [=, this](store::Transaction &tx) { return store::folders::byRole(tx, m_account, role); });
    if (!row)
        return fail(row.error());
    if (!*row || store::isLocalDrafts((*row)->folder))
        return fail(ErrorKind::NotFound, u"the server has no folder for this"_s);
    return (*row)->folder.remoteId;
}

backend::Task<OperationCall::Outcome> OperationCall::runOnMessages(OperationBatch batch)
{
    const store::OperationRow first = batch.first();
    RemoteFolderId target;
    if (first.kind == OperationKind::Move) {
        const Result<RemoteFolderId> found = folderId(first.target);
        if (!found)
            co_return Result<Outcome>(fail(found.error()));
        target = *found;
    }
    const Result<QList<Group>> all = groups(batch);
    if (!all)
        co_return Result<Outcome>(fail(all.error()));

    Outcome outcome;
    for (const Group &group : *all) {
        if (first.kind == OperationKind::Move && group.folder == target)
            continue;
        Result<QList<RemoteMessageId>> ids = co_await runOnGroup(first, group, target);
        const bool missing = !ids && ids.error().kind == ErrorKind::NotFound;
        if (!ids && !missing)
            co_return Result<Outcome>(fail(ids.error()));
        if (first.kind == OperationKind::Move)
            noteMoved(group, ids ? *ids : QList<RemoteMessageId>(), missing, outcome);
        else if (missing && first.kind == OperationKind::SetFlags)
            outcome.applied = false; // show what the server has
    }
    co_return Result<Outcome>(outcome);
}

/// A move that finds nothing has happened before, or there is nothing left to move: a sync of the target tells. A
/// server that tells new ids leaves out those of messages that are gone.
void OperationCall::noteMoved(const Group &group, const QList<RemoteMessageId> &ids, bool missing, Outcome &outcome)
{
    const bool tells = std::any_of(ids.begin(), ids.end(), [](const RemoteMessageId &id) { return !id.isEmpty(); });
    for (qsizetype i = 0; i < group.messages.size(); ++i) {
        const RemoteMessageId id = i < ids.size() ? ids.at(i) : RemoteMessageId();
        if (missing || (tells && id.isEmpty()))
            outcome.gone[group.folder].append(group.ids.at(i));
        else
            outcome.newIds.insert(group.messages.at(i), id);
    }
}

backend::Task<QList<RemoteMessageId>> OperationCall::runOnGroup(
    store::OperationRow row, Group group, RemoteFolderId target)
{
    if (row.kind == OperationKind::Move) {
        Result<QList<RemoteMessageId>> moved = co_await m_backend.move(group.folder, group.ids, target);
        co_return Result<QList<RemoteMessageId>>(moved);
    }
    Result<void> done;
    if (row.kind == OperationKind::SetFlags)
        done = co_await m_backend.setFlags(group.folder, group.ids, row.add, row.remove);
    else
        done = co_await m_backend.remove(group.folder, group.ids);
    if (!done)
        co_return Result<QList<RemoteMessageId>>(fail(done.error()));
    co_return Result<QList<RemoteMessageId>>(QList<RemoteMessageId>());
}

backend::Task<OperationCall::Outcome> OperationCall::saveDraft(store::OperationRow row)
{
    const auto kept = store::answer<store::DraftRow>(m_store, [&](store::Transaction &tx) { return store::drafts::find(tx, row.draft); });
    if (!kept && kept.error().kind != ErrorKind::NotFound)
        co_return Result<Outcome>(fail(kept.error()));
    if (!kept)
        co_return Result<Outcome>(Outcome{false, {}, {}, {}, {}}); // sent or discarded meanwhile
    const store::DraftRow &draft = *kept;
    RemoteMessageId previous = draft.remoteId;
    if (previous.isEmpty() && row.attempts > 0 && !draft.mail.messageId.isEmpty()) {
        // Cut off after the server had stored it, perhaps: then that copy is the one to replace.
        Result<RemoteMessageId> found = co_await draftOnServer(draft.mail.messageId);
        if (!found)
            co_return Result<Outcome>(fail(found.error()));
        previous = *found;
    }
    Result<RemoteMessageId> saved = co_await m_backend.saveDraft(draft.mail, previous);
    if (!saved && saved.error().kind == ErrorKind::NotFound && !previous.isEmpty()) {
        Result<RemoteMessageId> again = co_await m_backend.saveDraft(draft.mail, RemoteMessageId());
        saved = again;
    }
    if (!saved)
        co_return Result<Outcome>(fail(saved.error()));
    co_return Result<Outcome>(Outcome{true, {}, {}, *saved, {}});
}

/// Lists the server's Drafts for the one with this Message-ID.
backend::Task<RemoteMessageId> OperationCall::draftOnServer(QString messageId)
{
    const Result<RemoteFolderId> folder = folderId(FolderRole::Drafts);
    if (!folder && folder.error().kind == ErrorKind::NotFound)
        co_return Result<RemoteMessageId>(RemoteMessageId());
    if (!folder)
        co_return Result<RemoteMessageId>(fail(folder.error()));
    QByteArray token;
    for (bool more = true; more;) {
        Result<backend::ChangePage> page = co_await m_backend.changes(*folder, token, draftPage);
        if (!page)
            co_return Result<RemoteMessageId>(fail(page.error()));
        for (const MessageHeader &header : std::as_const(page->upserted)) {
            if (header.messageId == messageId)
                co_return Result<RemoteMessageId>(header.remoteId);
        }
        more = page->more && page->next != token;
        token = page->next;
    }
    co_return Result<RemoteMessageId>(RemoteMessageId());
}

backend::Task<OperationCall::Outcome> OperationCall::removeDraft(store::OperationRow row)
{
    const Result<RemoteFolderId> folder = folderId(FolderRole::Drafts);
    if (row.remoteId.isEmpty() || (!folder && folder.error().kind == ErrorKind::NotFound))
        co_return Result<Outcome>(Outcome{});
    if (!folder)
        co_return Result<Outcome>(fail(folder.error()));
    const QList<RemoteMessageId> ids(1, row.remoteId);
    Result<void> removed = co_await m_backend.remove(*folder, ids);
    if (!removed && removed.error().kind != ErrorKind::NotFound)
        co_return Result<Outcome>(fail(removed.error()));
    co_return Result<Outcome>(Outcome{});
}

backend::Task<OperationCall::Outcome> OperationCall::saveContact(store::OperationRow row)
{
    if (row.contact.remoteId.isEmpty() && row.attempts > 0) {
        Result<std::optional<Contact>> found = co_await contactOnServer(row.contact);
        if (!found)
            co_return Result<Outcome>(fail(found.error()));
        if (*found)
            co_return Result<Outcome>(Outcome{true, {}, {}, {}, **found});
    }
    Result<Contact> saved = co_await m_backend.saveContact(row.contact);
    if (!saved)
        co_return Result<Outcome>(fail(saved.error()));
    co_return Result<Outcome>(Outcome{true, {}, {}, {}, *saved});
}

backend::Task<std::optional<Contact>> OperationCall::contactOnServer(Contact contact)
{
    using Found = std::optional<Contact>;
    Result<QList<Contact>> contacts = co_await m_backend.contacts();
    if (!contacts)
        co_return Result<Found>(fail(contacts.error()));
    for (const Contact &candidate : std::as_const(*contacts)) {
        if (candidate.name == contact.name && candidate.email == contact.email && candidate.phone == contact.phone)
            co_return Result<Found>(Found(candidate));
    }
    co_return Result<Found>(Found());
}

backend::Task<OperationCall::Outcome> OperationCall::removeContact(store::OperationRow row)
{
    if (row.contact.remoteId.isEmpty())
        co_return Result<Outcome>(Outcome{});
    Result<void> removed = co_await m_backend.removeContact(row.contact.remoteId);
    if (!removed && removed.error().kind != ErrorKind::NotFound)
        co_return Result<Outcome>(fail(removed.error()));
    co_return Result<Outcome>(Outcome{});
}

} // namespace qn::sync
