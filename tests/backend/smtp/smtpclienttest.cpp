// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/smtpclient.h"
#include "support/certificates.h"
#include "support/dialogueserver.h"
#include "support/fixedcredentials.h"

#include <QCoroTask>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::net;
using namespace qn::smtp;
using namespace qn::test;

namespace {

using Script = QList<Step>;

const QByteArray mail = "From: a@qq.com\r\nSubject: hi\r\n\r\n.dot\r\nend\r\n";
const QByteArray stuffed = "From: a@qq.com\r\nSubject: hi\r\n\r\n..dot\r\nend\r\n";

Step login()
{
    return C("AUTH PLAIN " + QByteArray("\0a@qq.com\0code", 14).toBase64());
}

/// From the greeting to the login's end.
Script entrance(const QList<QByteArray> &extensions = {"PIPELINING", "SIZE 1000", "8BITMIME"})
{
    Script script{S("220 smtp.qq.com Esmtp QQ QMail Server"), C("EHLO*"), S("250-smtp.qq.com")};
    for (const QByteArray &extension : extensions)
        script.append(S("250-" + extension));
    return script + Script{S("250 AUTH LOGIN PLAIN"), login(), S("235 Authentication successful")};
}

Script goodbye()
{
    return {C("QUIT"), S("221 Bye.")};
}

/// A whole session as QQ has it.
Script whole()
{
    return entrance()
        + Script{C("MAIL FROM:<a@qq.com> SIZE=" + QByteArray::number(mail.size())), C("RCPT TO:<b@qq.com>"), C("DATA"),
            S("250 OK."), S("250 OK"), S("354 End data with <CR><LF>.<CR><LF>."), until("\r\n.\r\n"),
            S("250 OK: queued as.")}
    + goodbye();
}

Envelope envelope(const QStringList &to = {u"b@qq.com"_s})
{
    Envelope e{u"a@qq.com"_s, {}, false};
    for (const QString &address : to)
        e.to.append({{}, address});
    return e;
}

SmtpClient::Options quick()
{
    SmtpClient::Options options;
    options.channel.connectTimeout = 20s;
    options.timeouts = {20s, 20s, 20s, 20s, 20s};
    return options;
}

} // namespace

/// Scripted servers: what is said, in which order, and what becomes of each answer.
class SmtpClientTest final : public QObject
{
    Q_OBJECT

private:
    Certificate m_certificate;

    struct Outcome
    {
        Result<SendReceipt> receipt = fail(ErrorKind::Internal, {});
        QByteArray complaint;
        QByteArray heard, taken;
        bool done = false;
    };
    Outcome send(const Script &script, const Envelope &e = envelope(), const QByteArray &source = mail,
        const SmtpClient::Options &options = quick())
    {
        DialogueServer server({script});
        FixedCredentials credentials(u"a@qq.com"_s, "code");
        SmtpClient client({u"127.0.0.1"_s, server.serverPort(), TlsMode::None, {}}, credentials, options);
        const auto receipt = QCoro::waitFor(client.send(e, source));
        return {receipt, server.complaint(), server.heard(), server.taken(), server.isDone()};
    }
    Result<Extensions> check(DialogueServer &server, auth::CredentialSource &credentials, TlsMode tls = TlsMode::None)
    {
        SmtpClient client({u"localhost"_s, server.serverPort(), tls, {}}, credentials, quick());
        return QCoro::waitFor(client.check());
    }

private slots:
    void initTestCase() { QVERIFY(m_certificate.isMade()); }
    void sendsAsQQLikesIt();
    void sendsOverTls();
    void sendsStepByStepWithoutPipelining();
    void sendsInChunksWhereOffered();
    void greetsAnOldServer();
    void asksForReportsOnlyWhereWanted();
    void utf8AddressesNeedTheServersHelp();
    void internationalDomainsDoNot();
    void saysThatEightBitsCome();
    void refusesToSendWhatIsTooLarge();
    void addressesCannotSmuggleCommands_data();
    void addressesCannotSmuggleCommands();
    void startTlsForgetsWhatWasSaidInTheClear();
    void startTlsIsNeverSkipped();
    void startTlsRefusesInjectedAnswers_data();
    void startTlsRefusesInjectedAnswers();
    void signsInByLoginWherePlainIsNotOffered();
    void signsInByLoginWherePlainIsNotMeant();
    void signsInWithAToken();
    void freshCredentialsGetASecondTry();
    void nothingThatFitsIsUnsupported();
    void passwordIsNotSaidBeforeTls();
    void refusalsHaveReasonsOfTheirOwn_data();
    void refusalsHaveReasonsOfTheirOwn();
    void someRecipientsMayBeRefused();
    void nobodyAcceptedIsAnError();
    void nobodyAcceptedGetsNoMailFromAnEagerServer();
    void shutdownAnywhereIsTransient_data();
    void shutdownAnywhereIsTransient();
    void outcomeIsRightWhereverTheLineIsCut_data();
    void outcomeIsRightWhereverTheLineIsCut();
    void silenceBeforeTheEndIsATimeout();
    void silenceAfterTheEndIsAnUnknownOutcome();
    void nonsenseAfterTheEndIsAnUnknownOutcome();
    void drippingRepliesEnd();
    void endlessRepliesEnd();
    void earlyRefusalEndsTheUpload();
    void cancelEndsTheUpload();
    void cancelAfterTheEndIsAnUnknownOutcome();
    void deletedClientIsQuiet();
    void tellsProgress();
};

#define QVERIFY_SENT(outcome)                                                                                          \
    QVERIFY2(outcome.receipt,                                                                                          \
        outcome.receipt                                                                                                \
            ? ""                                                                                                       \
            : qPrintable(outcome.receipt.error().detail + u" / "_s + QString::fromUtf8(outcome.complaint)))

void SmtpClientTest::sendsAsQQLikesIt()
{
    const auto outcome = send(whole());
    QVERIFY_SENT(outcome);
    QVERIFY(outcome.receipt->refused.isEmpty());
    QCOMPARE(outcome.taken, stuffed + ".\r\n");
    QVERIFY(outcome.done);
    QVERIFY(outcome.heard.startsWith("EHLO [127.0.0.1]\r\n"));
}

void SmtpClientTest::sendsOverTls()
{
    const Trust trust(m_certificate);
    DialogueServer server({whole()}, m_certificate.server(), true);
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    SmtpClient client({u"localhost"_s, server.serverPort(), TlsMode::Implicit, {}}, credentials, quick());
    QVERIFY(QCoro::waitFor(client.send(envelope(), mail)));
    QCOMPARE(server.taken(), stuffed + ".\r\n");
}

void SmtpClientTest::sendsStepByStepWithoutPipelining()
{
    const auto outcome = send(entrance({})
            + Script{C("MAIL FROM:<a@qq.com>"), S("250 OK"), C("RCPT TO:<b@qq.com>"), S("250 OK"),
                C("RCPT TO:<c@qq.com>"), S("251 will forward"), C("DATA"), S("354 go"), until("\r\n.\r\n"), S("250 OK")}
            + goodbye(),
        envelope({u"b@qq.com"_s, u"c@qq.com"_s}));
    QVERIFY_SENT(outcome);
    QCOMPARE(outcome.taken, stuffed + ".\r\n");
}

void SmtpClientTest::sendsInChunksWhereOffered()
{
    const auto outcome = send(entrance({"PIPELINING", "CHUNKING"})
        + Script{C("MAIL FROM:<a@qq.com>"), C("RCPT TO:<b@qq.com>"), S("250 OK"), S("250 OK"),
            C("BDAT " + QByteArray::number(mail.size()) + " LAST"), until("end\r\n"), S("250 OK")}
        + goodbye());
    QVERIFY_SENT(outcome);
    QCOMPARE(outcome.taken, mail);
}

void SmtpClientTest::greetsAnOldServer()
{
    DialogueServer server(
        {Script{S("220-hello"), S("220 there"), C("EHLO*"), S("502 what?"), C("HELO*"), S("250 hi")} + goodbye()});
    FixedCredentials nobody(u"a"_s, {});
    const auto offered = check(server, nobody);
    QVERIFY2(offered, server.complaint().constData());
    QVERIFY(!offered->pipelining);
}

void SmtpClientTest::asksForReportsOnlyWhereWanted()
{
    Envelope wanted = envelope();
    wanted.wantsReport = true;
    const auto outcome = send(entrance({"PIPELINING", "DSN"})
            + Script{C("MAIL FROM:<a@qq.com> RET=HDRS"), C("RCPT TO:<b@qq.com> NOTIFY=SUCCESS,FAILURE,DELAY"),
                C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), until("\r\n.\r\n"), S("250 OK")}
            + goodbye(),
        wanted);
    QVERIFY_SENT(outcome);
}

void SmtpClientTest::utf8AddressesNeedTheServersHelp()
{
    const auto refused = send(entrance(), envelope({u"张三@qq.com"_s}));
    QVERIFY(!refused.receipt);
    QCOMPARE(refused.receipt.error().kind, ErrorKind::Unsupported);
    QCOMPARE(refused.receipt.error().reason, ErrorReason::AddressUnsupported);
    const auto outcome = send(entrance({"PIPELINING", "SMTPUTF8", "8BITMIME"})
            + Script{C("MAIL FROM:<a@qq.com> BODY=8BITMIME SMTPUTF8"), C("RCPT TO:<张三@qq.com>"), C("DATA"),
                S("250 OK"), S("250 OK"), S("354 go"), until("\r\n.\r\n"), S("250 OK")}
            + goodbye(),
        envelope({u"张三@qq.com"_s}));
    QVERIFY_SENT(outcome);
}

void SmtpClientTest::internationalDomainsDoNot()
{
    const auto outcome = send(entrance({})
            + Script{C("MAIL FROM:<a@qq.com>"), S("250 OK"), C("RCPT TO:<b@xn--fiq228c.com>"), S("250 OK"), C("DATA"),
                S("354 go"), until("\r\n.\r\n"), S("250 OK")}
            + goodbye(),
        envelope({u"b@中文.com"_s}));
    QVERIFY_SENT(outcome);
}

void SmtpClientTest::saysThatEightBitsCome()
{
    const QByteArray source = "Subject: x\r\n\r\n你好\r\n";
    const auto outcome = send(entrance({"8BITMIME"})
            + Script{C("MAIL FROM:<a@qq.com> BODY=8BITMIME"), S("250 OK"), C("RCPT*"), S("250 OK"), C("DATA"),
                S("354 go"), until("\r\n.\r\n"), S("250 OK")}
            + goodbye(),
        envelope(), source);
    QVERIFY_SENT(outcome);
    QCOMPARE(outcome.taken, source + ".\r\n");
}

void SmtpClientTest::refusesToSendWhatIsTooLarge()
{
    const auto outcome = send(entrance({"SIZE 1000"}) + goodbye(), envelope(), QByteArray(999, 'x'));
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::TooLarge);
    QVERIFY(!outcome.heard.contains("MAIL"));
}

void SmtpClientTest::addressesCannotSmuggleCommands_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("line break") << u"b@qq.com>\r\nRCPT TO:<c@qq.com"_s;
    QTest::newRow("brackets") << u"b@qq.com> NOTIFY=NEVER"_s;
    QTest::newRow("bracket") << u"<b@qq.com"_s;
    QTest::newRow("no domain") << u"b"_s;
    QTest::newRow("empty") << QString();
}

void SmtpClientTest::addressesCannotSmuggleCommands()
{
    QFETCH(QString, address);
    const auto outcome = send(entrance() + goodbye(), envelope({u"b@qq.com"_s, address}));
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::Parameter);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::RecipientRefused);
    QVERIFY(!outcome.heard.contains("MAIL"));
}

void SmtpClientTest::startTlsForgetsWhatWasSaidInTheClear()
{
    const Trust trust(m_certificate);
    DialogueServer server(
        {Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250-CHUNKING"), S("250-AUTH LOGIN"), S("250 STARTTLS"),
             C("STARTTLS"), S("220 go"), tls(), C("EHLO*"), S("250-x"), S("250 AUTH PLAIN"), login(), S("235 in")}
            + goodbye()},
        m_certificate.server());
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    const auto offered = check(server, credentials, TlsMode::StartTls);
    QVERIFY2(offered, server.complaint().constData());
    QCOMPARE(offered->auth, QList<QByteArray>{"PLAIN"});
    QVERIFY(!offered->chunking);
    QVERIFY(server.isDone());
}

void SmtpClientTest::startTlsIsNeverSkipped()
{
    for (const QByteArray &answer : {"502 no"_ba, "454 TLS not available"_ba, QByteArray()}) {
        Script script{S("220 hello"), C("EHLO*"), S("250-x"), S(answer.isEmpty() ? "250-AUTH PLAIN" : "250-STARTTLS"),
            S("250 AUTH PLAIN")};
        if (!answer.isEmpty())
            script += Script{C("STARTTLS"), S(answer)};
        DialogueServer server({script + goodbye()}, m_certificate.server());
        FixedCredentials credentials(u"a@qq.com"_s, "code");
        const auto offered = check(server, credentials, TlsMode::StartTls);
        QVERIFY(!offered);
        QCOMPARE(offered.error().kind, ErrorKind::Tls);
        QCOMPARE(offered.error().reason, ErrorReason::StartTlsMissing);
        QVERIFY(!server.heard().contains("AUTH"));
        QCOMPARE(credentials.asked, 0);
    }
}

void SmtpClientTest::startTlsRefusesInjectedAnswers_data()
{
    QTest::addColumn<QByteArray>("injected");
    QTest::newRow("a whole reply") << "220 go\r\n250-x\r\n250 AUTH PLAIN\r\n"_ba;
    QTest::newRow("half a line") << "220 go\r\n25"_ba;
    QTest::newRow("half a reply") << "220 go\r\n250-x\r\n"_ba;
}

void SmtpClientTest::startTlsRefusesInjectedAnswers()
{
    QFETCH(QByteArray, injected);
    const Trust trust(m_certificate);
    DialogueServer server(
        {Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 STARTTLS"), C("STARTTLS"), raw(injected), tls()}},
        m_certificate.server());
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    const auto offered = check(server, credentials, TlsMode::StartTls);
    QVERIFY(!offered);
    QCOMPARE(offered.error().kind, ErrorKind::Tls);
    QCOMPARE(offered.error().reason, ErrorReason::TlsInjection);
    QCOMPARE(credentials.asked, 0);
}

void SmtpClientTest::signsInByLoginWherePlainIsNotOffered()
{
    DialogueServer server(
        {Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 AUTH=LOGIN"), C("AUTH LOGIN"), S("334 VXNlcm5hbWU6"),
             C("YUBxcS5jb20="), S("334 UGFzc3dvcmQ6"), C("Y29kZQ=="), S("235 in")}
            + goodbye()});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    QVERIFY2(check(server, credentials), server.complaint().constData());
}

void SmtpClientTest::signsInByLoginWherePlainIsNotMeant()
{
    DialogueServer server({Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 AUTH PLAIN LOGIN"), login(),
                               S("504 not really"), C("AUTH LOGIN"), S("334 VXNlcm5hbWU6"), C("YUBxcS5jb20="),
                               S("334 UGFzc3dvcmQ6"), C("Y29kZQ=="), S("235 in")}
        + goodbye()});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    QVERIFY2(check(server, credentials), server.complaint().constData());
    QCOMPARE(credentials.rejected, 0);
}

void SmtpClientTest::signsInWithAToken()
{
    const auto token = [](const QByteArray &value) {
        return C("AUTH XOAUTH2 "
            + ("user=a@qq.com\x01"
               "auth=Bearer "
                + value + "\x01\x01")
                  .toBase64());
    };
    DialogueServer server({Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 AUTH XOAUTH2"), token("old"),
                               S("334 eyJzdGF0dXMiOiI0MDEifQ=="), C(""), S("535 5.7.8 no"), token("new"), S("235 in")}
        + goodbye()});
    using Kind = auth::Credentials::Kind;
    FixedCredentials credentials(QList<auth::Credentials>{
        {Kind::Bearer, u"a@qq.com"_s, Secret("old")}, {Kind::Bearer, u"a@qq.com"_s, Secret("new")}});
    QVERIFY2(check(server, credentials), server.complaint().constData());
    QCOMPARE(credentials.rejected, 1);
}

void SmtpClientTest::freshCredentialsGetASecondTry()
{
    DialogueServer server({Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 AUTH PLAIN"), C("AUTH PLAIN*"),
                               S("535 no"), C("AUTH PLAIN*"), S("535 no")}
        + goodbye()});
    using Kind = auth::Credentials::Kind;
    FixedCredentials credentials(QList<auth::Credentials>{{Kind::Password, u"a"_s, Secret("1")},
        {Kind::Password, u"a"_s, Secret("2")}, {Kind::Password, u"a"_s, Secret("3")}});
    const auto offered = check(server, credentials);
    QVERIFY(!offered);
    QCOMPARE(offered.error().reason, ErrorReason::LoginRefused);
    QCOMPARE(credentials.asked, 2); // and not a third time
}

void SmtpClientTest::nothingThatFitsIsUnsupported()
{
    DialogueServer server({Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 AUTH CRAM-MD5")} + goodbye()});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    const auto offered = check(server, credentials);
    QVERIFY(!offered);
    QCOMPARE(offered.error().kind, ErrorKind::Unsupported);
}

void SmtpClientTest::passwordIsNotSaidBeforeTls()
{
    DialogueServer server(
        {Script{S("220 hello"), C("EHLO*"), S("250-x"), S("250 STARTTLS"), C("STARTTLS"), S("220 go"), tls()}},
        m_certificate.server());
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    const auto offered = check(server, credentials, TlsMode::StartTls);
    QVERIFY(!offered);
    QCOMPARE(offered.error().reason, ErrorReason::CertificateRefused);
    QCOMPARE(credentials.asked, 0);
}

void SmtpClientTest::refusalsHaveReasonsOfTheirOwn_data()
{
    enum { Login, Sender, Data };
    QTest::addColumn<int>("stage");
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<ErrorReason>("reason");
    using K = ErrorKind;
    using R = ErrorReason;
    const auto row = [](const char *name, int stage, const QByteArray &reply, K kind, R reason) {
        QTest::newRow(name) << stage << reply << kind << reason;
    };
    row("QQ: code wanted", Login,
        "535 Login Fail. Please enter your authorization code to login. More information in "
        "http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256",
        K::Authorization, R::AuthorizationCodeWanted);
    row("QQ: one sentence for everything", Login,
        "535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or "
        "system is busy.",
        K::Authorization, R::LoginRefused);
    row("password", Login, "535 5.7.8 Username and Password not accepted", K::Authorization, R::LoginRefused);
    row("163: service off", Login, "550 User has no permission", K::Authorization, R::ServiceDisabled);
    row("login too often", Login, "535 Login frequency limited", K::RateLimited, R::LoginTooOften);
    row("login later", Login, "454 4.7.0 Temporary authentication failure", K::Server, R::None);
    row("login wants TLS", Login, "530 Must issue a STARTTLS command first.", K::Tls, R::TlsWanted);
    row("QQ: TLS first", Sender, "530 Must issue a STARTTLS command first.", K::Tls, R::TlsWanted);
    row("QQ: other sender", Sender, "501 mail from address must be same as authorization user", K::Parameter,
        R::SenderRefused);
    row("sender", Sender, "553 5.1.8 no such sender", K::Parameter, R::SenderRefused);
    row("sender too large", Sender, "552 5.3.4 Message size exceeds fixed maximum message size", K::TooLarge, R::None);
    row("sender quota", Sender, "550 Daily sending quota exceeded", K::Permission, R::QuotaExceeded);
    row("sender not signed in", Sender, "530 5.7.0 Authentication required", K::Authorization, R::LoginRefused);
    row("QQ: From header", Data,
        "550 The \"From\" header is missing or invalid. Please follow RFC5322, RFC2047, RFC822 standard protocol.",
        K::Parameter, R::FromHeaderRefused);
    row("QQ: too often", Data, "550 Connection frequency limited. http://service.mail.qq.com/detail/122/64",
        K::RateLimited, R::SendingTooOften);
    row("QQ: address too often", Sender, "550 Ip frequency limited", K::RateLimited, R::SendingTooOften);
    row("QQ: mailbox", Data, "550 Mailbox unavailable or access denied", K::Parameter, R::MailboxUnavailable);
    row("QQ: spam", Data, "550 Spam is embedded", K::Permission, R::SpamSuspected);
    row("QQ: content", Data, "550 Mail content denied. http://service.mail.qq.com/detail/0/62", K::Permission,
        R::ContentRefused);
    row("quota at the end", Data, "550 Sending limit reached: daily limit exceeded", K::Permission, R::QuotaExceeded);
    row("too large at the end", Data, "552 too much mail data", K::TooLarge, R::None);
    row("full", Data, "552 5.2.2 Mailbox full", K::Parameter, R::RecipientMailboxFull);
    row("policy", Data, "554 5.7.1 rejected by policy", K::Permission, R::ContentRefused);
    row("GBK", Data, "550 \xd3\xca\xbc\xfe\xb1\xbb\xbe\xdc", K::Parameter, R::MailRefused);
    row("several lines", Data, "550-first line\r\n550 Spam is embedded", K::Permission, R::SpamSuspected);
    row("no reason", Data, "554 Transaction failed", K::Parameter, R::MailRefused);
    row("later", Data, "451 4.3.0 Try again", K::Server, R::None);
}

void SmtpClientTest::refusalsHaveReasonsOfTheirOwn()
{
    QFETCH(int, stage);
    QFETCH(QByteArray, reply);
    QFETCH(ErrorKind, kind);
    QFETCH(ErrorReason, reason);
    Script script{
        S("220 x"), C("EHLO*"), S("250-x"), S("250 AUTH PLAIN"), C("AUTH PLAIN*"), S(stage == 0 ? reply : "235 in"_ba)};
    if (stage > 0)
        script += Script{C("MAIL*"), S(stage == 1 ? reply : "250 OK"_ba)};
    if (stage > 1)
        script += Script{C("RCPT*"), S("250 OK"), C("DATA"), S("354 go"), until("\r\n.\r\n"), S(reply)};
    const auto outcome = send(script + goodbye());
    QVERIFY(!outcome.receipt);
    const Error error = outcome.receipt.error();
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.reason, reason);
    QCOMPARE(error.code, reply.left(3).toInt());
    QVERIFY(error.detail.size() >= 4 && !error.detail.contains(QChar::ReplacementCharacter));
    QCOMPARE(error.retryAfter.has_value(), kind == ErrorKind::RateLimited);
    QVERIFY2(outcome.done, outcome.complaint.constData());
}

void SmtpClientTest::someRecipientsMayBeRefused()
{
    const auto outcome = send(entrance()
            + Script{C("MAIL*"), C("RCPT TO:<b@qq.com>"), C("RCPT TO:<c@qq.com>"), C("RCPT TO:<d@qq.com>"), C("DATA"),
                S("250 OK"), S("550 5.1.1 no such user"), S("250 OK"), S("452 4.2.2 full"), S("354 go"),
                until("\r\n.\r\n"), S("250 OK")}
            + goodbye(),
        envelope({u"b@qq.com"_s, u"c@qq.com"_s, u"d@qq.com"_s}));
    QVERIFY_SENT(outcome);
    QCOMPARE(outcome.receipt->refused.size(), 2);
    QCOMPARE(outcome.receipt->refused[0].first.email, u"b@qq.com"_s);
    QCOMPARE(outcome.receipt->refused[0].second, u"5.1.1 no such user"_s);
    QCOMPARE(outcome.receipt->refused[1].first.email, u"d@qq.com"_s);
}

void SmtpClientTest::nobodyAcceptedIsAnError()
{
    const auto outcome = send(entrance()
            + Script{C("MAIL*"), C("RCPT*"), C("RCPT*"), C("DATA"), S("250 OK"),
                S("550 Mailbox unavailable or access denied"), S("550 5.1.1 no such user"),
                S("503 no valid recipients")}
            + goodbye(),
        envelope({u"b@qq.com"_s, u"c@qq.com"_s}));
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::Parameter);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::MailboxUnavailable);
    QVERIFY(outcome.done);
}

void SmtpClientTest::nobodyAcceptedGetsNoMailFromAnEagerServer()
{
    const auto outcome = send(entrance()
        + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("550 no"), S("354 go"), C("."), C("QUIT"),
            S("554 no valid recipients"), S("221 bye")});
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::RecipientRefused);
    QVERIFY2(outcome.done, outcome.complaint.constData());
}

void SmtpClientTest::shutdownAnywhereIsTransient_data()
{
    QTest::addColumn<qsizetype>("step");
    const Script script = whole();
    for (qsizetype i = 0; i < script.size() - 1; ++i) {
        if (script[i].kind == Step::Kind::Server && (i == 0 || !script[i - 1].bytes.startsWith("250-")))
            QTest::addRow("instead of %s", script[i].bytes.trimmed().constData()) << i;
    }
}

void SmtpClientTest::shutdownAnywhereIsTransient()
{
    QFETCH(qsizetype, step);
    const auto outcome = send(whole().mid(0, step) + Script{S("421 4.3.2 shutting down"), hangUp()});
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::Server);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::None);
    QCOMPARE(outcome.receipt.error().code, 421);
}

void SmtpClientTest::outcomeIsRightWhereverTheLineIsCut_data()
{
    QTest::addColumn<bool>("encrypted");
    QTest::addColumn<bool>("bySent");
    QTest::newRow("by bytes sent") << false << true;
    QTest::newRow("by bytes received") << false << false;
    QTest::newRow("TLS, by bytes sent") << true << true;
    QTest::newRow("TLS, by bytes received") << true << false;
}

void SmtpClientTest::outcomeIsRightWhereverTheLineIsCut()
{
    QFETCH(bool, encrypted);
    QFETCH(bool, bySent);
    const Trust trust(m_certificate);
    const Script script = whole();
    int sent = 0, unknown = 0, failed = 0;
    for (qint64 bytes = 0;; bytes += encrypted ? 7 : 1) {
        DialogueServer server({script}, m_certificate.server(), encrypted);
        server.cutAfter(bytes, bySent);
        FixedCredentials credentials(u"a@qq.com"_s, "code");
        SmtpClient client({u"localhost"_s, server.serverPort(), encrypted ? TlsMode::Implicit : TlsMode::None, {}},
            credentials, quick());
        const auto receipt = QCoro::waitFor(client.send(envelope(), mail));
        QCOMPARE(server.complaint(), QByteArray());
        const bool gotAll = server.heard().contains("\r\n.\r\n");
        const bool wasAsked = server.heard().contains("From:");
        if (receipt) {
            ++sent;
            QVERIFY(gotAll);
        } else if (receipt.error().reason == ErrorReason::SendOutcomeUnknown) {
            ++unknown;
            // A cut by bytes received leaves the rest on its way: it has left here, so nobody here can know.
            QVERIFY(bySent ? gotAll : wasAsked || server.sentBytes() > 0);
        } else {
            ++failed;
            QVERIFY2(!gotAll, QByteArray::number(bytes).constData());
            QCOMPARE(receipt.error().kind, ErrorKind::Network);
        }
        if (server.isDone())
            break;
    }
    QVERIFY(sent > 0);
    QVERIFY(unknown > 0);
    QVERIFY(failed > 10);
}

void SmtpClientTest::silenceBeforeTheEndIsATimeout()
{
    SmtpClient::Options options = quick();
    options.timeouts.dataStart = 50ms;
    const auto outcome = send(entrance() + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), hold()},
        envelope(), mail, options);
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::Timeout);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::None);
}

void SmtpClientTest::silenceAfterTheEndIsAnUnknownOutcome()
{
    SmtpClient::Options options = quick();
    options.timeouts.dataEnd = 50ms;
    const auto outcome = send(entrance()
            + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), until("\r\n.\r\n"),
                hold()},
        envelope(), mail, options);
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::Timeout);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::SendOutcomeUnknown);
}

void SmtpClientTest::nonsenseAfterTheEndIsAnUnknownOutcome()
{
    const auto outcome = send(entrance()
        + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), until("\r\n.\r\n"),
            S("mumble mumble"), hold()});
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::Protocol);
    QCOMPARE(outcome.receipt.error().reason, ErrorReason::SendOutcomeUnknown);
}

void SmtpClientTest::drippingRepliesEnd()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTimer drip;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(&drip, &QTimer::timeout, socket, [socket] { socket->write("220-x\r\n"); });
        drip.start(5);
    });
    SmtpClient::Options options = quick();
    options.timeouts.greeting = 200ms;
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    SmtpClient client({u"127.0.0.1"_s, server.serverPort(), TlsMode::None, {}}, credentials, options);
    const auto offered = QCoro::waitFor(client.check());
    QVERIFY(!offered);
    QCOMPARE(offered.error().kind, ErrorKind::Timeout);
}

void SmtpClientTest::endlessRepliesEnd()
{
    DialogueServer server({Script{raw("220-" + QByteArray(2'000'000, 'x')), hold()},
        Script{raw("220-x\r\n"_ba.repeated(1'000'000)), hold()}});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    for (int i = 0; i < 2; ++i) {
        const auto offered = check(server, credentials);
        QVERIFY(!offered);
        QCOMPARE(offered.error().kind, ErrorKind::Protocol);
    }
}

void SmtpClientTest::earlyRefusalEndsTheUpload()
{
    const auto outcome = send(entrance({"PIPELINING"})
            + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), until("0123456789"),
                S("552 too much"), hold()},
        envelope(), "0123456789\r\n"_ba.repeated(3'000'000));
    QVERIFY(!outcome.receipt);
    QCOMPARE(outcome.receipt.error().kind, ErrorKind::TooLarge);
    QVERIFY(outcome.heard.size() < 30'000'000);
}

void SmtpClientTest::cancelEndsTheUpload()
{
    DialogueServer server({entrance({"PIPELINING"})
        + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), hold()}});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    SmtpClient client({u"127.0.0.1"_s, server.serverPort(), TlsMode::None, {}}, credentials, quick());
    connect(&client, &SmtpClient::progress, &client, [&client](qint64 sent) {
        if (sent > 0)
            client.abort();
    });
    const auto receipt = QCoro::waitFor(client.send(envelope(), "0123456789\r\n"_ba.repeated(3'000'000)));
    QVERIFY(!receipt);
    QCOMPARE(receipt.error().kind, ErrorKind::Canceled);
    QCOMPARE(receipt.error().reason, ErrorReason::None);
    QVERIFY(!server.heard().contains("\r\n.\r\n"));
}

void SmtpClientTest::cancelAfterTheEndIsAnUnknownOutcome()
{
    DialogueServer server({entrance()
        + Script{
            C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), until("\r\n.\r\n"), hold()}});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    SmtpClient client({u"127.0.0.1"_s, server.serverPort(), TlsMode::None, {}}, credentials, quick());
    connect(&client, &SmtpClient::progress, &client, [&client](qint64 sent, qint64 total) {
        if (sent == total)
            QTimer::singleShot(50, &client, &SmtpClient::abort);
    });
    const auto receipt = QCoro::waitFor(client.send(envelope(), mail));
    QVERIFY(!receipt);
    QCOMPARE(receipt.error().kind, ErrorKind::Canceled);
    QCOMPARE(receipt.error().reason, ErrorReason::SendOutcomeUnknown);
}

void SmtpClientTest::deletedClientIsQuiet()
{
    DialogueServer server({Script{hold()}});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    auto client = std::make_unique<SmtpClient>(
        Endpoint{u"127.0.0.1"_s, server.serverPort(), TlsMode::None, {}}, credentials, quick());
    auto sending = client->send(envelope(), mail);
    client.reset();
    const auto receipt = QCoro::waitFor(sending);
    QVERIFY(!receipt);
    QCOMPARE(receipt.error().kind, ErrorKind::Canceled);
    QCOMPARE(credentials.asked, 0);
}

void SmtpClientTest::tellsProgress()
{
    const QByteArray source = "0123456789\r\n"_ba.repeated(500'000);
    DialogueServer server({entrance({"PIPELINING"})
        + Script{C("MAIL*"), C("RCPT*"), C("DATA"), S("250 OK"), S("250 OK"), S("354 go"), until("\r\n.\r\n"),
            S("250 OK")}
        + goodbye()});
    FixedCredentials credentials(u"a@qq.com"_s, "code");
    SmtpClient client({u"127.0.0.1"_s, server.serverPort(), TlsMode::None, {}}, credentials, quick());
    qint64 last = 0;
    int steps = 0;
    connect(&client, &SmtpClient::progress, this, [&](qint64 sent, qint64 total) {
        QCOMPARE(total, source.size());
        QVERIFY(sent >= last && sent <= total);
        last = sent;
        ++steps;
    });
    QVERIFY(QCoro::waitFor(client.send(envelope(), source)));
    QCOMPARE(last, source.size());
    QVERIFY(steps > 10);
    QVERIFY(server.taken() == source + ".\r\n");
}

QTEST_GUILESS_MAIN(SmtpClientTest)
#include "smtpclienttest.moc"
