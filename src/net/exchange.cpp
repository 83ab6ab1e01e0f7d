// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/exchange.h"
#include "net/onceonlybody.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>

using namespace Qt::StringLiterals;

namespace qn::net {

namespace {

QNetworkRequest networkRequest(const HttpRequest &request)
{
    QNetworkRequest r(request.url);
    r.setAttribute(QNetworkRequest::Http2AllowedAttribute, true);
    r.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    r.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    r.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    r.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    // A redirect is handed to the caller: following it could take the token to another host.
    r.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    r.setDecompressedSafetyCheckThreshold(-1); // the limit on the answer does that
    r.setHeader(QNetworkRequest::UserAgentHeader, u"Qingniao"_s);
    if (!request.contentType.isEmpty())
        r.setRawHeader("Content-Type", request.contentType);
    for (const auto &[name, value] : request.headers)
        r.setRawHeader(name, value);
    if (!request.bearer.isEmpty())
        r.setRawHeader("Authorization", "Bearer " + request.bearer.reveal());
    return r;
}

bool refusedBeforeSending(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::SslHandshakeFailedError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProtocolUnknownError:
        return true;
    default:
        return false;
    }
}

} // namespace

Exchange::Exchange(QNetworkAccessManager &manager, const HttpRequest &request)
    : m_maxBytes(request.maxAnswerBytes)
    , m_result(fail(ErrorKind::Internal, u"not finished"_s))
{
    QNetworkRequest r = networkRequest(request);
    if (!request.repeatable) {
        m_body = std::make_unique<OnceOnlyBody>(request.body, nullptr);
        r.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        m_reply.reset(manager.sendCustomRequest(r, request.verb, m_body.get()));
    } else if (request.verb == "GET" && request.body.isEmpty()) {
        m_reply.reset(manager.get(r));
    } else {
        m_reply.reset(manager.sendCustomRequest(r, request.verb, request.body));
    }
    m_progress.setSingleShot(true);
    m_progress.setInterval(request.timeout);
    connect(&m_progress, &QTimer::timeout, this, [this] { stop(ErrorKind::Timeout, u"no answer in time"_s); });
    const auto progressed = [this] { m_progress.start(); };
    connect(m_reply.get(), &QNetworkReply::encrypted, this, progressed);
    connect(m_reply.get(), &QNetworkReply::uploadProgress, this, progressed);
    connect(m_reply.get(), &QNetworkReply::metaDataChanged, this, progressed);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &Exchange::onReadyRead);
    connect(m_reply.get(), &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_tlsDetail = errors.isEmpty() ? QString() : errors.first().errorString();
    });
    connect(m_reply.get(), &QNetworkReply::finished, this, &Exchange::onFinished);
    m_progress.start();
}

Exchange::~Exchange()
{
    m_reply->disconnect(this);
}

void Exchange::abort()
{
    stop(ErrorKind::Canceled, u"canceled"_s);
}

void Exchange::stop(ErrorKind kind, const QString &detail)
{
    if (m_stopped || isFinished())
        return;
    m_stopped = Error{kind, detail, ErrorReason::None, 0, {}};
    m_reply->abort();
}

void Exchange::onReadyRead()
{
    m_progress.start();
    m_received += m_reply->read(m_maxBytes + 1 - m_received.size());
    if (m_received.size() > m_maxBytes)
        stop(ErrorKind::TooLarge, u"answer of more than %1 bytes"_s.arg(m_maxBytes));
}

void Exchange::onFinished()
{
    if (isFinished())
        return;
    m_progress.stop();
    if (!m_stopped && m_reply->isOpen())
        onReadyRead();
    m_progress.stop();
    m_result = readResult();
    m_neverReached = !m_stopped && refusedBeforeSending(m_reply->error());
    finish();
}

Result<HttpResponse> Exchange::readResult()
{
    if (m_stopped)
        return fail(*m_stopped);
    if (isAnswer())
        return response();
    return transportError();
}

bool Exchange::isAnswer() const
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const int error = m_reply->error();
    if (error == QNetworkReply::NoError)
        return status > 0;
    // Qt reports a status of 400 and more as an error of its own; below that an error means a broken answer.
    const bool isTransport = error < QNetworkReply::ProxyConnectionRefusedError;
    return status >= 400 && !isTransport;
}

HttpResponse Exchange::response() const
{
    HttpResponse r;
    r.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    r.body = m_received;
    for (const auto &[name, value] : m_reply->rawHeaderPairs())
        r.headers.append({name.toLower(), value});
    r.contentType = r.header("content-type").split(';').value(0).trimmed().toLower();
    return r;
}

Result<HttpResponse> Exchange::transportError() const
{
    const auto error = m_reply->error();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString detail = u"network error %1"_s.arg(int(error));
    if (error == QNetworkReply::SslHandshakeFailedError || !m_tlsDetail.isEmpty())
        return fail(ErrorKind::Tls, m_tlsDetail.isEmpty() ? u"TLS handshake failed"_s : m_tlsDetail);
    if (error == QNetworkReply::RemoteHostClosedError && status > 0)
        return fail(ErrorKind::Protocol, u"answer was cut off"_s, ErrorReason::Truncated, status);
    if (error == QNetworkReply::TimeoutError || error == QNetworkReply::ProxyTimeoutError)
        return fail(ErrorKind::Timeout, detail);
    if (error < QNetworkReply::ContentAccessDenied)
        return fail(ErrorKind::Network, detail);
    return fail(ErrorKind::Protocol, detail, ErrorReason::None, status);
}

} // namespace qn::net
