// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "core/clock.h"
#include "net/httpclient.h"

#include <QLatin1String>
#include <QPointer>
#include <QUrl>

#include <memory>

namespace qn::auth {
class Authenticator;
}
namespace qn::net {
class Completion;
}

namespace qn::backend {

/// One call of the Open API.
struct ApiCall
{
    enum class Expects {
        Json,
        Bytes, ///< anything; but JSON is looked through for an error
    };
    QLatin1String path;
    QString query; ///< encoded
    QByteArray body; ///< not empty: POST
    Expects expects = Expects::Json;
    bool repeatable = true;
    bool isPatient = true; ///< see net::HttpRequest
    std::chrono::milliseconds timeout{30'000};
    qint64 maxAnswerBytes = 64 * 1024 * 1024;
    QByteArray bodyType = "application/json";
};

/// Makes calls with a valid token: a refused token is refreshed once, a busy server is asked three times more.
/// Answers are 2xx without an error inside; everything else is an Error. Lives on the engine thread.
class ApiCaller final
{
    Q_DISABLE_COPY_MOVE(ApiCaller)

public:
    /// Client and authenticator outlive the caller. abort() aborts everything that `http` does, so it should not be the
    /// authenticator's too: a refresh cut off may have used up the only refresh token.
    ApiCaller(QUrl baseUrl, net::HttpClient &http, auth::Authenticator &authenticator, const Clock &clock);

    Task<net::HttpResponse> call(ApiCall call);
    /// Ends every call under way with Canceled: at once, or after a moment where it waits for a token.
    void abort();
    void renewConnections() { m_http.renewConnections(); }
    void setBusyPause(std::chrono::milliseconds pause) { m_busyPause = pause; }

private:
    net::HttpRequest requestFor(const ApiCall &call) const;
    std::optional<Error> errorIn(const net::HttpResponse &response, ApiCall::Expects expects) const;
    struct TokenWait;
    Task<Secret> token();
    static QCoro::Task<void> fetchToken(auth::Authenticator &authenticator, std::shared_ptr<TokenWait> wait);
    QCoro::Task<void> pause(std::chrono::milliseconds duration);

    const QUrl m_baseUrl;
    net::HttpClient &m_http;
    auth::Authenticator &m_authenticator;
    const Clock &m_clock;
    std::chrono::milliseconds m_busyPause{1000}; ///< doubles
    QList<QPointer<net::Completion>> m_pauses;
    QList<std::weak_ptr<TokenWait>> m_tokenWaits;
    quint64 m_aborts = 0;
};

} // namespace qn::backend
