// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signinadvice.h"
#include "widgets/mailservice.h"

#include <QJsonObject>
#include <QTest>

using namespace qn;
using namespace qn::widgets;
using namespace Qt::StringLiterals;

class SignInAdviceTest final : public QObject
{
    Q_OBJECT

private:
    static Account account(const QString &provider)
    {
        Account made;
        made.kind = AccountKind::Imap;
        made.email = u"me@mail.example"_s;
        made.settings = {{u"imap"_s, QJsonObject{{u"host"_s, u"imap.mail.example"_s}, {u"port"_s, 993}}},
            {u"smtp"_s, QJsonObject{{u"host"_s, u"smtp.mail.example"_s}, {u"port"_s, 465}}}};
        if (!provider.isEmpty())
            made.settings.insert(u"provider"_s, provider);
        return made;
    }

private slots:
    void everyFailureHasWordsOfItsOwn();
    void oneSentenceOfQQBecomesFiveChecks();
    void secretAppearsNowhere();
    void certificateOfAKnownServiceIsNoQuestion();
    void outgoingServerIsNamed();
    void servicesSayWhatTheyWant();
    void qqNumbersAreAddresses();
};

void SignInAdviceTest::everyFailureHasWordsOfItsOwn()
{
    const QList<Error> errors{
        {ErrorKind::Authorization, {}, ErrorReason::LoginRefused, 0, {}},
        {ErrorKind::RateLimited, {}, ErrorReason::LoginTooOften, 0, {}},
        {ErrorKind::Network, {}, ErrorReason::HostNotFound, 0, {}},
        {ErrorKind::Network, {}, ErrorReason::ConnectionRefused, 0, {}},
        {ErrorKind::Network, {}, ErrorReason::None, 0, {}},
        {ErrorKind::Timeout, {}, ErrorReason::None, 0, {}},
        {ErrorKind::Tls, {}, ErrorReason::StartTlsMissing, 0, {}},
        {ErrorKind::Tls, {}, ErrorReason::CertificateRefused, 0, {}},
        {ErrorKind::Tls, {}, ErrorReason::TlsInjection, 0, {}},
        {ErrorKind::Protocol, {}, ErrorReason::None, 0, {}},
    };
    for (const QString &provider : {QString(), u"qq"_s, u"exmail"_s, u"163"_s, u"gmail"_s}) {
        QStringList titles;
        for (const Error &error : errors) {
            const SignInAdvice advice = signInAdvice(error, account(provider), {});
            QVERIFY(!advice.title.isEmpty());
            QVERIFY2(advice.checks.size() >= 2, qPrintable(advice.title));
            QVERIFY2(!titles.contains(advice.title), qPrintable(advice.title));
            titles.append(advice.title);
        }
    }
}

void SignInAdviceTest::oneSentenceOfQQBecomesFiveChecks()
{
    Error error{ErrorKind::Authorization, u"Login fail. Account is abnormal, …"_s, ErrorReason::LoginRefused, 0, {}};
    const SignInAdvice password = signInAdvice(error, account(u"qq"_s), u"hunter2"_s);
    QCOMPARE(password.checks.size(), 5);
    QVERIFY(password.checks.first().contains(u"16 small letters"_s));
    QCOMPARE(password.serverWords, error.detail);
    const SignInAdvice oldCode = signInAdvice(error, account(u"qq"_s), u"abcdefghijklmnop"_s);
    QVERIFY(oldCode.checks.first().contains(u"old one"_s));
}

void SignInAdviceTest::secretAppearsNowhere()
{
    for (const ErrorKind kind : {ErrorKind::Authorization, ErrorKind::Network, ErrorKind::Tls, ErrorKind::Server, ErrorKind::Internal}) {
        const SignInAdvice advice = signInAdvice({kind, {}, ErrorReason::None, 0, {}}, account(u"qq"_s), u"hunter2"_s);
        QVERIFY(!(advice.title + advice.lead + advice.checks.join(u' ') + advice.serverWords).contains(u"hunter2"_s));
    }
}

void SignInAdviceTest::certificateOfAKnownServiceIsNoQuestion()
{
    const Error error{ErrorKind::Tls, u"self-signed"_s, ErrorReason::CertificateRefused, 0, {}};
    const SignInAdvice advice = signInAdvice(error, account(u"qq"_s), {});
    QVERIFY(advice.checks.first().contains(u"date"_s));
}

void SignInAdviceTest::outgoingServerIsNamed()
{
    Error error{ErrorKind::Network, {}, ErrorReason::ConnectionRefused, 0, {}};
    error.server = ErrorServer::Outgoing;
    QVERIFY(signInAdvice(error, account({}), {}).title.contains(u"smtp.mail.example:465"_s));
    QCOMPARE(serverOf(error, account({})), u"smtp.mail.example:465"_s);
}

void SignInAdviceTest::servicesSayWhatTheyWant()
{
    QVERIFY(mailServiceOf(account(u"qq"_s)).takesCode);
    QCOMPARE(mailServiceOf(account(u"qq"_s)).steps.size(), 4);
    QVERIFY(!mailServiceOf(account({})).isBuiltIn);
    for (const QString &provider : {u"exmail"_s, u"exmail-abroad"_s, u"163"_s, u"126"_s, u"gmail"_s, u"outlook"_s})
        QVERIFY2(mailServiceOf(account(provider)).isBuiltIn, qPrintable(provider));
}

void SignInAdviceTest::qqNumbersAreAddresses()
{
    QCOMPARE(completedAddress(u" 12345678 "_s), u"12345678@qq.com"_s);
    QCOMPARE(completedAddress(u"1234"_s), u"1234"_s);
    QVERIFY(looksLikeAddress(u"me@vip.qq.com"_s));
    for (const QString &wrong : {u"me"_s, u"me@"_s, u"@qq.com"_s, u"me@qq"_s, u"a b@qq.com"_s, u"me@qq..com"_s})
        QVERIFY2(!looksLikeAddress(wrong), qPrintable(wrong));
}

QTEST_GUILESS_MAIN(SignInAdviceTest)
#include "signinadvicetest.moc"
