// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/requests.h"
#include "backend/mailbackend.h"
#include "core/applicationaccess.h"
#include "server/http.h"

#include <QCoroTask>
#include <QLatin1String>

#include <memory>

namespace qn::server {

class ChangeWatch;

/// The mail part of the API: one method a route, from request to answer. Who asks has been checked before.
/// Coroutines started here use `this`: whoever starts one keeps the object until it ends.
class MailRoutes final
{
    Q_DISABLE_COPY_MOVE(MailRoutes)

public:
    enum class Lookup { Found, NoSuchPath, WrongMethod };

    MailRoutes(backend::MailBackend &backend, bool baselineOnly);
    ~MailRoutes();

    Lookup find(const QString &path, const QByteArray &method) const;
    AccessScopes needs(const QString &path) const; ///< what a client must be allowed to do for it
    /// For a request that find() has found.
    QCoro::Task<Response> answer(Request request);
    /// Ends long polls and whatever waits for the backend.
    void shutDown();
    /// After shutDown(): returns when nothing waits for the backend on nobody's behalf.
    QCoro::Task<void> idle();

private:
    using Handler = QCoro::Task<Response> (MailRoutes::*)(Request);
    struct Route
    {
        QLatin1String path;
        const char *method;
        Handler handler;
        bool isExtension;
        AccessScopes needs = {};
    };
    static const QList<Route> &table();

    QCoro::Task<Response> sendMail(Request request);
    QCoro::Task<Response> mailList(Request request);
    QCoro::Task<Response> contacts(Request request);
    QCoro::Task<Response> capabilities(Request request);
    QCoro::Task<Response> folderList(Request request);
    QCoro::Task<Response> changes(Request request);
    QCoro::Task<Response> mail(Request request);
    QCoro::Task<Response> mailSource(Request request);
    QCoro::Task<Response> attachment(Request request);
    QCoro::Task<Response> findSent(Request request);
    QCoro::Task<Response> setFlags(Request request);
    QCoro::Task<Response> moveMail(Request request);
    QCoro::Task<Response> deleteMail(Request request);
    QCoro::Task<Response> appendMail(Request request);
    QCoro::Task<Response> saveDraft(Request request);
    QCoro::Task<Response> saveContact(Request request);
    QCoro::Task<Response> deleteContact(Request request);
    QCoro::Task<Response> searchMail(Request request);
    QCoro::Task<Response> waitForChange(Request request);

    QCoro::Task<Result<RemoteFolderId>> inbox();
    QCoro::Task<Result<QList<MessageHeader>>> newest(RemoteFolderId folder, int count);

    backend::MailBackend &m_backend;
    const bool m_baselineOnly;
    bool m_closing = false;
    std::shared_ptr<ChangeWatch> m_watch;
};

/// The answer that tells an error, with Retry-After where it is known.
Response errorAnswer(const Error &error);

} // namespace qn::server
