// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/commandline.h"
#include "support/dovecotserver.h"
#include "support/imapclient.h"
#include "support/radicaleserver.h"
#include "support/smtpserver.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QNetworkInterface>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace qn::test;
using namespace Qt::StringLiterals;

namespace {

/// `qingniaoctl serve` in a process of its own. What it prints comes line by line.
class Serving final
{
    Q_DISABLE_COPY_MOVE(Serving)

public:
    explicit Serving(const QString &dataDir)
    {
        m_process.setProgram(CommandLine::program());
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.setArguments({u"--data-dir"_s, dataDir, u"--json"_s, u"serve"_s, u"--port"_s, u"0"_s});
        m_process.start();
        base = QUrl(line().value(u"base_url"_s).toString());
    }
    ~Serving()
    {
        if (m_process.state() != QProcess::NotRunning)
            m_process.kill();
        m_process.waitForFinished();
    }
    QJsonObject line()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(60'000))
                return {};
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }
    QString code() { return line().value(u"code"_s).toString(); }
    int end()
    {
        m_process.terminate();
        return m_process.waitForFinished(20'000) && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    QUrl at(const QString &target) const { return base.resolved(QUrl(target)); }
    quint16 port() const { return quint16(base.port()); }

    QUrl base;

private:
    QProcess m_process;
};

} // namespace

/// The article's programs over a real mailbox: Dovecot, an SMTP server that is not ours, Radicale, the real keychain.
class ServeTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void runsTheArticlesSamples();
    void listsWhatTheUserSees();
    void tellsWhatChanged();
    void keepsDrafts();
    void takesMailFromElsewhere();
    void tellsWhatTheServerSaid();
    void sendsOncePerKey();
    void sendsOnceThroughAnotherProcess();
    void allowsWhatWasAgreedAndNoMore();
    void asksWhoSitsThere();
    void refusesStrangers_data();
    void refusesStrangers();
    void listensOnTheLoopbackOnly();
    void refreshesOnce();
    void revokesAtOnce();
    void keepsNoSecretInClear();
    void endsInAnOrderlyWay();

private:
    struct Tokens
    {
        int status = 0;
        QByteArray access;
        QByteArray refresh;
        QString scope;
    };
    using Run = CommandLine::Run;
    Run ctl(const QStringList &arguments, const QByteArray &input = {}) { return m_line.run(arguments, input); }
    QString dataDir() const { return m_dir.filePath(u"client"_s); }
    QUrl page(const QString &scope = {}) const;
    Tokens authorize(const QString &scope = {});
    Tokens token(QList<std::pair<QString, QString>> fields);
    WebAnswer get(const QString &call, const QByteArray &access, const Browser::Headers &more = {});
    WebAnswer post(const QString &call, const QJsonObject &json, const QByteArray &access);
    QString folder(const QString &role, const QByteArray &access);
    QJsonObject page(const QString &folder, const QString &token, const QByteArray &access, int limit = 100);
    QJsonObject listing(const QString &folder, const QByteArray &access);
    WebAnswer send(const QByteArray &access, const QByteArray &json, Serving *by = nullptr);
    void deliver(const QByteArray &subject);
    static QJsonObject object(const WebAnswer &answer) { return QJsonDocument::fromJson(answer.body).object(); }

    QTemporaryDir m_dir;
    CommandLine m_line{m_dir.path()};
    Browser m_browser;
    std::unique_ptr<DovecotServer> m_imap;
    std::unique_ptr<SmtpServer> m_smtp;
    std::unique_ptr<RadicaleServer> m_dav;
    std::unique_ptr<Serving> m_serving;
    QString m_client;
    QString m_secret;
    QByteArray m_access; ///< of an agreement to what the article needs
    QList<QByteArray> m_secrets; ///< everything that may stand in no file
    const QString m_redirect = u"http://127.0.0.1/callback"_s;
};

void ServeTest::deliver(const QByteArray &subject)
{
    const QByteArray mail = "From: =?utf-8?B?546L6Iqz?= <wang@work.example>\r\nTo: chen@qq.example\r\nSubject: " + subject
        + "\r\nMessage-ID: <" + subject + "@work.example>\r\n\r\nhello\r\n";
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_imap->port());
    QByteArray said;
    const auto until = [&](const QByteArray &word) {
        said.clear();
        while (!said.contains(word) && socket.waitForReadyRead(10'000))
            said += socket.readAll();
        return said.contains(word);
    };
    QVERIFY(socket.waitForConnected() && until("* OK"));
    socket.write("a LOGIN chen@qq.example secret\r\n");
    QVERIFY2(until("a OK"), said.constData());
    socket.write("b APPEND INBOX {" + QByteArray::number(mail.size()) + "+}\r\n" + mail + "\r\n");
    QVERIFY2(until("b OK"), said.constData());
}

void ServeTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_imap = std::make_unique<DovecotServer>();
    m_smtp = std::make_unique<SmtpServer>(SmtpServer::Tls::None, nullptr, QString::fromLatin1(DovecotServer::password));
    m_dav = std::make_unique<RadicaleServer>();
    QVERIFY(m_smtp->port() > 0);
    QFile card(m_dav->bookFolder() + u"/lin.vcf"_s);
    QVERIFY(card.open(QIODevice::WriteOnly));
    card.write("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:lin\r\nFN:林雨桐\r\nN:林;雨桐;;;\r\nEMAIL:lin@friends.example\r\nEND:VCARD\r\n");
    card.close();
    deliver("first");
    const Run added = ctl({u"account"_s, u"add"_s, u"--imap"_s, u"127.0.0.1:%1"_s.arg(m_imap->port()), u"--smtp"_s,
                              u"127.0.0.1:%1"_s.arg(m_smtp->port()), u"--user"_s, u"chen@qq.example"_s, u"--password-stdin"_s,
                              u"--tls"_s, u"none"_s, u"--carddav"_s, m_dav->url().toString()},
        "secret\n");
    QVERIFY2(added.code == 0, added.err.constData());

    const Run app = ctl({u"serve"_s, u"apps"_s, u"add"_s, u"--name"_s, u"网店"_s, u"--redirect-uri"_s, m_redirect});
    QVERIFY2(app.code == 0, app.err.constData());
    m_client = app.json().object().value(u"client_id"_s).toString();
    m_secret = app.json().object().value(u"client_secret"_s).toString();
    QVERIFY(!m_client.isEmpty() && m_secret.size() >= 40);
    m_secrets << m_secret.toLatin1();
    m_serving = std::make_unique<Serving>(dataDir());
    QCOMPARE(m_serving->base.host(), u"127.0.0.1"_s);
}

QUrl ServeTest::page(const QString &scope) const
{
    QList<std::pair<QString, QString>> fields{{u"client_id"_s, m_client}, {u"response_type"_s, u"code"_s},
        {u"redirect_uri"_s, m_redirect}, {u"state"_s, u"xyz"_s}};
    if (!scope.isEmpty())
        fields.append({u"scope"_s, scope});
    QUrl url = m_serving->at(u"/cgi-bin/oauth2/authorize"_s);
    url.setQuery(QString::fromLatin1(Browser::formBody(fields)));
    return url;
}

ServeTest::Tokens ServeTest::token(QList<std::pair<QString, QString>> fields)
{
    fields.append({u"client_id"_s, m_client});
    if (!std::any_of(fields.cbegin(), fields.cend(), [](const auto &field) { return field.first == "client_secret"_L1; }))
        fields.append({u"client_secret"_s, m_secret});
    const WebAnswer answer = m_browser.submit(m_serving->at(u"/cgi-bin/oauth2/token"_s), fields);
    const QJsonObject json = object(answer);
    Tokens tokens{answer.status, json.value(u"access_token"_s).toString().toLatin1(),
        json.value(u"refresh_token"_s).toString().toLatin1(), json.value(u"scope"_s).toString()};
    if (tokens.status == 200)
        m_secrets << tokens.access << tokens.refresh;
    return tokens;
}

/// The user opens the page, types the code of the terminal, and agrees.
ServeTest::Tokens ServeTest::authorize(const QString &scope)
{
    const WebAnswer first = m_browser.get(page(scope));
    const WebAnswer second = m_browser.press(first, u"continue"_s, m_serving->code());
    const QUrl back = m_browser.press(second, u"agree"_s).location();
    const QString code = QUrlQuery(back).queryItemValue(u"code"_s);
    return token({{u"grant_type"_s, u"authorization_code"_s}, {u"code"_s, code}, {u"redirect_uri"_s, m_redirect}});
}

WebAnswer ServeTest::get(const QString &call, const QByteArray &access, const Browser::Headers &more)
{
    return m_browser.get(m_serving->at(u"/cgi-bin/api/"_s + call), Browser::Headers{{"Authorization", "Bearer " + access}} + more);
}

WebAnswer ServeTest::send(const QByteArray &access, const QByteArray &json, Serving *by)
{
    return m_browser.post((by ? by : m_serving.get())->at(u"/cgi-bin/api/send_mail"_s), json, "application/json",
        {{"Authorization", "Bearer " + access}});
}

void ServeTest::runsTheArticlesSamples()
{
    const auto before = m_smtp->count();
    QProcess python;
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(u"/usr/bin/python3"_s,
        {QStringLiteral(QN_SOURCE_DIR "/tests/server/article_samples.py"), m_serving->base.toString(), m_client, m_secret, m_redirect});
    const QJsonObject asked = m_serving->line();
    QCOMPARE(asked.value(u"application"_s).toString(), u"网店"_s);
    python.write(asked.value(u"code"_s).toString().toLatin1() + '\n');
    QVERIFY(python.waitForFinished(60'000));
    const QString said = QString::fromUtf8(python.readAll());
    QVERIFY2(python.exitCode() == 0, qPrintable(said));
    QVERIFY2(said.contains(u"Email sent successfully!"_s), qPrintable(said));
    QVERIFY2(said.contains(u"From: 王芳 <wang@work.example>, Subject: first"_s), qPrintable(said));
    QVERIFY2(said.contains(u"Name: 林雨桐, Email: lin@friends.example"_s), qPrintable(said));
    QVERIFY2(said.contains(u"Failed to send email: 401"_s), qPrintable(said));
    QCOMPARE(m_smtp->count(), before + 1);
    const QJsonObject envelope = m_smtp->envelope(int(before));
    QCOMPARE(envelope.value(u"to"_s).toArray(), QJsonArray{u"recipient@example.com"_s});
    QCOMPARE(envelope.value(u"from"_s).toString(), u"chen@qq.example"_s);
    QVERIFY(m_smtp->mail(int(before)).contains("This is a test email."));
}

void ServeTest::listsWhatTheUserSees()
{
    const Tokens tokens = authorize();
    QCOMPARE(tokens.scope, u"mail.read mail.send contacts.read"_s);
    m_access = tokens.access;
    deliver("second");
    QTRY_COMPARE_WITH_TIMEOUT(
        QJsonDocument::fromJson(get(u"get_mail_list"_s, m_access).body).array().at(0)[u"subject"].toString(), u"second"_s, 60'000);
    const QJsonArray shown = ctl({u"list"_s}).json().array();
    const QJsonArray listed = QJsonDocument::fromJson(get(u"get_mail_list"_s, m_access).body).array();
    QCOMPARE(listed.size(), shown.size());
    for (int i = 0; i < listed.size(); ++i)
        QCOMPARE(listed.at(i)[u"id"], shown.at(i)[u"id"]);
    const QJsonArray folders = QJsonDocument::fromJson(get(u"get_folder_list"_s, m_access).body)[u"folders"].toArray();
    const auto inbox = std::find_if(
        folders.cbegin(), folders.cend(), [](const QJsonValue &folder) { return folder[u"role"].toString() == "inbox"_L1; });
    QVERIFY(inbox != folders.cend());
    const QString folder = (*inbox)[u"id"].toString();
    const WebAnswer mail = get(u"get_mail?folder=%1&id=%2"_s.arg(folder, listed.at(0)[u"id"].toString()), m_access);
    QCOMPARE(object(mail).value(u"text"_s).toString().trimmed(), u"hello"_s);
    QCOMPARE(get(u"get_mail?folder=1&id=99999"_s, m_access).status, 404);
}

WebAnswer ServeTest::post(const QString &call, const QJsonObject &json, const QByteArray &access)
{
    return m_browser.post(m_serving->at(u"/cgi-bin/api/"_s + call), QJsonDocument(json).toJson(), "application/json",
        {{"Authorization", "Bearer " + access}});
}

QString ServeTest::folder(const QString &role, const QByteArray &access)
{
    for (const QJsonValue &one : object(get(u"get_folder_list"_s, access)).value(u"folders"_s).toArray()) {
        if (one[u"role"].toString() == role)
            return one[u"id"].toString();
    }
    return {};
}

QJsonObject ServeTest::page(const QString &folder, const QString &token, const QByteArray &access, int limit)
{
    return object(get(u"get_changes?folder=%1&token=%2&limit=%3"_s.arg(folder, token).arg(limit), access));
}

/// The last page of a whole listing, with the mails of all.
QJsonObject ServeTest::listing(const QString &folder, const QByteArray &access)
{
    QJsonArray all;
    QJsonObject last;
    do {
        last = page(folder, last.value(u"next"_s).toString(), access, 2);
        for (const QJsonValue &mail : last.value(u"mails"_s).toArray())
            all.append(mail);
    } while (last.value(u"more"_s).toBool());
    last.insert(u"mails"_s, all);
    return last;
}

static QStringList subjectsOf(const QJsonObject &page)
{
    QStringList subjects;
    for (const QJsonValue &mail : page.value(u"mails"_s).toArray())
        subjects.append(mail[u"subject"].toString());
    return subjects;
}

void ServeTest::tellsWhatChanged()
{
    const QByteArray access = authorize(u"mail.read mail.change"_s).access;
    QVERIFY(object(get(u"get_capabilities"_s, access)).value(u"incremental"_s).toBool());
    const QString inbox = folder(u"inbox"_s, access);
    const QJsonObject all = listing(inbox, access);
    QVERIFY(all.value(u"complete"_s).toBool());
    const QStringList before = subjectsOf(all);
    QVERIFY2(before.contains(u"first"_s) && before.contains(u"second"_s), qPrintable(before.join(u' ')));
    QString token = all.value(u"next"_s).toString();
    QJsonObject told = page(inbox, token, access);
    QVERIFY(subjectsOf(told).isEmpty() && told.value(u"removed"_s).toArray().isEmpty());

    deliver("third");
    QTRY_COMPARE_WITH_TIMEOUT(subjectsOf(told = page(inbox, token, access)), QStringList{u"third"_s}, 60'000);
    QVERIFY(!told.value(u"complete"_s).toBool() && !told.value(u"anew"_s).toBool());
    token = told.value(u"next"_s).toString();
    const auto idOf = [&](const QString &subject) {
        for (const QJsonObject &one : {all, told})
            for (const QJsonValue &mail : one.value(u"mails"_s).toArray())
                if (mail[u"subject"].toString() == subject)
                    return mail[u"id"].toString();
        return QString();
    };
    const QString second = idOf(u"second"_s), third = idOf(u"third"_s);
    const auto marked = post(u"set_flags"_s,
        {{u"folder"_s, inbox}, {u"ids"_s, QJsonArray{second}}, {u"add"_s, QJsonArray{u"flagged"_s}}}, access);
    QVERIFY2(marked.status == 200, marked.body.constData());
    QCOMPARE(post(u"delete_mail"_s, {{u"folder"_s, inbox}, {u"ids"_s, QJsonArray{third}}}, access).status, 200);
    told = page(inbox, token, access);
    QCOMPARE(subjectsOf(told), QStringList{u"second"_s});
    QCOMPARE(told.value(u"mails"_s)[0][u"flags"].toArray(), QJsonArray{u"flagged"_s});
    QCOMPARE(told.value(u"removed"_s).toArray(), QJsonArray{third});
    token = told.value(u"next"_s).toString();
    QVERIFY(subjectsOf(page(inbox, token, access)).isEmpty());
    QCOMPARE(get(u"get_changes?folder=99999&token="_s + token, access).status, 404);

    // Another process knows nothing of that token.
    m_serving = nullptr;
    m_serving = std::make_unique<Serving>(dataDir());
    told = page(inbox, token, access);
    QVERIFY(told.value(u"anew"_s).toBool() && told.value(u"complete"_s).toBool());
    QCOMPARE(subjectsOf(told).size(), before.size());
}

void ServeTest::keepsDrafts()
{
    const QByteArray access = authorize(u"mail.read mail.change"_s).access;
    QVERIFY(object(get(u"get_capabilities"_s, access)).value(u"drafts"_s).toBool());
    const QString drafts = folder(u"drafts"_s, access);
    ImapClient other(m_imap->port(), u"chen@qq.example"_s, "secret");
    const auto save = [&](const QString &subject, const QJsonObject &more, const QString &previous = {}) {
        QJsonObject draft{{u"to"_s, u"li@example.com"_s}, {u"subject"_s, subject}, {u"text"_s, u"half a word"_s}};
        for (auto it = more.begin(); it != more.end(); ++it)
            draft.insert(it.key(), it.value());
        QJsonObject request{{u"draft"_s, draft}};
        if (!previous.isEmpty())
            request.insert(u"previous"_s, previous);
        const WebAnswer answer = post(u"save_draft"_s, request, access);
        return answer.status == 200 ? object(answer).value(u"id"_s).toString() : QString::fromUtf8(answer.body);
    };
    const auto idsOf = [&] {
        QStringList ids;
        for (const QJsonValue &mail : listing(drafts, access).value(u"mails"_s).toArray())
            ids.append(mail[u"id"].toString());
        return ids;
    };
    const QString first = save(u"报告"_s, {});
    QCOMPARE(idsOf(), QStringList{first});
    QCOMPARE(other.uids("Drafts").size(), 1);
    QCOMPARE(object(get(u"get_mail?folder=%1&id=%2"_s.arg(drafts, first), access)).value(u"text"_s).toString().trimmed(), u"half a word"_s);
    const QString second = save(u"报告二"_s, {}, first);
    QTRY_COMPARE_WITH_TIMEOUT(idsOf(), QStringList{second}, 60'000);
    QCOMPARE(subjectsOf(listing(drafts, access)), QStringList{u"报告二"_s});
    QCOMPARE(other.uids("Drafts").size(), 1);
    // A program that did not hear the answer asks again.
    const QJsonObject named{{u"message_id"_s, u"d1@programs.example"_s}};
    save(u"named"_s, named);
    const QString again = save(u"named, once more"_s, named);
    QTRY_COMPARE_WITH_TIMEOUT(idsOf().size(), 2, 60'000);
    QVERIFY(idsOf().contains(again));
    QCOMPARE(other.uids("Drafts").size(), 2);
    // What another program wrote is replaced too.
    other.append("Drafts", "From: chen@qq.example\r\nSubject: elsewhere\r\nMessage-ID: <e@work.example>\r\n\r\nx\r\n", "\\Draft");
    QTRY_COMPARE_WITH_TIMEOUT(idsOf().size(), 3, 60'000);
    QString elsewhere;
    for (const QJsonValue &mail : listing(drafts, access).value(u"mails"_s).toArray())
        elsewhere = mail[u"subject"].toString() == "elsewhere"_L1 ? mail[u"id"].toString() : elsewhere;
    const QString mine = save(u"mine now"_s, {}, elsewhere);
    QTRY_VERIFY_WITH_TIMEOUT(idsOf().size() == 3 && idsOf().contains(mine) && !idsOf().contains(elsewhere), 60'000);
    QCOMPARE(other.uids("Drafts").size(), 3);
    QCOMPARE(m_browser.post(m_serving->at(u"/cgi-bin/api/save_draft"_s), "{}", "application/json", {{"Authorization", "Bearer " + m_access}}).status, 403);
}

void ServeTest::takesMailFromElsewhere()
{
    const QByteArray access = authorize(u"mail.read mail.change"_s).access;
    QVERIFY(object(get(u"get_capabilities"_s, access)).value(u"append"_s).toBool());
    const QString junk = folder(u"junk"_s, access);
    const QByteArray mail = "From: a@b.example\r\nSubject: old\r\nDate: Mon, 6 May 2019 07:08:09 +0000\r\n\r\nok\r\n";
    const auto put = [&](const QString &where, const QByteArray &source) {
        return m_browser.post(m_serving->at(u"/cgi-bin/api/append_mail?flags=seen&folder="_s + where), source, "message/rfc822",
            {{"Authorization", "Bearer " + access}});
    };
    const WebAnswer first = put(junk, mail);
    QVERIFY2(first.status == 200, first.body.constData());
    const QString id = object(first).value(u"id"_s).toString();
    QCOMPARE(get(u"get_mail_source?folder=%1&id=%2"_s.arg(junk, id), access).body, mail);
    const QJsonObject listed = listing(junk, access);
    QCOMPARE(listed.value(u"mails"_s).toArray().size(), 1);
    QCOMPARE(listed.value(u"mails"_s)[0][u"id"].toString(), id);
    QCOMPARE(listed.value(u"mails"_s)[0][u"flags"].toArray(), QJsonArray{u"seen"_s});
    QCOMPARE(object(put(junk, mail)).value(u"id"_s).toString(), id); // the same bytes stay one mail
    QCOMPARE(put(u"99999"_s, mail).status, 404);
    QCOMPARE(put(junk, {}).status, 400);
}

void ServeTest::tellsWhatTheServerSaid()
{
    const auto before = m_smtp->count();
    const WebAnswer refused = send(m_access, R"({"to": "nobody@example.com", "subject": "x", "text": "y"})");
    QVERIFY2(refused.status >= 400 && refused.status != 401, refused.body.constData());
    QVERIFY2(refused.body.contains("no such user here"), refused.body.constData());
    for (const QJsonValue &row : ctl({u"outbox"_s}).json().array())
        QCOMPARE(row[u"state"].toString(), u"filed"_s); // nothing waits there
    const WebAnswer partly = send(m_access, R"({"to": "nobody@example.com, li@example.com", "subject": "x", "text": "y"})");
    QCOMPARE(partly.status, 200);
    const QJsonArray who = object(partly).value(u"refused"_s).toArray();
    QCOMPARE(who.size(), 1);
    QVERIFY2(who.at(0)[u"message"].toString().contains(u"no such user here"_s), partly.body.constData());
    QCOMPARE(m_smtp->count(), before + 1);
}

void ServeTest::sendsOncePerKey()
{
    const auto before = m_smtp->count();
    const QByteArray mail = R"({"to": "li@example.com", "subject": "order", "text": "y", "idempotency_key": "order-7"})";
    for (int i = 0; i < 3; ++i)
        QCOMPARE(send(m_access, mail).status, 200);
    QCOMPARE(m_smtp->count(), before + 1);
}

void ServeTest::sendsOnceThroughAnotherProcess()
{
    const auto before = m_smtp->count();
    Serving second(dataDir()); // the first one owns the outbox
    QVERIFY(second.base.isValid());
    QCOMPARE(send(m_access, R"({"to": "li@example.com", "subject": "by way of the other", "text": "y"})", &second).status, 200);
    QCOMPARE(m_smtp->count(), before + 1);
    QCOMPARE(second.end(), 0);
}

void ServeTest::allowsWhatWasAgreedAndNoMore()
{
    const Tokens reader = authorize(u"mail.read"_s);
    QCOMPARE(reader.scope, u"mail.read"_s);
    QCOMPARE(get(u"get_mail_list"_s, reader.access).status, 200);
    QCOMPARE(get(u"get_contacts"_s, reader.access).status, 403);
    const auto before = m_smtp->count();
    const WebAnswer refused = send(reader.access, R"({"to": "li@example.com", "subject": "x", "text": "y"})");
    QCOMPARE(refused.status, 403);
    QVERIFY(refused.headers.value("www-authenticate").contains("insufficient_scope"));
    QCOMPARE(m_smtp->count(), before);
}

void ServeTest::asksWhoSitsThere()
{
    const WebAnswer chinese = m_browser.get(page(), {{"Accept-Language", "zh-CN"}});
    QVERIFY(chinese.text().contains(u"确认码"_s));
    QVERIFY(!m_serving->code().isEmpty());
    const WebAnswer first = m_browser.get(page());
    const QString code = m_serving->code();
    QVERIFY(!first.text().contains(code) && !first.text().contains(QString(code).remove(u'-')));
    const WebAnswer without = m_browser.press(first, u"agree"_s);
    QCOMPARE(without.status, 400);
    const WebAnswer again = m_browser.get(page());
    const QString fresh = m_serving->code();
    const WebAnswer wrong = m_browser.press(again, u"continue"_s, code); // of another sign-in
    QCOMPARE(wrong.status, 401);
    const WebAnswer right = m_browser.press(wrong, u"continue"_s, u' ' + fresh.toLower());
    QVERIFY(right.text().contains(u"Send mail in your name"_s));
    QVERIFY(!right.text().contains(u"move and delete"_s));
}

void ServeTest::refusesStrangers_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("another host") << QByteArray("GET /cgi-bin/api/get_mail_list HTTP/1.1\r\nHost: evil.example\r\n") << QByteArray("403");
    QTest::newRow("another port") << QByteArray("GET /cgi-bin/api/get_mail_list HTTP/1.1\r\nHost: 127.0.0.1:1\r\n") << QByteArray("403");
    QTest::newRow("no host") << QByteArray("GET /cgi-bin/api/get_mail_list HTTP/1.1\r\n") << QByteArray("403");
    QTest::newRow("no token") << QByteArray("GET /cgi-bin/api/get_mail_list HTTP/1.1\r\nHost: 127.0.0.1\r\n") << QByteArray("401");
    QTest::newRow("unknown application")
        << QByteArray("GET /cgi-bin/oauth2/authorize?client_id=other&response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback "
                      "HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        << QByteArray("400");
}

void ServeTest::refusesStrangers()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, status);
    if (status == "403") // even with a token
        request += "Authorization: Bearer " + m_access + "\r\n";
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_serving->port());
    QVERIFY(socket.waitForConnected());
    socket.write(request + "\r\n");
    QByteArray said;
    while (socket.state() == QAbstractSocket::ConnectedState && !said.contains("\r\n") && socket.waitForReadyRead(20'000))
        said += socket.readAll();
    QVERIFY2(said.startsWith("HTTP/1.1 " + status), said.constData());
}

void ServeTest::listensOnTheLoopbackOnly()
{
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        if (address == QHostAddress(QHostAddress::LocalHost) || !address.scopeId().isEmpty())
            continue;
        QTcpSocket socket;
        socket.connectToHost(address, m_serving->port());
        QVERIFY2(!socket.waitForConnected(2000), qPrintable(address.toString()));
    }
}

void ServeTest::refreshesOnce()
{
    const Tokens first = authorize();
    const auto with = [this](const QByteArray &refresh, const QString &secret) {
        return token({{u"grant_type"_s, u"refresh_token"_s}, {u"refresh_token"_s, QString::fromLatin1(refresh)}, {u"client_secret"_s, secret}});
    };
    QCOMPARE(with(first.refresh, u"a guess"_s).status, 401);
    const Tokens second = with(first.refresh, m_secret);
    QCOMPARE(second.status, 200);
    QCOMPARE(get(u"get_contacts"_s, second.access).status, 200);
    QCOMPARE(with(first.refresh, m_secret).status, 400); // somebody has a copy
    QCOMPARE(get(u"get_contacts"_s, second.access).status, 401);
    QCOMPARE(get(u"get_contacts"_s, m_access).status, 200);
}

void ServeTest::revokesAtOnce()
{
    const QJsonArray apps = ctl({u"serve"_s, u"apps"_s}).json().array();
    QCOMPARE(apps.size(), 1);
    QCOMPARE(apps.at(0)[u"name"].toString(), u"网店"_s);
    QCOMPARE(apps.at(0)[u"access"][0][u"scope"].toString(), u"mail.read mail.send contacts.read mail.change"_s); // of all agreements
    QCOMPARE(get(u"get_mail_list"_s, m_access).status, 200);
    const Tokens other = authorize();
    QCOMPARE(ctl({u"serve"_s, u"apps"_s, u"revoke"_s, m_client}).code, 0);
    QCOMPARE(get(u"get_mail_list"_s, m_access).status, 401);
    QCOMPARE(token({{u"grant_type"_s, u"refresh_token"_s}, {u"refresh_token"_s, QString::fromLatin1(other.refresh)}}).status, 400);
    QVERIFY(ctl({u"serve"_s, u"apps"_s}).json().array().at(0)[u"access"].toArray().isEmpty());
    QCOMPARE(ctl({u"serve"_s, u"apps"_s, u"revoke"_s, u"nobody"_s}).code, 1);
    const Tokens again = authorize(); // it may ask again
    QCOMPARE(get(u"get_mail_list"_s, again.access).status, 200);
    QCOMPARE(ctl({u"serve"_s, u"apps"_s, u"remove"_s, m_client}).code, 0);
    QCOMPARE(get(u"get_mail_list"_s, again.access).status, 401);
    QCOMPARE(m_browser.get(page()).status, 400);
}

void ServeTest::keepsNoSecretInClear()
{
    QVERIFY(m_secrets.size() > 8);
    int files = 0;
    QDirIterator it(dataDir(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        ++files;
        const QByteArray bytes = file.readAll();
        for (const QByteArray &secret : std::as_const(m_secrets))
            QVERIFY2(!bytes.contains(secret), qPrintable(file.fileName()));
    }
    QVERIFY(files > 2);
}

void ServeTest::endsInAnOrderlyWay()
{
    QTcpSocket waiting; // a program that waits keeps nobody from leaving
    waiting.connectToHost(QHostAddress::LocalHost, m_serving->port());
    QVERIFY(waiting.waitForConnected());
    QCOMPARE(m_serving->end(), 0);
}

QTEST_GUILESS_MAIN(ServeTest)
#include "servetest.moc"
