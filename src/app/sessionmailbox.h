// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/folderlog.h"
#include "backend/mailbackend.h"
#include "session/session.h"
#include "store/storereader.h"
#include "sync/waitpoint.h"

#include <QFutureWatcher>

#include <functional>

namespace qn::app {

/// One account of a session as a MailBackend, for the API server: what it lists is what the windows show (the local store, with
/// changes that are on their way), what it sends goes through the outbox, and changes are pending operations like the
/// user's own. Ids are those of the store. Lives on the session's thread (the interface thread) and ends before it.
/// What has changed in a folder is known since somebody first asked in this run: a token of an earlier one begins anew.
///
/// send() answers when the server has: a mail that is refused, or that cannot be handed over now, is taken out of the outbox
/// before the error is told, so that the caller may try again; SendOutcomeUnknown where that is not certain.
class SessionMailbox final : public backend::MailBackend
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionMailbox)

    template <typename T> using Task = backend::Task<T>;

public:
    SessionMailbox(session::Session &session, const Account &account, QObject *parent = nullptr);
    /// How long a mail may wait in the outbox without anybody trying to hand it over.
    void setPatience(std::chrono::milliseconds time) { m_patience = time; }

    Task<Capabilities> capabilities() override;
    Task<QList<Folder>> folders() override;
    Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int limit) override;
    Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) override;
    Task<Message> message(RemoteFolderId folder, RemoteMessageId id) override;
    Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) override;
    Task<SendReceipt> send(OutgoingMessage mail) override;
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) override;
    Task<void> setFlags(RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) override;
    Task<QList<RemoteMessageId>> move(RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) override;
    /// To Trash, as the user's own deletions go; for good where they are there already.
    Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) override;
    /// Answers when the server has it, and it is listed.
    Task<RemoteMessageId> append(RemoteFolderId folder, QByteArray source, MessageFlags flags) override;
    /// Answers when the draft is listed; replaces the one with its Message-ID too. Timeout: it is kept and goes to the server later. Conflict:
    /// the user has it open.
    Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) override;
    Task<QList<Contact>> contacts() override;
    Task<Contact> saveContact(Contact contact) override;
    Task<void> removeContact(RemoteContactId id) override;
    Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) override;
    Task<void> waitForChange() override;
    void abort() override;

private:
    template <typename T> Task<T> finished(QFuture<Result<T>> future);
    template <typename T> Task<T> ask(std::function<Result<T>(store::Transaction &)> query);
    QCoro::Task<> rest(std::chrono::milliseconds atMost);
    QCoro::Task<> firstSync();
    Task<void> look(FolderId folder, bool again);
    Task<ChangePage> changedPage(FolderId folder, FolderLog::Step step);
    QByteArray tokenFor(qint64 number, std::optional<store::MessageKey> before = {}) const;
    Task<MessageId> own(RemoteMessageId id);
    Task<QList<MessageId>> own(QList<RemoteMessageId> ids);
    Task<SendReceipt> outcome(OutgoingId id, QList<Address> recipients);
    Task<RemoteMessageId> listed(DraftId draft);
    Task<RemoteMessageId> listed(FolderId folder, RemoteMessageId name);
    Task<Contact> stored(RemoteContactId id);

    session::Session &m_session;
    const AccountId m_account;
    const Address m_owner;
    std::chrono::milliseconds m_patience{30'000};
    sync::WaitPoint m_wake; ///< something that somebody waits for may have come about
    int m_run = 0; ///< counts abort()
    qint64 m_changes = 0;
    const QByteArray m_name; ///< of this run, in tokens
    struct Watched
    {
        FolderLog log;
        qint64 look = 0; ///< number of the last one
        qint64 changes = -1; ///< m_changes before it
    };
    QHash<FolderId, Watched> m_logs;
    qint64 m_looks = 0;
};

/// What abort() ends waits no longer; the command itself goes on.
template <typename T> backend::Task<T> SessionMailbox::finished(QFuture<Result<T>> future)
{
    const int run = m_run;
    QFutureWatcher<Result<T>> watcher;
    connect(&watcher, &QFutureWatcherBase::finished, this, [this] { m_wake.wake(); });
    watcher.setFuture(future);
    while (!future.isFinished() && run == m_run)
        co_await m_wake.changed();
    if (run != m_run || future.isCanceled() || future.resultCount() == 0)
        co_return Result<T>(fail(ErrorKind::Canceled, QStringLiteral("the server is closing")));
    co_return Result<T>(future.result());
}

template <typename T> backend::Task<T> SessionMailbox::ask(std::function<Result<T>(store::Transaction &)> query)
{
    QFuture<Result<T>> asked = m_session.reader().ask<T>(std::move(query));
    Result<T> answer = co_await finished<T>(asked);
    co_return Result<T>(answer);
}

/// Ids as programs are told them.
template <typename I> I idFrom(const QString &text)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? I(number) : I();
}
template <typename R, typename I> R nameOf(I id)
{
    return R(QString::number(id.value()));
}

tl::unexpected<Error> noMessage();
/// An error of the account behind, as those who ask are to see it: their own access is fine, whatever it is.
Error told(const Error &error);
template <typename T> Result<T> told(Result<T> result)
{
    return result ? result : Result<T>(fail(told(result.error())));
}

} // namespace qn::app
