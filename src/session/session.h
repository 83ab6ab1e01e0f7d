// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/applicationaccess.h"
#include "core/clock.h"
#include "core/messageids.h"
#include "core/messagesource.h"
#include "core/result.h"
#include "store/rows.h"
#include "sync/syncstate.h"
#include "transfer/transfer.h"

#include <QFuture>
#include <QPromise>
#include <QObject>

#include <functional>
#include <memory>

namespace qn::store {
class StoreReader;
}

namespace qn::session {

class EngineThread;
struct Commands;

/// What the status line says of an account.
struct AccountStatus
{
    using Phase = sync::Phase; ///< Idle, Connecting, Syncing, Offline, SignInNeeded, Failed
    AccountId account;
    Phase phase = Phase::Idle;
    int done = 0; ///< messages of this run so far
    int total = -1; ///< -1: not known
    int rate = 0; ///< messages a second, 0: not known
    QDateTime lastSync; ///< UTC, invalid if never
    std::optional<Error> error; ///< Offline, Failed
    std::optional<sync::CopyState> copy; ///< while all mail is being brought to this computer
    backend::Capabilities capabilities;
    bool operator==(const AccountStatus &) const = default;
};

/// A sign-in that waits for the user (Session::signInRequested).
struct SignInTicket
{
    AccountId account;
    backend::SignInRequest request;
};

/// The façade that the windows and the command line talk to: commands in, state out. Lives on the interface thread;
/// owns the engine thread, on which the store's writer, the sync engines, the outbox and the backends live. Commands
/// return at once; their futures finish on the engine thread, so use whenDone(future, context, …) of core. Commands
/// that change mail finish when the change is safe in the store, not when the server has it.
class Session final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Session)

public:
    struct Options
    {
        QString dataDir;
        std::chrono::milliseconds undoWindow{5000}; ///< between a command that can be taken back and the hand-over
        bool online = true; ///< false: nothing is sent or fetched (command line reading the store)
        /// Syncs by itself only while it owns the outbox: where another process on the same directory does it already, one
        /// set of connections is enough.
        bool syncsAsOwnerOnly = false;
        sync::SyncSettings sync;
        /// Decodes one attachment from stored source, so that it opens without a network. Engine thread. Optional.
        std::function<Result<QByteArray>(const MessageSource &source, const QString &partId)> decodeAttachment;
        /// Reads a mail of a file. Any thread. Without it there is no import.
        std::function<Result<Message>(const MessageSource &source)> parseMessage;
    };
    /// `services` and `clock` are used on the engine thread and must live as long as the session.
    Session(Options options, backend::AccountServices &services, const Clock &clock, QObject *parent = nullptr);
    ~Session() override; ///< aborts what is under way and waits for the engine thread

    /// Opens the store on the engine thread. Everything else waits for this.
    QFuture<Result<void>> open();
    /// Begins to sync and to send. To be called after the first paint; does nothing where Options::online is false.
    void goOnline();
    /// What open() had to repair: a damaged database was moved aside and made anew around what no server has.
    struct Repair
    {
        QString aside; ///< the damaged file
        int rescued = 0; ///< mails that exist nowhere else
    };
    std::optional<Repair> repair() const { return m_repair; } ///< valid after open()
    store::StoreReader &reader(); ///< valid after open() succeeded
    /// Another one, made when first asked for: a search of a million messages keeps nobody else waiting.
    store::StoreReader &searchReader();
    QList<Account> accounts() const; ///< as last announced
    AccountStatus status(AccountId account) const;

    // accounts
    /// As AccountServices::suggest(): nothing is stored.
    QFuture<Result<Account>> suggestAccount(QString address, bool askDomain);
    QFuture<Result<AccountId>> addAccount(Account account, QByteArray clientSecret);
    QFuture<Result<void>> removeAccount(AccountId account, bool evenUnsent);
    QFuture<Result<void>> updateAccount(Account account);
    /// Begins a sign-in; the ticket says which page to open. One per account at a time: a second begin cancels the
    /// first.
    QFuture<Result<SignInTicket>> beginSignIn(AccountId account, backend::RedirectMode mode);
    /// With Captured: `redirectedOrCode` from the dialog. With Loopback: empty, waits for the browser.
    /// On success the account starts to sync. An error of kind Keychain means: signed in, for this run only.
    QFuture<Result<void>> finishSignIn(AccountId account, QString redirectedOrCode);
    void cancelSignIn(AccountId account);

    // mail
    /// Syncs now, everything or one account; finishes when it is done.
    QFuture<Result<void>> sync(AccountId account = {});
    /// Finishes when the accounts that keep all mail here (core/keptmail.h) have it, or cannot have it now; begins
    /// nothing by itself.
    QFuture<Result<void>> allCopied(AccountId account = {});
    QFuture<Result<MessageBody>> fetchBody(MessageId message); ///< from the store, else from the server into the store
    QFuture<Result<QByteArray>> fetchSource(MessageId message);
    QFuture<Result<QByteArray>> fetchAttachment(MessageId message, QString partId);
    /// Into a file, as it comes: it is there whole or not at all (what was there stays). The future's progress is KiB that have come; where it
    /// is canceled the rest is not fetched. Errors: Storage where it cannot be written.
    QFuture<Result<void>> saveAttachment(MessageId message, QString partId, QString path);
    /// Of one message at once; of more when they can no longer be taken back.
    QFuture<Result<OperationId>> setFlags(MessageIds messages, MessageFlags add, MessageFlags remove);
    QFuture<Result<OperationId>> move(MessageIds messages, FolderId target);
    /// To the folder of this role of each message's account. NotFound where one has none.
    QFuture<Result<OperationId>> moveToRole(MessageIds messages, FolderRole role);
    /// To Trash; for good where it is there already or there is no Trash.
    QFuture<Result<OperationId>> trash(MessageIds messages);
    /// Puts a mail (RFC 5322) into a folder of the server, as MailBackend::append(), now or never. Its name there, empty where the server does not tell.
    QFuture<Result<RemoteMessageId>> append(AccountId account, FolderId folder, QByteArray source, MessageFlags flags);
    /// Takes back what one of the commands above began (in each account that it was for); Conflict where some of it has gone
    /// to the server already.
    QFuture<Result<void>> undo(OperationId operation);

    // writing
    /// A mail that comes with an idempotency key of its own is one mail however often it comes: the id is that of the first.
    QFuture<Result<OutgoingId>> send(AccountId account, OutgoingMessage mail, DraftId draft = {});
    /// Back to a draft while it is queued or failed; Conflict where it is too late.
    QFuture<Result<DraftId>> undoSend(OutgoingId mail);
    QFuture<Result<void>> retrySend(OutgoingId mail); ///< Failed, or Unknown by the user's decision
    QFuture<Result<void>> discardOutgoing(OutgoingId mail);
    /// Before the program ends: what could be taken back so far can be no more, and goes out. Finishes when nothing is under way any more, with the
    /// rest waiting for another run where its server cannot be reached or did not take it, or after `longest`.
    QFuture<Result<void>> settle(std::chrono::milliseconds longest);
    QFuture<Result<DraftId>> saveDraft(store::DraftRow draft);
    QFuture<Result<void>> discardDraft(DraftId draft);

    // files
    /// One import or export at a time (Conflict). What was imported before an error or cancelTransfer() stays, and is
    /// passed over by the next import of the same files. Errors: NotFound, Unsupported, Storage.
    QFuture<Result<transfer::Report>> importMail(transfer::ImportRequest request);
    QFuture<Result<transfer::Report>> exportMail(transfer::ExportRequest request);
    void cancelTransfer(); ///< the future finishes with Report::canceled

    // contacts
    QFuture<Result<ContactId>> saveContact(AccountId account, Contact contact);
    QFuture<Result<void>> removeContact(ContactId contact);

    // applications that use a mailbox through `qingniaoctl serve`
    QFuture<Result<QList<ApplicationAccess>>> applications(); ///< last agreed first
    /// Ends all that an application may do, at once. No error where that was nothing.
    QFuture<Result<void>> revokeApplication(QString clientId);

signals:
    void accountsChanged();
    void statusChanged(const qn::session::AccountStatus &status);
    void changed(const qn::store::ChangeSet &changes); ///< after each commit, queued to the interface thread
    void outgoingFailed(qn::OutgoingId mail, const qn::Error &error);
    /// An account needs the user: its token is gone. What the user was doing stays.
    void signInNeeded(qn::AccountId account);
    void newMail(qn::AccountId account, const QList<qn::MessageId> &messages);
    /// The server refused a change (flags, move, draft, contact): what is shown is the server's state again.
    void changeRefused(qn::AccountId account, const qn::Error &error);
    /// The database was found damaged in a check after a crash: the next start repairs it.
    void damageFound();
    void transferProgressed(const qn::transfer::Progress &progress); ///< some times a second

private:
    template <typename T>
    QFuture<Result<T>> run(
        std::function<backend::Task<T>(Commands &)> command, std::shared_ptr<QPromise<Result<T>>> promise = {});
    void connectEngine();

    const Options m_options;
    std::unique_ptr<EngineThread> m_thread;
    std::unique_ptr<store::StoreReader> m_reader;
    std::unique_ptr<store::StoreReader> m_searchReader;
    std::optional<Repair> m_repair;
};

} // namespace qn::session

Q_DECLARE_METATYPE(qn::session::AccountStatus)
