// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/loopbackredirect.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::auth;

class LoopbackRedirectTest final : public QObject
{
    Q_OBJECT

private:
    QNetworkAccessManager m_browser;
    std::unique_ptr<LoopbackRedirect> m_redirect;
    QUrl m_uri;
    std::optional<Result<QUrl>> m_came;

    int statusOf(const QString &pathAndQuery, QByteArray *page = nullptr, QByteArray *head = nullptr)
    {
        const QUrl url(u"http://127.0.0.1:%1"_s.arg(m_uri.port()) + pathAndQuery);
        std::unique_ptr<QNetworkReply> reply(m_browser.get(QNetworkRequest(url)));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 5000))
            return -1;
        if (page)
            *page = reply->readAll();
        for (const auto &[name, value] : reply->rawHeaderPairs()) {
            if (head)
                *head += name + ": " + value + "\n";
        }
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
    QByteArray raw(const QByteArray &bytes)
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, quint16(m_uri.port()));
        socket.write(bytes);
        QByteArray answer;
        const auto isOver = [&] {
            answer += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        };
        return QTest::qWaitFor(isOver, 5000) ? answer : QByteArray("no end");
    }

private slots:
    void init();
    void cleanup()
    {
        m_redirect.reset();
        QTRY_VERIFY(m_came);
    }
    void listensOnThisMachineOnly();
    void handsOverTheAddress();
    void handsOverARefusal();
    void ignoresEverythingElse();
    void refusesOtherHosts();
    void limitsTheSizeOfARequest();
    void takesARequestInPieces();
    void abortEndsTheWait();
    void patienceEnds();
    void mayBeDestroyedWhileWaitedFor();
};

void LoopbackRedirectTest::init()
{
    m_redirect = std::make_unique<LoopbackRedirect>();
    m_came.reset();
    const auto uri = m_redirect->listen();
    QVERIFY(uri);
    m_uri = *uri;
    m_redirect->redirected().then([this](Result<QUrl> url) { m_came = std::move(url); });
}

void LoopbackRedirectTest::listensOnThisMachineOnly()
{
    QCOMPARE(m_uri.scheme(), u"http"_s);
    QCOMPARE(m_uri.host(), u"127.0.0.1"_s);
    QCOMPARE(m_uri.path(), u"/callback"_s);
    QVERIFY(m_uri.port() > 0);
}

void LoopbackRedirectTest::handsOverTheAddress()
{
    QByteArray page;
    QByteArray head;
    QCOMPARE(statusOf(u"/callback?code=a%2Bb&state=S"_s, &page, &head), 200);
    QVERIFY(page.contains("Qingniao") && page.contains("Almost done"));
    QVERIFY(!page.contains("a%2Bb") && !page.contains("a+b"));
    QVERIFY(head.contains("no-store") && head.contains("no-referrer") && head.contains("default-src 'none'"));
    QTRY_VERIFY(m_came);
    QVERIFY(*m_came);
    QCOMPARE((*m_came)->toEncoded(), m_uri.toEncoded() + "?code=a%2Bb&state=S");
    QCOMPARE(statusOf(u"/callback?code=again&state=S"_s), 0); // listens no longer
}

void LoopbackRedirectTest::handsOverARefusal()
{
    QByteArray page;
    QCOMPARE(statusOf(u"/callback?error=access_denied&state=S"_s, &page), 200);
    QVERIFY(page.contains("was not completed"));
    QTRY_VERIFY(m_came);
    QVERIFY((*m_came)->query().contains(u"error=access_denied"_s));
}

void LoopbackRedirectTest::ignoresEverythingElse()
{
    QCOMPARE(statusOf(u"/favicon.ico"_s), 404);
    QCOMPARE(statusOf(u"/"_s), 404);
    QCOMPARE(statusOf(u"/callback/x?code=1"_s), 404);
    QCOMPARE(statusOf(u"/callback"_s), 400);
    QVERIFY(
        raw("POST /callback?code=1 HTTP/1.1\r\nHost: " + m_uri.authority().toLatin1() + "\r\n\r\n").contains(" 400 "));
    QVERIFY(raw("GET http://evil/callback?code=1 HTTP/1.1\r\nHost: " + m_uri.authority().toLatin1() + "\r\n\r\n")
                .contains(" 40"));
    QVERIFY(raw("\r\n\r\n").contains(" 400 "));
    QVERIFY(!m_came);
    QCOMPARE(statusOf(u"/callback?code=1&state=2"_s), 200);
    QTRY_VERIFY(m_came);
}

void LoopbackRedirectTest::refusesOtherHosts()
{
    QVERIFY(raw("GET /callback?code=1 HTTP/1.1\r\nHost: evil.example\r\n\r\n").contains(" 400 "));
    QVERIFY(!m_came);
}

void LoopbackRedirectTest::limitsTheSizeOfARequest()
{
    QVERIFY(raw("GET /callback?code=" + QByteArray(20'000, 'x')).contains(" 431 "));
    QVERIFY(!m_came);
}

void LoopbackRedirectTest::takesARequestInPieces()
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, quint16(m_uri.port()));
    for (const QByteArray &piece : {"GET /callb"_ba, "ack?code=1&state=2 HTTP/1.1\r\nHo"_ba, "st: "_ba,
             m_uri.authority().toLatin1() + "\r\n\r\n"}) {
        socket.write(piece);
        QTest::qWait(20);
    }
    QTRY_VERIFY(m_came);
    QVERIFY(*m_came);
}

void LoopbackRedirectTest::abortEndsTheWait()
{
    m_redirect->abort();
    QTRY_VERIFY(m_came);
    QCOMPARE(m_came->error().kind, ErrorKind::Canceled);
    QCOMPARE(statusOf(u"/callback?code=1&state=2"_s), 0);
}

void LoopbackRedirectTest::patienceEnds()
{
    LoopbackRedirect redirect;
    QVERIFY(redirect.listen());
    const auto url = QCoro::waitFor(redirect.redirected(50ms));
    QVERIFY(!url);
    QCOMPARE(url.error().kind, ErrorKind::Timeout);
}

void LoopbackRedirectTest::mayBeDestroyedWhileWaitedFor()
{
    m_redirect.reset();
    QTRY_VERIFY(m_came);
    QCOMPARE(m_came->error().kind, ErrorKind::Canceled);
}

QTEST_GUILESS_MAIN(LoopbackRedirectTest)
#include "loopbackredirecttest.moc"
