// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/sandboxbackend.h"
#include "support/httprow.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace qn::backend;
using namespace Qt::StringLiterals;

namespace {

template <typename T> Result<T> wait(Task<T> task)
{
    return QCoro::waitFor(std::move(task));
}

QByteArray mailSource(int n)
{
    const QByteArray number = QByteArray::number(n);
    return "From: =?utf-8?B?5byg5LiJ?= <zhang@qq.example>\r\nTo: me@qq.example\r\nSubject: Report " + number
        + "\r\nDate: Mon, 1 Jun 2026 10:00:00 +0800\r\nMessage-ID: <m" + number
        + "@qq.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
          "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello "
        + number
        + "\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\nAAH/\r\n--b--\r\n";
}

} // namespace

/// Client and server, both real, over a mailbox of files: what the client sees is what the mailbox holds.
class HttpEndToEndTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    test::ManualClock m_clock;
    std::shared_ptr<sandbox::Mailbox> m_mailbox;
    std::unique_ptr<sandbox::SandboxBackend> m_own;
    std::unique_ptr<sandbox::SandboxBackend> m_served;
    std::unique_ptr<test::HttpRow> m_row;
    RemoteFolderId m_inbox;

    OpenApiBackend &client() { return m_row->backend(); }
    void start(bool baselineOnly)
    {
        m_row = std::make_unique<test::HttpRow>(*m_served, m_clock, baselineOnly);
        QVERIFY(!m_row->error());
    }
    void fill(int count)
    {
        for (int n = 1; n <= count; ++n)
            QVERIFY(m_mailbox->add({{m_inbox, mailSource(n), n % 2 ? MessageFlag::Seen : MessageFlags(), {}}}));
    }
    OutgoingMessage letter() const
    {
        OutgoingMessage mail;
        mail.from = {u"Me"_s, u"me@qq.example"_s};
        mail.to = {{u"Me, again"_s, u"me@qq.example"_s}};
        mail.subject = u"你好"_s;
        mail.text = u"Hello"_s;
        mail.messageId = u"letter@qq.example"_s;
        mail.idempotencyKey = u"key-1"_s;
        return mail;
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        auto mailbox = sandbox::Mailbox::open(m_dir->path(), std::make_shared<SystemClock>());
        QVERIFY(mailbox);
        m_mailbox = *mailbox;
        QVERIFY(m_mailbox->setOwner({u"Me"_s, u"me@qq.example"_s}));
        m_inbox = m_mailbox->folderByRole(FolderRole::Inbox);
        m_own = std::make_unique<sandbox::SandboxBackend>(m_mailbox);
        m_served = std::make_unique<sandbox::SandboxBackend>(m_mailbox);
    }
    void cleanup()
    {
        m_row.reset();
        m_served.reset();
        m_own.reset();
        m_mailbox.reset();
    }

    void seesWhatTheMailboxHolds()
    {
        fill(5);
        start(false);
        QCOMPARE(*wait(client().capabilities()), *wait(m_own->capabilities()));
        QCOMPARE(*wait(client().folders()), *wait(m_own->folders()));
        const auto page = wait(client().changes(m_inbox, {}, 3));
        QCOMPARE(*page, *wait(m_own->changes(m_inbox, {}, 3)));
        QVERIFY(page->more);
        const auto rest = wait(client().changes(m_inbox, page->next, 3));
        QCOMPARE(*rest, *wait(m_own->changes(m_inbox, page->next, 3)));
        QCOMPARE(rest->upserted.size(), 2);

        const RemoteMessageId id = page->upserted.first().remoteId;
        QCOMPARE(*wait(client().source(m_inbox, id)), *wait(m_own->source(m_inbox, id)));
        const auto message = wait(client().message(m_inbox, id));
        QCOMPARE(*message, *wait(m_own->message(m_inbox, id)));
        QCOMPARE(message->body.attachments.size(), 1);
        const QString part = message->body.attachments.first().partId;
        QCOMPARE(*wait(client().attachment(m_inbox, id, part)), QByteArray("\0\1\xff", 3));
        QCOMPARE(wait(client().message(m_inbox, RemoteMessageId(u"404"_s))).error().kind, ErrorKind::NotFound);
        QCOMPARE(*wait(client().search(m_inbox, u"Report 3"_s)), *wait(m_own->search(m_inbox, u"Report 3"_s)));
    }

    void changesWhatTheMailboxHolds()
    {
        fill(3);
        start(false);
        const auto page = wait(client().changes(m_inbox, {}, 10));
        const RemoteMessageId first = page->upserted[0].remoteId, second = page->upserted[1].remoteId;
        const RemoteFolderId trash = m_mailbox->folderByRole(FolderRole::Trash);
        QVERIFY(wait(client().setFlags(m_inbox, {first}, MessageFlag::Flagged, MessageFlag::Seen)));
        const auto moved = wait(client().move(m_inbox, {second}, trash));
        QCOMPARE(moved->size(), 1);
        const auto news = wait(client().changes(m_inbox, page->next, 10));
        QCOMPARE(*news, *wait(m_own->changes(m_inbox, page->next, 10)));
        QCOMPARE(news->removed, QList{second});
        QCOMPARE(news->upserted.first().flags, MessageFlags(MessageFlag::Flagged));
        QVERIFY(wait(client().remove(trash, *moved)));
        QCOMPARE(wait(client().remove(trash, *moved)).error().kind, ErrorKind::NotFound);

        const auto draft = wait(client().saveDraft(letter(), {}));
        const auto newer = wait(client().saveDraft(letter(), *draft));
        QVERIFY(newer && *newer != *draft);
        QCOMPARE(wait(client().changes(m_mailbox->folderByRole(FolderRole::Drafts), {}, 10))->upserted.size(), 1);
        const auto contact = wait(client().saveContact({{}, u"李雷"_s, u"l@qq.example"_s, u"1"_s, {}}));
        QVERIFY(!contact->remoteId.isEmpty());
        QCOMPARE(*wait(client().contacts()), QList{*contact});
        QVERIFY(wait(client().removeContact(contact->remoteId)));
        QVERIFY(wait(client().contacts())->isEmpty());
    }

    void sendsAMailOnceHoweverOften()
    {
        start(false);
        OutgoingMessage mail = letter();
        Attachment file;
        file.name = u"图.bin"_s;
        file.type = u"application/octet-stream"_s;
        file.content = QByteArray(70000, '\xfe');
        mail.attachments = {file};
        QVERIFY(!*wait(client().findSent(mail)));
        const auto receipt = wait(client().send(mail));
        QVERIFY(receipt && !receipt->sentId.isEmpty());
        QCOMPARE(wait(client().send(mail))->sentId, receipt->sentId);
        QCOMPARE((*wait(client().findSent(mail)))->sentId, receipt->sentId);
        const auto inbox = wait(client().changes(m_inbox, {}, 10));
        QCOMPARE(inbox->upserted.size(), 1);
        QCOMPARE(inbox->upserted.first().subject, mail.subject);
        const auto message = wait(client().message(m_inbox, inbox->upserted.first().remoteId));
        QCOMPARE(message->body.attachments.first().name, file.name);
        const QString part = message->body.attachments.first().partId;
        QCOMPARE(*wait(client().attachment(m_inbox, message->header.remoteId, part)), file.content);
    }

    void hearsOfNewMail()
    {
        start(false);
        QVERIFY(wait(client().capabilities()));
        auto news = client().waitForChange();
        QTest::qWait(100);
        QVERIFY(!news.isReady());
        fill(1);
        QVERIFY(wait(std::move(news)));
    }

    void worksOverTheBaselineAlone()
    {
        fill(3);
        start(true);
        const auto able = wait(client().capabilities());
        QVERIFY(able && !able->folders && !able->flags);
        const RemoteFolderId inbox = wait(client().folders())->first().remoteId;
        const auto page = wait(client().changes(inbox, {}, 10));
        QVERIFY(page->complete);
        QCOMPARE(page->upserted.size(), 3);
        QCOMPARE(page->upserted.first().from, (Address{u"张三"_s, u"zhang@qq.example"_s}));
        const auto message = wait(client().message(inbox, page->upserted.first().remoteId));
        QVERIFY(message->body.text.startsWith(u"Hello "_s));
        QVERIFY(wait(client().send(letter())));
        QCOMPARE(wait(client().changes(inbox, page->next, 10))->upserted.size(), 4);
    }

    void survivesARevokedToken()
    {
        start(false);
        QVERIFY(wait(client().folders()));
        for (const server::Grant &grant : m_row->server().grants())
            QVERIFY(m_row->server().revoke(grant.id));
        QCOMPARE(wait(client().folders()).error().kind, ErrorKind::Authorization);
    }
};

QTEST_GUILESS_MAIN(HttpEndToEndTest)
#include "httpendtoendtest.moc"
