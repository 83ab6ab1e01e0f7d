// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/commandline.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// The real qingniaoctl against the real built-in server in another process, with the real keychain.
class CtlTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void addsAnAccountFromTheRedirectedAddress();
    void listsAndShowsMail();
    void sendsAMailThatArrives();
    void findsContacts();
    void saysWhatIsWrongAndFails_data();
    void saysWhatIsWrongAndFails();
    void refusesAnotherSignInsAnswer();
    void inspectsAFile();
    void leavesNoSecretOutsideTheKeychain();
    void removesTheAccount();

private:
    using Run = qn::test::CommandLine::Run;
    Run ctl(const QStringList &arguments, const QByteArray &input = {}) { return m_line.run(arguments, input); }

    QTemporaryDir m_dir;
    qn::test::CommandLine m_line{m_dir.path()};
    bool m_hadSecrets = false;
    /// Under which name the tokens of the first account are in the keychain, which other tests use as well.
    QString keychainUser() const
    {
        const QByteArray directory = QDir(m_dir.filePath(u"client"_s)).absolutePath().toUtf8();
        return QString::fromLatin1(QCryptographicHash::hash(directory, QCryptographicHash::Sha256).toHex().left(12)) + u"/1/tokens"_s;
    }
};

void CtlTest::initTestCase()
{
    QVERIFY(m_dir.isValid());
    QVERIFY2(m_line.startServer({}), m_line.logs().constData());
    QVERIFY(m_line.server(u"base_url"_s).startsWith("http://127.0.0.1:"_L1));
}

void CtlTest::cleanupTestCase()
{
    QVERIFY(m_line.stopServer());
}

void CtlTest::addsAnAccountFromTheRedirectedAddress()
{
    const Run added = m_line.addAccount();
    QVERIFY2(added.code == 0, added.err.constData());

    const Run list = ctl({u"account"_s, u"list"_s});
    QCOMPARE(list.code, 0);
    QCOMPARE(list.json().array().size(), 1);
    QCOMPARE(list.json().array().at(0).toObject().value("client_id"_L1).toString(), u"test-app"_s);
}

void CtlTest::listsAndShowsMail()
{
    const Run sync = ctl({u"sync"_s});
    QVERIFY2(sync.code == 0, sync.err.constData());
    const Run list = ctl({u"list"_s, u"--limit"_s, u"1000"_s});
    QCOMPARE(list.code, 0);
    const QJsonArray messages = list.json().array();
    QVERIFY(messages.size() > 20);
    const Run folders = ctl({u"folders"_s});
    QCOMPARE(folders.code, 0);
    QCOMPARE(folders.out, sync.out); // the mailbox as of the last sync
    const QJsonObject inbox = folders.json().object().value("folders"_L1).toArray().at(0).toObject();
    qint64 size = 0;
    for (const QJsonValue &message : messages)
        size += message["size"_L1].toInteger();
    QCOMPARE(inbox.value("total"_L1).toInt(), int(messages.size()));
    QVERIFY(size > 0);
    QCOMPARE(inbox.value("size"_L1).toInteger(), size);
    QString before;
    for (int i = 0; i < 12; ++i) { // every one is opened in the corpus test
        const QJsonObject message = messages.at(i).toObject();
        QVERIFY(!message.value("subject"_L1).toString().isEmpty());
        QVERIFY(message.value("from"_L1).toObject().value("address"_L1).toString().contains(u'@'));
        const QString date = message.value("date"_L1).toString();
        QVERIFY(before.isEmpty() || date <= before);
        before = date;
        const Run show = ctl({u"show"_s, message.value("id"_L1).toString()});
        QVERIFY2(show.code == 0, show.err.constData());
        const QJsonObject whole = show.json().object();
        QCOMPARE(whole.value("subject"_L1), message.value("subject"_L1));
        QVERIFY(!whole.value("text"_L1).toString().isEmpty() || !whole.value("html"_L1).toString().isEmpty()
            || !whole.value("attachments"_L1).toArray().isEmpty());
    }
    const Run raw = ctl({u"show"_s, messages.at(0).toObject().value("id"_L1).toString(), u"--raw"_s});
    QCOMPARE(raw.code, 0);
    QVERIFY(raw.out.contains("Subject:"));
}

void CtlTest::sendsAMailThatArrives()
{
    const QString subject = u"会议 at 3pm — agenda"_s;
    const QString self = m_line.server(u"address"_s);
    const Run sent = ctl({u"send"_s, u"--to"_s, u"陈晓明 <%1>"_s.arg(self), u"--subject"_s, subject, u"--text-stdin"_s},
        u"第一行\n第二行，带 emoji 🐦\n"_s.toUtf8());
    QVERIFY2(sent.code == 0, sent.err.constData());
    QCOMPARE(sent.json().object().value("state"_L1).toString(), u"filed"_s);
    QVERIFY(ctl({u"sync"_s}).code == 0);
    int found = 0;
    for (const QJsonValue &value : ctl({u"list"_s, u"--limit"_s, u"5"_s}).json().array()) {
        if (value.toObject().value("subject"_L1).toString() != subject)
            continue;
        ++found;
        const QJsonObject whole = ctl({u"show"_s, value.toObject().value("id"_L1).toString()}).json().object();
        QVERIFY(whole.value("text"_L1).toString().contains(u"第二行，带 emoji 🐦"_s));
    }
    QCOMPARE(found, 1);
    const Run filed = ctl({u"list"_s, u"--folder"_s, u"sent"_s, u"--limit"_s, u"1"_s});
    QCOMPARE(filed.json().array().at(0).toObject().value("subject"_L1).toString(), subject);
}

void CtlTest::findsContacts()
{
    const QJsonArray all = ctl({u"contacts"_s, u"list"_s}).json().array();
    QVERIFY(all.size() >= 20);
    const QString email = all.at(3).toObject().value("email"_L1).toString();
    const QJsonArray found = ctl({u"contacts"_s, u"find"_s, email.left(email.indexOf(u'@'))}).json().array();
    QVERIFY(!found.isEmpty());
    QCOMPARE(found.at(0).toObject().value("email"_L1).toString(), email);
}

void CtlTest::saysWhatIsWrongAndFails_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::newRow("no command") << QStringList{} << 2;
    QTest::newRow("unknown command") << QStringList{u"frobnicate"_s} << 2;
    QTest::newRow("unknown option") << QStringList{u"list"_s, u"--colour"_s} << 2;
    QTest::newRow("bad limit") << QStringList{u"list"_s, u"--limit"_s, u"many"_s} << 2;
    QTest::newRow("unknown folder") << QStringList{u"list"_s, u"--folder"_s, u"no such"_s} << 1;
    QTest::newRow("unknown message") << QStringList{u"show"_s, u"99999999"_s} << 1;
    QTest::newRow("bad address") << QStringList{u"send"_s, u"--to"_s, u"nobody"_s, u"--subject"_s, u"s"_s, u"--text"_s, u"t"_s} << 2;
    QTest::newRow("no text") << QStringList{u"send"_s, u"--to"_s, u"a@b.example"_s, u"--subject"_s, u"s"_s} << 2;
    QTest::newRow("missing file") << QStringList{u"inspect"_s, u"/nonexistent.eml"_s} << 1;
    QTest::newRow("unknown account") << QStringList{u"account"_s, u"remove"_s, u"77"_s} << 1;
}

void CtlTest::saysWhatIsWrongAndFails()
{
    QFETCH(QStringList, arguments);
    const Run run = ctl(arguments);
    QTEST(run.code, "code");
    QVERIFY(run.out.isEmpty());
    QVERIFY(!run.err.isEmpty());
}

void CtlTest::refusesAnotherSignInsAnswer()
{
    const Run run = ctl({u"account"_s, u"add"_s, u"--open-api"_s, m_line.server(u"base_url"_s), u"--client-id"_s,
                            u"test-app"_s, u"--redirect-uri"_s, u"https://yourapp.example/callback"_s},
        "https://yourapp.example/callback?code=stolen&state=someone-elses\n");
    QCOMPARE(run.code, 1);
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json().array().size(), 1);
}

void CtlTest::inspectsAFile()
{
    QFile file(m_dir.filePath(u"one.eml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("From: =?gb2312?B?1cXI/Q==?= <zhang@qq.example>\r\nTo: a@b.example\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\n"
               "Date: Tue, 24 Nov 2026 10:00:00 +0800\r\n\r\nhello\r\n");
    file.close();
    const QJsonObject object = ctl({u"inspect"_s, file.fileName()}).json().object();
    QCOMPARE(object.value("from"_L1).toObject().value("name"_L1).toString(), u"张三"_s);
    QCOMPARE(object.value("subject"_L1).toString(), u"café"_s);
    QCOMPARE(object.value("date"_L1).toString(), u"2026-11-24T02:00:00Z"_s);
    QCOMPARE(object.value("text"_L1).toString().trimmed(), u"hello"_s);
}

void CtlTest::leavesNoSecretOutsideTheKeychain()
{
    // The tokens as the keychain has them, read by an independent program.
    QProcess secrets;
    secrets.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"--unlock"_s, u"server"_s, u"qingniao"_s, u"user"_s, keychainUser()});
    QVERIFY2(secrets.waitForStarted(), "secret-tool (libsecret-tools) is missing");
    QVERIFY(secrets.waitForFinished());
    QList<QByteArray> wanted = m_line.codes();
    auto entries = QRegularExpression(u"^secret = (.*)$"_s, QRegularExpression::MultilineOption)
                       .globalMatch(QString::fromUtf8(secrets.readAllStandardOutput()));
    while (entries.hasNext()) {
        const QByteArray entry = entries.next().captured(1).toLatin1();
        auto tokens = QRegularExpression(u"[A-Za-z0-9_\\-]{24,}"_s).globalMatch(QString::fromUtf8(QByteArray::fromBase64(entry)));
        while (tokens.hasNext())
            wanted.append(tokens.next().captured(0).toLatin1());
        wanted.append(entry);
        m_hadSecrets = true;
    }
    QVERIFY2(wanted.size() >= 3, "the keychain has no tokens");
    int files = 0;
    QDirIterator it(m_dir.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        ++files;
        for (const QByteArray &secret : wanted)
            QVERIFY2(!bytes.contains(secret), qPrintable(u"a secret stands in "_s + file.fileName()));
    }
    QVERIFY(files > 3);
    const QByteArray logs = m_line.logs();
    QVERIFY(!logs.isEmpty());
    for (const QByteArray &secret : wanted)
        QVERIFY2(!logs.contains(secret), "a secret stands in a log");
    for (const QByteArray &text : {u"第二行，带 emoji"_s.toUtf8(), u"会议 at 3pm"_s.toUtf8()})
        QVERIFY2(!logs.contains(text), "mail text stands in a log");
}

void CtlTest::removesTheAccount()
{
    const QString id = ctl({u"account"_s, u"list"_s}).json().array().at(0).toObject().value("id"_L1).toString();
    QCOMPARE(ctl({u"account"_s, u"remove"_s, id}).code, 0);
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json().array().size(), 0);
    QProcess secrets;
    secrets.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"--unlock"_s, u"server"_s, u"qingniao"_s, u"user"_s, keychainUser()});
    QVERIFY(secrets.waitForFinished());
    QVERIFY(m_hadSecrets);
    QVERIFY(!secrets.readAllStandardOutput().contains("secret = "));
}

QTEST_GUILESS_MAIN(CtlTest)
#include "ctltest.moc"
