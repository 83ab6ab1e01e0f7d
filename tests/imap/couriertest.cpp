// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/courierserver.h"
#include "support/imapaccount.h"
#include "support/imapclient.h"

#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// Courier, which has next to none of Dovecot's extensions and oddities of its own. The contract test asks it for the rest.
class CourierTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void putsParentsBeforeTheirChildren();
    void reachesFoldersWithChineseNames();
    void saysThatAFolderIsMissing();
    void storeAndServerAreEqual();

private:
    template <typename T> static Result<T> wait(backend::Task<T> task) { return QCoro::waitFor(std::move(task)); }
    QStringList onServer();
    QString put(const QByteArray &folder, const QByteArray &subject, const QByteArray &flags = {})
    {
        return m_other->append(folder,
            "From: a@b.example\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject + "@b.example>\r\n\r\ntext\r\n", flags);
    }

    CourierServer m_server;
    int m_users = 0;
    QString m_user;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<ImapAccount> m_account;
    std::unique_ptr<ImapClient> m_other;
};

void CourierTest::init()
{
    m_account.reset();
    m_store.reset();
    m_user = u"user%1"_s.arg(++m_users);
    m_directory = std::make_unique<QTemporaryDir>();
    m_store = std::move(*store::Store::open(m_directory->path()));
    m_account = std::make_unique<ImapAccount>(*m_store, m_server.port(), quint16(1), m_user, "secret", ImapAccount::quick());
    m_other = std::make_unique<ImapClient>(m_server.port(), m_user, "secret");
}

/// As ImapAccount::contents() has it.
QStringList CourierTest::onServer()
{
    QStringList lines;
    const auto folders = wait(m_account->backend->folders());
    for (const Folder &folder : *folders) {
        const QByteArray name = folder.remoteId == RemoteFolderId(u"INBOX.项目"_s) ? "INBOX.&mHl27g-" : folder.remoteId.value().toUtf8();
        for (const quint32 uid : m_other->uids(name)) {
            static const QRegularExpression subject(u"\nSubject: ([^\r]*)"_s);
            QStringList flags = QString::fromLatin1(m_other->flags(uid)).split(u' ');
            flags.removeAll(u"\\Recent"_s);
            flags.sort();
            lines.append(folder.remoteId.value() + u'/' + QString::number(m_other->uidValidity()) + u'.' + QString::number(uid) + u' '
                + subject.match(QString::fromUtf8(m_other->source(uid))).captured(1) + u' ' + flags.join(u' '));
        }
    }
    lines.sort();
    return lines;
}

/// Courier lists folders as its directory has them.
void CourierTest::putsParentsBeforeTheirChildren()
{
    for (const QByteArray name : {"b", "b.c", "b.c.d", "a", "b.a", "b.a.x"})
        m_other->run("CREATE \"INBOX." + name + '"');
    const auto folders = wait(m_account->backend->folders());
    QVERIFY(folders);
    QStringList names;
    for (const Folder &folder : *folders)
        names.append(folder.remoteId.value());
    QCOMPARE(names.mid(6), (QStringList{u"INBOX.a"_s, u"INBOX.b"_s, u"INBOX.b.a"_s, u"INBOX.b.a.x"_s, u"INBOX.b.c"_s, u"INBOX.b.c.d"_s}));
}

/// It speaks UTF-8 where that is enabled, and modified UTF-7 to others.
void CourierTest::reachesFoldersWithChineseNames()
{
    m_other->run("CREATE \"INBOX.&mHl27g-\"");
    QVERIFY(!put("INBOX.&mHl27g-", "inside").isEmpty());
    const RemoteMessageId mail(put("INBOX", "outside"));
    const auto folders = wait(m_account->backend->folders());
    QVERIFY2(folders, qPrintable(folders ? QString() : folders.error().detail));
    QCOMPARE(folders->last().name, u"项目"_s);
    QCOMPARE(folders->last().total, 1);
    const RemoteFolderId folder = folders->last().remoteId, inbox(u"INBOX"_s);
    const auto moved = wait(m_account->backend->move(inbox, {mail}, folder));
    QVERIFY2(moved, qPrintable(moved ? QString() : moved.error().detail));
    const auto page = wait(m_account->backend->changes(folder, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->upserted.size(), 2);
    QCOMPARE(page->upserted.first().remoteId, moved->first());
    QVERIFY(wait(m_account->backend->source(folder, moved->first()))->contains("outside"));
    QVERIFY(*wait(m_account->backend->append(folder, "Subject: new\r\n\r\nx\r\n", {})) != moved->first());
    QCOMPARE(m_other->uids("INBOX.&mHl27g-").size(), 3);
}

/// In words that say nothing where the name is outside of its namespace.
void CourierTest::saysThatAFolderIsMissing()
{
    const RemoteMessageId mail(put("INBOX", "here"));
    const RemoteFolderId inbox(u"INBOX"_s);
    for (const QString &name : {u"INBOX.nowhere"_s, u"nowhere"_s}) {
        const RemoteFolderId nowhere(name);
        const auto moved = wait(m_account->backend->move(inbox, {mail}, nowhere));
        QVERIFY(!moved);
        QCOMPARE(moved.error().kind, ErrorKind::NotFound);
        QCOMPARE(wait(m_account->backend->append(nowhere, "Subject: x\r\n\r\nx\r\n", {})).error().kind, ErrorKind::NotFound);
        QCOMPARE(wait(m_account->backend->changes(nowhere, {}, 10)).error().kind, ErrorKind::NotFound);
    }
    QCOMPARE(m_other->uids("INBOX").size(), 1);
}

void CourierTest::storeAndServerAreEqual()
{
    m_other->run("CREATE \"INBOX.&mHl27g-\"");
    for (int i = 0; i < 12; ++i)
        put(i % 3 ? "INBOX" : "INBOX.&mHl27g-", "mail" + QByteArray::number(i), i % 2 ? "\\Seen" : "");
    QVERIFY(m_account->sync());
    QCOMPARE(m_account->contents(), onServer());
    const QList<quint32> uids = m_other->uids("INBOX");
    QCOMPARE(uids.size(), 8);
    m_other->store(uids.at(1), "+FLAGS (\\Flagged)");
    m_other->store(uids.at(2), "-FLAGS (\\Seen)");
    m_other->run("UID COPY " + QByteArray::number(uids.at(3)) + " INBOX.Trash");
    m_other->expunge(uids.at(3));
    put("INBOX", "late");
    QVERIFY(m_account->sync());
    QCOMPARE(m_account->contents(), onServer());
    QCOMPARE(m_account->contents().size(), 13);
    m_other->select("INBOX"); // it does not rename the one that is selected
    m_other->run("RENAME \"INBOX.&mHl27g-\" INBOX.Projects");
    QVERIFY(m_account->sync());
    QCOMPARE(m_account->contents(), onServer());
}

QTEST_GUILESS_MAIN(CourierTest)
#include "couriertest.moc"
