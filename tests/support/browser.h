// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QEventLoop>
#include <QMap>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QUrlQuery>

namespace qn::test {

using namespace Qt::StringLiterals;

/// An answer as a browser gets it; redirects are not followed.
struct WebAnswer
{
    int status = 0; ///< 0: no answer
    QByteArray body;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QUrl location() const { return QUrl::fromEncoded(headers.value("location")); }
    QString text() const { return QString::fromUtf8(body); }
};

/// A person with a browser: opens the authorization page, presses the buttons. Waits in an event loop of its own, so
/// the server may live on the same thread.
class Browser final
{
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    WebAnswer get(const QUrl &url, const Headers &headers = {}) { return wait(m_network.get(request(url, headers))); }
    WebAnswer post(const QUrl &url, const QByteArray &body, const QByteArray &type, const Headers &headers = {})
    {
        QNetworkRequest question = request(url, headers);
        question.setHeader(QNetworkRequest::ContentTypeHeader, type);
        return wait(m_network.post(question, body));
    }
    WebAnswer submit(const QUrl &url, const QList<std::pair<QString, QString>> &fields, const Headers &headers = {})
    {
        return post(url, formBody(fields), "application/x-www-form-urlencoded", headers);
    }
    /// Presses the button named `action` on a page that get() or press() gave.
    WebAnswer press(
        const WebAnswer &page, const QString &action, const QString &password = {}, const Headers &headers = {})
    {
        QUrl target = m_lastUrl;
        target.setPath(u"/cgi-bin/oauth2/authorize"_s);
        target.setQuery(QString());
        return submit(target,
            {{u"transaction"_s, hidden(page, u"transaction"_s)}, {u"form_token"_s, hidden(page, u"form_token"_s)},
                {u"action"_s, action}, {u"password"_s, password}},
            headers);
    }
    /// The whole walk: sign in, then "agree" or "cancel". Returns the address redirected to; empty where there was
    /// none.
    QUrl authorize(const QUrl &authorizeUrl, const QString &decision = u"agree"_s, const QString &password = {})
    {
        const WebAnswer first = get(authorizeUrl);
        if (first.status == 302)
            return first.location();
        const WebAnswer second = press(first, u"continue"_s, password);
        return press(second, decision).location();
    }

    static QByteArray formBody(const QList<std::pair<QString, QString>> &fields)
    {
        QByteArrayList pairs;
        for (const auto &[name, value] : fields)
            pairs << QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
        return pairs.join('&');
    }
    static QString hidden(const WebAnswer &page, const QString &name)
    {
        const QRegularExpression field(u"name=\"%1\" value=\"([^\"]*)\""_s.arg(name));
        return field.match(page.text()).captured(1);
    }
    static QString challengeOf(const QByteArray &verifier)
    {
        return QString::fromLatin1(QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
                                       .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    }

private:
    QNetworkRequest request(const QUrl &url, const Headers &headers)
    {
        m_lastUrl = url;
        QNetworkRequest result(url);
        result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        for (const auto &[name, value] : headers)
            result.setRawHeader(name, value);
        return result;
    }
    static WebAnswer wait(QNetworkReply *reply)
    {
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        if (!reply->isFinished())
            loop.exec();
        WebAnswer answer{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
        const auto pairs = reply->rawHeaderPairs();
        for (const auto &[name, value] : pairs)
            answer.headers.insert(name.toLower(), value);
        reply->deleteLater();
        return answer;
    }

    QNetworkAccessManager m_network;
    QUrl m_lastUrl;
};

} // namespace qn::test
