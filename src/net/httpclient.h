// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"

#include <QCoroTask>
#include <QNetworkProxy>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <memory>

namespace qn::net {

struct HttpRequest
{
    QByteArray verb = "GET";
    QUrl url;
    QByteArray contentType;
    QByteArray body;
    Secret bearer; ///< sent as "Authorization: Bearer …" where not empty
    QList<std::pair<QByteArray, QByteArray>> headers;
    std::chrono::milliseconds timeout{30'000}; ///< without any progress
    qint64 maxAnswerBytes = 32 * 1024 * 1024; ///< decoded; more is TooLarge
    const void *owner = nullptr; ///< for abortFor(owner); never dereferenced
    bool isPatient = true; ///< false: a network failure is told at once, because the caller tries again by itself
    bool repeatable = true; ///< safe to send again after a network failure or 5xx; false for sending mail
};

struct HttpResponse
{
    int status = 0;
    QByteArray contentType; ///< lower case, without parameters
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray header(QByteArrayView name) const; ///< `name` in lower case; empty where there is none
};

/// HTTP as this program wants it: HTTP/2, gzip, proxies, time-outs, bounded retry with jittered back-off that honours
/// Retry-After, cancellation, size limits, redacted logs. Lives on one thread (the engine's).
/// An answer of any status is a response, not an error, once it is not retried any more; errors are Network, Timeout,
/// Tls, TooLarge, Canceled and Protocol (truncated body: reason Truncated). Redirects are not followed: the caller gets
/// the 3xx. A bearer is only sent over https or to this machine (else kind Tls). A request that is not repeatable and
/// may have reached the server fails with reason SendOutcomeUnknown.
class HttpClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HttpClient)

public:
    struct Options
    {
        int attempts = 4; ///< in all, for repeatable requests
        std::chrono::milliseconds firstBackoff{500}; ///< doubles, ±50 % jitter
        std::chrono::milliseconds longestBackoff{30'000};
    };
    explicit HttpClient(QObject *parent = nullptr);
    HttpClient(Options options, QObject *parent);
    ~HttpClient() override;

    QCoro::Task<Result<HttpResponse>> send(HttpRequest request);
    /// The type DefaultProxy means what the system says. This machine itself is never reached through the system's
    /// proxy.
    void setProxy(const QNetworkProxy &proxy);
    /// The machine has slept or the network is another one: what is repeatable and under way is asked again, everything over
    /// new connections.
    void renewConnections();
    /// Ends every request and back-off under way with Canceled.
    void abort();
    /// The same for the requests of `owner` only.
    void abortFor(const void *owner);

private:
    class Private;
    std::shared_ptr<Private> d;
};

/// Tells 401, 403, 404, 409, 413, 429, other 4xx and 5xx apart as Error; success for 2xx.
Result<void> statusError(const HttpResponse &response);

} // namespace qn::net
