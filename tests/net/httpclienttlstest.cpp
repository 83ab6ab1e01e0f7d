// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include <QCoroTask>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::net;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// A real TLS server with a certificate made for this run.
class HttpClientTlsTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QSslServer m_server;
    QByteArray m_received;

    QUrl url() const { return QUrl(u"https://localhost:%1/"_s.arg(m_server.serverPort())); }
    Result<HttpResponse> post()
    {
        HttpClient client({2, 5ms, 1s}, nullptr);
        HttpRequest r;
        r.url = url();
        r.verb = "POST";
        r.body = "letter";
        r.bearer = Secret("token");
        r.repeatable = false;
        return QCoro::waitFor(client.send(std::move(r)));
    }

private slots:
    void initTestCase();
    void refusesACertificateThatNobodyVouchesFor();
    void reportsAServerWithoutTls();
    void talksToAServerItTrusts();
};

void HttpClientTlsTest::initTestCase()
{
    const QString key = m_folder.filePath(u"key.pem"_s);
    const QString certificate = m_folder.filePath(u"certificate.pem"_s);
    QCOMPARE(QProcess::execute(u"openssl"_s,
                 {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s,
                     u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=DNS:localhost"_s, u"-keyout"_s, key, u"-out"_s,
                     certificate}),
        0);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(contents(certificate)));
    configuration.setPrivateKey(QSslKey(contents(key), QSsl::Rsa));
    m_server.setSslConfiguration(configuration);
    connect(&m_server, &QTcpServer::pendingConnectionAvailable, this, [this] {
        auto *socket = m_server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            m_received += socket->readAll();
            if (m_received.endsWith("letter"))
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
    });
    QVERIFY(m_server.listen(QHostAddress::LocalHost));
}

void HttpClientTlsTest::refusesACertificateThatNobodyVouchesFor()
{
    const auto response = post();
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Tls);
    QCOMPARE(response.error().reason, ErrorReason::None);
    QVERIFY(response.error().detail.contains(u"self-signed"_s));
    QVERIFY(m_received.isEmpty());
}

void HttpClientTlsTest::reportsAServerWithoutTls()
{
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, this, [&] { plain.nextPendingConnection()->write("220 hello\r\n"); });
    HttpClient client({2, 5ms, 1s}, nullptr);
    HttpRequest r;
    r.url = QUrl(u"https://localhost:%1/"_s.arg(plain.serverPort()));
    const auto response = QCoro::waitFor(client.send(std::move(r)));
    QVERIFY(!response);
    QCOMPARE(response.error().kind, ErrorKind::Tls);
}

void HttpClientTlsTest::talksToAServerItTrusts()
{
    QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
    trusting.addCaCertificates(m_folder.filePath(u"certificate.pem"_s));
    QSslConfiguration::setDefaultConfiguration(trusting);
    const auto response = post();
    QVERIFY2(response, response ? "" : qPrintable(response.error().detail));
    QCOMPARE(response->body, "ok"_ba);
    QVERIFY(m_received.contains("Authorization: Bearer token"));
}

QTEST_GUILESS_MAIN(HttpClientTlsTest)
#include "httpclienttlstest.moc"
