// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/mailroutes.h"

#include "api/routes.h"
#include "api/wireerror.h"
#include "server/changewatch.h"

namespace qn::server {

using namespace Qt::StringLiterals;

MailRoutes::MailRoutes(backend::MailBackend &backend, bool baselineOnly)
    : m_backend(backend)
    , m_baselineOnly(baselineOnly)
    , m_watch(std::make_shared<ChangeWatch>(backend))
{
}

MailRoutes::~MailRoutes() = default;

const QList<MailRoutes::Route> &MailRoutes::table()
{
    using namespace api;
    static const QList<Route> routes{
        {routes::sendMail, "POST", &MailRoutes::sendMail, false, AccessScope::SendMail},
        {routes::mailList, "GET", &MailRoutes::mailList, false, AccessScope::ReadMail},
        {routes::contacts, "GET", &MailRoutes::contacts, false, AccessScope::ReadContacts},
        {routes::capabilities, "GET", &MailRoutes::capabilities, true, {}},
        {routes::folderList, "GET", &MailRoutes::folderList, true, AccessScope::ReadMail},
        {routes::changes, "GET", &MailRoutes::changes, true, AccessScope::ReadMail},
        {routes::mail, "GET", &MailRoutes::mail, true, AccessScope::ReadMail},
        {routes::mailSource, "GET", &MailRoutes::mailSource, true, AccessScope::ReadMail},
        {routes::attachment, "GET", &MailRoutes::attachment, true, AccessScope::ReadMail},
        {routes::findSent, "GET", &MailRoutes::findSent, true, AccessScope::SendMail},
        {routes::setFlags, "POST", &MailRoutes::setFlags, true, AccessScope::ChangeMail},
        {routes::moveMail, "POST", &MailRoutes::moveMail, true, AccessScope::ChangeMail},
        {routes::deleteMail, "POST", &MailRoutes::deleteMail, true, AccessScope::ChangeMail},
        {routes::appendMail, "POST", &MailRoutes::appendMail, true, AccessScope::ChangeMail},
        {routes::saveDraft, "POST", &MailRoutes::saveDraft, true, AccessScope::ChangeMail},
        {routes::saveContact, "POST", &MailRoutes::saveContact, true, AccessScope::ChangeContacts},
        {routes::deleteContact, "POST", &MailRoutes::deleteContact, true, AccessScope::ChangeContacts},
        {routes::searchMail, "GET", &MailRoutes::searchMail, true, AccessScope::ReadMail},
        {routes::waitForChange, "GET", &MailRoutes::waitForChange, true, AccessScope::ReadMail},
    };
    return routes;
}

MailRoutes::Lookup MailRoutes::find(const QString &path, const QByteArray &method) const
{
    for (const Route &route : table()) {
        if (route.path == path && !(route.isExtension && m_baselineOnly))
            return method == route.method ? Lookup::Found : Lookup::WrongMethod;
    }
    return Lookup::NoSuchPath;
}

AccessScopes MailRoutes::needs(const QString &path) const
{
    for (const Route &route : table()) {
        if (route.path == path)
            return route.needs;
    }
    return {};
}

QCoro::Task<Response> MailRoutes::answer(Request request)
{
    for (const Route &route : table()) {
        if (route.path != request.path)
            continue;
        const Handler handler = route.handler;
        Response response = co_await (this->*handler)(std::move(request));
        co_return response;
    }
    co_return errorResponse(404, 404, u"There is nothing here."_s);
}

void MailRoutes::shutDown()
{
    m_closing = true;
    m_watch->stop();
    m_backend.abort();
}

QCoro::Task<void> MailRoutes::idle()
{
    co_await m_watch->ended();
}

Response errorAnswer(const Error &error)
{
    Response response{api::statusOf(error), "application/json", api::encodeError(error)};
    if (error.retryAfter) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retryAfter).count();
        response.headers.emplaceBack("Retry-After", QByteArray::number(qint64(seconds)));
    }
    return response;
}

} // namespace qn::server
