// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/http/apicaller.h"

#include "api/json.h"
#include "api/wireerror.h"
#include "auth/authenticator.h"
#include "backend/http/logging.h"
#include "net/completion.h"
#include "net/retryafter.h"

#include <QTimer>

namespace qn::backend {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int busyAttempts = 3;
constexpr int busyCode = -1;
/// A longer answer is no error: an error is a short object.
constexpr qsizetype longestErrorBody = 8192;
/// For a refresh under way: its answer may be the only way to stay signed in.
constexpr auto patienceOnAbort = 2s;

tl::unexpected<Error> canceled()
{
    return fail(ErrorKind::Canceled, u"canceled"_s);
}

} // namespace

struct ApiCaller::TokenWait
{
    net::Completion over;
    Result<Secret> token = canceled();
};

ApiCaller::ApiCaller(QUrl baseUrl, net::HttpClient &http, auth::Authenticator &authenticator, const Clock &clock)
    : m_baseUrl(std::move(baseUrl))
    , m_http(http)
    , m_authenticator(authenticator)
    , m_clock(clock)
{
}

net::HttpRequest ApiCaller::requestFor(const ApiCall &call) const
{
    net::HttpRequest request;
    request.url = m_baseUrl;
    QString path = m_baseUrl.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    request.url.setPath(path + call.path);
    if (!call.query.isEmpty())
        request.url.setQuery(call.query, QUrl::StrictMode);
    if (!call.body.isEmpty()) {
        request.verb = "POST";
        request.contentType = call.bodyType;
        request.body = call.body;
    }
    const QByteArray accepted = call.expects == ApiCall::Expects::Json ? "application/json" : "*/*";
    request.headers.append(std::pair(QByteArray("Accept"), accepted));
    request.timeout = call.timeout;
    request.maxAnswerBytes = call.maxAnswerBytes;
    request.repeatable = call.repeatable;
    request.isPatient = call.isPatient;
    return request;
}

std::optional<Error> ApiCaller::errorIn(const net::HttpResponse &response, ApiCall::Expects expects) const
{
    if (response.status < 200 || response.status > 299)
        return api::errorFromAnswer(response.status, response.body, net::retryAfter(response, m_clock.now()));
    if (response.body.size() > longestErrorBody)
        return std::nullopt;
    if (expects == ApiCall::Expects::Bytes && response.contentType != "application/json")
        return std::nullopt;
    const auto answer = api::readAnswer(response.body);
    // What cannot be read is judged by whoever asked: some calls do without an answer.
    if (answer || answer.error().kind == ErrorKind::Protocol)
        return std::nullopt;
    return answer.error();
}

/// Goes on by itself when the wait was given up, and then touches nothing but the wait.
QCoro::Task<void> ApiCaller::fetchToken(auth::Authenticator &authenticator, std::shared_ptr<TokenWait> wait)
{
    const Result<Secret> token = co_await authenticator.accessToken();
    if (!wait->over.isFinished())
        wait->token = token;
    wait->over.finish();
}

Task<Secret> ApiCaller::token()
{
    const auto wait = std::make_shared<TokenWait>();
    m_tokenWaits.append(wait);
    const auto fetching = fetchToken(m_authenticator, wait);
    co_await net::waitFor(&wait->over);
    m_tokenWaits.removeIf([&wait](const std::weak_ptr<TokenWait> &other) { return other.lock() == wait; });
    co_return Result<Secret>(wait->token);
}

QCoro::Task<void> ApiCaller::pause(std::chrono::milliseconds duration)
{
    net::Completion over;
    m_pauses.append(&over);
    QTimer::singleShot(duration, &over, &net::Completion::finish);
    co_await net::waitFor(&over);
    m_pauses.removeAll(QPointer<net::Completion>(&over));
}

Task<net::HttpResponse> ApiCaller::call(ApiCall call)
{
    net::HttpRequest request = requestFor(call);
    const quint64 abortsBefore = m_aborts;
    bool refreshed = false;
    for (int busy = 0;;) {
        const Result<Secret> token = co_await this->token();
        if (!token)
            co_return fail(token.error());
        if (m_aborts != abortsBefore)
            co_return canceled();
        request.bearer = *token;
        Result<net::HttpResponse> response = co_await m_http.send(request);
        // After an abort nothing but this object may be there any more.
        if (m_aborts != abortsBefore && response)
            co_return canceled();
        if (!response)
            co_return fail(response.error());
        const std::optional<Error> error = errorIn(*response, call.expects);
        if (!error)
            co_return response;
        qCInfo(lcHttpBackend).noquote() << call.path << error->detail;
        if (api::isTokenError(*error) && !refreshed)
            m_authenticator.reject(*token);
        else if (error->code != busyCode || busy == busyAttempts)
            co_return fail(*error);
        else
            co_await pause(m_busyPause * (1 << busy++));
        refreshed = refreshed || api::isTokenError(*error);
        if (m_aborts != abortsBefore)
            co_return canceled();
    }
}

void ApiCaller::abort()
{
    ++m_aborts;
    m_http.abort();
    for (const auto &waiting : std::as_const(m_tokenWaits)) {
        if (const auto wait = waiting.lock())
            QTimer::singleShot(patienceOnAbort, &wait->over, &net::Completion::finish);
    }
    const auto pauses = m_pauses;
    for (const auto &pause : pauses) {
        if (pause)
            pause->finish();
    }
}

} // namespace qn::backend
