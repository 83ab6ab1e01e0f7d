// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mailboxcodec.h"
#include "auth/authenticator.h"
#include "backend/http/openapibackend.h"
#include "support/manualclock.h"
#include "support/memorysecrets.h"
#include "support/rawserver.h"

#include <QCoroTask>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace qn;
using namespace qn::backend;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using qn::test::RawServer;

namespace {

QByteArray json(const QByteArray &body, const QByteArray &status = "200 OK", const QByteArray &headers = {})
{
    return RawServer::answer(status, "Content-Type: application/json\r\n" + headers, body);
}

QByteArray page(const QByteArray &status = "200 OK")
{
    return RawServer::answer(status, "Content-Type: text/html\r\n", "<!DOCTYPE html><html><body>Sign in</body></html>");
}

/// A server of recorded answers by path, the signed-in client in front of it, and the backend on top.
class Bench final
{
public:
    using Answers = QList<QByteArray>; ///< one after the other; the last is repeated; "" drops the connection

    Bench()
    {
        answers[u"/cgi-bin/oauth2/token"_s] = {
            json(R"({"access_token":"fresh","expires_in":3600,"refresh_token":"refresh2"})")};
        backend.setBusyPause(1ms);
        const auth::Tokens tokens{Secret("stale"), Secret("refresh1"), clock.now().addSecs(3600)};
        [[maybe_unused]] const auto adopted = QCoro::waitFor(authenticator.adopt(tokens));
    }

    void beBaseline()
    {
        answers[api("get_capabilities")] = {RawServer::answer("404 Not Found", {}, "not found")};
        answers[api("get_mail_list")] = {
            json(R"([{"from":"Ann <a@b.c>","subject":"one","text":"Hello"},)"
                 R"({"from":"d@e.f","subject":"two","preview":"short"},{"from":"d@e.f","subject":"two"}])")};
        answers[api("get_contacts")] = {json(R"([{"name":"李雷","email":"l@qq.com"}])")};
        answers[api("send_mail")] = {json(R"({"errcode":0,"errmsg":"ok"})")};
    }
    void beComplete()
    {
        Capabilities all;
        all.folders = all.incremental = all.rawSource = all.detail = all.flags = all.move = all.remove = all.drafts =
            true;
        all.sendHtml = all.sendCopies = all.sendAttachments = all.idempotentSend = all.editContacts = true;
        all.search = all.watch = true;
        all.maxMessageBytes = 1000;
        answers[api("get_capabilities")] = {json(qn::api::encodeCapabilities(all))};
    }

    static QString api(const char *name) { return u"/cgi-bin/api/"_s + QLatin1String(name); }
    QList<QByteArray> requestsTo(const QString &path) const
    {
        QList<QByteArray> found;
        for (const QByteArray &request : server.requests()) {
            if (pathOf(request) == path)
                found.append(request);
        }
        return found;
    }
    static QByteArray bodyOf(const QByteArray &request) { return request.mid(request.indexOf("\r\n\r\n") + 4); }
    static bool carries(const QByteArray &request, const QByteArray &token)
    {
        return request.toLower().contains("\r\nauthorization: bearer " + token + "\r\n");
    }

    QMap<QString, Answers> answers;
    std::function<void()> onToken; ///< when a refresh has come in, before it is answered
    test::ManualClock clock;
    test::MemorySecrets secrets;
    RawServer server{[this](QTcpSocket *socket, const QByteArray &request, int) { answer(socket, request); }};
    net::HttpClient http{{4, 1ms, 20ms}, nullptr};
    net::HttpClient tokenHttp{{4, 1ms, 20ms}, nullptr};
    auth::Authenticator authenticator{
        {server.url(u"/cgi-bin/oauth2/authorize"_s), server.url(u"/cgi-bin/oauth2/token"_s), u"client"_s,
            QUrl(u"http://127.0.0.1/callback"_s), {}},
        u"account"_s, tokenHttp, secrets, clock};
    OpenApiBackend backend{server.url(u"/"_s), http, authenticator, clock};

private:
    static QString pathOf(const QByteArray &request)
    {
        return QString::fromLatin1(request.split(' ').value(1).split('?').first());
    }
    void answer(QTcpSocket *socket, const QByteArray &request)
    {
        if (onToken && pathOf(request) == "/cgi-bin/oauth2/token"_L1)
            onToken();
        Answers &left = answers[pathOf(request)];
        const QByteArray bytes = left.isEmpty() ? RawServer::answer("404 Not Found", {}, "no such path") : left.first();
        if (left.size() > 1)
            left.removeFirst();
        if (bytes == "hold")
            return;
        if (bytes.isEmpty()) {
            socket->abort();
            return;
        }
        socket->write(bytes);
        socket->disconnectFromHost();
    }
};

template <typename T> Result<T> wait(Task<T> task)
{
    return QCoro::waitFor(std::move(task));
}

OutgoingMessage plainMail()
{
    OutgoingMessage mail;
    mail.to = {{u"R"_s, u"recipient@example.com"_s}};
    mail.subject = u"Test Email"_s;
    mail.text = u"This is a test email."_s;
    mail.messageId = u"m@x"_s;
    mail.idempotencyKey = u"key"_s;
    return mail;
}

const RemoteFolderId inbox(u"inbox"_s);

} // namespace

class HttpBackendTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsABaselineMailbox();
    void readsContactsOfABaseline();
    void sendsToABaselineWhatTheArticleShows();
    void doesNotTryWhatABaselineCannot();
    void knowsABaselineByItsRefusal_data();
    void knowsABaselineByItsRefusal();
    void takesNoOutageForABaseline_data();
    void takesNoOutageForABaseline();
    void refreshesTheTokenInMidSync();
    void refreshesOnATokenErrcodeInside200();
    void givesUpWhenTheFreshTokenIsRefusedToo();
    void asksForASignInWhereNoTokenHelps();
    void asksABusyServerThreeTimesMore();
    void passesOnHowLongToWait();
    void repeatsAfterAServerError();
    void tellsBrokenAnswersApart_data();
    void tellsBrokenAnswersApart();
    void knowsWhatBecameOfAMail_data();
    void knowsWhatBecameOfAMail();
    void sendsAgainAfterARefusedToken();
    void sendsEverythingWhereTheServerCan();
    void refusesAMailThatIsTooLarge();
    void looksForASentMail();
    void asksForChangesPageByPage();
    void changesAndMovesMail();
    void fetchesBytes();
    void savesDraftsAndContacts();
    void waitsForChangesFromWhereItLeftOff();
    void endsWhatIsUnderWayOnAbort();
    void keepsTheNewTokenWhenAbortedDuringARefresh();
    void keepsThePathOfItsBaseUrl();
};

void HttpBackendTest::showsABaselineMailbox()
{
    Bench bench;
    bench.beBaseline();
    const auto able = wait(bench.backend.capabilities());
    QVERIFY(able);
    QVERIFY(!able->folders && !able->incremental && !able->rawSource && !able->flags && !able->editContacts
        && !able->sendHtml);
    const auto folders = wait(bench.backend.folders());
    QCOMPARE(folders->size(), 1);
    QCOMPARE(folders->first().role, FolderRole::Inbox);
    QCOMPARE(folders->first().total, 3);
    const auto first = wait(bench.backend.changes(folders->first().remoteId, {}, 50));
    QVERIFY(first && first->complete && !first->more);
    QCOMPARE(first->upserted.size(), 3);
    QCOMPARE(first->upserted[0].from, (Address{u"Ann"_s, u"a@b.c"_s}));
    QCOMPARE(bench.requestsTo(Bench::api("get_mail_list")).size(), 1);
    const auto second = wait(bench.backend.changes(folders->first().remoteId, first->next, 50));
    QCOMPARE(*second, *first);
    QCOMPARE(bench.requestsTo(Bench::api("get_mail_list")).size(), 2);

    const auto message = wait(bench.backend.message(inbox, first->upserted[0].remoteId));
    QCOMPARE(message->body.text, u"Hello"_s);
    QCOMPARE(wait(bench.backend.message(inbox, first->upserted[1].remoteId))->body.text, u"short"_s);
    QCOMPARE(bench.requestsTo(Bench::api("get_mail_list")).size(), 2);
    QCOMPARE(wait(bench.backend.message(inbox, RemoteMessageId(u"gone"_s))).error().kind, ErrorKind::NotFound);
    for (const QByteArray &request : bench.server.requests())
        QVERIFY(Bench::carries(request, "stale"));
}

void HttpBackendTest::readsContactsOfABaseline()
{
    Bench bench;
    bench.beBaseline();
    const auto contacts = wait(bench.backend.contacts());
    QCOMPARE(contacts->size(), 1);
    QCOMPARE(contacts->first().name, u"李雷"_s);
    QCOMPARE(wait(bench.backend.saveContact(contacts->first())).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.removeContact(contacts->first().remoteId)).error().kind, ErrorKind::Unsupported);
}

void HttpBackendTest::sendsToABaselineWhatTheArticleShows()
{
    Bench bench;
    bench.beBaseline();
    OutgoingMessage mail = plainMail();
    mail.html = u"<p>This is a test email.</p>"_s;
    QVERIFY(wait(bench.backend.send(mail)));
    const auto requests = bench.requestsTo(Bench::api("send_mail"));
    QCOMPARE(requests.size(), 1);
    QVERIFY(requests[0].startsWith("POST "));
    QVERIFY(requests[0].toLower().contains("\r\ncontent-type: application/json\r\n"));
    QCOMPARE(Bench::bodyOf(requests[0]),
        QByteArray(R"({"subject":"Test Email","text":"This is a test email.","to":"recipient@example.com"})"));
}

void HttpBackendTest::doesNotTryWhatABaselineCannot()
{
    Bench bench;
    bench.beBaseline();
    QVERIFY(wait(bench.backend.capabilities()));
    const qsizetype before = bench.server.requests().size();
    OutgoingMessage copies = plainMail(), files = plainMail(), html = plainMail();
    copies.bcc = {{{}, u"b@c.d"_s}};
    files.attachments = {Attachment{}};
    html.text.clear();
    html.html = u"<p>x</p>"_s;
    for (const OutgoingMessage &mail : {copies, files, html})
        QCOMPARE(wait(bench.backend.send(mail)).error().kind, ErrorKind::Unsupported);
    const RemoteMessageId id(u"1"_s);
    QCOMPARE(wait(bench.backend.findSent(plainMail())).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.source(inbox, id)).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.attachment(inbox, id, u"1"_s)).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.setFlags(inbox, {id}, MessageFlag::Seen, {})).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.move(inbox, {id}, inbox)).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.remove(inbox, {id})).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.saveDraft(plainMail(), {})).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.search(inbox, u"x"_s)).error().kind, ErrorKind::Unsupported);
    QCOMPARE(wait(bench.backend.waitForChange()).error().kind, ErrorKind::Unsupported);
    QCOMPARE(bench.server.requests().size(), before);
}

void HttpBackendTest::knowsABaselineByItsRefusal_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::newRow("404") << json("{}", "404 Not Found");
    QTest::newRow("404 page") << page("404 Not Found");
    QTest::newRow("400") << json(R"({"errcode":40035,"errmsg":"no such api"})", "400 Bad Request");
    QTest::newRow("403") << json("{}", "403 Forbidden");
    QTest::newRow("405") << json("{}", "405 Method Not Allowed");
    QTest::newRow("501") << json("{}", "501 Not Implemented");
    QTest::newRow("page") << page();
    QTest::newRow("errcode in 200") << json(R"({"errcode":40035,"errmsg":"no such api"})");
    QTest::newRow("list") << json("[]");
    QTest::newRow("text") << RawServer::answer("200 OK", {}, "hello");
}

void HttpBackendTest::knowsABaselineByItsRefusal()
{
    QFETCH(QByteArray, refusal);
    Bench bench;
    bench.beBaseline();
    bench.answers[Bench::api("get_capabilities")] = {refusal};
    const auto able = wait(bench.backend.capabilities());
    QVERIFY(able);
    QVERIFY(!able->folders);
    QCOMPARE(wait(bench.backend.changes(inbox, {}, 10))->upserted.size(), 3);
}

void HttpBackendTest::takesNoOutageForABaseline_data()
{
    QTest::addColumn<QByteArray>("capabilities");
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<ErrorReason>("reason");
    const QByteArray list = json("[]");
    QTest::newRow("everything is a page") << page() << page() << ErrorKind::Protocol << ErrorReason::HtmlInsteadOfJson;
    QTest::newRow("everything is 404") << page("404 Not Found") << page("404 Not Found") << ErrorKind::NotFound
                                       << ErrorReason::None;
    QTest::newRow("500") << page("500 Oops") << list << ErrorKind::Server << ErrorReason::None;
    QTest::newRow("429") << json("{}", "429 Slow", "Retry-After: 100\r\n") << list << ErrorKind::RateLimited
                         << ErrorReason::None;
    QTest::newRow("cut off") << json(R"({"folders":tr)") << list << ErrorKind::Protocol << ErrorReason::Truncated;
    QTest::newRow("no answer") << QByteArray() << list << ErrorKind::Network << ErrorReason::None;
}

void HttpBackendTest::takesNoOutageForABaseline()
{
    QFETCH(QByteArray, capabilities);
    QFETCH(QByteArray, list);
    Bench bench;
    bench.answers[Bench::api("get_capabilities")] = {capabilities};
    bench.answers[Bench::api("get_mail_list")] = {list};
    const auto able = wait(bench.backend.capabilities());
    QVERIFY(!able);
    QTEST(able.error().kind, "kind");
    QTEST(able.error().reason, "reason");
    QVERIFY(!wait(bench.backend.folders()));
}

void HttpBackendTest::refreshesTheTokenInMidSync()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("get_changes")] = {json(R"({"mails":[{"id":"1"}],"next":"YQ","more":true})"),
        json(R"({"errcode":40014,"errmsg":"expired"})", "401 Unauthorized"),
        json(R"({"mails":[{"id":"2"}],"next":"Yg"})")};
    QVERIFY(wait(bench.backend.changes(inbox, {}, 1)));
    const auto second = wait(bench.backend.changes(inbox, "a", 1));
    QVERIFY(second);
    QCOMPARE(second->next, QByteArray("b"));
    const auto requests = bench.requestsTo(Bench::api("get_changes"));
    QCOMPARE(requests.size(), 3);
    QVERIFY(Bench::carries(requests[1], "stale"));
    QVERIFY(Bench::carries(requests[2], "fresh"));
    QCOMPARE(bench.requestsTo(u"/cgi-bin/oauth2/token"_s).size(), 1);
}

void HttpBackendTest::refreshesOnATokenErrcodeInside200()
{
    Bench bench;
    bench.beBaseline();
    bench.answers[Bench::api("get_contacts")] = {
        json(R"({"errcode":42001,"errmsg":"access_token expired"})"), json(R"([{"name":"A","email":"a@b.c"}])")};
    QCOMPARE(wait(bench.backend.contacts())->size(), 1);
    QVERIFY(Bench::carries(bench.server.requests().last(), "fresh"));
}

void HttpBackendTest::givesUpWhenTheFreshTokenIsRefusedToo()
{
    Bench bench;
    bench.answers[Bench::api("get_contacts")] = {json("{}", "401 Unauthorized")};
    QCOMPARE(wait(bench.backend.contacts()).error().kind, ErrorKind::Authorization);
    QCOMPARE(bench.requestsTo(Bench::api("get_contacts")).size(), 2);
}

void HttpBackendTest::asksForASignInWhereNoTokenHelps()
{
    Bench bench;
    bench.answers[Bench::api("get_contacts")] = {json(R"({"errcode":42002,"errmsg":"refresh_token expired"})")};
    const auto contacts = wait(bench.backend.contacts());
    QCOMPARE(contacts.error().kind, ErrorKind::Authorization);
    QCOMPARE(contacts.error().reason, ErrorReason::SignInExpired);
    QCOMPARE(bench.server.requests().size(), 1);
}

void HttpBackendTest::asksABusyServerThreeTimesMore()
{
    const QByteArray busy = json(R"({"errcode":-1,"errmsg":"system busy"})");
    Bench bench;
    bench.answers[Bench::api("get_contacts")] = {busy, busy, busy, json("[]")};
    QVERIFY(wait(bench.backend.contacts()));
    bench.answers[Bench::api("get_contacts")] = {busy};
    const qsizetype before = bench.server.requests().size();
    QCOMPARE(wait(bench.backend.contacts()).error().kind, ErrorKind::Server);
    QCOMPARE(bench.server.requests().size() - before, 4);
}

void HttpBackendTest::passesOnHowLongToWait()
{
    Bench bench;
    bench.answers[Bench::api("get_contacts")] = {json("{}", "429 Too Many Requests", "Retry-After: 120\r\n")};
    const auto limited = wait(bench.backend.contacts());
    QCOMPARE(limited.error().kind, ErrorKind::RateLimited);
    QCOMPARE(limited.error().retryAfter, std::optional<std::chrono::milliseconds>(120s));
    QCOMPARE(bench.server.requests().size(), 1);
    bench.answers[Bench::api("get_contacts")] = {json("{}", "429 Too Many Requests", "Retry-After: 0\r\n"), json("[]")};
    QVERIFY(wait(bench.backend.contacts()));
    bench.answers[Bench::api("get_contacts")] = {json(R"({"errcode":45009,"errmsg":"api freq out of limit"})")};
    QVERIFY(wait(bench.backend.contacts()).error().retryAfter);
}

void HttpBackendTest::repeatsAfterAServerError()
{
    Bench bench;
    bench.answers[Bench::api("get_contacts")] = {json("{}", "500 Oops"), {}, page("502 Bad Gateway"), json("[]")};
    QVERIFY(wait(bench.backend.contacts()));
    bench.answers[Bench::api("get_contacts")] = {page("500 Oops")};
    QCOMPARE(wait(bench.backend.contacts()).error().kind, ErrorKind::Server);
}

void HttpBackendTest::tellsBrokenAnswersApart_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<ErrorReason>("reason");
    QTest::newRow("page") << page() << ErrorReason::HtmlInsteadOfJson;
    QTest::newRow("page as JSON") << json("<html>login</html>") << ErrorReason::HtmlInsteadOfJson;
    QTest::newRow("text") << json("hello") << ErrorReason::NotJson;
    QTest::newRow("empty") << json("") << ErrorReason::NotJson;
    QTest::newRow("cut off JSON") << json(R"({"mails":[{"id":"1")") << ErrorReason::Truncated;
    QTest::newRow("cut off body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"mails\":[")
                                  << ErrorReason::Truncated;
    QTest::newRow("list") << json("[]") << ErrorReason::WrongType;
    QTest::newRow("wrong field") << json(R"({"mails":[{"id":"1","subject":7}]})") << ErrorReason::WrongType;
    QTest::newRow("no id") << json(R"({"mails":[{"subject":"x"}]})") << ErrorReason::WrongType;
}

void HttpBackendTest::tellsBrokenAnswersApart()
{
    QFETCH(QByteArray, answer);
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("get_changes")] = {answer};
    const auto changes = wait(bench.backend.changes(inbox, {}, 1));
    QVERIFY(!changes);
    QCOMPARE(changes.error().kind, ErrorKind::Protocol);
    QTEST(changes.error().reason, "reason");
}

void HttpBackendTest::knowsWhatBecameOfAMail_data()
{
    QTest::addColumn<bool>("complete");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("sent");
    QTest::addColumn<ErrorReason>("reason");
    const auto none = ErrorReason::None;
    const auto unknown = ErrorReason::SendOutcomeUnknown;
    for (const bool complete : {false, true}) {
        const QString server = complete ? u", complete"_s : u", baseline"_s;
        QTest::newRow(qPrintable(u"ok"_s + server))
            << complete << json(R"({"errcode":0,"errmsg":"ok"})") << true << none;
        QTest::newRow(qPrintable(u"dropped"_s + server)) << complete << QByteArray() << false << unknown;
        QTest::newRow(qPrintable(u"500"_s + server)) << complete << json("{}", "500 Oops") << false << none;
        QTest::newRow(qPrintable(u"502"_s + server)) << complete << page("502 Bad Gateway") << false << unknown;
        QTest::newRow(qPrintable(u"page"_s + server)) << complete << page() << false << unknown;
        QTest::newRow(qPrintable(u"400"_s + server))
            << complete << json(R"({"errcode":40035})", "400 Bad Request") << false << none;
        QTest::newRow(qPrintable(u"errcode"_s + server)) << complete << json(R"({"errcode":45002})") << false << none;
        QTest::newRow(qPrintable(u"text"_s + server))
            << complete << RawServer::answer("200 OK", {}, "sent") << !complete << (complete ? unknown : none);
        QTest::newRow(qPrintable(u"empty"_s + server))
            << complete << RawServer::answer("200 OK", {}, {}) << !complete << (complete ? unknown : none);
    }
}

void HttpBackendTest::knowsWhatBecameOfAMail()
{
    QFETCH(bool, complete);
    QFETCH(QByteArray, answer);
    Bench bench;
    if (complete)
        bench.beComplete();
    else
        bench.beBaseline();
    bench.answers[Bench::api("send_mail")] = {answer};
    const auto receipt = wait(bench.backend.send(plainMail()));
    QTEST(receipt.has_value(), "sent");
    if (!receipt)
        QTEST(receipt.error().reason, "reason");
    QCOMPARE(bench.requestsTo(Bench::api("send_mail")).size(), 1);
}

void HttpBackendTest::sendsAgainAfterARefusedToken()
{
    Bench bench;
    bench.beBaseline();
    bench.answers[Bench::api("send_mail")] = {json("{}", "401 Unauthorized"), json("{}")};
    QVERIFY(wait(bench.backend.send(plainMail())));
    QCOMPARE(bench.requestsTo(Bench::api("send_mail")).size(), 2);
}

void HttpBackendTest::sendsEverythingWhereTheServerCan()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("send_mail")] = {
        json(R"({"errcode":0,"errmsg":"ok","id":"s1","refused":[{"email":"x@y.z","message":"no such user"}]})")};
    OutgoingMessage mail = plainMail();
    mail.cc = {{{}, u"c@d.e"_s}};
    mail.html = u"<p>x</p>"_s;
    Attachment file;
    file.name = u"图.bin"_s;
    file.type = u"application/octet-stream"_s;
    file.content = QByteArray("\0\xff", 2);
    mail.attachments = {file};
    const auto receipt = wait(bench.backend.send(mail));
    QCOMPARE(receipt->sentId.value(), u"s1"_s);
    QCOMPARE(receipt->refused.size(), 1);
    const QJsonObject body = QJsonDocument::fromJson(Bench::bodyOf(bench.server.requests().last())).object();
    QCOMPARE(body["idempotency_key"_L1].toString(), u"key"_s);
    QCOMPARE(body["html"_L1].toString(), u"<p>x</p>"_s);
    QCOMPARE(body["cc"_L1][0]["email"_L1].toString(), u"c@d.e"_s);
    QCOMPARE(body["attachments"_L1][0]["content"_L1].toString(), u"AP8="_s);
}

void HttpBackendTest::refusesAMailThatIsTooLarge()
{
    Bench bench;
    bench.beComplete();
    OutgoingMessage mail = plainMail();
    mail.text = QString(2000, u'x');
    QCOMPARE(wait(bench.backend.send(mail)).error().kind, ErrorKind::TooLarge);
    QVERIFY(bench.requestsTo(Bench::api("send_mail")).isEmpty());
}

void HttpBackendTest::looksForASentMail()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("find_sent")] = {
        json(R"({"found":true,"id":"s1"})"), json(R"({"found":false})"), json("{}")};
    QCOMPARE((*wait(bench.backend.findSent(plainMail())))->sentId.value(), u"s1"_s);
    QVERIFY(bench.server.requests().last().contains("idempotency_key=key&message_id=m%40x"));
    QVERIFY(!wait(bench.backend.findSent(plainMail())).value());
    QVERIFY(!wait(bench.backend.findSent(plainMail())));
}

void HttpBackendTest::asksForChangesPageByPage()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("get_folder_list")] = {
        json(R"({"folders":[{"id":"a b&c","name":"Inbox","role":"inbox","total":2,"unread":1}]})")};
    bench.answers[Bench::api("get_changes")] = {
        json(R"({"mails":[{"id":"2","flags":["seen"]}],"next":"_w","more":true,"complete":false,"total":2})")};
    const auto folders = wait(bench.backend.folders());
    const auto changes = wait(bench.backend.changes(folders->first().remoteId, {}, 1));
    QVERIFY(changes && changes->more);
    QCOMPARE(changes->next, QByteArray("\xff"));
    QVERIFY(bench.server.requests().last().startsWith("GET /cgi-bin/api/get_changes?folder=a%20b%26c&limit=1 HTTP"));
    QVERIFY(wait(bench.backend.changes(folders->first().remoteId, changes->next, 1)));
    QVERIFY(bench.server.requests().last().contains("&token=_w&limit=1"));
}

void HttpBackendTest::changesAndMovesMail()
{
    Bench bench;
    bench.beComplete();
    const QList<RemoteMessageId> ids{RemoteMessageId(u"1"_s), RemoteMessageId(u"2"_s)};
    bench.answers[Bench::api("set_flags")] = {
        json(R"({"errcode":0,"errmsg":"ok"})"), json("{}", "404 Not Found"), page()};
    QVERIFY(wait(bench.backend.setFlags(inbox, ids, MessageFlag::Seen, MessageFlag::Flagged)));
    QCOMPARE(Bench::bodyOf(bench.server.requests().last()),
        QByteArray(R"({"add":["seen"],"folder":"inbox","ids":["1","2"],"remove":["flagged"]})"));
    QCOMPARE(wait(bench.backend.setFlags(inbox, ids, {}, {})).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(bench.backend.setFlags(inbox, ids, {}, {})).error().reason, ErrorReason::HtmlInsteadOfJson);
    bench.answers[Bench::api("move_mail")] = {json(R"({"ids":["7"]})")};
    const auto moved = wait(bench.backend.move(inbox, ids, RemoteFolderId(u"trash"_s)));
    QCOMPARE(*moved, (QList{RemoteMessageId(u"7"_s), RemoteMessageId()}));
    bench.answers[Bench::api("delete_mail")] = {json("{}")};
    QVERIFY(wait(bench.backend.remove(inbox, ids)));
    bench.answers[Bench::api("search_mail")] = {json(R"({"ids":["2"]})")};
    QCOMPARE(wait(bench.backend.search(inbox, u"发票"_s))->size(), 1);
}

void HttpBackendTest::fetchesBytes()
{
    Bench bench;
    bench.beComplete();
    const RemoteMessageId id(u"1"_s);
    const QByteArray source = "From: a@b.c\r\n\r\n{\"errcode\":1}\r\n";
    bench.answers[Bench::api("get_mail_source")] = {
        RawServer::answer("200 OK", "Content-Type: message/rfc822\r\n", source),
        json(R"({"errcode":404,"errmsg":"gone","kind":"not_found"})")};
    QCOMPARE(*wait(bench.backend.source(inbox, id)), source);
    QCOMPARE(wait(bench.backend.source(inbox, id)).error().kind, ErrorKind::NotFound);
    bench.answers[Bench::api("get_attachment")] = {
        RawServer::answer("200 OK", "Content-Type: application/octet-stream\r\n", R"({"errcode":1})")};
    QCOMPARE(*wait(bench.backend.attachment(inbox, id, u"1.2"_s)), QByteArray(R"({"errcode":1})"));
    bench.answers[Bench::api("get_mail")] = {json(R"({"id":"1","subject":"s","text":"t"})")};
    QCOMPARE(wait(bench.backend.message(inbox, id))->body.text, u"t"_s);
}

void HttpBackendTest::savesDraftsAndContacts()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("save_draft")] = {json(R"({"id":"d2"})"), {}};
    QCOMPARE(wait(bench.backend.saveDraft(plainMail(), RemoteMessageId(u"d1"_s)))->value(), u"d2"_s);
    QVERIFY(Bench::bodyOf(bench.server.requests().last()).contains(R"("previous":"d1")"));
    const auto dropped = wait(bench.backend.saveDraft(plainMail(), {}));
    QCOMPARE(dropped.error().kind, ErrorKind::Network);
    QCOMPARE(dropped.error().reason, ErrorReason::None);
    bench.answers[Bench::api("save_contact")] = {json(R"({"id":"c1","name":"A","email":"a@b.c"})")};
    QCOMPARE(wait(bench.backend.saveContact({{}, u"A"_s, u"a@b.c"_s, {}, {}}))->remoteId.value(), u"c1"_s);
    bench.answers[Bench::api("delete_contact")] = {json("{}")};
    QVERIFY(wait(bench.backend.removeContact(RemoteContactId(u"c1"_s))));
}

void HttpBackendTest::waitsForChangesFromWhereItLeftOff()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("wait_for_change")] = {json(R"({"changed":true,"state":"s 1"})")};
    QVERIFY(wait(bench.backend.waitForChange()));
    QVERIFY(wait(bench.backend.waitForChange()));
    const auto requests = bench.requestsTo(Bench::api("wait_for_change"));
    QVERIFY(!requests[0].contains("state="));
    QVERIFY(requests[1].contains("?state=s%201 "));
}

void HttpBackendTest::endsWhatIsUnderWayOnAbort()
{
    Bench bench;
    bench.beComplete();
    bench.answers[Bench::api("wait_for_change")] = {"hold"};
    bench.answers[Bench::api("get_contacts")] = {json(R"({"errcode":-1})")};
    bench.backend.setBusyPause(1h);
    auto held = bench.backend.waitForChange();
    auto busy = bench.backend.contacts();
    QTRY_COMPARE(bench.server.requests().size(), 3);
    QTest::qWait(50);
    bench.backend.abort();
    QCOMPARE(wait(std::move(held)).error().kind, ErrorKind::Canceled);
    QCOMPARE(wait(std::move(busy)).error().kind, ErrorKind::Canceled);
    bench.answers[Bench::api("get_contacts")] = {json("[]")};
    QVERIFY(wait(bench.backend.contacts()));
}

void HttpBackendTest::keepsTheNewTokenWhenAbortedDuringARefresh()
{
    Bench bench;
    bench.answers[Bench::api("get_contacts")] = {json("{}", "401 Unauthorized"), json("[]")};
    bench.onToken = [&bench] { bench.backend.abort(); };
    QCOMPARE(wait(bench.backend.contacts()).error().kind, ErrorKind::Canceled);
    bench.onToken = {};
    QVERIFY(wait(bench.backend.contacts()));
    QVERIFY(Bench::carries(bench.server.requests().last(), "fresh"));
    QCOMPARE(bench.requestsTo(u"/cgi-bin/oauth2/token"_s).size(), 1);
}

void HttpBackendTest::keepsThePathOfItsBaseUrl()
{
    Bench bench;
    bench.answers[u"/mail/api/cgi-bin/api/get_contacts"_s] = {json("[]")};
    OpenApiBackend backend(bench.server.url(u"/mail/api/"_s), bench.http, bench.authenticator, bench.clock);
    QVERIFY(wait(backend.contacts()));
    QCOMPARE(OpenApiBackend::defaultBaseUrl(), QUrl(u"https://mail.qq.com"_s));
}

QTEST_GUILESS_MAIN(HttpBackendTest)
#include "httpbackendtest.moc"
