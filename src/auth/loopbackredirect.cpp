// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/loopbackredirect.h"
#include "auth/form.h"

#include <QLocale>
#include <QTcpSocket>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

constexpr qsizetype maxHeadBytes = 16 * 1024;
constexpr int maxConnections = 16;

/// In the colours of the program, light and dark; nothing is loaded from anywhere.
const QString pageText = uR"(<!DOCTYPE html>
<html lang="%1"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>%2</title><style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f7f8;color:#1c2527;
font:16px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{background:#fff;border-radius:16px;padding:48px 56px;max-width:26em;text-align:center;box-shadow:0 8px 32px #0e7c861f}
.mark{width:64px;height:64px;border-radius:50%;margin:0 auto 24px;background:%4;color:#fff;font-size:32px;line-height:64px}
h1{font-size:22px;margin:0 0 8px}p{margin:0;color:#5a6769}
@media(prefers-color-scheme:dark){body{background:#15191b;color:#e8eeef}main{background:#1f2528;box-shadow:none}p{color:#9fb0b3}}
</style></head><body><main><div class="mark" aria-hidden="true">%5</div><h1>%2</h1><p>%3</p></main></body></html>
)"_s;

} // namespace

LoopbackRedirect::LoopbackRedirect(QObject *parent)
    : QObject(parent)
    , m_wait(std::make_shared<Wait>())
{
    m_server.setMaxPendingConnections(maxConnections);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection())
            serve(socket);
    });
}

LoopbackRedirect::~LoopbackRedirect()
{
    abort();
}

Result<QUrl> LoopbackRedirect::listen()
{
    if (!m_server.isListening() && !m_server.listen(QHostAddress::LocalHost))
        return fail(ErrorKind::Network, m_server.errorString());
    m_redirectUri = QUrl(u"http://127.0.0.1:%1/callback"_s.arg(m_server.serverPort()));
    return m_redirectUri;
}

QCoro::Task<Result<QUrl>> LoopbackRedirect::redirected(std::chrono::milliseconds patience)
{
    QTimer::singleShot(
        patience, this, [this] { end(fail(ErrorKind::Timeout, u"nobody came back from the sign-in page"_s)); });
    return waitUntilOver(m_wait);
}

QCoro::Task<Result<QUrl>> LoopbackRedirect::waitUntilOver(std::shared_ptr<Wait> wait)
{
    co_await net::waitFor(wait.get());
    co_return Result<QUrl>(wait->url);
}

void LoopbackRedirect::abort()
{
    end(fail(ErrorKind::Canceled, u"canceled"_s));
}

void LoopbackRedirect::end(Result<QUrl> url)
{
    m_server.close();
    if (m_wait->isFinished())
        return;
    m_wait->url = std::move(url);
    m_wait->finish();
}

void LoopbackRedirect::serve(QTcpSocket *socket)
{
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(std::chrono::seconds(30), socket, &QTcpSocket::abort);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        const QByteArray seen = socket->peek(maxHeadBytes);
        const qsizetype end = seen.indexOf("\r\n\r\n");
        if (end >= 0) {
            socket->disconnect(this);
            answer(socket, seen.left(end));
        } else if (seen.size() == maxHeadBytes) {
            socket->disconnect(this);
            reply(socket, "431 Request Header Fields Too Large", {});
        }
    });
}

void LoopbackRedirect::answer(QTcpSocket *socket, const QByteArray &head)
{
    const QByteArrayList lines = head.split('\n');
    const QByteArrayList words = lines.value(0).trimmed().split(' ');
    const bool isHostRight = std::any_of(lines.begin(), lines.end(), [this](const QByteArray &line) {
        return line.trimmed().toLower() == "host: " + m_redirectUri.authority().toLatin1();
    });
    if (words.size() != 3 || words[0] != "GET" || !isHostRight)
        return reply(socket, "400 Bad Request", {});
    const QUrl url(m_redirectUri.toString(QUrl::RemovePath) + QString::fromLatin1(words[1]), QUrl::StrictMode);
    if (!url.isValid() || url.path() != m_redirectUri.path())
        return reply(socket, "404 Not Found", {});
    const FormItems items = decodeForm(url.query(QUrl::FullyEncoded).toLatin1());
    const bool hasCode = formCount(items, "code") > 0;
    if (!hasCode && formCount(items, "error") == 0 && formCount(items, "usercancel") == 0)
        return reply(socket, "400 Bad Request", {});
    reply(socket, "200 OK", page(hasCode));
    end(url);
}

void LoopbackRedirect::reply(QTcpSocket *socket, const QByteArray &status, const QByteArray &body)
{
    socket->readAll();
    socket->setParent(nullptr); // the page must still go out when this has ended; disconnected() deletes the socket
    socket->write("HTTP/1.1 " + status
        + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
          "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n"
        + body);
    socket->disconnectFromHost();
}

QByteArray LoopbackRedirect::page(bool worked) const
{
    const QString title = worked ? tr("Almost done") : tr("The sign-in was not completed");
    const QString text = worked ? tr("You can close this page and go back to Qingniao.")
                                : tr("You can close this page and try again in Qingniao.");
    const QString language = QLocale().bcp47Name();
    return pageText
        .arg(language, title.toHtmlEscaped(), text.toHtmlEscaped(), worked ? u"#0e7c86"_s : u"#9aa5a7"_s,
            worked ? u"✓"_s : u"–"_s)
        .toUtf8();
}

} // namespace qn::auth
