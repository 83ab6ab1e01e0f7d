// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/smtpserver.h"
#include "backend/smtp/smtpclient.h"
#include "mime/messagecomposer.h"
#include "support/fixedcredentials.h"

#include <QCoroTask>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::net;
using namespace qn::smtp;
using namespace qn::test;

namespace {

Result<SendReceipt> send(const SmtpServer &server, TlsMode tls, const QByteArray &password, const QByteArray &source,
    const QList<Address> &to = {{{}, u"b@example.com"_s}})
{
    FixedCredentials credentials(u"a@example.com"_s, password);
    SmtpClient client({u"localhost"_s, server.port(), tls, {}}, credentials, {});
    return QCoro::waitFor(client.send({u"a@example.com"_s, to, false}, source));
}

} // namespace

/// A mail server that is not ours, and what it received byte for byte.
class SmtpServerTest final : public QObject
{
    Q_OBJECT

private:
    Certificate m_certificate;

private slots:
    void initTestCase() { QVERIFY(m_certificate.isMade()); }
    void receivesWhatWasMeant_data();
    void receivesWhatWasMeant();
    void receivesThirtyMegabytes();
    void signsInOverTls_data();
    void signsInOverTls();
    void refusesAWrongPassword();
    void refusesOneOfTwo();
};

void SmtpServerTest::receivesWhatWasMeant_data()
{
    QTest::addColumn<QByteArray>("source");
    const QByteArray head = "From: a@example.com\r\nSubject: x\r\n\r\n";
    QTest::newRow("dots") << head + ".\r\n..\r\n.a\r\na.\r\n\r\n.\r\n";
    QTest::newRow("only dots") << ".\r\n.\r\n.\r\n"_ba;
    QTest::newRow("long lines") << head + QByteArray(998, 'x') + "\r\n." + QByteArray(996, 'y') + "\r\n";
    QTest::newRow("8 bits") << head + "你好，世界\r\n\xd3\xca\xbc\xfe\r\n\x01\x7f\xff\r\n";
    QTest::newRow("empty lines") << head + "\r\n\r\n\r\n\r\n";
    OutgoingMessage mail;
    mail.from = {u"李雷"_s, u"a@example.com"_s};
    mail.to = {{u"韩梅梅"_s, u"b@example.com"_s}};
    mail.subject = u"你好"_s;
    mail.text = u"第一行\n.\n..最后\n"_s;
    mail.messageId = u"1@example.com"_s;
    mail.attachments = {{{}, u"报告.bin"_s, u"application/octet-stream"_s, {}, 5000, false, QByteArray(5000, '\xfe')}};
    const auto composed = mime::composeMessage(mail, QDateTime::currentDateTimeUtc());
    QTest::newRow("as composed") << (composed ? *composed : QByteArray());
}

void SmtpServerTest::receivesWhatWasMeant()
{
    QFETCH(QByteArray, source);
    const SmtpServer server;
    QVERIFY(server.port() != 0);
    const auto receipt = send(server, TlsMode::None, "code", source);
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    QCOMPARE(server.count(), 1);
    QCOMPARE(server.mail(0), source);
    QCOMPARE(server.envelope(0)[u"to"_s].toArray(), (QJsonArray{u"b@example.com"_s}));
    QCOMPARE(server.envelope(0)[u"from"_s].toString(), u"a@example.com"_s);
}

void SmtpServerTest::receivesThirtyMegabytes()
{
    const Trust trust(m_certificate);
    const SmtpServer server(SmtpServer::Tls::Implicit, &m_certificate);
    QVERIFY(server.port() != 0);
    QByteArray source = "From: a@example.com\r\n\r\n";
    for (int i = 0; source.size() < 30'000'000; ++i)
        source += QByteArray(i % 7 == 0 ? "." : "") + QByteArray::number(i).rightJustified(900, 'x') + "\r\n";
    const auto receipt = send(server, TlsMode::Implicit, "code", source);
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    QVERIFY(server.mail(0) == source);
}

void SmtpServerTest::signsInOverTls_data()
{
    QTest::addColumn<bool>("implicit");
    QTest::newRow("TLS from the first byte") << true;
    QTest::newRow("STARTTLS") << false;
}

void SmtpServerTest::signsInOverTls()
{
    QFETCH(bool, implicit);
    const Trust trust(m_certificate);
    const SmtpServer server(
        implicit ? SmtpServer::Tls::Implicit : SmtpServer::Tls::StartTls, &m_certificate, u"code"_s);
    QVERIFY(server.port() != 0);
    const auto receipt =
        send(server, implicit ? TlsMode::Implicit : TlsMode::StartTls, "code", "Subject: x\r\n\r\ny\r\n");
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    QVERIFY(server.envelope(0)[u"tls"_s].toBool() || implicit);
    QVERIFY(server.envelope(0)[u"authenticated"_s].toBool());
}

void SmtpServerTest::refusesAWrongPassword()
{
    const Trust trust(m_certificate);
    const SmtpServer server(SmtpServer::Tls::StartTls, &m_certificate, u"code"_s);
    const auto receipt = send(server, TlsMode::StartTls, "wrong", "Subject: x\r\n\r\ny\r\n");
    QVERIFY(!receipt);
    QCOMPARE(receipt.error().kind, ErrorKind::Authorization);
    QCOMPARE(receipt.error().reason, ErrorReason::LoginRefused);
    QCOMPARE(server.count(), 0);
}

void SmtpServerTest::refusesOneOfTwo()
{
    const SmtpServer server;
    const auto receipt = send(server, TlsMode::None, "code", "Subject: x\r\n\r\ny\r\n",
        {{{}, u"nobody@example.com"_s}, {{}, u"b@example.com"_s}});
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    QCOMPARE(receipt->refused.size(), 1);
    QCOMPARE(receipt->refused[0].first.email, u"nobody@example.com"_s);
    QCOMPARE(server.envelope(0)[u"to"_s].toArray(), (QJsonArray{u"b@example.com"_s}));
}

QTEST_GUILESS_MAIN(SmtpServerTest)
#include "smtpservertest.moc"
