// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/exchange.h"
#include "net/inflater.h"
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
    // Asked for by hand, packed answers are left to us: Qt 6.4 takes a stream that was cut off for a whole one.
    r.setRawHeader("Accept-Encoding", "gzip");
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

/// False where brackets or a string are still open at the end.
bool isJsonFinished(const QByteArray &text)
{
    int depth = 0;
    bool inString = false;
    bool escaped = false;
    for (const char c : text) {
        if (escaped)
            escaped = false;
        else if (inString && c == '\\')
            escaped = true;
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '{' || c == '['))
            ++depth;
        else if (!inString && (c == '}' || c == ']'))
            --depth;
    }
    return depth <= 0 && !inString;
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

void Exchange::giveUp()
{
    m_wasGivenUp = true;
    stop(ErrorKind::Network, u"the connection was given up"_s);
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
    while (!m_stopped) {
        const QByteArray bytes = m_reply->read(64 * 1024);
        if (bytes.isEmpty())
            return;
        take(bytes);
    }
}

void Exchange::take(const QByteArray &bytes)
{
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
    if (m_rawBytes == 0 && !encoding.isEmpty() && encoding != "identity")
        m_inflater = std::make_unique<Inflater>(m_maxBytes);
    m_rawBytes += bytes.size();
    if (m_inflater)
        m_inflater->feed(bytes);
    else
        m_received += bytes;
    const bool tooLarge =
        m_inflater ? m_inflater->state() == Inflater::State::TooLarge : m_received.size() > m_maxBytes;
    if (tooLarge || m_rawBytes > m_maxBytes + 64 * 1024)
        stop(ErrorKind::TooLarge, u"answer of more than %1 bytes"_s.arg(m_maxBytes));
}

/// Qt 6.4 reports some answers that were cut off as if nothing had happened.
bool Exchange::isWhole() const
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_reply->operation() == QNetworkAccessManager::HeadOperation || status == 204 || status == 304)
        return true;
    bool hasLength = false;
    const qint64 length = m_reply->rawHeader("Content-Length").trimmed().toLongLong(&hasLength);
    if (hasLength && m_rawBytes < length)
        return false;
    if (m_inflater)
        return m_inflater->state() != Inflater::State::Going;
    // A missing last chunk cannot be seen from here, an unfinished JSON text can.
    const bool isJson = m_reply->rawHeader("Content-Type").toLower().contains("json");
    return hasLength || !isJson || isJsonFinished(m_received);
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
    if (!isAnswer())
        return transportError();
    if (!isWhole())
        return fail(ErrorKind::Protocol, u"answer was cut off"_s, ErrorReason::Truncated);
    if (m_inflater && m_inflater->state() != Inflater::State::Whole)
        return fail(ErrorKind::Protocol, u"packed answer cannot be unpacked"_s);
    return response();
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
    r.body = m_inflater ? m_inflater->bytes() : m_received;
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
    // A body that must not be sent twice makes a lost connection look like this.
    if (error < QNetworkReply::ContentAccessDenied || error == QNetworkReply::ContentReSendError)
        return fail(ErrorKind::Network, detail);
    return fail(ErrorKind::Protocol, detail, ErrorReason::None, status);
}

} // namespace qn::net
