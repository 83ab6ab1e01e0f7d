// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imaprow.h"
#include "support/courierserver.h"
#include "support/dovecotserver.h"

#include <QCoroTask>
#include <QTest>
#include <QTimer>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// What every MailBackend with all capabilities has to do, a row an implementation.
class BackendContractTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsCapabilitiesAndFolders_data() { rows(); }
    void tellsCapabilitiesAndFolders();
    void listsNewestFirstInPages_data() { rows(); }
    void listsNewestFirstInPages();
    void tellsOnlyWhatChanged_data() { rows(); }
    void tellsOnlyWhatChanged();
    void pagesManyChanges_data() { rows(); }
    void pagesManyChanges();
    void changesDuringTheListingAreToldAfterwards_data() { rows(); }
    void changesDuringTheListingAreToldAfterwards();
    void tokensSurviveRestart_data() { rows(); }
    void tokensSurviveRestart();
    void unknownTokenStartsAgain_data() { rows(); }
    void unknownTokenStartsAgain();
    void readsMessageSourceAndAttachment_data() { rows(); }
    void readsMessageSourceAndAttachment();
    void saysNotFound_data() { rows(); }
    void saysNotFound();
    void changesFlags_data() { rows(); }
    void changesFlags();
    void movesMessages_data() { rows(); }
    void movesMessages();
    void removesMessages_data() { rows(); }
    void removesMessages();
    void sendsAndDelivers_data() { rows(); }
    void sendsAndDelivers();
    void sendsOncePerKey_data() { rows(); }
    void sendsOncePerKey();
    void filesOneCopyAlsoAfterARestart_data() { rows(); }
    void filesOneCopyAlsoAfterARestart();
    void refusesMailWithoutRecipients_data() { rows(); }
    void refusesMailWithoutRecipients();
    void takesMailFromElsewhere_data() { rows(); }
    void takesMailFromElsewhere();
    void replacesDrafts_data() { rows(); }
    void replacesDrafts();
    void keepsContacts_data() { rows(); }
    void keepsContacts();
    void searches_data() { rows(); }
    void searches();
    void wakesUpOnChange_data() { rows(); }
    void wakesUpOnChange();
    void watchingEndsByItself_data() { rows(); }
    void watchingEndsByItself();
    void abortCancels_data() { rows(); }
    void abortCancels();
    void init();
    void cleanup() { m_row.reset(); }
    void cleanupTestCase();

private:
    static void rows();
    std::unique_ptr<ContractRow> makeRow(const QByteArray &kind);
    template <typename T> static Result<T> wait(backend::Task<T> task) { return QCoro::waitFor(std::move(task)); }
    /// Of messages that are new or changed, whichever way a server tells it.
    static QList<FlagChange> flagsTold(const ChangePage &page)
    {
        QList<FlagChange> told = page.flags;
        for (const MessageHeader &header : page.upserted)
            told.append({header.remoteId, header.flags});
        return told;
    }
    backend::MailBackend &server() { return m_row->backend(); }
    OtherClient &other() { return m_row->other(); }
    RowTraits traits() { return m_row->traits(); }
    RemoteFolderId folder(FolderRole role) { return other().folder(role); }
    Result<SendReceipt> send(const OutgoingMessage &mail);
    RemoteMessageId put(const QByteArray &subject, int minutes = 0, FolderRole role = FolderRole::Inbox);
    QStringList subjects(const QByteArray &token = {}, QByteArray *next = nullptr);
    QByteArray present()
    {
        QByteArray next;
        subjects({}, &next);
        return next;
    }

    std::unique_ptr<DovecotServer> m_dovecot;
    std::unique_ptr<CourierServer> m_courier;
    std::unique_ptr<SmtpServer> m_smtp;
    std::unique_ptr<RadicaleServer> m_dav;
    std::unique_ptr<ContractRow> m_row;
    RemoteFolderId m_inbox;
};

namespace {

OutgoingMessage mail(const QString &key = u"key-1"_s)
{
    OutgoingMessage mail;
    mail.to = {{u"陈晓明"_s, u"chen@qq.example"_s}, {{}, u"other@example.com"_s}};
    mail.bcc = {{{}, u"hidden@example.com"_s}};
    mail.subject = u"季度报告"_s;
    mail.text = u"你好"_s;
    mail.html = u"<p>你好</p>"_s;
    mail.attachments = {{{}, u"报告.pdf"_s, u"application/pdf"_s, {}, 4, false, "%PDF"}};
    mail.messageId = key + u"@qq.example"_s;
    mail.idempotencyKey = key;
    return mail;
}

} // namespace

void BackendContractTest::rows()
{
    QTest::addColumn<QByteArray>("kind");
    for (const char *kind : {"sandbox", "http", "imap (Dovecot)", "imap (Courier)"})
        QTest::newRow(kind) << QByteArray(kind);
}

std::unique_ptr<ContractRow> BackendContractTest::makeRow(const QByteArray &kind)
{
    if (kind == "sandbox")
        return std::make_unique<SandboxRow>();
    if (kind == "http")
        return std::make_unique<HttpContractRow>();
    if (!m_smtp)
        m_smtp = std::make_unique<SmtpServer>(SmtpServer::Tls::None, nullptr, u"secret"_s);
    if (!m_dav)
        m_dav = std::make_unique<RadicaleServer>();
    const RowTraits traits{false, false, false, true, false};
    if (kind.contains("Courier")) {
        if (!m_courier)
            m_courier = std::make_unique<CourierServer>();
        return std::make_unique<ImapRow>(m_courier->port(), *m_smtp, *m_dav, traits);
    }
    if (!m_dovecot)
        m_dovecot = std::make_unique<DovecotServer>();
    return std::make_unique<ImapRow>(m_dovecot->port(), *m_smtp, *m_dav, traits);
}

void BackendContractTest::init()
{
    QFETCH(QByteArray, kind);
    m_row = makeRow(kind);
    m_inbox = folder(FolderRole::Inbox);
}

void BackendContractTest::cleanupTestCase()
{
    m_dovecot.reset();
    m_courier.reset();
    m_smtp.reset();
    m_dav.reset();
}

/// What the outbox does with a mail.
Result<SendReceipt> BackendContractTest::send(const OutgoingMessage &mail)
{
    Result<SendReceipt> receipt = wait(server().send(mail));
    if (!receipt)
        return receipt;
    const Result<RemoteMessageId> copy = wait(server().fileSent(mail));
    if (!copy)
        return fail(copy.error());
    if (receipt->sentId.isEmpty())
        receipt->sentId = *copy;
    m_row->deliver();
    return receipt;
}

RemoteMessageId BackendContractTest::put(const QByteArray &subject, int minutes, FolderRole role)
{
    const QByteArray source = "From: =?utf-8?B?5p2O6Zu3?= <li@example.com>\r\nTo: chen@qq.example\r\nSubject: "
        + subject + "\r\n\r\nbody of " + subject + "\r\n";
    return other().put(folder(role), source, m_row->now().addSecs(60 * minutes));
}

QStringList BackendContractTest::subjects(const QByteArray &token, QByteArray *next)
{
    const auto page = wait(server().changes(m_inbox, token, 1000));
    if (!page)
        return {u"error: "_s + page.error().detail};
    QStringList out;
    for (const MessageHeader &header : page->upserted)
        out << header.subject;
    if (next)
        *next = page->next;
    return out;
}

void BackendContractTest::tellsCapabilitiesAndFolders()
{
    const auto can = wait(server().capabilities());
    QVERIFY(can);
    for (const bool each : {can->folders, can->incremental, can->rawSource, can->detail, can->flags, can->move,
             can->remove, can->drafts, can->sendHtml, can->sendCopies, can->sendAttachments, can->savesSent, can->search,
             can->watch})
        QVERIFY(each);
    QCOMPARE(can->idempotentSend, traits().tellsSent);
    QCOMPARE(can->editContacts, traits().hasContacts);
    QCOMPARE(can->accountEmail, u"chen@qq.example"_s);
    QCOMPARE(can->accountName, u"陈晓明"_s);

    other().makeFolder({u"项目"_s, u"青鸟"_s});
    put("one");
    const auto folders = wait(server().folders());
    QVERIFY(folders);
    for (const FolderRole role : {FolderRole::Inbox, FolderRole::Sent, FolderRole::Drafts, FolderRole::Trash,
             FolderRole::Junk}) {
        const auto isIt = [&](const Folder &one) { return one.role == role; };
        QCOMPARE(std::count_if(folders->cbegin(), folders->cend(), isIt), 1);
        QCOMPARE(std::find_if(folders->cbegin(), folders->cend(), isIt)->remoteId, folder(role));
    }
    QCOMPARE(folders->first().role, FolderRole::Inbox);
    QCOMPARE(folders->first().total, 1);
    QCOMPARE(folders->first().unread, 1);
    QCOMPARE(folders->last().name, u"青鸟"_s);
    QCOMPARE(folders->at(folders->size() - 2).name, u"项目"_s);
    QCOMPARE(folders->last().parent, folders->at(folders->size() - 2).remoteId);
}

void BackendContractTest::listsNewestFirstInPages()
{
    for (const int minutes : {3, 1, 5, 2, 4})
        put(QByteArray::number(minutes), minutes);
    QByteArray token;
    QStringList seen;
    for (int page = 0; page < 3; ++page) {
        const auto listed = wait(server().changes(m_inbox, token, 2));
        QVERIFY(listed);
        QCOMPARE(listed->total, 5);
        QCOMPARE(listed->more, page < 2);
        QCOMPARE(listed->complete, page == 2);
        for (const MessageHeader &header : listed->upserted)
            seen << header.subject;
        token = listed->next;
    }
    QCOMPARE(seen.join(QString()), traits().ordersByDate ? u"54321"_s : u"42513"_s);
    const auto nothing = wait(server().changes(m_inbox, token, 2));
    QVERIFY(
        nothing && nothing->upserted.isEmpty() && nothing->removed.isEmpty() && !nothing->more && !nothing->complete);
    QVERIFY(wait(server().changes(folder(FolderRole::Trash), {}, 2))->complete);
}

void BackendContractTest::tellsOnlyWhatChanged()
{
    const auto first = put("first"), second = put("second", 1);
    QByteArray token = present();
    put("third", 2);
    QCOMPARE(subjects(token, &token), QStringList{u"third"_s});
    other().setFlags(m_inbox, first, MessageFlag::Seen);
    other().remove(m_inbox, second);
    const auto page = wait(server().changes(m_inbox, token, 100));
    QVERIFY(page);
    QCOMPARE(flagsTold(*page), (QList<FlagChange>{{first, MessageFlag::Seen}}));
    QCOMPARE(page->removed, QList<RemoteMessageId>{second});
    QVERIFY(!page->complete);
    QCOMPARE(page->total, 2);
    QCOMPARE(subjects(page->next), QStringList());
}

void BackendContractTest::pagesManyChanges()
{
    QByteArray token = present();
    for (int i = 0; i < 25; ++i)
        put(QByteArray::number(i), i);
    QSet<QString> seen;
    bool more = true;
    for (int pages = 0; more && pages < 10; ++pages) {
        const auto page = wait(server().changes(m_inbox, token, 10));
        QVERIFY(page);
        QVERIFY(page->upserted.size() <= 10);
        for (const MessageHeader &header : page->upserted)
            seen << header.subject;
        token = page->next;
        more = page->more;
    }
    QVERIFY(!more);
    QCOMPARE(seen.size(), 25);
}

void BackendContractTest::changesDuringTheListingAreToldAfterwards()
{
    QList<RemoteMessageId> ids;
    for (int i = 0; i < 6; ++i)
        ids << put(QByteArray::number(i), i);
    auto page = wait(server().changes(m_inbox, {}, 2));
    QVERIFY(page && page->more);
    put("new", 60);
    other().remove(m_inbox, ids[5]);
    other().setFlags(m_inbox, ids[4], MessageFlag::Flagged);
    while (page->more) {
        page = wait(server().changes(m_inbox, page->next, 2));
        QVERIFY(page);
    }
    QVERIFY(page->complete);
    page = wait(server().changes(m_inbox, page->next, 100));
    QVERIFY(page);
    QCOMPARE(page->removed, QList<RemoteMessageId>{ids[5]});
    QCOMPARE(page->upserted.first().subject, u"new"_s);
    const QList<FlagChange> told = flagsTold(*page);
    QCOMPARE(told.size(), 2);
    QVERIFY(told.contains(FlagChange{ids[4], MessageFlag::Flagged}));
}

void BackendContractTest::tokensSurviveRestart()
{
    for (int i = 0; i < 3; ++i)
        put(QByteArray::number(i), i);
    const auto listing = wait(server().changes(m_inbox, {}, 2));
    QVERIFY(listing);
    const QByteArray token = present();
    put("later", 5);
    m_row->restart();
    QCOMPARE(subjects(token), QStringList{u"later"_s});
    QCOMPARE(subjects(listing->next), QStringList{u"0"_s});
}

void BackendContractTest::unknownTokenStartsAgain()
{
    put("one");
    for (const QByteArray &token :
        {QByteArray("nonsense"), QByteArray("0 inbox since 5"), QByteArray(1, '\0'), present() + "999999"}) {
        const auto page = wait(server().changes(m_inbox, token, 100));
        QVERIFY(page);
        QCOMPARE(page->upserted.size(), 1);
        QVERIFY(page->complete);
    }
}

void BackendContractTest::readsMessageSourceAndAttachment()
{
    QVERIFY(send(mail()));
    const auto page = wait(server().changes(m_inbox, {}, 10));
    QVERIFY(page);
    MessageHeader header = page->upserted.at(0);
    if (!traits().listsPreviews) {
        QVERIFY(header.preview.isEmpty());
        header.preview = u"你好"_s;
    }
    QCOMPARE(header.preview, u"你好"_s);
    QVERIFY(header.hasAttachments);
    const auto message = wait(server().message(m_inbox, header.remoteId));
    QVERIFY(message);
    QCOMPARE(message->header, header);
    QCOMPARE(wait(server().messages(m_inbox, {RemoteMessageId(u"m99"_s), header.remoteId})), Result<QList<Message>>(QList{*message}));
    QCOMPARE(message->body.text.trimmed(), u"你好"_s);
    QCOMPARE(message->body.html.trimmed(), u"<p>你好</p>"_s);
    QCOMPARE(message->body.attachments.size(), 1);
    const Attachment file = message->body.attachments.first();
    QCOMPARE(file.name, u"报告.pdf"_s);
    QCOMPARE(file.size, 4);
    QVERIFY(file.content.isEmpty());
    QCOMPARE(wait(server().attachment(m_inbox, header.remoteId, file.partId)), Result<QByteArray>("%PDF"));
    const auto source = wait(server().source(m_inbox, header.remoteId));
    QVERIFY(source);
    QCOMPARE(source->size(), header.size);
    QVERIFY(source->contains("\r\nSubject: "));
    QByteArrayList came;
    const backend::SourceTaker take = [&came](const RemoteMessageId &, const QByteArray &bytes) {
        return came.append(bytes), true;
    };
    const QList<QList<RemoteMessageId>> groups{{RemoteMessageId(u"m99"_s)}, {header.remoteId}};
    QCOMPARE(wait(server().sources(m_inbox, groups, take)), Result<qsizetype>(2));
    QCOMPARE(came, QByteArrayList{*source});
    QByteArray gathered = source->left(10); // an earlier call has brought that
    const backend::FileTaker gather = [&gathered](qint64 offset, const QByteArray &bytes) {
        gathered = gathered.left(offset) + bytes;
        return Result<void>();
    };
    QCOMPARE(wait(server().sourceTo(m_inbox, header.remoteId, 10, gather)), Result<bool>(true));
    QCOMPARE(gathered, *source);
}

void BackendContractTest::saysNotFound()
{
    const auto id = put("one");
    const RemoteMessageId none(u"m999"_s);
    const RemoteFolderId nowhere(u"f999"_s);
    const auto isNotFound = [](const auto &result) { return !result && result.error().kind == ErrorKind::NotFound; };
    QVERIFY(isNotFound(wait(server().source(m_inbox, none))));
    const backend::FileTaker take = [](qint64, const QByteArray &) { return Result<void>(); };
    QVERIFY(isNotFound(wait(server().sourceTo(m_inbox, none, 0, take))));
    QVERIFY(isNotFound(wait(server().message(m_inbox, none))));
    QVERIFY(isNotFound(wait(server().message(nowhere, id))));
    QVERIFY(isNotFound(wait(server().attachment(m_inbox, id, u"7"_s))));
    QVERIFY(isNotFound(wait(server().setFlags(m_inbox, {none}, MessageFlag::Seen, {}))));
    QVERIFY(isNotFound(wait(server().move(m_inbox, {none}, folder(FolderRole::Trash)))));
    QVERIFY(isNotFound(wait(server().move(m_inbox, {id}, nowhere))));
    QVERIFY(isNotFound(wait(server().remove(m_inbox, {none}))));
    QVERIFY(isNotFound(wait(server().changes(nowhere, {}, 10))));
    QVERIFY(isNotFound(wait(server().search(nowhere, u"x"_s))));
    QVERIFY(!traits().hasContacts || isNotFound(wait(server().removeContact(RemoteContactId(u"c9"_s)))));
    QCOMPARE(subjects(), QStringList{u"one"_s});
}

void BackendContractTest::changesFlags()
{
    const auto first = put("first"), second = put("second", 1);
    QVERIFY(wait(server().setFlags(
        m_inbox, {first, RemoteMessageId(u"m99"_s), second}, MessageFlag::Seen | MessageFlag::Flagged, {})));
    QVERIFY(wait(server().setFlags(m_inbox, {first}, MessageFlag::Answered, MessageFlag::Flagged)));
    const auto page = wait(server().changes(m_inbox, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->upserted[0].flags, MessageFlag::Seen | MessageFlag::Flagged);
    QCOMPARE(page->upserted[1].flags, MessageFlag::Seen | MessageFlag::Answered);
    QCOMPARE(wait(server().folders())->first().unread, 0);
    m_row->restart();
    QCOMPARE(wait(server().changes(m_inbox, {}, 10))->upserted, page->upserted);
    QCOMPARE(wait(server().folders())->first().unread, 0);
}

void BackendContractTest::movesMessages()
{
    const RemoteFolderId trash = folder(FolderRole::Trash);
    const auto first = put("first"), second = put("second", 1);
    QVERIFY(wait(server().setFlags(m_inbox, {first}, MessageFlag::Flagged, {})));
    const QByteArray token = present();
    const auto moved = wait(server().move(m_inbox, {second, RemoteMessageId(u"m99"_s), first}, trash));
    QVERIFY(moved);
    QCOMPARE(moved->size(), 3);
    QVERIFY(moved->at(1).isEmpty());
    QCOMPARE(wait(server().changes(m_inbox, token, 10))->removed.size(), 2);
    const auto page = wait(server().changes(trash, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->upserted.size(), 2);
    QCOMPARE(page->upserted[0].remoteId, moved->at(0));
    QCOMPARE(page->upserted[0].subject, u"second"_s);
    QCOMPARE(page->upserted[1].flags, MessageFlags(MessageFlag::Flagged));
    QVERIFY(wait(server().source(trash, moved->at(0)))->contains("body of second"));
    QVERIFY(!wait(server().source(m_inbox, second)));
    const auto back = wait(server().move(trash, {moved->at(0)}, m_inbox));
    QVERIFY(back);
    const auto source = wait(server().source(m_inbox, back->at(0)));
    QVERIFY(source);
    QVERIFY(source->contains("body of second"));
}

void BackendContractTest::removesMessages()
{
    const auto first = put("first"), second = put("second", 1);
    const QByteArray token = present();
    QVERIFY(wait(server().remove(m_inbox, {first, RemoteMessageId(u"m99"_s)})));
    QCOMPARE(wait(server().changes(m_inbox, token, 10))->removed, QList<RemoteMessageId>{first});
    QVERIFY(!wait(server().source(m_inbox, first)));
    QVERIFY(wait(server().source(m_inbox, second)));
}

void BackendContractTest::sendsAndDelivers()
{
    const auto receipt = send(mail());
    QVERIFY(receipt);
    QVERIFY(receipt->refused.isEmpty());
    const auto sent = wait(server().changes(folder(FolderRole::Sent), {}, 10));
    QVERIFY(sent);
    QCOMPARE(sent->upserted.size(), 1);
    QCOMPARE(sent->upserted[0].remoteId, receipt->sentId);
    QCOMPARE(sent->upserted[0].flags, MessageFlags(MessageFlag::Seen));
    QCOMPARE(sent->upserted[0].bcc, mail().bcc);
    QCOMPARE(sent->upserted[0].from.email, u"chen@qq.example"_s);
    const auto inbox = wait(server().changes(m_inbox, {}, 10));
    QCOMPARE(inbox->upserted.size(), 1);
    QCOMPARE(inbox->upserted[0].flags, MessageFlags());
    QCOMPARE(inbox->upserted[0].subject, mail().subject);
    QCOMPARE(inbox->upserted[0].to, mail().to);
    QVERIFY(inbox->upserted[0].bcc.isEmpty());
    QVERIFY(!wait(server().source(m_inbox, inbox->upserted[0].remoteId))->contains("hidden@example.com"));

    OutgoingMessage elsewhere = mail(u"key-2"_s);
    elsewhere.to = {{{}, u"other@example.com"_s}};
    QVERIFY(send(elsewhere));
    QCOMPARE(wait(server().changes(m_inbox, {}, 10))->total, 1);
    QCOMPARE(wait(server().changes(folder(FolderRole::Sent), {}, 10))->total, 2);
}

void BackendContractTest::sendsOncePerKey()
{
    const auto before = wait(server().findSent(mail()));
    if (traits().tellsSent)
        QVERIFY(before && !before->has_value());
    else
        QVERIFY(!before && before.error().kind == ErrorKind::Unsupported);
    const auto first = send(mail());
    const auto second = send(mail());
    QVERIFY(first && second);
    QCOMPARE(second->sentId, first->sentId);
    m_row->restart();
    if (traits().tellsSent)
        QCOMPARE(send(mail())->sentId, first->sentId);
    QCOMPARE(subjects().size(), 1);
    const auto found = wait(server().findSent(mail()));
    QVERIFY(found && found->has_value());
    QCOMPARE((*found)->sentId, first->sentId);
    QVERIFY(send(mail(u"key-2"_s)));
    QCOMPARE(subjects().size(), 2);
}

/// The program may die between the server's word and the copy.
void BackendContractTest::filesOneCopyAlsoAfterARestart()
{
    QVERIFY(wait(server().send(mail())));
    m_row->restart();
    const auto copy = wait(server().fileSent(mail()));
    QVERIFY(copy);
    m_row->restart();
    QCOMPARE(wait(server().fileSent(mail())), copy);
    const auto sent = wait(server().changes(folder(FolderRole::Sent), {}, 10));
    QVERIFY(sent);
    QCOMPARE(sent->upserted.size(), 1);
    QCOMPARE(sent->upserted[0].messageId, mail().messageId);
    // The same words to the same people are another mail.
    OutgoingMessage again = mail(u"key-2"_s);
    QVERIFY(send(again));
    QCOMPARE(wait(server().changes(folder(FolderRole::Sent), {}, 10))->total, 2);
}

void BackendContractTest::refusesMailWithoutRecipients()
{
    OutgoingMessage empty = mail();
    empty.to.clear();
    empty.bcc.clear();
    const auto refused = wait(server().send(empty));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Parameter);
    QVERIFY(subjects().isEmpty());
    const auto found = wait(server().findSent(empty));
    QVERIFY(!found || !found->has_value());
}

void BackendContractTest::takesMailFromElsewhere()
{
    QVERIFY(wait(server().capabilities())->append);
    QByteArray source = "From: a@b.example\r\nSubject: old\r\nDate: Mon, 6 May 2019 07:08:09 +0000\r\n\r\n\xe9\x00 ok\r\n"_ba;
    if (!traits().takesAnyByte)
        source.replace('\0', '!');
    const RemoteFolderId target = folder(FolderRole::Junk);
    const auto id = wait(server().append(target, source, MessageFlag::Seen | MessageFlag::Flagged));
    QVERIFY(id);
    QCOMPARE(*wait(server().source(target, *id)), source);
    const auto page = wait(server().changes(target, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->upserted.size(), 1);
    QCOMPARE(page->upserted.first().flags, MessageFlag::Seen | MessageFlag::Flagged);
    QCOMPARE(page->upserted.first().date.date().year(), 2019);
    // An import that is run again adds nothing, but what was deleted may come back.
    QCOMPARE(*wait(server().append(target, source, {})), *id);
    m_row->restart();
    QCOMPARE(*wait(server().append(target, source, {})), *id);
    QCOMPARE(wait(server().changes(target, {}, 10))->upserted.size(), 1);
    QByteArray similar = source;
    similar.replace("ok", "no");
    QVERIFY(*wait(server().append(target, similar, {})) != *id);
    QVERIFY(wait(server().remove(target, {*id})));
    QVERIFY(*wait(server().append(target, source, {})) != *id);
    QCOMPARE(wait(server().append(target, {}, {})).error().kind, ErrorKind::Parameter);
    QCOMPARE(wait(server().append(RemoteFolderId(u"nowhere"_s), source, {})).error().kind, ErrorKind::NotFound);
}

void BackendContractTest::replacesDrafts()
{
    OutgoingMessage draft = mail();
    draft.to = {{{}, u"half"_s}};
    const RemoteFolderId drafts = folder(FolderRole::Drafts);
    const auto first = wait(server().saveDraft(draft, {}));
    QVERIFY(first);
    draft.subject = u"新的主题"_s;
    const auto second = wait(server().saveDraft(draft, *first));
    QVERIFY(second);
    const auto page = wait(server().changes(drafts, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->upserted.size(), 1);
    QCOMPARE(page->upserted[0].remoteId, *second);
    QCOMPARE(page->upserted[0].subject, draft.subject);
    QVERIFY(page->upserted[0].flags.testFlag(MessageFlag::Draft));
    QCOMPARE(page->upserted[0].bcc, draft.bcc);
    draft.messageId = u"another@qq.example"_s;
    QVERIFY(wait(server().saveDraft(draft, RemoteMessageId(u"m999"_s))));
    QCOMPARE(wait(server().changes(drafts, {}, 10))->total, 2);
}

void BackendContractTest::keepsContacts()
{
    if (!traits().hasContacts)
        QSKIP("no contacts on this server");
    QVERIFY(wait(server().contacts())->isEmpty());
    auto saved = wait(server().saveContact({{}, u"李雷"_s, u"li@example.com"_s, u"123"_s, u"同事"_s}));
    QVERIFY(saved);
    QVERIFY(!saved->remoteId.isEmpty());
    QVERIFY(wait(server().saveContact({{}, u"韩梅梅"_s, u"han@example.com"_s, {}, {}})));
    saved->email = u"lilei@example.com"_s;
    QCOMPARE(wait(server().saveContact(*saved)), Result<Contact>(*saved));
    m_row->restart();
    auto contacts = wait(server().contacts());
    QVERIFY(contacts);
    QCOMPARE(contacts->size(), 2);
    QVERIFY(contacts->contains(*saved));
    QVERIFY(wait(server().removeContact(saved->remoteId)));
    QCOMPARE(wait(server().contacts())->size(), 1);
    QVERIFY(!wait(server().saveContact({})));
}

void BackendContractTest::searches()
{
    const auto report = put("=?utf-8?B?5a2j5bqm5oql5ZGK?="), other = put("Other", 1);
    QCOMPARE(wait(server().search(m_inbox, u"季度"_s)), Result<QList<RemoteMessageId>>(QList{report}));
    QCOMPARE(wait(server().search(m_inbox, u"李雷"_s)), Result<QList<RemoteMessageId>>((QList{other, report})));
    QCOMPARE(wait(server().search(m_inbox, u"BODY other"_s)), Result<QList<RemoteMessageId>>(QList{other}));
    QVERIFY(wait(server().search(m_inbox, u"nothing"_s))->isEmpty());
    QVERIFY(wait(server().search(m_inbox, u" "_s))->isEmpty());
}

void BackendContractTest::wakesUpOnChange()
{
    // What a first wait reports may be older than the listing; the second one begins with nothing new.
    m_row->setWatchTime(std::chrono::milliseconds(50));
    QVERIFY(wait(server().waitForChange()));
    m_row->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(100, this, [this] { put("arrived"); });
    QVERIFY(wait(server().waitForChange()));
    QCOMPARE(subjects(), QStringList{u"arrived"_s});
    put("between two waits", 1);
    QVERIFY(wait(server().waitForChange()));
}

void BackendContractTest::watchingEndsByItself()
{
    m_row->setWatchTime(std::chrono::milliseconds(20));
    QVERIFY(wait(server().waitForChange()));
    QVERIFY(wait(server().waitForChange()));
}

void BackendContractTest::abortCancels()
{
    m_row->setWatchTime(std::chrono::milliseconds(20));
    QVERIFY(wait(server().waitForChange()));
    m_row->setWatchTime(std::chrono::hours(1));
    QTimer::singleShot(50, this, [this] { server().abort(); });
    const auto ended = wait(server().waitForChange());
    QVERIFY(!ended);
    QCOMPARE(ended.error().kind, ErrorKind::Canceled);
    QVERIFY(wait(server().folders()));
}

QTEST_GUILESS_MAIN(BackendContractTest)
#include "backendcontracttest.moc"
