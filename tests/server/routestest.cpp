// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/apiserver.h"
#include "support/browser.h"
#include "support/memorybackend.h"

#include <QCoroTask>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace qn;
using namespace qn::server;
using namespace Qt::StringLiterals;

class RoutesTest final : public QObject
{
    Q_OBJECT

private:
    SystemClock m_clock;
    std::unique_ptr<test::MemoryBackend> m_backend;
    std::unique_ptr<ApiServer> m_server;
    test::Browser m_browser;
    QByteArray m_token;

    void start(bool baselineOnly)
    {
        ServerOptions options;
        options.baselineOnly = baselineOnly;
        options.clients = {{u"article"_s, u"An article's sample"_s, Client::secretHashOf(Secret("article-secret")),
            {QUrl(u"https://yourapp.example/callback"_s)}}};
        m_server = std::make_unique<ApiServer>(*m_backend, options, m_clock);
        QVERIFY(m_server->listen());
    }
    void signIn()
    {
        QUrl page = at(u"/cgi-bin/oauth2/authorize"_s);
        page.setQuery(u"client_id=article&response_type=code&redirect_uri=https%3A%2F%2Fyourapp.example%2Fcallback"_s);
        const QString code = QUrlQuery(m_browser.authorize(page)).queryItemValue(u"code"_s);
        const test::WebAnswer answer = m_browser.submit(at(u"/cgi-bin/oauth2/token"_s),
            {{u"client_id"_s, u"article"_s}, {u"client_secret"_s, u"article-secret"_s},
                {u"grant_type"_s, u"authorization_code"_s}, {u"code"_s, code},
                {u"redirect_uri"_s, u"https://yourapp.example/callback"_s}});
        m_token = QJsonDocument::fromJson(answer.body)[u"access_token"].toString().toLatin1();
        QVERIFY(!m_token.isEmpty());
    }
    QUrl at(const QString &target) const { return m_server->baseUrl().resolved(QUrl(target)); }
    test::WebAnswer get(const QString &target)
    {
        return m_browser.get(at(u"/cgi-bin/api/"_s + target), {{"Authorization", "Bearer " + m_token}});
    }
    test::WebAnswer post(const QString &target, const QByteArray &json)
    {
        return m_browser.post(
            at(u"/cgi-bin/api/"_s + target), json, "application/json", {{"Authorization", "Bearer " + m_token}});
    }
    static QJsonArray array(const test::WebAnswer &answer) { return QJsonDocument::fromJson(answer.body).array(); }
    static QJsonObject object(const test::WebAnswer &answer) { return QJsonDocument::fromJson(answer.body).object(); }

private slots:
    void init()
    {
        m_backend = std::make_unique<test::MemoryBackend>();
        m_backend->people = {{RemoteContactId(u"c1"_s), u"林雨桐"_s, u"lin@friends.example"_s, {}, {}}};
        for (int i = 0; i < 250; ++i) {
            Message message;
            message.header.remoteId = RemoteMessageId(u"m%1"_s.arg(i));
            message.header.from = {u"王芳"_s, u"wang@work.example"_s};
            message.header.subject = u"第 %1 封"_s.arg(i);
            message.header.date = QDateTime::fromSecsSinceEpoch(1'800'000'000 - i, Qt::UTC);
            message.body.text = u"正文 %1"_s.arg(i);
            m_backend->inbox.append(message);
        }
        start(false);
        signIn();
    }
    void cleanup()
    {
        QCoro::waitFor(m_server->close());
        m_server.reset();
    }

    void listsTheNewestMails()
    {
        const QJsonArray all = array(get(u"get_mail_list"_s));
        QCOMPARE(all.size(), 200);
        QCOMPARE(all[0][u"subject"].toString(), u"第 0 封"_s);
        QCOMPARE(all[0][u"from"].toString(), u"王芳 <wang@work.example>"_s);
        QCOMPARE(all[0][u"id"].toString(), u"m0"_s);
        QCOMPARE(all[0][u"unread"].toBool(), true);
        QVERIFY(all[0][u"text"].isUndefined());
        const QJsonArray some = array(get(u"get_mail_list?offset=240&limit=20"_s));
        QCOMPARE(some.size(), 10);
        QCOMPARE(some[0][u"subject"].toString(), u"第 240 封"_s);
        QCOMPARE(get(u"get_mail_list?limit=many"_s).status, 400);
    }

    void readsOneMail()
    {
        QCOMPARE(object(get(u"get_mail?folder=inbox&id=m7"_s))[u"text"].toString(), u"正文 7"_s);
        const test::WebAnswer missing = get(u"get_mail?folder=inbox&id=none"_s);
        QCOMPARE(missing.status, 404);
        QVERIFY(object(missing)[u"errcode"].toInt() != 0);
        QCOMPARE(get(u"get_mail?folder=inbox"_s).status, 400);
    }

    void sendsMail()
    {
        QCOMPARE(
            post(u"send_mail"_s, R"({"to": "a@b.example, c@d.example", "subject": "Hi", "text": "你好"})").status, 200);
        QCOMPARE(m_backend->sent.size(), 1);
        QCOMPARE(m_backend->sent[0].to.size(), 2);
        QCOMPARE(m_backend->sent[0].text, u"你好"_s);
    }

    void refusesMailThatCannotBeSent_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nobody") << QByteArray(R"({"subject": "Hi", "text": "x"})");
        QTest::newRow("empty") << QByteArray(R"({"to": "", "subject": "Hi", "text": "x"})");
        QTest::newRow("wrong type") << QByteArray(R"({"to": 7, "subject": "Hi"})");
        QTest::newRow("not JSON") << QByteArray("to=a@b.example");
        QTest::newRow("nothing") << QByteArray();
    }
    void refusesMailThatCannotBeSent()
    {
        QFETCH(QByteArray, json);
        const test::WebAnswer answer = post(u"send_mail"_s, json);
        QCOMPARE(answer.status, 400);
        QVERIFY(object(answer)[u"errcode"].toInt() != 0);
        QVERIFY(m_backend->sent.isEmpty());
    }

    void tellsUnknownPathsAndWrongMethods()
    {
        QCOMPARE(get(u"get_everything"_s).status, 404);
        const test::WebAnswer wrong = get(u"send_mail"_s);
        QCOMPARE(wrong.status, 405);
        QCOMPARE(wrong.headers.value("allow"), "POST");
        QCOMPARE(get(u"search_mail?folder=inbox&query=x"_s).status, 405); // the backend cannot
    }

    void hasNothingButTheBaselineWhereToldSo()
    {
        start(true);
        signIn();
        QCOMPARE(get(u"get_capabilities"_s).status, 404);
        QCOMPARE(get(u"get_mail?folder=inbox&id=m7"_s).status, 404);
        QCOMPARE(
            post(u"send_mail"_s, R"({"to": "a@b.example", "cc": "c@d.example", "subject": "Hi", "text": "x"})").status,
            200);
        QVERIFY(m_backend->sent[0].cc.isEmpty());
        QCOMPARE(array(get(u"get_contacts"_s))[0][u"email"].toString(), u"lin@friends.example"_s);
        QCOMPARE(array(get(u"get_mail_list"_s))[3][u"text"].toString(), u"正文 3"_s);
    }

    void answersALongPollWhenSomethingChanges()
    {
        QTimer news; // again and again: the first may come before anybody waits
        connect(&news, &QTimer::timeout, m_backend.get(), [this] { m_backend->send({}); });
        news.start(50);
        const QJsonObject first = object(get(u"wait_for_change"_s));
        news.stop();
        QCOMPARE(first[u"changed"].toBool(), true);
        QVERIFY(!first[u"state"].toString().isEmpty());
        // A client that knows an older state is told at once.
        const QJsonObject second = object(get(u"wait_for_change?state=an-older-run.0"_s));
        QCOMPARE(second[u"changed"].toBool(), true);
        QCOMPARE(second[u"state"], first[u"state"]);
    }

    void survivesClientsThatLeaveWhileTheyWait()
    {
        for (int i = 0; i < 3; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, quint16(m_server->baseUrl().port()));
            QVERIFY(socket.waitForConnected());
            socket.write("GET /cgi-bin/api/wait_for_change HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + m_token + "\r\n\r\n");
            socket.flush();
            QTest::qWait(20);
            socket.abort();
        }
        m_backend->send({});
        QTest::qWait(20);
        QCOMPARE(get(u"get_contacts"_s).status, 200);
    }

    void servesNoSecondRequestWhileTheFirstWaits()
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, quint16(m_server->baseUrl().port()));
        QVERIFY(socket.waitForConnected());
        const QByteArray poll = "GET /cgi-bin/api/wait_for_change HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + m_token + "\r\n\r\n";
        socket.write(poll + "GET /cgi-bin/api/get_contacts HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer "
            + m_token + "\r\n\r\n");
        QVERIFY(!socket.waitForReadyRead(0));
        QTimer news;
        connect(&news, &QTimer::timeout, m_backend.get(), [this] { m_backend->send({}); });
        news.start(50);
        QByteArray all;
        QTRY_VERIFY((all += socket.readAll(), socket.state() == QAbstractSocket::UnconnectedState));
        QCOMPARE(all.count("HTTP/1.1"), 1);
        QVERIFY(all.contains("\"changed\":true"));
    }

    void servesPythonAsTheArticleDoes()
    {
        QProcess python;
        python.setProcessChannelMode(QProcess::MergedChannels);
        python.start(u"/usr/bin/python3"_s,
            {QStringLiteral(QN_SOURCE_DIR "/tests/server/article_samples.py"), m_server->baseUrl().toString()});
        QTRY_VERIFY_WITH_TIMEOUT(python.state() == QProcess::NotRunning, 30'000);
        const QString said = QString::fromUtf8(python.readAll());
        QVERIFY2(python.exitCode() == 0, qPrintable(said));
        QVERIFY(said.contains(u"Email sent successfully!"_s));
        QVERIFY(said.contains(u"From: 王芳 <wang@work.example>, Subject: 第 0 封"_s));
        QVERIFY(said.contains(u"Name: 林雨桐, Email: lin@friends.example"_s));
        QVERIFY(said.contains(u"Failed to send email: 401"_s));
        QCOMPARE(m_backend->sent.size(), 1);
        QCOMPARE(m_backend->sent[0].subject, u"Test Email"_s);
    }
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "routestest.moc"
