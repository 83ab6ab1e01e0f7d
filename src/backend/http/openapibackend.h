// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/baselinecodec.h"
#include "api/requests.h"
#include "backend/http/apicaller.h"
#include "backend/http/pagesahead.h"

#include <QHash>

namespace qn::backend {

/// A mailbox behind the QQ Mail Open API. A server that has the project's extensions offers everything; one that has
/// the article's three calls only is a single folder that is listed whole, plain text mail and contacts to look at.
///
/// Which of the two it is, the first call finds out: where get_capabilities is refused but get_mail_list works, it is
/// the baseline. An answer that could be a proxy's or a login page's decides nothing.
///
/// Baseline: several recipients are one `to`, joined by commas. message() gives what the list carried of the mail, at
/// worst its preview. Where a sent mail's fate is unknown, findSent() is Unsupported: only the user can tell.
class OpenApiBackend final : public MailBackend
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OpenApiBackend)

public:
    /// What mail.qq.com has by default. The paths are the same on every server.
    static QUrl defaultBaseUrl();

    /// Client and authenticator outlive the backend. `http` is this backend's own, not the authenticator's: abort() aborts
    /// all that it does, and a refresh that is cut off may have used up the only refresh token.
    OpenApiBackend(QUrl baseUrl, net::HttpClient &http, auth::Authenticator &authenticator, const Clock &clock,
        QObject *parent = nullptr);
    ~OpenApiBackend() override;

    Task<Capabilities> capabilities() override;
    Task<QList<Folder>> folders() override;
    Task<ChangePage> changes(RemoteFolderId folder, QByteArray token, int limit) override;
    Task<QByteArray> source(RemoteFolderId folder, RemoteMessageId id) override;
    Task<Message> message(RemoteFolderId folder, RemoteMessageId id) override;
    Task<QByteArray> attachment(RemoteFolderId folder, RemoteMessageId id, QString partId) override;
    Task<SendReceipt> send(OutgoingMessage mail) override;
    Task<std::optional<SendReceipt>> findSent(OutgoingMessage mail) override;
    Task<void> setFlags(
        RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove) override;
    Task<QList<RemoteMessageId>> move(
        RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target) override;
    Task<void> remove(RemoteFolderId folder, QList<RemoteMessageId> ids) override;
    Task<RemoteMessageId> append(RemoteFolderId folder, QByteArray source, MessageFlags flags) override;
    Task<RemoteMessageId> saveDraft(OutgoingMessage draft, RemoteMessageId previous) override;
    Task<QList<Contact>> contacts() override;
    Task<Contact> saveContact(Contact contact) override;
    Task<void> removeContact(RemoteContactId id) override;
    Task<QList<RemoteMessageId>> search(RemoteFolderId folder, QString query) override;
    Task<void> waitForChange() override;
    void renewConnections() override { m_caller->renewConnections(); }
    void abort() override;

    /// First pause before a busy server is asked again; doubles.
    void setBusyPause(std::chrono::milliseconds pause) { m_caller->setBusyPause(pause); }

private:
    /// What the server can do, asked once. Unsupported where `member` is not among it.
    Task<Capabilities> known(bool Capabilities::*member);
    Task<QByteArray> bytes(ApiCall call);
    Task<void> done(ApiCall call);
    Task<QList<RemoteMessageId>> ids(ApiCall call);
    Task<QList<api::ListEntry>> fetchList();
    Task<ChangePage> listedChanges();
    Task<Message> listedMessage(RemoteMessageId id);

    const std::shared_ptr<ApiCaller> m_caller;
    PagesAhead m_pages;
    const Clock &m_clock;
    std::optional<Capabilities> m_known;
    bool m_isBaseline = false; ///< valid with m_known
    QHash<RemoteMessageId, api::ListEntry> m_list; ///< baseline: the last list
    QList<api::ListEntry> m_fresh; ///< baseline: a list that was fetched to find out and not yet handed on
    QDateTime m_freshSince;
    QString m_waitState;
};

} // namespace qn::backend
