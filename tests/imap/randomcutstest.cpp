// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/cuttingproxy.h"
#include "support/dovecotserver.h"
#include "support/imapaccount.h"
#include "support/smtpserver.h"
#include "sync/outbox.h"
#include "sync/ownerlock.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

namespace {

/// A second client, as plain as can be: what it says is the truth about the server.
class PlainClient final
{
    Q_DISABLE_COPY_MOVE(PlainClient)

public:
    PlainClient(quint16 port, const QString &user)
    {
        m_socket.connectToHost(QHostAddress::LocalHost, port);
        readLine();
        run("LOGIN " + user.toUtf8() + ' ' + DovecotServer::password);
    }
    /// The untagged answers.
    QByteArray run(const QByteArray &command)
    {
        const QByteArray tag = 'p' + QByteArray::number(++m_tag);
        m_socket.write(tag + ' ' + command + "\r\n");
        QByteArray answer;
        for (;;) {
            const QByteArray line = readLine();
            if (line.startsWith(tag) && !line.startsWith(tag + " OK"))
                qWarning() << command.left(60) << line;
            if (line.isEmpty() || line.startsWith(tag))
                return answer;
            answer += line;
        }
    }
    void append(const QByteArray &box, const QByteArray &subject)
    {
        const QByteArray mail = "From: a@b.example\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject + "@b.example>\r\n\r\ntext\r\n";
        run("APPEND " + box + " {" + QByteArray::number(mail.size()) + "+}\r\n" + mail);
    }
    /// `folder/id subject flags` of each message of these folders, sorted.
    QStringList contents(const QByteArrayList &boxes)
    {
        QStringList lines;
        for (const QByteArray &box : boxes) {
            const QString selected = QString::fromUtf8(run("SELECT " + box));
            const QString validity = QRegularExpression(u"UIDVALIDITY (\\d+)"_s).match(selected).captured(1);
            const QString all = QString::fromUtf8(run("UID FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"));
            static const QRegularExpression item(u"FETCH \\(UID (\\d+) FLAGS \\(([^)]*)\\) BODY\\[[^]]*\\] \\{\\d+\\}\\r\\nSubject: ([^\\r]*)"_s);
            for (auto it = item.globalMatch(all); it.hasNext();) {
                const auto found = it.next();
                QStringList flags = found.captured(2).split(u' ');
                flags.removeAll(u"\\Recent"_s);
                flags.sort();
                lines.append(QString::fromUtf8(box) + u'/' + validity + u'.' + found.captured(1) + u' ' + found.captured(3) + u' ' + flags.join(u' '));
            }
        }
        lines.sort();
        return lines;
    }

private:
    QByteArray readLine()
    {
        while (!m_socket.canReadLine()) {
            if (!m_socket.waitForReadyRead(20'000))
                return {};
        }
        return m_socket.readLine();
    }
    QTcpSocket m_socket;
    int m_tag = 0;
};

int draw(int below)
{
    return QRandomGenerator::global()->bounded(below);
}

} // namespace

/// The line to real servers cut at random while a second client changes the mailbox. QN_KILLS says how often (some dozens unless told; QTest's own
/// limit of five minutes is lifted by QTEST_FUNCTION_TIMEOUT).
class RandomCutsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void storeAndServerAreEqualAfterRandomCuts();
    void noMailIsSentTwiceOrLost();

private:
    static int kills(int usual) { return qEnvironmentVariableIsSet("QN_KILLS") ? qEnvironmentVariableIntValue("QN_KILLS") : usual; }
    void changeSomething(PlainClient &other, int round);
    void workOverTheLine(ImapAccount &account);

    std::unique_ptr<DovecotServer> m_server;
};

static const QByteArrayList boxes{"INBOX", "Trash", "Archive", "Sent", "Drafts", "Junk"};

void RandomCutsTest::initTestCase()
{
    QVERIFY2(DovecotServer::isInstalled(), "dovecot-imapd is missing: packaging/install-dependencies.sh test");
    m_server = std::make_unique<DovecotServer>();
}

void RandomCutsTest::changeSomething(PlainClient &other, int round)
{
    const QByteArray uid = QByteArray::number(1 + draw(60 + round));
    switch (draw(6)) {
    case 0:
        other.append("INBOX", "new" + QByteArray::number(round));
        break;
    case 1:
        other.run("UID STORE " + uid + " +FLAGS (\\Deleted)");
        other.run("EXPUNGE");
        break;
    case 2:
        other.run("UID STORE " + uid + ':' + QByteArray::number(uid.toInt() + 5) + " +FLAGS (\\Flagged)");
        break;
    case 3:
        other.run("UID STORE " + uid + " -FLAGS (\\Flagged \\Seen)");
        break;
    case 4:
        other.run("UID MOVE " + uid + " Archive");
        break;
    default:
        other.run("UID COPY " + uid + " Junk");
    }
}

/// What the user does at the same time; may fail.
void RandomCutsTest::workOverTheLine(ImapAccount &account)
{
    const QStringList all = account.contents();
    if (all.isEmpty())
        return;
    const QString line = all.at(draw(int(all.size())));
    const RemoteFolderId folder(line.section(u'/', 0, 0));
    const RemoteMessageId id(line.section(u'/', 1).section(u' ', 0, 0));
    switch (draw(4)) {
    case 0:
        (void)QCoro::waitFor(account.backend->setFlags(folder, {id}, MessageFlag::Answered, {}));
        break;
    case 1:
        (void)QCoro::waitFor(account.backend->move(folder, {id}, RemoteFolderId(u"Trash"_s)));
        break;
    case 2:
        (void)QCoro::waitFor(account.backend->message(folder, id));
        break;
    default:
        break;
    }
}

void RandomCutsTest::storeAndServerAreEqualAfterRandomCuts()
{
    QTemporaryDir directory;
    const auto store = std::move(*store::Store::open(directory.path()));
    const QString user = u"cuts@qq.example"_s;
    PlainClient other(m_server->port(), user);
    for (int i = 0; i < 60; ++i)
        other.append("INBOX", "mail" + QByteArray::number(i));
    other.run("SELECT INBOX");
    CuttingProxy proxy(m_server->port());
    sync::SyncSettings settings = ImapAccount::quick();
    settings.firstPage = 5;
    settings.page = 7;
    ImapAccount account(*store, proxy.serverPort(), 0, user, DovecotServer::password, settings);
    const int wanted = kills(30);
    for (int round = 0; proxy.cuts() < wanted; ++round) {
        QVERIFY2(round < 20 * wanted + 100, "the line is not cut");
        const bool ofServer = draw(3) > 0;
        proxy.cutAfter(draw(ofServer ? (draw(2) ? 30'000 : 3'000) : 900), ofServer);
        changeSomething(other, round);
        (void)account.sync();
        workOverTheLine(account);
        (void)account.sync();
        if (round % 10 != 9)
            continue;
        proxy.cutAfter(-1, true);
        const Result<void> synced = account.sync();
        QVERIFY2(synced, qPrintable(synced ? QString() : synced.error().detail));
        QCOMPARE(account.contents(), other.contents(boxes));
        other.run("SELECT INBOX");
    }
    proxy.cutAfter(-1, true);
    const Result<void> synced = account.sync();
    QVERIFY2(synced, qPrintable(synced ? QString() : synced.error().detail));
    QCOMPARE(account.contents(), other.contents(boxes));
}

/// Real SMTP and IMAP servers, both lines cut: each mail arrives once, or the user is asked and it arrived once at most.
void RandomCutsTest::noMailIsSentTwiceOrLost()
{
    SmtpServer smtp;
    QVERIFY2(smtp.port() != 0, "aiosmtpd is missing: packaging/install-dependencies.sh test");
    QTemporaryDir directory;
    const auto store = std::move(*store::Store::open(directory.path()));
    const QString user = u"sends@qq.example"_s;
    CuttingProxy imapLine(m_server->port()), smtpLine(smtp.port());
    imap::ImapBackend::Options options;
    options.sentGrace = std::chrono::milliseconds(0);
    ImapAccount account(*store, imapLine.serverPort(), smtpLine.serverPort(), user, DovecotServer::password, ImapAccount::quick(), options);
    QVERIFY(account.sync());
    ManualClock clock;
    const auto can = *QCoro::waitFor(account.backend->capabilities());
    sync::OwnerLock owner(directory.path());
    owner.acquire();
    sync::Outbox outbox(
        *store, clock, owner, [&](AccountId) { return std::optional(sync::Outbox::Server{account.backend, account.backend.get(), can}); },
        {std::chrono::milliseconds(1), std::chrono::milliseconds(5)});
    outbox.start();
    const int wanted = kills(15);
    QList<OutgoingId> mails;
    const auto row = [&](OutgoingId id) {
        store::OutgoingRow found;
        (void)store->read([&](store::Transaction &tx) -> Result<void> {
            found = *store::outgoing::find(tx, id);
            return {};
        });
        return found;
    };
    for (int n = 0; smtpLine.cuts() + imapLine.cuts() < wanted; ++n) {
        QVERIFY2(n < 20 * wanted + 50, "the line is not cut");
        smtpLine.cutAfter(draw(3) ? draw(700) : -1, draw(2));
        imapLine.cutAfter(draw(2) ? draw(2000) : -1, true);
        store::OutgoingRow mail;
        mail.account = account.account;
        mail.mail.from = {{}, user};
        mail.mail.to = {{{}, u"you@qq.example"_s}};
        mail.mail.subject = u"mail number %1 of them"_s.arg(n);
        mail.mail.text = u"text"_s;
        mail.mail.messageId = u"m%1@qq.example"_s.arg(n);
        mail.mail.idempotencyKey = u"key%1"_s.arg(n);
        mail.created = mail.notBefore = clock.now().toMSecsSinceEpoch();
        QVERIFY(store->write([&](store::Transaction &tx) -> Result<void> {
            mails.append(*store::outgoing::insert(tx, mail));
            return {};
        }));
        outbox.poke();
        QElapsedTimer time;
        time.start();
        const auto isUnderWay = [&] {
            const auto state = row(mails.last()).state;
            return state == store::OutgoingState::Queued || state == store::OutgoingState::Sending || outbox.isBusy(account.account);
        };
        while (isUnderWay() && time.elapsed() < 20'000) {
            QTest::qWait(1);
            clock.advance(std::chrono::milliseconds(20));
            outbox.poke();
        }
        QVERIFY2(!isUnderWay(), qPrintable(u"mail %1 is in state %2"_s.arg(n).arg(int(row(mails.last()).state))));
    }
    smtpLine.cutAfter(-1, true);
    imapLine.cutAfter(-1, true);
    outbox.beginStop();
    account.backend->abort();
    QCoro::waitFor(outbox.stopped());

    QMap<QByteArray, int> arrived;
    for (int n = 0; n < smtp.count(); ++n) {
        static const QRegularExpression subject(u"Subject: (.*)\\r"_s);
        arrived[subject.match(QString::fromUtf8(smtp.mail(n))).captured(1).toUtf8()]++;
    }
    PlainClient other(m_server->port(), user);
    const QStringList copies = other.contents({"Sent"});
    int unknown = 0;
    for (int n = 0; n < mails.size(); ++n) {
        const store::OutgoingRow mail = row(mails.at(n));
        const int times = arrived.value(mail.mail.subject.toUtf8());
        const auto kept = copies.filter(u' ' + mail.mail.subject + u' ').size();
        const QByteArray about = "mail " + QByteArray::number(n) + " state " + QByteArray::number(int(mail.state)) + " arrived "
            + QByteArray::number(times) + " copies " + QByteArray::number(kept);
        QVERIFY2(times <= 1 && kept <= 1, about.constData());
        const bool isSent = mail.state == store::OutgoingState::Sent || mail.state == store::OutgoingState::Filed;
        QVERIFY2(isSent || mail.state == store::OutgoingState::Unknown, about.constData());
        QVERIFY2(!isSent || times == 1, about.constData());
        unknown += mail.state == store::OutgoingState::Unknown ? 1 : 0;
    }
    qInfo("%d mails, %d cuts, %d left to the user", int(mails.size()), smtpLine.cuts() + imapLine.cuts(), unknown);
}

QTEST_GUILESS_MAIN(RandomCutsTest)
#include "randomcutstest.moc"
