// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/signinscope.h"

#include <QTest>

using namespace qn::webview;
using namespace Qt::StringLiterals;

class SignInScopeTest final : public QObject
{
    Q_OBJECT

private slots:
    void findsTheSiteOfAHost_data();
    void findsTheSiteOfAHost();
    void keepsNavigationToTheSignIn_data();
    void keepsNavigationToTheSignIn();
    void matchesTheRedirectExactly_data();
    void matchesTheRedirectExactly();
};

void SignInScopeTest::findsTheSiteOfAHost_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("site");
    QTest::newRow("two labels") << u"qq.com"_s << u"qq.com"_s;
    QTest::newRow("sub-domain") << u"ssl.ptlogin2.QQ.com"_s << u"qq.com"_s;
    QTest::newRow("country's second level") << u"mail.sina.com.cn"_s << u"sina.com.cn"_s;
    QTest::newRow("two-letter name that is no second level") << u"mail.t.cn"_s << u"t.cn"_s;
    QTest::newRow("address") << u"127.0.0.1"_s << u"127.0.0.1"_s;
    QTest::newRow("localhost") << u"localhost"_s << u"localhost"_s;
}

void SignInScopeTest::findsTheSiteOfAHost()
{
    QFETCH(QString, host);
    QTEST(siteOf(host), "site");
}

void SignInScopeTest::keepsNavigationToTheSignIn_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("same host") << QUrl(u"https://mail.qq.com/cgi-bin/x"_s) << true;
    QTest::newRow("sister host") << QUrl(u"https://xui.ptlogin2.qq.com/"_s) << true;
    QTest::newRow("plain HTTP") << QUrl(u"http://mail.qq.com/"_s) << false;
    QTest::newRow("look-alike") << QUrl(u"https://mail.qq.com.evil.example/"_s) << false;
    QTest::newRow("suffix without a dot") << QUrl(u"https://evilqq.com/"_s) << false;
    QTest::newRow("file") << QUrl(u"file:///etc/passwd"_s) << false;
    QTest::newRow("script") << QUrl(u"javascript:alert(1)"_s) << false;
    QTest::newRow("data") << QUrl(u"data:text/html,x"_s) << false;
}

void SignInScopeTest::keepsNavigationToTheSignIn()
{
    QFETCH(QUrl, url);
    const SignInScope scope(QUrl(u"https://mail.qq.com/cgi-bin/oauth2/authorize"_s), QUrl(u"https://app.example/callback"_s));
    QTEST(scope.allows(url), "allowed");
}

void SignInScopeTest::matchesTheRedirectExactly_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<bool>("matches");
    QTest::newRow("with answer") << QUrl(u"http://127.0.0.1:8123/callback?code=c&state=s"_s) << true;
    QTest::newRow("other port") << QUrl(u"http://127.0.0.1:8124/callback?code=c"_s) << false;
    QTest::newRow("other path") << QUrl(u"http://127.0.0.1:8123/callback2?code=c"_s) << false;
    QTest::newRow("path below") << QUrl(u"http://127.0.0.1:8123/callback/x?code=c"_s) << false;
    QTest::newRow("other scheme") << QUrl(u"https://127.0.0.1:8123/callback?code=c"_s) << false;
    QTest::newRow("other host") << QUrl(u"http://localhost:8123/callback?code=c"_s) << false;
    QTest::newRow("redirect as a parameter") << QUrl(u"https://mail.qq.com/?u=http://127.0.0.1:8123/callback"_s) << false;
}

void SignInScopeTest::matchesTheRedirectExactly()
{
    QFETCH(QUrl, url);
    const SignInScope scope(QUrl(u"https://mail.qq.com/a"_s), QUrl(u"http://127.0.0.1:8123/callback"_s));
    QTEST(scope.isRedirect(url), "matches");
}

QTEST_GUILESS_MAIN(SignInScopeTest)
#include "signinscopetest.moc"
