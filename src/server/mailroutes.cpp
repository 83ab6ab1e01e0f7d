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
        {routes::sendMail, "POST", &MailRoutes::sendMail, false},
        {routes::mailList, "GET", &MailRoutes::mailList, false},
        {routes::contacts, "GET", &MailRoutes::contacts, false},
        {routes::capabilities, "GET", &MailRoutes::capabilities, true},
        {routes::folderList, "GET", &MailRoutes::folderList, true},
        {routes::changes, "GET", &MailRoutes::changes, true},
        {routes::mail, "GET", &MailRoutes::mail, true},
        {routes::mailSource, "GET", &MailRoutes::mailSource, true},
        {routes::attachment, "GET", &MailRoutes::attachment, true},
        {routes::findSent, "GET", &MailRoutes::findSent, true},
        {routes::setFlags, "POST", &MailRoutes::setFlags, true},
        {routes::moveMail, "POST", &MailRoutes::moveMail, true},
        {routes::deleteMail, "POST", &MailRoutes::deleteMail, true},
        {routes::appendMail, "POST", &MailRoutes::appendMail, true},
        {routes::saveDraft, "POST", &MailRoutes::saveDraft, true},
        {routes::saveContact, "POST", &MailRoutes::saveContact, true},
        {routes::deleteContact, "POST", &MailRoutes::deleteContact, true},
        {routes::searchMail, "GET", &MailRoutes::searchMail, true},
        {routes::waitForChange, "GET", &MailRoutes::waitForChange, true},
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
