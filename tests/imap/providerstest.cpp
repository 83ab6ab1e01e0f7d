// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/providers.h"

#include <QTest>

using namespace qn::imap;
using namespace Qt::StringLiterals;

class ProvidersTest final : public QObject
{
    Q_OBJECT

private slots:
    void findsTheServiceOfAnAddress();
    void findsTheServiceOfACompanysDomain();
    void knownHostsTakeNoException();
    void settingsComeBackFromJson();
    void recognisesAnAuthorizationCode();
    void readsEndpoints();
};

void ProvidersTest::findsTheServiceOfAnAddress()
{
    QCOMPARE(providerFor(u"12345@QQ.com"_s)->id, u"qq"_s);
    QCOMPARE(providerFor(u"a@foxmail.com"_s)->settings.imap.host, u"imap.qq.com"_s);
    QCOMPARE(providerFor(u"a@gmail.com"_s)->settings.login, ImapSettings::Login::OAuth2);
    QVERIFY(!providerFor(u"a@notqq.com"_s));
    QVERIFY(!providerFor(u"nobody"_s));
}

void ProvidersTest::findsTheServiceOfACompanysDomain()
{
    QCOMPARE(providerForMailExchange(u"mxbiz1.qq.com."_s)->id, u"exmail"_s);
    QCOMPARE(providerForMailExchange(u"ASPMX.L.GOOGLE.COM"_s)->id, u"gmail"_s);
    QCOMPARE(providerForMailExchange(u"example-com.mail.protection.outlook.com"_s)->id, u"outlook"_s);
    QCOMPARE(providerForMailExchange(u"qiye163mx01.mxmail.netease.com"_s)->id, u"netease"_s);
    QVERIFY(!providerForMailExchange(u"mx.notgoogle.com"_s));
    QVERIFY(!providerForMailExchange({}));
}

void ProvidersTest::knownHostsTakeNoException()
{
    QVERIFY(isProviderHost(u"IMAP.qq.com"_s));
    QVERIFY(isProviderHost(u"smtp.office365.com"_s));
    QVERIFY(!isProviderHost(u"imap.qq.com.example"_s));
}

void ProvidersTest::settingsComeBackFromJson()
{
    for (const Provider &provider : providers())
        QCOMPARE(ImapSettings::fromJson(provider.settings.toJson()), provider.settings);
    ImapSettings own;
    own.imap = {u"::1"_s, 1143, qn::net::TlsMode::None, QByteArray::fromHex("00ff")};
    own.user = u"me"_s;
    QCOMPARE(ImapSettings::fromJson(own.toJson()), own);
}

void ProvidersTest::recognisesAnAuthorizationCode()
{
    QCOMPARE(authorizationCodeIn(u" abcd efgh ijkl mnop\n"_s), u"abcdefghijklmnop"_s);
    QCOMPARE(authorizationCodeIn(u"abcdefghijklmnop"_s), u"abcdefghijklmnop"_s);
    QVERIFY(authorizationCodeIn(u"abcdefghijklmno"_s).isEmpty());
    QVERIFY(authorizationCodeIn(u"Abcdefghijklmnop"_s).isEmpty());
    QVERIFY(authorizationCodeIn(u"abcdefgh1jklmnop"_s).isEmpty());
}

void ProvidersTest::readsEndpoints()
{
    using qn::net::TlsMode;
    QCOMPARE(parseEndpoint(u"imap.example:993"_s, TlsMode::Implicit)->port, 993);
    QCOMPARE(parseEndpoint(u"[::1]:143"_s, TlsMode::None)->host, u"::1"_s);
    for (const QString &wrong : {u"host"_s, u":143"_s, u"host:0"_s, u"host:99999"_s, u"host:x"_s, QString()})
        QVERIFY2(!parseEndpoint(wrong, TlsMode::None), qPrintable(wrong));
}

QTEST_GUILESS_MAIN(ProvidersTest)
#include "providerstest.moc"
