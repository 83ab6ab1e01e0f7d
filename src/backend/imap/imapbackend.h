// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/appended.h"
#include "backend/imap/folderlisting.h"
#include "backend/imap/imapsettings.h"
#include "backend/imap/line.h"
#include "backend/imap/openedmails.h"
#include "backend/mailbackend.h"
#include "backend/smtp/smtpclient.h"
#include "core/clock.h"

#include <QElapsedTimer>
#include <QPointer>

#include <functional>

namespace qn::dav {
class CardDavClient;
}

namespace qn::imap {

/// A mailbox behind IMAP, with SMTP to send and, where there is one, CardDAV for contacts. One connection lists, changes and watches;
/// a second one fetches what the user opens, so that it never waits behind a listing. QQ, which does not like many connections, has only one.
/// A folder's remote id is its name as the server writes it; a message's is UIDVALIDITY and UID.
class ImapBackend final : public backend::MailBackend
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ImapBackend)

public:
    template <typename T>
    using Task = backend::Task<T>;

    struct Options
    {
        Connection::Options connection;
        smtp::SmtpClient::Options smtp;
        std::chrono::milliseconds watch{540'000}; ///< an IDLE lasts so long at most: middle boxes forget silent connections
        std::chrono::milliseconds pollEvery{120'000}; ///< during a watch: some servers take IDLE and then tell nothing
        std::chrono::milliseconds sentGrace{4'000}; ///< so long a server may take to file a sent mail by itself
    };
    /// Credentials and `contacts` (null: none) outlive the backend.
    ImapBackend(ImapSettings settings, Address owner, auth::CredentialSource &credentials, dav::CardDavClient *contacts,
        const Clock &clock, Options options, QObject *parent = nullptr);
    ~ImapBackend() override;

    Task<Capabilities> capabilities() override;
    Task<QList<Folder>> folders() override;
    Task<QHash<RemoteFolderId, qint64>> folderSizes() override;
    Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int limit) override;
    Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) override;
    Task<Message> message(RemoteFolderId folder, RemoteMessageId id) override;
    Task<QList<Message>> messages(RemoteFolderId folder, QList<RemoteMessageId> ids) override;
    Task<qsizetype> sources(
        RemoteFolderId folder, QList<QList<RemoteMessageId>> groups, backend::SourceTaker take) override;
    Task<bool> sourceTo(RemoteFolderId folder, RemoteMessageId id, qint64 from, backend::FileTaker take) override;
    Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) override;
    Task<void> attachmentTo(RemoteFolderId folder, RemoteMessageId id, QString partId, backend::FileTaker take) override;
    Task<SendReceipt> send(OutgoingMessage mail) override;
    Task<RemoteMessageId> fileSent(OutgoingMessage mail) override;
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) override;
    Task<void> setFlags(RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) override;
    Task<QList<RemoteMessageId>> move(RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) override;
    Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) override;
    Task<RemoteMessageId> append(RemoteFolderId folder, QByteArray source, MessageFlags flags) override;
    Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) override;
    Task<QList<Contact>> contacts() override;
    Task<Contact> saveContact(Contact contact) override;
    Task<void> removeContact(RemoteContactId id) override;
    Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) override;
    Task<void> waitForChange() override;
    void renewConnections() override;
    void abort() override;

    void setWatchTime(std::chrono::milliseconds time) { m_options.watch = time; }

private:
    Line &readingLine();
    int losses() const { return m_line.losses() + m_second.losses(); }
    /// Once more, where a connection that was in use broke meanwhile: QQ ends them after some hundred commands. For calls that do no harm when
    /// the first one has done its work.
    template <typename T> Task<T> twice(std::function<Task<T>()> call);
    Task<Capabilities> askCapabilities();
    Task<QList<Folder>> foldersOnce();
    Task<ChangePage> changesOnce(RemoteFolderId folder, QByteArray token, int limit);
    /// The line on which messages are read, and one that is asked for.
    struct Reading
    {
        Line *line = nullptr;
        std::shared_ptr<Line::Pass> pass;
        quint32 uid = 0; ///< in the folder that is selected
    };
    Task<Reading> beginReading(RemoteFolderId folder, RemoteMessageId id, Line::Manner manner = Line::Manner::Urgent);
    enum class Openness { Whole, Text };
    Task<OpenedMail> open(RemoteFolderId folder, RemoteMessageId id, Openness how);
    Task<OpenedMail> openOnce(RemoteFolderId folder, RemoteMessageId id, Openness how);
    Task<OpenedMail> fetchStart(Line *line, quint32 uid, Openness how);
    Task<OpenedMail> fetchRest(Line *line, Fetched start);
    Task<bool> fetchTexts(Line *line, quint32 uid, LargeMail *mail);
    Task<std::optional<Message>> readLargeAhead(Line *line, Fetched start, RemoteMessageId id);
    struct FileArrival;
    Task<void> attachmentInTurns(RemoteFolderId folder, RemoteMessageId id, QString partId, std::shared_ptr<FileArrival> file);
    Task<bool> attachmentOnce(RemoteFolderId folder, RemoteMessageId id, QString partId, std::shared_ptr<FileArrival> file);
    Task<bool> sourceOnce(RemoteFolderId folder, RemoteMessageId id, std::shared_ptr<FileArrival> file);
    static Task<void> takeDecoded(QByteArray source, QString partId, backend::FileTaker take);
    Task<bool> fetchPieces(Line *line, quint32 uid, std::shared_ptr<FileArrival> file);
    Task<std::optional<QByteArray>> fetchPart(Line *line, quint32 uid, std::optional<ListedPart> part);
    struct Arrival;
    Task<qsizetype> fetchGroups(Line *line, QList<QList<RemoteMessageId>> groups, std::shared_ptr<Arrival> arrival);
    Task<QList<Message>> messagesOnce(RemoteFolderId folder, QList<RemoteMessageId> ids);
    Task<void> setFlagsOnce(RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove);
    Task<QList<RemoteMessageId>> moveOnce(RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target);
    Task<void> removeOnce(RemoteFolderId folder, QList<RemoteMessageId> ids);
    Task<RemoteMessageId> appendOnce(RemoteFolderId folder, QByteArray source, MessageFlags flags);
    Task<RemoteMessageId> saveDraftOnce(OutgoingMessage draft, RemoteMessageId previous);
    Task<RemoteMessageId> fileSentOnce(OutgoingMessage mail);
    Task<std::optional<SendReceipt>> findSentOnce(OutgoingMessage mail);
    Task<QList<RemoteMessageId>> searchOnce(RemoteFolderId folder, QString query);
    /// Enters the line and selects the folder unless it is selected with this life of the ids.
    Task<QList<quint32>> select(Line *line, RemoteFolderId folder, QList<RemoteMessageId> ids);
    Task<void> lookAgain(Line *line);
    /// The line, and those of some messages that are there.
    struct Held
    {
        std::shared_ptr<Line::Pass> pass;
        QList<quint32> uids; ///< of the folder that is selected; never empty
    };
    /// Errors: NotFound where none is there.
    Task<Held> hold(RemoteFolderId folder, QList<RemoteMessageId> ids);
    using StatusByName = QHash<QString, MailboxStatus>;
    /// With LIST-STATUS (RFC 5819) the numbers come along.
    Task<QList<Folder>> listFolders(StatusByName *told);
    void forgetOpenedElsewhere(const QList<Folder> &folders);
    Task<void> askStatus(QList<Folder> folders, StatusByName *told);
    Task<std::optional<qint64>> askSize(QString folder);
    Task<void> explained(RemoteFolderId target, Error refusal);
    Task<QList<RemoteMessageId>> moveUids(RemoteFolderId folder, QList<quint32> uids, RemoteFolderId target);
    Task<void> expunge(QList<quint32> uids);
    Task<RemoteMessageId> appendTo(RemoteFolderId folder, QByteArray source, MessageFlags flags, QDateTime date);
    Task<RemoteMessageId> findSame(RemoteFolderId folder, QByteArray source);
    Task<void> learnSizes(RemoteFolderId folder);
    Task<QList<Fetched>> fetchAll(QList<quint32> uids, QByteArray items);
    Task<QList<Fetched>> newestHeaders(RemoteFolderId folder, int count);
    Task<RemoteMessageId> keepNewestDraft(
        RemoteFolderId folder, QByteArray mark, RemoteMessageId previous, RemoteMessageId saved);
    Task<RemoteFolderId> folderFor(FolderRole role);
    Task<RemoteMessageId> fileOnce(RemoteFolderId folder, OutgoingMessage mail, QDateTime date, bool mayAppend);
    Task<RemoteMessageId> findCopy(RemoteFolderId folder, OutgoingMessage mail, QDateTime date);
    Task<void> refreshSelected();
    Task<void> poll();
    Task<void> askForNews();
    void told(const Response &response);

    const ImapSettings m_settings;
    const Address m_owner;
    dav::CardDavClient *const m_contacts;
    const Clock &m_clock;
    Options m_options;
    Line m_line, m_second;
    FolderListing m_listing;
    smtp::SmtpClient m_smtp;
    QHash<FolderRole, RemoteFolderId> m_roles;
    /// What this run has handed over.
    struct SentMail
    {
        SendReceipt receipt;
        QString messageId;
        QDateTime date;
    };
    QHash<QString, SentMail> m_sent; ///< by idempotency key
    QHash<QString, Appended> m_appended; ///< by folder
    std::optional<MailboxStatus> m_watched; ///< the inbox at the end of the last watch
    bool m_isTold = false; ///< the server spoke of news
    bool m_hasNotify = false; ///< NOTIFY (RFC 5465) is set on this connection: the server tells of all folders
    bool m_isIdle = false;
    StatusByName m_counted; ///< what the last listing of folders told
    /// What was asked of a folder's size.
    struct Sized
    {
        MailboxStatus counted; ///< how the folder stood
        QElapsedTimer since; ///< the question
        qint64 took = 0; ///< milliseconds until the answer, or as if it had been so long where none came
        bool isAnswered = false;
        /// A folder that has not changed is as large as it was, and one whose size takes the server long is left alone for longer.
        bool isGoodFor(const MailboxStatus &now) const;
    };
    QHash<QString, Sized> m_sized; ///< by folder
    bool m_refusesSizes = false;
    OpenedMails m_opened;
    bool m_refusesParts = false; ///< the server does not take such a command
    QPointer<net::Completion> m_pause; ///< before Sent is looked at again
    int m_aborts = 0;
};

template <typename T> ImapBackend::Task<T> ImapBackend::twice(std::function<Task<T>()> call)
{
    const int aborts = m_aborts, before = losses();
    Task<T> first = call();
    Result<T> result = co_await first;
    const bool isLost = !result && result.error().kind == ErrorKind::Network && losses() != before;
    if (!isLost || m_aborts != aborts)
        co_return Result<T>(std::move(result));
    Task<T> second = call();
    Result<T> again = co_await second;
    co_return Result<T>(std::move(again));
}

} // namespace qn::imap
