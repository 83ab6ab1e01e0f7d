// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <memory>

namespace qn::test {

/// An OpenID provider that others wrote (npm oidc-provider), with its own pages, on a loopback port. tests/auth/oidc/server.mjs says who is
/// registered there.
class OidcProvider final
{
    Q_DISABLE_COPY_MOVE(OidcProvider)

public:
    static constexpr char howToInstall[] = "The OpenID provider is not installed. In the source folder: mkdir -p build/oidc && "
                                           "cp tests/auth/oidc/package*.json build/oidc && npm ci --prefix build/oidc";
    static bool isInstalled() { return QDir(folder()).exists(QStringLiteral("node_modules/oidc-provider")); }

    explicit OidcProvider(const QStringList &arguments = {})
    {
        // Node.js looks for packages beside the script. One a process: tests run side by side.
        m_script = folder() + QStringLiteral("/server-%1.mjs").arg(QCoreApplication::applicationPid());
        QFile::copy(QStringLiteral(QN_SOURCE_DIR "/tests/auth/oidc/server.mjs"), m_script);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("node"), QStringList{m_script} + arguments);
        if (m_process.waitForReadyRead(30'000))
            m_base = QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(m_process.readLine().trimmed().toInt()));
    }
    ~OidcProvider()
    {
        stop();
        QFile::remove(m_script);
    }
    QUrl base() const { return m_base; } ///< no port where it does not run
    bool stop()
    {
        m_process.closeWriteChannel();
        return m_process.state() == QProcess::NotRunning || m_process.waitForFinished();
    }

private:
    static QString folder() { return QStringLiteral(QN_SOURCE_DIR "/build/oidc"); }

    QProcess m_process;
    QString m_script;
    QUrl m_base;
};

/// Of QNetworkAccessManager.
struct Later
{
    void operator()(QNetworkReply *reply) const { reply->deleteLater(); }
};
using Reply = std::unique_ptr<QNetworkReply, Later>;

/// Somebody with a browser of their own, who signs in as "xiaoqing" and agrees, or refuses.
class Person final
{
    Q_DISABLE_COPY_MOVE(Person)

public:
    Person() = default;

    /// Where the provider sends the browser in the end: the first address that is not its own.
    QUrl visit(QUrl url, bool agrees)
    {
        const int port = url.port();
        Reply reply = open(url);
        for (int step = 0; step < 20; ++step) {
            const QUrl target = QUrl::fromEncoded(reply->rawHeader("Location"));
            const QByteArray page = reply->readAll();
            if (!target.isEmpty()) {
                url = url.resolved(target);
                if (url.port() != port)
                    return url;
                reply = open(url);
            } else if (!agrees) {
                url = url.resolved(QUrl(match(page, QStringLiteral("href=\"([^\"]*/abort)\""))));
                reply = open(url);
            } else {
                const QString action = match(page, QStringLiteral("action=\"([^\"]*)\""));
                if (action.isEmpty())
                    return {};
                const bool isConsent = page.contains("value=\"consent\"");
                url = url.resolved(QUrl(action));
                reply = open(url, isConsent ? QByteArray("prompt=consent") : QByteArray("prompt=login&login=xiaoqing&password=any"));
            }
        }
        return {};
    }
    /// What the browser shows at `url`.
    int statusAt(const QUrl &url) { return open(url)->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }

private:
    Reply open(const QUrl &url, const QByteArray &form = {})
    {
        QNetworkRequest request(url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setRawHeader("Accept", "text/html");
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/x-www-form-urlencoded"));
        Reply reply(form.isEmpty() ? m_network.get(request) : m_network.post(request, form));
        [[maybe_unused]] const bool ended = QTest::qWaitFor([&] { return reply->isFinished(); }, 10'000);
        return reply;
    }
    static QString match(const QByteArray &page, const QString &pattern)
    {
        return QRegularExpression(pattern).match(QString::fromUtf8(page)).captured(1);
    }

    QNetworkAccessManager m_network;
};

} // namespace qn::test
