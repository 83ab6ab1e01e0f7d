// SPDX-License-Identifier: GPL-3.0-or-later
// Sending, changing, contacts, drafts and mail from elsewhere.
#include "app/sessionmailbox.h"

#include "store/localdrafts.h"

#include <QElapsedTimer>

#include <algorithm>

namespace qn::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using store::OutgoingRow;
using store::OutgoingState;

namespace {

tl::unexpected<Error> unknownOutcome(const QString &why)
{
    return fail(ErrorKind::Server, why, ErrorReason::SendOutcomeUnknown);
}

/// The outbox keeps what a server said of refused recipients as one line: "a@b: words; c@d: words".
SendReceipt receiptOf(const OutgoingRow &row, const QList<Address> &recipients)
{
    SendReceipt receipt;
    if (!row.error || row.error->reason != ErrorReason::RecipientRefused)
        return receipt;
    const QString line = u"; "_s + row.error->detail;
    QMap<qsizetype, Address> places;
    for (const Address &address : recipients) {
        const auto place = line.indexOf(u"; "_s + address.email + u": "_s);
        if (place >= 0)
            places.insert(place, address);
    }
    for (auto it = places.cbegin(); it != places.cend(); ++it) {
        const auto begin = it.key() + it->email.size() + 4;
        const auto end = std::next(it) == places.cend() ? line.size() : std::next(it).key();
        receipt.refused.append({*it, line.mid(begin, end - begin)});
    }
    return receipt;
}

/// The message that stands for a draft; nullopt where there is none yet.
struct DraftPlace
{
    bool isOnItsWay = false;
    bool isOnServer = false; ///< or on none
    std::optional<MessageId> message;
};

Result<DraftPlace> placeOf(store::Transaction &tx, DraftId id)
{
    const auto draft = store::drafts::find(tx, id);
    if (!draft)
        return fail(draft.error());
    const auto pending = store::operations::list(tx);
    const auto folder = store::folders::byRole(tx, draft->account, FolderRole::Drafts);
    if (!pending || !folder)
        return fail(pending ? folder.error() : pending.error());
    DraftPlace place;
    place.isOnItsWay = std::any_of(pending->cbegin(), pending->cend(), [id](const store::OperationRow &row) {
        return row.kind == store::OperationKind::SaveDraft && row.draft == id;
    });
    const bool isLocal = *folder && store::isLocalDrafts((*folder)->folder);
    const RemoteMessageId name = isLocal ? store::localDraftName(id) : draft->remoteId;
    place.isOnServer = !name.isEmpty();
    if (*folder && place.isOnServer) {
        const auto found = store::messages::named(tx, (*folder)->id, name);
        if (!found)
            return fail(found.error());
        place.message = *found;
    }
    return place;
}

/// The draft that a mail is to replace: the one that message `previous` stands for, or that has its Message-ID. Else a new one.
Result<store::DraftRow> draftToReplace(
    store::Transaction &tx, AccountId account, const OutgoingMessage &mail, MessageId previous)
{
    store::DraftRow row;
    row.account = account;
    const auto shown = store::messages::find(tx, previous);
    const auto folder = store::folders::byRole(tx, account, FolderRole::Drafts);
    const auto rows = store::drafts::list(tx);
    if (!shown || !folder || !rows)
        return fail(!shown ? shown.error() : !folder ? folder.error() : rows.error());
    RemoteMessageId name;
    if (*shown && *folder && (*shown)->folder == (*folder)->id) {
        const auto place = store::messages::remotePlace(tx, previous);
        if (!place)
            return fail(place.error());
        name = place->second;
    }
    for (const store::DraftRow &one : *rows) {
        const bool isIt = !name.isEmpty() && (one.remoteId == name || store::localDraftId(name) == one.id);
        const bool isSame = !mail.messageId.isEmpty() && one.mail.messageId == mail.messageId;
        if (one.account == account && (isIt || isSame))
            return one;
    }
    if (!store::localDraftId(name).isValid())
        row.remoteId = name; // written elsewhere
    return row;
}

} // namespace

// sending

backend::Task<SendReceipt> SessionMailbox::send(OutgoingMessage mail)
{
    if (mail.from.email.isEmpty())
        mail.from = m_owner;
    const int run = m_run;
    QFuture<Result<OutgoingId>> queueing = m_session.send(m_account, mail);
    Result<OutgoingId> id = co_await finished<OutgoingId>(queueing);
    if (!id && run != m_run)
        co_return Result<SendReceipt>(unknownOutcome(u"the server closed while the mail went into the outbox"_s));
    if (!id)
        co_return Result<SendReceipt>(fail(id.error()));
    const QList<Address> recipients = mail.to + mail.cc + mail.bcc;
    Result<SendReceipt> receipt = co_await outcome(*id, recipients);
    co_return Result<SendReceipt>(receipt);
}

/// Waits until the mail has left or is certain not to.
backend::Task<SendReceipt> SessionMailbox::outcome(OutgoingId id, QList<Address> recipients)
{
    using Row = std::optional<OutgoingRow>;
    std::function<Result<Row>(store::Transaction &)> query = [id](store::Transaction &tx) -> Result<Row> {
        const Result<OutgoingRow> found = store::outgoing::find(tx, id);
        if (!found && found.error().kind != ErrorKind::NotFound)
            return fail(found.error());
        return found ? Row(*found) : Row();
    };
    const int run = m_run;
    QElapsedTimer waited;
    waited.start();
    while (run == m_run) {
        const Result<Row> row = co_await ask<Row>(query);
        if (!row)
            co_return Result<SendReceipt>(unknownOutcome(row.error().detail));
        if (!*row)
            co_return Result<SendReceipt>(fail(ErrorKind::Conflict, u"the mail was taken out of the outbox"_s));
        const OutgoingState state = (*row)->state;
        const std::optional<Error> error = (*row)->error;
        if (state == OutgoingState::Sent || state == OutgoingState::Filed)
            co_return Result<SendReceipt>(receiptOf(**row, recipients));
        if (state == OutgoingState::Unknown)
            co_return Result<SendReceipt>(unknownOutcome(error ? error->detail : QString()));
        const bool isStuck = state == OutgoingState::Queued && (error || waited.hasExpired(m_patience.count()));
        if (state == OutgoingState::Failed || isStuck) {
            QFuture<Result<void>> discarding = m_session.discardOutgoing(id);
            const Result<void> discarded = co_await finished<void>(discarding);
            const Error nobody{ErrorKind::Timeout, u"the mail could not be handed over"_s, ErrorReason::None, 0, {}};
            if (discarded)
                co_return Result<SendReceipt>(fail(told(error.value_or(nobody))));
            // It is on its way after all.
        }
        co_await rest(1s);
    }
    co_return Result<SendReceipt>(unknownOutcome(u"the server closed while the mail was on its way"_s));
}

backend::Task<std::optional<SendReceipt>> SessionMailbox::findSent(OutgoingMessage mail)
{
    using Found = std::optional<SendReceipt>;
    std::function<Result<std::optional<OutgoingRow>>(store::Transaction &)> query
        = [account = m_account, key = mail.idempotencyKey](
              store::Transaction &tx) -> Result<std::optional<OutgoingRow>> {
        const auto id = store::outgoing::withKey(tx, account, key);
        if (!id || !*id)
            return id ? Result<std::optional<OutgoingRow>>(std::nullopt) : fail(id.error());
        const Result<OutgoingRow> row = store::outgoing::find(tx, **id);
        return row ? Result<std::optional<OutgoingRow>>(*row) : fail(row.error());
    };
    const Result<std::optional<OutgoingRow>> row = co_await ask<std::optional<OutgoingRow>>(query);
    if (!row)
        co_return Result<Found>(fail(row.error()));
    if (!*row || (*row)->state == OutgoingState::Failed)
        co_return Result<Found>(Found());
    const QList<Address> recipients = (*row)->mail.to + (*row)->mail.cc + (*row)->mail.bcc;
    Result<SendReceipt> receipt = co_await outcome((*row)->id, recipients);
    co_return receipt ? Result<Found>(Found(*receipt)) : Result<Found>(fail(receipt.error()));
}

// changing

backend::Task<void> SessionMailbox::setFlags(
    RemoteFolderId, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove)
{
    const Result<QList<MessageId>> messages = co_await own(ids);
    if (!messages)
        co_return Result<void>(fail(messages.error()));
    QFuture<Result<OperationId>> changing = m_session.setFlags(*messages, add, remove);
    const Result<OperationId> done = co_await finished<OperationId>(changing);
    co_return done ? Result<void>() : Result<void>(fail(done.error()));
}

backend::Task<QList<RemoteMessageId>> SessionMailbox::move(
    RemoteFolderId, QList<RemoteMessageId> ids, RemoteFolderId target)
{
    using Ids = QList<RemoteMessageId>;
    const Result<QList<MessageId>> messages = co_await own(ids);
    if (!messages)
        co_return Result<Ids>(fail(messages.error()));
    const FolderId folder = idFrom<FolderId>(target.value());
    std::function<Result<store::FolderRow>(store::Transaction &)> query
        = [folder](store::Transaction &tx) { return store::folders::find(tx, folder); };
    const Result<store::FolderRow> row = co_await ask<store::FolderRow>(query);
    if (!row || row->account != m_account)
        co_return Result<Ids>(fail(ErrorKind::NotFound, u"there is no such folder"_s));
    QFuture<Result<OperationId>> moving = m_session.move(*messages, folder);
    const Result<OperationId> done = co_await finished<OperationId>(moving);
    if (!done)
        co_return Result<Ids>(fail(done.error()));
    Ids moved; // a message keeps its id wherever it goes
    for (const RemoteMessageId &id : std::as_const(ids))
        moved.append(messages->contains(idFrom<MessageId>(id.value())) ? id : RemoteMessageId());
    co_return Result<Ids>(moved);
}

backend::Task<void> SessionMailbox::remove(RemoteFolderId, QList<RemoteMessageId> ids)
{
    const Result<QList<MessageId>> messages = co_await own(ids);
    if (!messages)
        co_return Result<void>(fail(messages.error()));
    QFuture<Result<OperationId>> removing = m_session.trash(*messages);
    const Result<OperationId> done = co_await finished<OperationId>(removing);
    co_return done ? Result<void>() : Result<void>(fail(done.error()));
}

// contacts

backend::Task<QList<Contact>> SessionMailbox::contacts()
{
    using Rows = QList<store::ContactRow>;
    co_await firstSync();
    std::function<Result<Rows>(store::Transaction &)> query = [](store::Transaction &tx) { return store::contacts::list(tx); };
    const Result<Rows> rows = co_await ask<Rows>(query);
    if (!rows)
        co_return Result<QList<Contact>>(fail(rows.error()));
    QList<Contact> contacts;
    for (const store::ContactRow &row : *rows) {
        if (row.account != m_account)
            continue;
        contacts.append(row.contact);
        contacts.last().remoteId = nameOf<RemoteContactId>(row.id);
    }
    co_return Result<QList<Contact>>(contacts);
}

/// With the server's own id.
backend::Task<Contact> SessionMailbox::stored(RemoteContactId id)
{
    std::function<Result<Contact>(store::Transaction &)> query
        = [account = m_account, wanted = idFrom<ContactId>(id.value())](store::Transaction &tx) -> Result<Contact> {
        const auto rows = store::contacts::list(tx);
        if (!rows)
            return fail(rows.error());
        for (const store::ContactRow &row : *rows) {
            if (row.id == wanted && row.account == account)
                return row.contact;
        }
        return fail(ErrorKind::NotFound, u"there is no such contact"_s);
    };
    Result<Contact> found = co_await ask<Contact>(query);
    co_return Result<Contact>(found);
}

backend::Task<Contact> SessionMailbox::saveContact(Contact contact)
{
    Contact wanted = contact;
    if (!contact.remoteId.isEmpty()) {
        const Result<Contact> before = co_await stored(contact.remoteId);
        if (!before)
            co_return Result<Contact>(fail(before.error()));
        wanted.remoteId = before->remoteId;
    }
    QFuture<Result<ContactId>> saving = m_session.saveContact(m_account, wanted);
    const Result<ContactId> id = co_await finished<ContactId>(saving);
    if (!id)
        co_return Result<Contact>(fail(id.error()));
    wanted.remoteId = nameOf<RemoteContactId>(*id);
    co_return Result<Contact>(wanted);
}

backend::Task<void> SessionMailbox::removeContact(RemoteContactId id)
{
    const Result<Contact> known = co_await stored(id);
    if (!known)
        co_return Result<void>(fail(known.error()));
    QFuture<Result<void>> removing = m_session.removeContact(idFrom<ContactId>(id.value()));
    Result<void> removed = co_await finished<void>(removing);
    co_return Result<void>(removed);
}

// drafts and mail from elsewhere

backend::Task<RemoteMessageId> SessionMailbox::saveDraft(OutgoingMessage draft, RemoteMessageId previous)
{
    if (draft.from.email.isEmpty())
        draft.from = m_owner;
    draft.idempotencyKey.clear();
    std::function<Result<store::DraftRow>(store::Transaction &)> query
        = [account = m_account, draft, id = idFrom<MessageId>(previous.value())](
              store::Transaction &tx) { return draftToReplace(tx, account, draft, id); };
    Result<store::DraftRow> row = co_await ask<store::DraftRow>(query);
    if (!row)
        co_return Result<RemoteMessageId>(fail(row.error()));
    if (row->open)
        co_return Result<RemoteMessageId>(fail(ErrorKind::Conflict, u"the draft is open in Qingniao"_s));
    row->mail = draft;
    const store::DraftRow wanted = *row;
    QFuture<Result<DraftId>> saving = m_session.saveDraft(wanted);
    const Result<DraftId> saved = co_await finished<DraftId>(saving);
    if (!saved)
        co_return Result<RemoteMessageId>(fail(saved.error()));
    Result<RemoteMessageId> name = co_await listed(*saved);
    co_return Result<RemoteMessageId>(name);
}

backend::Task<RemoteMessageId> SessionMailbox::listed(DraftId draft)
{
    const int run = m_run;
    std::function<Result<DraftPlace>(store::Transaction &)> query
        = [draft](store::Transaction &tx) { return placeOf(tx, draft); };
    QElapsedTimer waited;
    waited.start();
    while (run == m_run && !waited.hasExpired(m_patience.count())) {
        const Result<DraftPlace> place = co_await ask<DraftPlace>(query);
        if (!place)
            co_return Result<RemoteMessageId>(fail(place.error()));
        if (!place->isOnItsWay && place->message)
            co_return Result<RemoteMessageId>(nameOf<RemoteMessageId>(*place->message));
        if (!place->isOnItsWay && !place->isOnServer)
            co_return Result<RemoteMessageId>(fail(ErrorKind::Server, u"the server did not take the draft; it is kept here"_s));
        co_await rest(1s);
    }
    co_return Result<RemoteMessageId>(fail(ErrorKind::Timeout, u"the draft is kept here and goes to the server later"_s));
}

backend::Task<RemoteMessageId> SessionMailbox::append(RemoteFolderId folder, QByteArray source, MessageFlags flags)
{
    const FolderId target = idFrom<FolderId>(folder.value());
    QFuture<Result<RemoteMessageId>> putting = m_session.append(m_account, target, source, flags);
    const Result<RemoteMessageId> name = co_await finished<RemoteMessageId>(putting);
    if (!name)
        co_return Result<RemoteMessageId>(fail(told(name.error())));
    Result<RemoteMessageId> id = co_await listed(target, *name);
    co_return Result<RemoteMessageId>(id);
}

/// The mail is on the server, whatever becomes of the waiting.
backend::Task<RemoteMessageId> SessionMailbox::listed(FolderId folder, RemoteMessageId name)
{
    const int run = m_run;
    using Found = std::optional<MessageId>;
    std::function<Result<Found>(store::Transaction &)> query
        = [folder, name](store::Transaction &tx) { return store::messages::named(tx, folder, name); };
    QElapsedTimer waited;
    waited.start();
    while (run == m_run && !name.isEmpty() && !waited.hasExpired(m_patience.count())) {
        const Result<Found> found = co_await ask<Found>(query);
        if (found && *found)
            co_return Result<RemoteMessageId>(nameOf<RemoteMessageId>(**found));
        co_await rest(1s);
    }
    co_return Result<RemoteMessageId>(RemoteMessageId());
}

} // namespace qn::app
