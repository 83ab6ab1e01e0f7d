// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/certificates.h"
#include "support/commandline.h"
#include "support/dovecotserver.h"
#include "support/imapclient.h"
#include "support/qqserver.h"
#include "support/smtpserver.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace qn::test;
using namespace Qt::StringLiterals;

/// The real qingniaoctl with an IMAP account: Dovecot, an SMTP server that is not ours, the real keychain. Then the server that is as odd as QQ's.
class ImapCtlTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void leavesNoAccountBehindAWrongPassword();
    void refusesAnOpenLineToElsewhere();
    void addsTheAccount();
    void listsShowsAndFinds();
    void noticesNewMail();
    void sendsByteForByteAndFilesOneCopy();
    void saysWhoWasRefused();
    void marksMovesAndDeletes();
    void keepsADraftOnTheServer();
    void removesTheAccount();
    void takesBackTheTrustInACertificate();
    void doesNotWaitForADeadServer();
    void synchronisesAWholeAccountOfTheOddServer();

private:
    using Run = CommandLine::Run;
    Run ctl(const QStringList &arguments, const QByteArray &input = {}) { return m_line.run(arguments, input); }
    QStringList adding(quint16 imap, quint16 smtp, const QString &user) const
    {
        return {u"account"_s, u"add"_s, u"--imap"_s, u"127.0.0.1:%1"_s.arg(imap), u"--smtp"_s, u"127.0.0.1:%1"_s.arg(smtp), u"--user"_s,
            user, u"--password-stdin"_s, u"--tls"_s, u"none"_s};
    }
    static bool isDone(const Run &run)
    {
        if (run.code != 0)
            qWarning() << "code" << run.code << run.err;
        return run.code == 0;
    }
    QJsonArray list(const QString &folder = u"inbox"_s)
    {
        const Run run = ctl({u"list"_s, u"--folder"_s, folder, u"--limit"_s, u"1000"_s});
        return isDone(run) ? run.json().array() : QJsonArray();
    }
    QString id(const QString &subject, const QString &folder = u"inbox"_s)
    {
        for (const QJsonValue &value : list(folder))
            if (value.toObject().value("subject"_L1).toString() == subject)
                return value.toObject().value("id"_L1).toString();
        return {};
    }
    static QByteArray mail(int number)
    {
        return "From: =?utf-8?B?5p2O6Zu3?= <li@example.com>\r\nTo: chen@qq.example\r\nSubject: mail " + QByteArray::number(number)
            + "\r\nMessage-ID: <m" + QByteArray::number(number)
            + "@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
              "\xe4\xbd\xa0\xe5\xa5\xbd number "
            + QByteArray::number(number) + "\r\n";
    }

    QTemporaryDir m_dir;
    CommandLine m_line{m_dir.path()};
    std::unique_ptr<DovecotServer> m_imap;
    std::unique_ptr<SmtpServer> m_smtp;
    std::unique_ptr<ImapClient> m_other;
    const QString m_user = u"chen@qq.example"_s;
};

void ImapCtlTest::initTestCase()
{
    QVERIFY(m_dir.isValid());
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_imap = std::make_unique<DovecotServer>();
    m_smtp = std::make_unique<SmtpServer>(SmtpServer::Tls::None, nullptr, QString::fromLatin1(DovecotServer::password));
    QVERIFY(m_smtp->port() > 0);
    m_other = std::make_unique<ImapClient>(m_imap->port(), m_user, DovecotServer::password);
    for (int i = 1; i <= 120; ++i)
        m_other->append("INBOX", mail(i), i % 3 ? "\\Seen" : "",
            QLocale::c().toString(QDateTime(QDate(2026, 1, 1), QTime(8, 0), Qt::UTC).addSecs(60 * i), u"dd-MMM-yyyy HH:mm:ss +0000").toLatin1());
}

/// What has failed leaves no account to those that come after it.
void ImapCtlTest::cleanup()
{
    if (!QTest::currentTestFailed())
        return;
    qInfo() << m_imap->log();
    const QJsonArray accounts = ctl({u"account"_s, u"list"_s}).json().array();
    for (const QJsonValue &account : accounts)
        static_cast<void>(isDone(ctl({u"account"_s, u"remove"_s, account["id"_L1].toString(), u"--even-unsent"_s})));
}

void ImapCtlTest::leavesNoAccountBehindAWrongPassword()
{
    const Run wrong = ctl(adding(m_imap->port(), m_smtp->port(), m_user), "not the password\n");
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.contains("The server did not let you in"), wrong.err.constData());
    QVERIFY(wrong.err.contains("authorization code"));
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json().array().size(), 0);
    QVERIFY(!m_line.logs().contains("not the password"));
    const Run nobody = ctl(adding(1, m_smtp->port(), m_user), "secret\n");
    QCOMPARE(nobody.code, 1);
    QVERIFY2(nobody.err.contains("The server does not answer on this port"), nobody.err.constData());
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json().array().size(), 0);
}

void ImapCtlTest::refusesAnOpenLineToElsewhere()
{
    QStringList arguments = adding(143, 25, m_user);
    arguments[3] = u"imap.example.com:143"_s;
    const Run refused = ctl(arguments, "secret\n");
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("this computer only"), refused.err.constData());
}

void ImapCtlTest::addsTheAccount()
{
    const Run added = ctl(adding(m_imap->port(), m_smtp->port(), m_user), "secret\n");
    QVERIFY2(added.code == 0, added.err.constData());
    QCOMPARE(added.json().object().value("email"_L1).toString(), m_user);
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json().array().size(), 1);
    const Run synced = ctl({u"sync"_s});
    QVERIFY2(synced.code == 0, synced.err.constData());
    int roles = 0;
    for (const QJsonValue &value : synced.json().object().value("folders"_L1).toArray()) {
        const QJsonObject folder = value.toObject();
        roles += !folder.value("role"_L1).toString().isEmpty();
        if (folder.value("role"_L1).toString() == "inbox"_L1) {
            QCOMPARE(folder.value("total"_L1).toInt(), 120);
            QCOMPARE(folder.value("unread"_L1).toInt(), 40);
        }
    }
    QCOMPARE(roles, 6);
}

void ImapCtlTest::listsShowsAndFinds()
{
    const QJsonArray all = list();
    QCOMPARE(all.size(), 120);
    QCOMPARE(all.at(0).toObject().value("subject"_L1).toString(), u"mail 120"_s);
    QCOMPARE(all.at(0).toObject().value("from"_L1).toObject().value("name"_L1).toString(), u"李雷"_s);
    const Run show = ctl({u"show"_s, id(u"mail 77"_s)});
    QVERIFY2(show.code == 0, show.err.constData());
    QCOMPARE(show.json().object().value("text"_L1).toString().trimmed(), u"你好 number 77"_s);
    const Run raw = ctl({u"show"_s, id(u"mail 5"_s), u"--raw"_s});
    QCOMPARE(raw.out, mail(5));
    const Run found = ctl({u"search"_s, u"subject:"_s + u"\"mail 77\""_s});
    QCOMPARE(found.json().array().size(), 1);
    QCOMPARE(ctl({u"search"_s, u"from:李雷"_s, u"--count"_s}).json().object().value("count"_L1).toInt(), 120);
    // What a sync has kept whole is read by whoever looks for it.
    const QString account = ctl({u"account"_s, u"list"_s}).json().array().at(0).toObject().value("id"_L1).toString();
    QVERIFY(isDone(ctl({u"account"_s, u"set"_s, account, u"--keep"_s, u"all"_s})));
    QVERIFY(isDone(ctl({u"sync"_s})));
    QCOMPARE(ctl({u"search"_s, u"\"number 99\""_s, u"--count"_s}).json().object().value("count"_L1).toInt(), 1);
    QVERIFY(isDone(ctl({u"account"_s, u"set"_s, account, u"--keep"_s, u"recent"_s})));
}

void ImapCtlTest::noticesNewMail()
{
    m_other->append("INBOX", mail(121));
    QVERIFY(isDone(ctl({u"sync"_s})));
    QCOMPARE(list().size(), 121);
    QVERIFY(list().at(0).toObject().value("unread"_L1).toBool());
}

void ImapCtlTest::sendsByteForByteAndFilesOneCopy()
{
    const QString subject = u"会议 at 3pm — agenda"_s;
    const QByteArray text = u"第一行\n.\n..两点\nFrom here on\n第二行，带 emoji 🐦\n"_s.toUtf8();
    const Run sent = ctl({u"send"_s, u"--to"_s, u"陈晓明 <other@example.com>"_s, u"--bcc"_s, u"hidden@example.com"_s, u"--subject"_s, subject,
                             u"--text-stdin"_s},
        text);
    QVERIFY2(sent.code == 0, sent.err.constData());
    QCOMPARE(sent.json().object().value("state"_L1).toString(), u"filed"_s);
    QCOMPARE(m_smtp->count(), 1);
    QCOMPARE(m_smtp->envelope(0).value("from"_L1).toString(), m_user);
    QCOMPARE(m_smtp->envelope(0).value("to"_L1).toArray(), (QJsonArray{u"other@example.com"_s, u"hidden@example.com"_s}));
    const QByteArray arrived = m_smtp->mail(0);
    QVERIFY(!arrived.contains("hidden@"));

    const QList<quint32> copies = m_other->uids("Sent");
    QCOMPARE(copies.size(), 1);
    // The copy is the mail that went out, and who got it in secret.
    QByteArray copy = m_other->source(copies.first());
    const qsizetype bcc = copy.indexOf("Bcc: hidden@example.com\r\n");
    QVERIFY2(bcc > 0, copy.constData());
    QCOMPARE(copy.remove(bcc, 25), arrived);
    QCOMPARE(m_other->flags(copies.first()).contains("\\Seen"), true);
    QFile file(m_dir.filePath(u"arrived.eml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(arrived) == arrived.size());
    file.close();
    const QJsonObject read = ctl({u"inspect"_s, file.fileName()}).json().object();
    QCOMPARE(read.value("subject"_L1).toString(), subject);
    QCOMPARE(read.value("text"_L1).toString().toUtf8().replace("\r\n", "\n"), text);

    QVERIFY(isDone(ctl({u"sync"_s})));
    QCOMPARE(list(u"sent"_s).size(), 1);
    QCOMPARE(m_other->uids("Sent").size(), 1);
}

void ImapCtlTest::saysWhoWasRefused()
{
    const Run all = ctl({u"send"_s, u"--to"_s, u"nobody@example.com"_s, u"--subject"_s, u"s"_s, u"--text"_s, u"t"_s});
    QCOMPARE(all.code, 1);
    QCOMPARE(all.json().object().value("state"_L1).toString(), u"failed"_s);
    QVERIFY2(all.err.contains("no such user here"), all.err.constData());
    const Run some = ctl({u"send"_s, u"--to"_s, u"nobody@example.com,other@example.com"_s, u"--subject"_s, u"some"_s, u"--text"_s, u"t"_s});
    QCOMPARE(some.json().object().value("state"_L1).toString(), u"filed"_s);
    QVERIFY2(some.err.contains("nobody@example.com"), some.err.constData());
    QCOMPARE(m_smtp->count(), 2);
    QCOMPARE(m_other->uids("Sent").size(), 2);
}

void ImapCtlTest::marksMovesAndDeletes()
{
    QVERIFY(isDone(ctl({u"mark"_s, id(u"mail 120"_s), id(u"mail 119"_s), u"--flagged"_s, u"--read"_s})));
    QCOMPARE(m_other->uids("INBOX", "FLAGGED SEEN").size(), 2);
    QVERIFY(isDone(ctl({u"mark"_s, id(u"mail 120"_s), u"--unflagged"_s, u"--unread"_s})));
    QCOMPARE(m_other->uids("INBOX", "FLAGGED").size(), 1);

    const QString moving = id(u"mail 1"_s);
    QVERIFY(isDone(ctl({u"move"_s, moving, id(u"mail 2"_s), u"--folder"_s, u"archive"_s})));
    const QList<quint32> archived = m_other->uids("Archive");
    QCOMPARE(archived.size(), 2);
    QCOMPARE(m_other->source(archived.first()), mail(1));
    QCOMPARE(id(u"mail 1"_s, u"archive"_s), moving);
    QCOMPARE(m_other->uids("INBOX").size(), 119);

    QVERIFY(isDone(ctl({u"delete"_s, moving})));
    QCOMPARE(m_other->uids("Archive").size(), 1);
    QCOMPARE(m_other->uids("Trash").size(), 1);
    QVERIFY(isDone(ctl({u"delete"_s, id(u"mail 1"_s, u"trash"_s)})));
    QCOMPARE(m_other->uids("Trash").size(), 0);
    QCOMPARE(ctl({u"delete"_s, moving}).code, 1);
}

void ImapCtlTest::keepsADraftOnTheServer()
{
    const Run saved = ctl({u"send"_s, u"--draft"_s, u"--to"_s, u"other@example.com"_s, u"--subject"_s, u"草稿一"_s, u"--text"_s, u"半句"_s});
    QVERIFY2(saved.code == 0, saved.err.constData());
    QCOMPARE(saved.json().object().value("state"_L1).toString(), u"draft"_s);
    const QList<quint32> drafts = m_other->uids("Drafts");
    QCOMPARE(drafts.size(), 1);
    QVERIFY(m_other->flags(drafts.first()).contains("\\Draft"));
    QCOMPARE(m_smtp->count(), 2);
}

void ImapCtlTest::removesTheAccount()
{
    const QString account = ctl({u"account"_s, u"list"_s}).json().array().at(0).toObject().value("id"_L1).toString();
    QVERIFY(!m_line.logs().contains(DovecotServer::password + QByteArray("\"")));
    const Run removed = ctl({u"account"_s, u"remove"_s, account, u"--even-unsent"_s});
    QVERIFY2(removed.code == 0, removed.err.constData());
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json().array().size(), 0);
    QCOMPARE(m_other->uids("INBOX").size(), 119); // the server keeps its mail
}

void ImapCtlTest::takesBackTheTrustInACertificate()
{
    const Certificate certificate(u"localhost"_s);
    QVERIFY(certificate.isMade());
    const DovecotServer imap({}, certificate.file(), certificate.keyFile());
    const SmtpServer smtp(SmtpServer::Tls::Implicit, &certificate, u"secret"_s);
    const QStringList server{u"account"_s, u"add"_s, u"--imap"_s, u"localhost:%1"_s.arg(imap.tlsPort()), u"--smtp"_s,
        u"localhost:%1"_s.arg(smtp.port()), u"--user"_s, m_user, u"--password-stdin"_s};
    const QString digest = QString::fromLatin1(certificate.sha256().toHex(':').toUpper());
    const Run strange = ctl(server, "secret\n");
    QCOMPARE(strange.code, 1);
    QVERIFY2(strange.err.contains("--trust " + digest.toLatin1()), strange.err.constData());
    const QString another = (digest.front() == u'0' ? u'1' : u'0') + digest.sliced(1);
    QCOMPARE(ctl(server + QStringList{u"--trust"_s, another}, "secret\n").code, 1);
    const Run added = ctl(server + QStringList{u"--trust"_s, digest}, "secret\n");
    QVERIFY2(added.code == 0, added.err.constData());
    const QString id = added.json().object().value("id"_L1).toString();
    QCOMPARE(ctl({u"account"_s, u"list"_s}).json()[0]["trusted"_L1].toArray(),
        (QJsonArray{QJsonObject{{u"server"_s, u"localhost"_s}, {u"sha256"_s, digest}}}));
    QCOMPARE(ctl({u"sync"_s}).code, 0);

    QCOMPARE(ctl({u"account"_s, u"distrust"_s, id, u"--server"_s, u"elsewhere"_s}).code, 1);
    const Run taken = ctl({u"account"_s, u"distrust"_s, id});
    QVERIFY2(taken.code == 0, taken.err.constData());
    QVERIFY(taken.json()["trusted"_L1].toArray().isEmpty());
    const Run refused = ctl({u"sync"_s});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("The server's certificate cannot be trusted"), refused.err.constData());
    QCOMPARE(ctl({u"account"_s, u"distrust"_s, id}).code, 1);
    QCOMPARE(ctl({u"account"_s, u"remove"_s, id}).code, 0);
}

void ImapCtlTest::doesNotWaitForADeadServer()
{
    const QString user = u"dead@qq.example"_s;
    auto smtp = std::make_unique<SmtpServer>();
    QVERIFY2(ctl(adding(m_imap->port(), smtp->port(), user), "secret\n").code == 0, m_line.logs().constData());
    smtp.reset();
    const Run held = ctl({u"send"_s, u"--to"_s, u"a@example.com"_s, u"--subject"_s, u"later"_s, u"--text"_s, u"t"_s});
    QCOMPARE(held.code, 1);
    QCOMPARE(held.json().object().value("state"_L1).toString(), u"queued"_s);
    QVERIFY2(held.err.contains("The server does not answer on this port"), held.err.constData());
    QVERIFY2(held.err.contains("The mail is in the outbox"), held.err.constData());
    const QJsonArray waiting = ctl({u"outbox"_s}).json().array();
    QCOMPARE(waiting.size(), 1);
    QCOMPARE(waiting.first().toObject().value("state"_L1).toString(), u"queued"_s);
    const QString account = ctl({u"account"_s, u"list"_s}).json().array().first().toObject().value("id"_L1).toString();
    QVERIFY(isDone(ctl({u"account"_s, u"remove"_s, account, u"--even-unsent"_s})));
}

void ImapCtlTest::synchronisesAWholeAccountOfTheOddServer()
{
    QQServer server({u"--messages"_s, u"1700"_s, u"--eof-after"_s, u"25"_s, u"--login-limit"_s, u"1000"_s});
    QVERIFY(server.smtpPort() > 0);
    QStringList adds = adding(server.imapPort(), server.smtpPort(), QQServer::user());
    const Run wrong = ctl(adds, "qqpassword\n");
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.contains("The server did not let you in"), wrong.err.constData());
    const Run added = ctl(adds, " " + QQServer::code() + " \n");
    QVERIFY2(added.code == 0, added.err.constData());
    const Run synced = ctl({u"sync"_s});
    QVERIFY2(synced.code == 0, synced.err.constData());

    const auto compare = [&](const QString &role, const QString &name) {
        const QList<QByteArray> onServer = server.list(name);
        int unread = 0, flagged = 0;
        for (const QByteArray &one : onServer) {
            unread += !one.contains("\\Seen");
            flagged += one.contains("\\Flagged");
        }
        const QJsonArray here = ctl({u"list"_s, u"--folder"_s, role, u"--limit"_s, u"10000"_s}).json().array();
        int unreadHere = 0, flaggedHere = 0;
        for (const QJsonValue &one : here) {
            unreadHere += one.toObject().value("unread"_L1).toBool();
            flaggedHere += one.toObject().value("flagged"_L1).toBool();
        }
        QCOMPARE(here.size(), onServer.size());
        QCOMPARE(unreadHere, unread);
        QCOMPARE(flaggedHere, flagged);
    };
    compare(u"inbox"_s, u"INBOX"_s);
    compare(u"sent"_s, u"Sent Messages"_s);
    compare(u"junk"_s, u"Junk"_s);
    compare(u"工作"_s, u"其他文件夹/工作"_s);
    const QJsonObject show = ctl({u"show"_s, list().at(0).toObject().value("id"_L1).toString()}).json().object();
    QVERIFY(show.value("text"_L1).toString().contains(u"祝好"_s));

    // Every third MOVE happens and is not answered.
    QStringList ids;
    const QJsonArray newest = ctl({u"list"_s, u"--limit"_s, u"9"_s}).json().array();
    for (const QJsonValue &value : newest)
        ids << value.toObject().value("id"_L1).toString();
    for (int i = 0; i < 3; ++i) {
        const Run moved = ctl(QStringList{u"move"_s, u"--folder"_s, u"工作"_s} + ids.mid(3 * i, 3));
        QVERIFY2(moved.code == 0 || ctl({u"sync"_s}).code == 0, moved.err.constData());
    }
    QVERIFY(isDone(ctl({u"sync"_s})));
    QCOMPARE(server.list(u"其他文件夹/工作"_s).size(), 12);
    compare(u"工作"_s, u"其他文件夹/工作"_s);
    compare(u"inbox"_s, u"INBOX"_s);

    // What other clients do is seen, without CONDSTORE.
    const QByteArray first = server.list(u"INBOX"_s).first(), last = server.list(u"INBOX"_s).last();
    server.ask(u"flag INBOX %1 +\\Flagged"_s.arg(QString::fromLatin1(first.left(first.indexOf(':')))));
    server.ask(u"expunge INBOX %1"_s.arg(QString::fromLatin1(last.left(last.indexOf(':')))));
    server.ask(u"deliver INBOX"_s);
    QVERIFY(isDone(ctl({u"sync"_s})));
    QCOMPARE(list().size(), 1000);
    QCOMPARE(ctl({u"list"_s, u"--limit"_s, u"5000"_s}).json().array().size(), server.list(u"INBOX"_s).size());

    // One copy in Sent, whoever files it.
    for (const QString &word : {u"on"_s, u"off"_s}) {
        const qsizetype before = server.list(u"Sent Messages"_s).size();
        server.ask(u"quirk sent-copy="_s + word);
        const Run sent = ctl({u"send"_s, u"--to"_s, u"zhang@example.com"_s, u"--subject"_s, u"你好 "_s + word, u"--text"_s, u"你好"_s});
        QVERIFY2(sent.code == 0, sent.err.constData());
        QCOMPARE(server.list(u"Sent Messages"_s).size(), before + 1);
    }
    QCOMPARE(server.ask(u"sent"_s), "2");

    // The line dies after the data. Where the server files what it took, that tells; where it does not, only the user can.
    const auto stateOf = [this](const QString &subject) {
        for (const QJsonValue &value : ctl({u"outbox"_s}).json().array())
            if (value.toObject().value("subject"_L1).toString() == subject)
                return value.toObject().value("state"_L1).toString();
        return QString();
    };
    for (const QString &word : {u"on"_s, u"off"_s}) {
        const qsizetype before = server.list(u"Sent Messages"_s).size();
        server.ask(u"quirk sent-copy="_s + word);
        const Run lost = ctl({u"send"_s, u"--to"_s, u"lost@example.com"_s, u"--subject"_s, u"lost "_s + word, u"--text"_s, u"t"_s});
        QCOMPARE(lost.code, 1);
        QCOMPARE(lost.json().object().value("state"_L1).toString(), u"unknown"_s);
        QVERIFY2(lost.err.contains("It is not certain whether this mail was sent"), lost.err.constData());
        const QString settled = word == u"on" ? u"filed"_s : u"unknown"_s;
        for (int i = 0; i < 20 && (i == 0 || stateOf(u"lost "_s + word) != settled); ++i)
            QVERIFY(isDone(ctl({u"sync"_s})));
        QCOMPARE(stateOf(u"lost "_s + word), settled);
        QCOMPARE(server.list(u"Sent Messages"_s).size(), before + (word == u"on" ? 1 : 0));
    }
    QCOMPARE(server.ask(u"sent"_s), "4");
}

QTEST_GUILESS_MAIN(ImapCtlTest)
#include "imapctltest.moc"
