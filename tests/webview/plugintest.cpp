// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/webviewloader.h"
#include "widgets/webviewplugin.h"

#include <QHttpServer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QUrlQuery>
#include <QWebEngineView>

using namespace qn::widgets;
using namespace Qt::StringLiterals;

/// The real plugin, the real Qt WebEngine, real windows and a real HTTP server.
class PluginTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { m_requests.clear(); }
    void endsWhenTheFormRedirects();
    void neverAsksTheRedirectAddress();
    void staysOnTheSignIn();
    void servicePageStaysOnItsSite();
    void saysWhenThePageCannotBeOpened();
    void forgetsCookiesBetweenSignIns();
    void showsMailWithoutTouchingTheNetwork();
    void showsInlineImagesOnly();
    void runsNoScripts();
    void handsLinksOut();

private:
    QUrl url(const QString &path) const { return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path)); }
    LoginDialog *openDialog(QWidget *parent, const QString &path);

    WebViewPlugin *m_plugin = nullptr;
    QHttpServer m_server;
    quint16 m_port = 0;
    QStringList m_requests;
    bool m_cookieSeen = false;
    const QUrl m_redirect{u"http://127.0.0.1:1/callback"_s};
};

void PluginTest::initTestCase()
{
    m_server.route(u"/form"_s, [this](const QHttpServerRequest &request) {
        m_requests.append(u"/form"_s);
        for (const auto &[name, value] : request.headers())
            m_cookieSeen = m_cookieSeen || (name.toLower() == "cookie" && value.contains("signed=in"));
        QHttpServerResponse response("text/html",
            "<form method=post action=/agree><button style='width:200px;height:200px'>Agree</button></form>");
        response.setHeader("Set-Cookie", "signed=in; Path=/");
        return response;
    });
    m_server.route(u"/agree"_s, [this](const QHttpServerRequest &) {
        m_requests.append(u"/agree"_s);
        QHttpServerResponse response(QHttpServerResponse::StatusCode::Found);
        response.setHeader("Location", (m_redirect.toString() + u"?code=c0de&state=st"_s).toLatin1());
        return response;
    });
    m_server.route(u"/away"_s, [this] {
        m_requests.append(u"/away"_s);
        return QHttpServerResponse("text/html", "<meta http-equiv=refresh content='0;url=http://elsewhere.example/'>");
    });
    m_server.route(u"/pixel.png"_s, [this] {
        m_requests.append(u"/pixel.png"_s);
        return QHttpServerResponse("image/png", "");
    });
    m_port = m_server.listen(QHostAddress::LocalHost);
    QVERIFY(m_port);

    m_plugin = loadWebViewPlugin({QStringLiteral(QN_BINARY_DIR "/bin/plugins")});
    QVERIFY(m_plugin);
}

LoginDialog *PluginTest::openDialog(QWidget *parent, const QString &path)
{
    LoginDialog *dialog = m_plugin->createLoginDialog(parent);
    dialog->show();
    dialog->start(url(path), m_redirect);
    return dialog;
}

void PluginTest::endsWhenTheFormRedirects()
{
    QWidget parent;
    LoginDialog *dialog = openDialog(&parent, u"/form"_s);
    QSignalSpy accepted(dialog, &QDialog::accepted);
    QTRY_VERIFY_WITH_TIMEOUT(m_requests.contains(u"/form"_s), 20000);
    // The button takes the click once it is painted, so ask until it has.
    auto *view = dialog->findChild<QWebEngineView *>();
    for (int i = 0; i < 300 && accepted.isEmpty(); ++i) {
        if (QWidget *target = view->focusProxy())
            QTest::mouseClick(target, Qt::LeftButton, {}, QPoint(60, 60));
        QTest::qWait(100);
    }
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(QUrlQuery(dialog->redirectedTo()).queryItemValue(u"code"_s), u"c0de"_s);
    QCOMPARE(QUrlQuery(dialog->redirectedTo()).queryItemValue(u"state"_s), u"st"_s);
}

void PluginTest::neverAsksTheRedirectAddress()
{
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress::LocalHost));
    QWidget parent;
    LoginDialog *dialog = m_plugin->createLoginDialog(&parent);
    QSignalSpy accepted(dialog, &QDialog::accepted);
    QSignalSpy connected(&listener, &QTcpServer::newConnection);
    const QUrl redirect(u"http://127.0.0.1:%1/callback"_s.arg(listener.serverPort()));
    QHttpServer server;
    server.route(u"/go"_s, [redirect] {
        QHttpServerResponse response(QHttpServerResponse::StatusCode::Found);
        response.setHeader("Location", redirect.toEncoded() + "?error=access_denied");
        return response;
    });
    const quint16 port = server.listen(QHostAddress::LocalHost);
    dialog->show();
    dialog->start(QUrl(u"http://127.0.0.1:%1/go"_s.arg(port)), redirect);
    QTRY_COMPARE_WITH_TIMEOUT(accepted.size(), 1, 20000);
    QCOMPARE(QUrlQuery(dialog->redirectedTo()).queryItemValue(u"error"_s), u"access_denied"_s);
    QTest::qWait(200);
    QCOMPARE(connected.size(), 0);
}

void PluginTest::staysOnTheSignIn()
{
    QWidget parent;
    LoginDialog *dialog = openDialog(&parent, u"/away"_s);
    const auto warned = [dialog] {
        const auto labels = dialog->findChildren<QWidget *>();
        return std::any_of(labels.begin(), labels.end(), [](QWidget *w) {
            return w->isVisible() && w->property("text").toString().contains(u"elsewhere.example"_s);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(warned(), 20000);
    QVERIFY(dialog->isVisible());
}

void PluginTest::servicePageStaysOnItsSite()
{
    QWidget window;
    window.resize(500, 400);
    SitePage *page = m_plugin->createSitePage(&window);
    page->resize(window.size());
    window.show();
    page->open(url(u"/away"_s));
    const auto warned = [page] {
        const auto labels = page->findChildren<QWidget *>();
        return std::any_of(labels.begin(), labels.end(), [](QWidget *w) {
            return w->isVisible() && w->property("text").toString().contains(u"elsewhere.example"_s);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(warned(), 20000);
    QVERIFY(m_requests.contains(u"/away"_s));
}

void PluginTest::saysWhenThePageCannotBeOpened()
{
    QWidget parent;
    LoginDialog *dialog = m_plugin->createLoginDialog(&parent);
    dialog->show();
    dialog->start(QUrl(u"http://127.0.0.1:9/authorize"_s), m_redirect);
    const auto warned = [dialog] {
        const auto widgets = dialog->findChildren<QWidget *>();
        return std::any_of(widgets.begin(), widgets.end(), [](QWidget *w) {
            return w->isVisible() && w->property("text").toString().contains(u"could not be opened"_s);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(warned(), 20000);
}

void PluginTest::forgetsCookiesBetweenSignIns()
{
    QWidget parent;
    delete openDialog(&parent, u"/form"_s);
    m_cookieSeen = false;
    for (int i = 0; i < 2; ++i) {
        m_requests.clear();
        LoginDialog *dialog = openDialog(&parent, u"/form"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_requests.contains(u"/form"_s), 20000);
        delete dialog;
    }
    QVERIFY(!m_cookieSeen);
}

void PluginTest::showsMailWithoutTouchingTheNetwork()
{
    std::unique_ptr<HtmlView> view(m_plugin->createHtmlView(nullptr));
    int blocked = 0;
    int height = 0;
    view->setCallbacks({{}, [&] { ++blocked; }, [&](int h) { height = h; }});
    view->resize(600, 400);
    view->show();
    const QString pixel = url(u"/pixel.png"_s).toString();
    view->showHtml(u"<link rel=preconnect href='%1'><link rel=stylesheet href='%1'><img src='%1'>"
                    "<div style=\"background:url('%1');height:900px\">x</div><iframe src='%1'></iframe>"_s.arg(pixel), {}, false);
    QTRY_VERIFY_WITH_TIMEOUT(height > 900, 20000);
    QTRY_COMPARE(blocked, 1);
    QTest::qWait(300);
    m_requests.removeAll(u"/form"_s); // of a dialog that has just been closed
    QCOMPARE(m_requests, QStringList());
}

void PluginTest::showsInlineImagesOnly()
{
    std::unique_ptr<HtmlView> view(m_plugin->createHtmlView(nullptr));
    QStringList asked;
    view->resize(400, 300);
    view->show();
    view->showHtml(u"<img src=\"cid:logo@x\"><img src=\"cid:other\">"_s,
        [&asked](const QString &id, std::function<void(QByteArray, QString)> done) {
            asked.append(id);
            done({}, {});
        }, true);
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 2, 20000);
    asked.sort();
    QCOMPARE(asked, QStringList({u"logo@x"_s, u"other"_s}));
}

void PluginTest::runsNoScripts()
{
    std::unique_ptr<HtmlView> view(m_plugin->createHtmlView(nullptr));
    int height = 0;
    view->setCallbacks({{}, {}, [&](int h) { height = h; }});
    view->resize(400, 300);
    view->show();
    view->showHtml(u"<div id=a style='height:700px'>x</div><img src=x onerror=\"document.body.innerHTML=''\">"
                    "<svg onload=\"document.body.innerHTML=''\"></svg><script>document.body.innerHTML=''</script>"_s, {}, false);
    QTRY_VERIFY_WITH_TIMEOUT(height > 700, 20000);
    QTest::qWait(300);
    QVERIFY(height > 700);
}

void PluginTest::handsLinksOut()
{
    std::unique_ptr<HtmlView> view(m_plugin->createHtmlView(nullptr));
    QUrl clicked;
    int height = 0;
    view->setCallbacks({[&](const QUrl &link) { clicked = link; }, {}, [&](int h) { height = h; }});
    view->resize(400, 300);
    view->show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    view->showHtml(u"<a href='https://example.example/page' style='display:block;height:280px;background:#eee'>link</a>"_s, {}, false);
    QTRY_VERIFY_WITH_TIMEOUT(height > 200, 20000);
    for (int i = 0; i < 300 && clicked.isEmpty(); ++i) {
        if (QWidget *target = view->focusProxy()->focusProxy())
            QTest::mouseClick(target, Qt::LeftButton, {}, QPoint(100, 100));
        QTest::qWait(100);
    }
    QCOMPARE(clicked, QUrl(u"https://example.example/page"_s));
}

QTEST_MAIN(PluginTest)
#include "plugintest.moc"
