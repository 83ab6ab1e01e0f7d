// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"
#include "net/exchange.h"
#include "net/logging.h"
#include "net/loopback.h"
#include "net/retryafter.h"
#include "net/tlslibrary.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QPointer>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace qn::net {

namespace {

/// What the system says, but never a proxy for this machine itself.
class SystemProxies final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopback(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

/// The address without anything that could be private: only the names of the query's items.
QString redacted(const QUrl &url)
{
    QStringList names;
    for (const auto &item : QUrlQuery(url).queryItems())
        names.append(item.first);
    return url.host() + url.path() + (names.isEmpty() ? QString() : u'?' + names.join(u'&'));
}

bool isRetryStatus(int status)
{
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

bool isRetryError(const Error &error)
{
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout
        || error.reason == ErrorReason::Truncated;
}

/// One send() under way. Lives in its coroutine.
struct Call
{
    const void *owner = nullptr;
    bool repeatable = true;
    bool aborted = false;
    QPointer<Exchange> exchange;
    QPointer<Completion> pause;
};

} // namespace

/// Shared with the coroutines under way, which may outlive the client by a turn of the event loop.
class HttpClient::Private
{
public:
    explicit Private(Options o)
        : options(o)
    {
    }

    static QCoro::Task<Result<HttpResponse>> send(std::shared_ptr<Private> d, HttpRequest request);

    QNetworkAccessManager &network();
    bool hasNetwork() const { return m_network != nullptr; }
    void applyProxy();
    template <typename Predicate> void abortIf(Predicate isMeant);
    std::optional<std::chrono::milliseconds> pauseBefore(
        int attempt, const HttpRequest &request, const Exchange &exchange) const;
    static QCoro::Task<void> pause(Call *call, std::chrono::milliseconds duration);

    const Options options;
    QNetworkProxy proxy{QNetworkProxy::DefaultProxy};
    QList<Call *> calls;

private:
    std::unique_ptr<QNetworkAccessManager> m_network;
};

QNetworkAccessManager &HttpClient::Private::network()
{
    // Made at the first request, so that it lives on the thread that uses it.
    if (!m_network) {
        keepTlsLibrary();
        m_network = std::make_unique<QNetworkAccessManager>();
        m_network->setAutoDeleteReplies(false);
        applyProxy();
    }
    return *m_network;
}

void HttpClient::Private::applyProxy()
{
    if (!m_network)
        return;
    if (proxy.type() == QNetworkProxy::DefaultProxy)
        m_network->setProxyFactory(new SystemProxies); // the manager owns it
    else
        m_network->setProxy(proxy);
}

template <typename Predicate> void HttpClient::Private::abortIf(Predicate isMeant)
{
    const auto now = calls; // nothing here resumes a coroutine at once, so the calls stay
    for (Call *call : now) {
        if (!isMeant(*call))
            continue;
        call->aborted = true;
        if (call->exchange)
            call->exchange->abort();
        if (call->pause)
            call->pause->finish();
    }
}

std::optional<std::chrono::milliseconds> HttpClient::Private::pauseBefore(
    int attempt, const HttpRequest &request, const Exchange &exchange) const
{
    if (attempt > options.attempts)
        return {};
    const auto &result = exchange.result();
    const bool worthIt = result ? isRetryStatus(result->status) : isRetryError(result.error());
    if (!worthIt || (!request.repeatable && !exchange.neverReached())
        || (!request.isPatient && !result && !exchange.wasGivenUp()))
        return {};
    if (const auto told = result ? retryAfter(*result, QDateTime::currentDateTimeUtc()) : std::nullopt)
        return *told <= options.longestBackoff ? told : std::nullopt;
    const auto doubled = options.firstBackoff * (1 << std::min(attempt - 2, 16));
    const double jitter = 0.5 + QRandomGenerator::global()->generateDouble();
    const auto jittered = std::chrono::duration_cast<std::chrono::milliseconds>(doubled * jitter);
    return std::min(jittered, options.longestBackoff);
}

QCoro::Task<void> HttpClient::Private::pause(Call *call, std::chrono::milliseconds duration)
{
    Completion over;
    call->pause = &over;
    QTimer::singleShot(duration, &over, &Completion::finish);
    co_await waitFor(&over);
}

QCoro::Task<Result<HttpResponse>> HttpClient::Private::send(std::shared_ptr<Private> d, HttpRequest request)
{
    const QString name = QString::fromLatin1(request.verb) + u' ' + redacted(request.url);
    if (!request.bearer.isEmpty() && request.url.scheme() != "https"_L1 && !isLoopback(request.url.host()))
        co_return fail(ErrorKind::Tls, u"a token is never sent without TLS"_s);
    Call call{request.owner, request.repeatable, false, {}, {}};
    d->calls.append(&call);
    const auto done = qScopeGuard([d, &call] { d->calls.removeOne(&call); });
    for (int attempt = 1;; ++attempt) {
        QElapsedTimer elapsed;
        elapsed.start();
        Exchange exchange(d->network(), request);
        call.exchange = &exchange;
        co_await waitFor(&exchange);
        Result<HttpResponse> result = exchange.result();
        qCInfo(lcNet).noquote() << name << (result ? QString::number(result->status) : result.error().detail)
                                << elapsed.elapsed() << "ms";
        if (!result && !request.repeatable && !exchange.neverReached())
            result.error().reason = ErrorReason::SendOutcomeUnknown;
        const auto wait = d->pauseBefore(attempt + 1, request, exchange);
        if (!wait || call.aborted)
            co_return result;
        qCInfo(lcNet).noquote() << name << "again in" << wait->count() << "ms";
        co_await pause(&call, *wait);
        if (call.aborted)
            co_return fail(ErrorKind::Canceled, u"canceled"_s);
    }
}

HttpClient::HttpClient(QObject *parent)
    : HttpClient(Options{}, parent)
{
}

HttpClient::HttpClient(Options options, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>(options))
{
}

HttpClient::~HttpClient()
{
    abort();
}

QCoro::Task<Result<HttpResponse>> HttpClient::send(HttpRequest request)
{
    return Private::send(d, std::move(request));
}

void HttpClient::setProxy(const QNetworkProxy &proxy)
{
    d->proxy = proxy;
    d->applyProxy();
}

void HttpClient::renewConnections()
{
    const auto now = d->calls;
    for (Call *call : now) {
        if (call->exchange && call->repeatable)
            call->exchange->giveUp();
        if (call->pause)
            call->pause->finish();
    }
    if (d->hasNetwork())
        d->network().clearConnectionCache();
}

void HttpClient::abort()
{
    d->abortIf([](const Call &) { return true; });
}

void HttpClient::abortFor(const void *owner)
{
    d->abortIf([owner](const Call &call) { return call.owner == owner; });
}

} // namespace qn::net
