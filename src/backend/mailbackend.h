// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capabilities.h"
#include "core/changepage.h"
#include "core/mailbox.h"
#include "core/message.h"
#include "core/result.h"
#include "core/sendreceipt.h"

#include <QCoroTask>
#include <QHash>
#include <QObject>

#include <functional>

namespace qn::backend {

template <typename T>
using Task = QCoro::Task<Result<T>>;

using qn::Capabilities;
using qn::ChangePage;
using qn::SendReceipt;

/// Takes a message that MailBackend::sources() brings. False: no more of them, please.
using SourceTaker = std::function<bool(RemoteMessageId id, QByteArray source)>;

/// Takes the next bytes of a file, which stand at `offset`: what was given from there on counts no more. An error ends the call, with it.
using FileTaker = std::function<Result<void>(qint64 offset, const QByteArray &bytes)>;

/// What a mailbox server can do. Lives on the engine thread and is called there only.
/// Every method may fail with Network, Timeout, Authorization, RateLimited, Server, Protocol, Unsupported or Canceled;
/// others are named where they differ. An error leaves the server's state as it was, except where said.
/// A caller that goes away calls abort() first and awaits what it started: tasks are never destroyed while running.
class MailBackend : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MailBackend)

public:
    explicit MailBackend(QObject *parent = nullptr) : QObject(parent) { }

    /// Asks what the server can do. Called once before the rest and again after a sign-in.
    virtual Task<Capabilities> capabilities() = 0;
    /// All folders. A server without folders has one, with role Inbox.
    virtual Task<QList<Folder>> folders() = 0;
    /// Bytes of all messages of folders, as of the last folders(), where the server tells them: of those that may have changed
    /// since the last call. It may cost a server much, so it is asked for behind everything else. By default none.
    virtual Task<QHash<RemoteFolderId, qint64>> folderSizes();
    /// With an empty token: the folder from its newest message on, `limit` at a time. With the `next` of an earlier page:
    /// what comes after it. A token that the server no longer knows starts again by itself and says so (`anew`).
    virtual Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int limit) = 0;
    /// RFC 5322 source. Errors: NotFound, TooLarge.
    virtual Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) = 0;
    /// Header and body, without attachment contents. Errors: NotFound.
    virtual Task<Message> message(RemoteFolderId folder, RemoteMessageId id) = 0;
    /// As message(), of several; those that are gone or cannot be read are left out. In one go where the server can.
    virtual Task<QList<Message>> messages(RemoteFolderId folder, QList<RemoteMessageId> ids);
    /// Sources of many messages, each given to `take` as it comes, in any order. What is gone is left out. Each group
    /// is asked for in one piece, a few of them ahead; it ends early, without an error, where `take` says so or
    /// something more urgent waits for the server. Returns how many groups, from the first on, are done with.
    virtual Task<qsizetype> sources(RemoteFolderId folder, QList<QList<RemoteMessageId>> groups, SourceTaker take);
    /// A source given to `take` as it comes, so that memory stays flat where the server can give pieces: from byte `from` on, which an earlier
    /// call has brought, or all of it anew. False: not all has come yet, since something more urgent waits for the server. Errors: NotFound,
    /// TooLarge, those of `take`.
    virtual Task<bool> sourceTo(RemoteFolderId folder, RemoteMessageId id, qint64 from, FileTaker take);
    /// Decoded bytes of one attachment. Errors: NotFound, TooLarge.
    virtual Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) = 0;
    /// The same, given to `take` as it comes, so that memory stays flat where the server can give pieces. What was given is all of it only
    /// where there is no error. Errors: also those of `take`.
    virtual Task<void> attachmentTo(RemoteFolderId folder, RemoteMessageId id, QString partId, FileTaker take);
    /// Hands a mail over for delivery. Reason SendOutcomeUnknown where the connection died after the mail may have been accepted.
    /// Sending the same idempotencyKey twice delivers once where Capabilities::idempotentSend.
    virtual Task<SendReceipt> send(OutgoingMessage mail) = 0;
    /// Makes sure that the sender's copy of a mail that send() has handed over is in Sent, exactly once, whatever a crash in between has
    /// left undone. Its id, empty if not told. By default the server sees to that.
    virtual Task<RemoteMessageId> fileSent(OutgoingMessage mail);
    /// Whether the server has accepted this mail: an id (possibly empty) if so, nullopt if not. Only with
    /// Capabilities::idempotentSend does nullopt prove anything; without it the error is Unsupported where no copy is found.
    virtual Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) = 0;
    /// Errors: NotFound where none of the messages exists any more (some missing is no error).
    virtual Task<void> setFlags(RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) = 0;
    /// Returns the new ids in the order of `ids`; empty ids where the server does not tell.
    virtual Task<QList<RemoteMessageId>> move(RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) = 0;
    /// Deletes for good.
    virtual Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) = 0;
    /// Puts a message (RFC 5322) with these flags into a folder, for import. Returns its id, empty where the server does not
    /// tell. The same bytes put into the same folder again, as after an import that was interrupted, stay one message.
    /// Errors: NotFound, TooLarge, Parameter (this message is not taken), Unsupported (Capabilities::append).
    virtual Task<RemoteMessageId> append(RemoteFolderId folder, QByteArray source, MessageFlags flags);
    /// Stores a draft in the Drafts folder, replacing `previous` if that is not empty. Returns the draft's id.
    virtual Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) = 0;
    virtual Task<QList<Contact>> contacts() = 0;
    /// Creates (empty remoteId) or changes a contact and returns it as stored.
    virtual Task<Contact> saveContact(Contact contact) = 0;
    virtual Task<void> removeContact(RemoteContactId id) = 0;
    /// Ids of messages of `folder` that the server finds for `query` (plain words).
    virtual Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) = 0;
    /// Returns when something may have changed anywhere in the account, or after a while of nothing.
    virtual Task<void> waitForChange() = 0;
    /// The machine has slept, or the network is another one: old connections may be dead without knowing it.
    virtual void renewConnections() { }
    /// Ends all that is under way with Canceled. The backend is usable afterwards.
    virtual void abort() = 0;
};

} // namespace qn::backend
