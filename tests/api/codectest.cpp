// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/addresscodec.h"
#include "api/mailboxcodec.h"
#include "api/messagecodec.h"
#include "api/pagereader.h"
#include "api/requests.h"
#include "api/routes.h"
#include "api/sendcodec.h"
#include "api/wiredate.h"
#include "api/wireerror.h"

#include <QFile>
#include <QTest>

using namespace qn;
using namespace qn::api;
using namespace Qt::StringLiterals;

namespace {

MessageHeader fullHeader()
{
    MessageHeader header;
    header.remoteId = RemoteMessageId(u"17+/ä?&="_s);
    header.messageId = u"m@x"_s;
    header.inReplyTo = {u"a@x"_s};
    header.references = {u"a@x"_s, u"b@x"_s};
    header.from = {u"张三"_s, u"z@qq.com"_s};
    header.replyTo = {{{}, u"r@qq.com"_s}};
    header.to = {{u"\uFEFFLee, Ann"_s, u"a@b.c"_s}, {{}, u"d@e.f"_s}};
    header.cc = {{u"C"_s, u"c@c.c"_s}};
    header.bcc = {{u"B"_s, u"b@b.b"_s}};
    header.subject = u"你好 \"x\" \\ \U0001F426"_s;
    header.preview = u"preview"_s;
    header.date = QDateTime(QDate(2026, 2, 28), QTime(23, 59, 59, 7), Qt::UTC);
    header.size = 5000000000;
    header.flags = MessageFlag::Seen | MessageFlag::Answered | MessageFlag::Forwarded;
    header.hasAttachments = true;
    return header;
}

OutgoingMessage fullMail()
{
    OutgoingMessage mail;
    mail.from = {u"Me"_s, u"me@qq.com"_s};
    mail.to = {{u"Lee, Ann"_s, u"a@b.c"_s}, {{}, u"d@e.f"_s}};
    mail.cc = {{{}, u"c@c.c"_s}};
    mail.bcc = {{{}, u"b@b.b"_s}};
    mail.subject = u"主题"_s;
    mail.text = u"line 1\nline 2"_s;
    mail.html = u"<p>x</p>"_s;
    Attachment attachment;
    attachment.name = u"图.png"_s;
    attachment.type = u"image/png"_s;
    attachment.contentId = u"i@x"_s;
    attachment.isInline = true;
    attachment.content = QByteArray("\0\xff\x10", 3);
    attachment.size = 3;
    mail.attachments = {attachment};
    mail.messageId = u"m@x"_s;
    mail.inReplyTo = {u"a@x"_s};
    mail.references = {u"a@x"_s};
    mail.idempotencyKey = u"key"_s;
    return mail;
}

} // namespace

class CodecTest final : public QObject
{
    Q_OBJECT

private slots:
    void datesThatCannotBeWrittenAreNotReadEither_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"2S24-04-06T07:08:09Z", "-001-04-06T07:08:09Z", "9999-12-31T23:59:59-10:00",
                 "0001-01-01T00:00:00+0800junk", "-9223372036854775808", "99999999999999999", "Mon, 1 Jan 99999 00:00:00 +0000"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void datesThatCannotBeWrittenAreNotReadEither()
    {
        QFETCH(QString, text);
        const QDateTime date = dateFromText(text);
        QVERIFY2(!date.isValid(), qPrintable(date.toString()));
    }

    void carriesEveryFieldOfAMessage()
    {
        Message message{fullHeader(), {u"text"_s, u"<b>html</b>"_s, {}}};
        Attachment attachment;
        attachment.partId = u"1.2"_s;
        attachment.name = u"a.pdf"_s;
        attachment.type = u"application/pdf"_s;
        attachment.size = 99;
        attachment.isInline = true;
        attachment.contentId = u"c@x"_s;
        message.body.attachments = {attachment};
        QCOMPARE(*decodeMessage(encodeMessage(message)), message);
        QCOMPARE(*decodeMessage(encodeMessage(Message())), Message());
    }

    void carriesEveryFieldOfAPage()
    {
        ChangePage page;
        page.upserted = {fullHeader(), fullHeader()};
        page.removed = {RemoteMessageId(u"gone"_s)};
        page.flags = {{RemoteMessageId(u"7.1"_s), MessageFlag::Seen | MessageFlag::Forwarded}, {RemoteMessageId(u"7.2"_s), {}}};
        page.next = QByteArray("\0\xfe token", 8);
        page.more = true;
        page.complete = true;
        page.anew = true;
        page.total = 7;
        QCOMPARE(*decodeChangePage(encodeChangePage(page)), page);
        QCOMPARE(*decodeChangePage(encodeChangePage({})), ChangePage());
    }

    void readsAPlainPageLikeAnyOther()
    {
        ChangePage page;
        page.upserted = {fullHeader(), fullHeader(), MessageHeader()};
        page.upserted[0].subject = u"\"quoted\" \\ / \n\t\u0001 \u2028 \uFFFD 会议 😀"_s;
        page.upserted[1].preview.clear();
        page.upserted[2].remoteId = RemoteMessageId(u"bare"_s);
        page.removed = {RemoteMessageId(u"gone"_s), RemoteMessageId(u"\"2"_s)};
        page.next = "token";
        page.total = 3;
        const QByteArray plain = encodeChangePage(page);
        QCOMPARE(readPlainPage(plain), std::optional(page));
        // With a member that it does not know, the other reader has to.
        const QByteArray strange = plain.left(plain.size() - 1) + ",\"stranger\":1}";
        QVERIFY(!readPlainPage(strange));
        QCOMPARE(*decodeChangePage(strange), page);
        for (qsizetype cut = 0; cut < plain.size(); cut += 7)
            QVERIFY(!readPlainPage(plain.left(cut)));
        for (const char *body : {"", "{}", "[]", R"({"errcode":40014,"mails":[]})", R"({"mails":[],"next":1})",
                 R"({"mails":[{"id":1}]})", R"({"mails":[]} x)", R"({"mails":[],"next":"\ud83d"})",
                 "{\"mails\":[{\"id\":\"1\",\"subject\":\"\xEF\xBB\xBF marked\"}]}",
                 "{\"mails\":[],\"next\":\"\xff\"}"})
            QVERIFY2(!readPlainPage(body), body);
    }

    void refusesAPageThatWouldDoHarm()
    {
        for (const char *body : {R"({"mails":[{"subject":"no id"}]})", R"({"mails":{}})", R"({"mails":[1]})",
                 R"({"removed":{}})", R"({"mails":[{"id":"1","flags":"seen"}]})", R"({"complete":"yes"})", R"([])"}) {
            const auto page = decodeChangePage(body);
            QVERIFY2(!page, body);
            QCOMPARE(page.error().reason, ErrorReason::WrongType);
        }
        QVERIFY(decodeChangePage(R"({"mails":[{"id":"1","flags":["seen",""],"stranger":{}}],"stranger":[]})"));
    }

    void carriesCapabilities()
    {
        Capabilities capabilities;
        capabilities.folders = capabilities.remove = capabilities.watch = true;
        capabilities.maxMessageBytes = 52428800;
        capabilities.accountEmail = u"me@qq.com"_s;
        capabilities.accountName = u"我"_s;
        QCOMPARE(*decodeCapabilities(encodeCapabilities(capabilities)), capabilities);
        QCOMPARE(*decodeCapabilities("{}"), Capabilities());
        QCOMPARE(decodeCapabilities(R"({"folders":"yes"})").error().reason, ErrorReason::WrongType);
    }

    void carriesFolders()
    {
        const QList<Folder> folders{{RemoteFolderId(u"1"_s), {}, u"Inbox"_s, FolderRole::Inbox, 5, 2, true},
            {RemoteFolderId(u"2"_s), RemoteFolderId(u"1"_s), u"其他"_s, FolderRole::None, 0, 0, false}};
        QCOMPARE(*decodeFolders(encodeFolders(folders)), folders);
        QVERIFY(!decodeFolders("{}"));
        QVERIFY(!decodeFolders(R"({"folders":[{"name":"no id"}]})"));
    }

    void carriesContactsAndIds()
    {
        const Contact contact{RemoteContactId(u"9"_s), u"李"_s, u"l@qq.com"_s, u"10086"_s, u"note"_s};
        QCOMPARE(*decodeContact(encodeContact(contact)), contact);
        const QStringList ids{u"a"_s, {}, u"c"_s};
        QCOMPARE(*decodeIds(encodeIds(ids)), ids);
        QCOMPARE(*decodeId(encodeId(u"x"_s)), u"x"_s);
        QCOMPARE(*decodeId(encodeDone()), QString());
    }

    void carriesEveryFieldOfAMailToSend()
    {
        QCOMPARE(*decodeSend(encodeSend(fullMail())), fullMail());
        const SaveDraftRequest draft{fullMail(), RemoteMessageId(u"old"_s)};
        QCOMPARE(*decodeSaveDraft(encodeSaveDraft(draft)), draft);
    }

    void sendsToABaselineServerWhatTheArticleShows()
    {
        OutgoingMessage mail;
        mail.to = {{u"R"_s, u"recipient@example.com"_s}};
        mail.subject = u"Test Email"_s;
        mail.text = u"This is a test email."_s;
        QCOMPARE(encodeBaselineSend(mail),
            QByteArray(R"({"subject":"Test Email","text":"This is a test email.","to":"recipient@example.com"})"));
        mail.to.append({{}, u"b@c.d"_s});
        QVERIFY(encodeBaselineSend(mail).contains(R"("to":"recipient@example.com,b@c.d")"));
        QCOMPARE(decodeSend(encodeBaselineSend(mail))->to.size(), 2);
    }

    void blamesTheCallerForABadRequest()
    {
        for (const char *body :
            {"", "<html>", "[]", R"({"to":7})", R"({"attachments":[{"content":"%%%"}]})", R"({"attachments":["x"]})"}) {
            const auto mail = decodeSend(body);
            QVERIFY2(!mail, body);
            QCOMPARE(mail.error().kind, ErrorKind::Parameter);
        }
        QCOMPARE(decodeSaveDraft("{}").error().kind, ErrorKind::Parameter);
        QCOMPARE(decodeMessagesRequest(R"({"folder":"1","ids":[]})").error().kind, ErrorKind::Parameter);
        QCOMPARE(decodeMessagesRequest(R"({"ids":["1"]})").error().kind, ErrorKind::Parameter);
        QCOMPARE(decodeChangesQuery(QUrlQuery(u"folder=1&limit=-3"_s)).error().kind, ErrorKind::Parameter);
        QCOMPARE(decodeMailQuery(QUrlQuery(u"folder=1"_s)).error().kind, ErrorKind::Parameter);
    }

    void carriesReceipts()
    {
        SendReceipt receipt{RemoteMessageId(u"s1"_s), {{Address{u"X"_s, u"x@y.z"_s}, u"550 no such user"_s}}};
        QCOMPARE(*decodeReceipt(encodeReceipt(receipt)), receipt);
        QCOMPARE(*decodeFindSent(encodeFindSent(receipt)), std::optional(receipt));
        QCOMPARE(*decodeFindSent(encodeFindSent({})), std::nullopt);
        QVERIFY(!decodeFindSent("{}"));
    }

    void carriesRequestsThroughAQuery()
    {
        const ChangesRequest changes{RemoteFolderId(u"a+b &=/中%"_s), QByteArray("\0\xff", 2), 50};
        QCOMPARE(*decodeChangesQuery(QUrlQuery(encodeChangesQuery(changes))), changes);
        const MailRequest mail{RemoteFolderId(u"1"_s), fullHeader().remoteId, u"1.2"_s};
        QUrl url(u"http://h/p"_s);
        url.setQuery(encodeMailQuery(mail), QUrl::StrictMode);
        QCOMPARE(*decodeMailQuery(QUrlQuery(QUrl(QString::fromLatin1(url.toEncoded())))), mail);
        const SearchRequest search{RemoteFolderId(u"1"_s), u"发票 100%"_s};
        QCOMPARE(*decodeSearchQuery(QUrlQuery(encodeSearchQuery(search))), search);
        QCOMPARE(decodeSearchQuery(QUrlQuery(u"folder=1&query=a+b"_s))->query, u"a b"_s);
        const FindSentRequest find{u"k"_s, u"m+1@x"_s};
        QCOMPARE(*decodeFindSentQuery(QUrlQuery(encodeFindSentQuery(find))), find);
        QCOMPARE(decodeWaitQuery(QUrlQuery(encodeWaitQuery(u"s+1"_s))), u"s+1"_s);
    }

    void carriesRequestsAsJson()
    {
        const MessagesRequest request{RemoteFolderId(u"1"_s), {RemoteMessageId(u"a"_s), RemoteMessageId(u"b"_s)},
            MessageFlag::Seen | MessageFlag::Flagged, MessageFlag::Answered, RemoteFolderId(u"2"_s)};
        QCOMPARE(*decodeMessagesRequest(encodeMessagesRequest(request)), request);
        const auto wait = decodeWaitAnswer(encodeWaitAnswer({true, u"7"_s}));
        QVERIFY(wait && wait->changed && wait->state == u"7"_s);
    }

    void carriesErrors_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<ErrorReason>("reason");
        QTest::addColumn<int>("status");
        QTest::newRow("parameter") << ErrorKind::Parameter << ErrorReason::RecipientRefused << 400;
        QTest::newRow("authorization") << ErrorKind::Authorization << ErrorReason::None << 401;
        QTest::newRow("permission") << ErrorKind::Permission << ErrorReason::None << 403;
        QTest::newRow("not found") << ErrorKind::NotFound << ErrorReason::None << 404;
        QTest::newRow("unsupported") << ErrorKind::Unsupported << ErrorReason::None << 405;
        QTest::newRow("conflict") << ErrorKind::Conflict << ErrorReason::None << 409;
        QTest::newRow("too large") << ErrorKind::TooLarge << ErrorReason::QuotaExceeded << 413;
        QTest::newRow("rate") << ErrorKind::RateLimited << ErrorReason::None << 429;
        QTest::newRow("server") << ErrorKind::Server << ErrorReason::SendOutcomeUnknown << 500;
    }
    void carriesErrors()
    {
        QFETCH(ErrorKind, kind);
        QFETCH(ErrorReason, reason);
        const Error error{kind, u"because"_s, reason, 0, {}};
        QTEST(statusOf(error), "status");
        const Error read = errorFromAnswer(statusOf(error), encodeError(error));
        QCOMPARE(read.kind, kind);
        QCOMPARE(read.reason, reason);
    }

    void tellsNothingOfItsOwnTroublesToClients()
    {
        const Error error{ErrorKind::Keychain, u"x"_s, ErrorReason::KeychainLocked, 0, {}};
        QCOMPARE(statusOf(error), 500);
        QVERIFY(!encodeError(error).contains("eychain"));
    }

    void takesTheStatusWhereTheBodySaysNothing()
    {
        QCOMPARE(errorFromAnswer(502, "<html>").kind, ErrorKind::Server);
        QCOMPARE(errorFromAnswer(404, {}).kind, ErrorKind::NotFound);
        QCOMPARE(errorFromAnswer(422, "{}").kind, ErrorKind::Parameter);
        QCOMPARE(errorFromAnswer(401, R"({"errcode":401})").kind, ErrorKind::Authorization);
        QCOMPARE(errorFromAnswer(401, R"({"errcode":42002})").reason, ErrorReason::SignInExpired);
        QCOMPARE(errorFromAnswer(400, R"({"errcode":40014})").kind, ErrorKind::Authorization);
        const Error limited = errorFromAnswer(429, {}, std::chrono::seconds(7));
        QCOMPARE(limited.kind, ErrorKind::RateLimited);
        QCOMPARE(limited.retryAfter, std::optional<std::chrono::milliseconds>(7000));
    }

    void knowsTheErrcodes()
    {
        QVERIFY(isTokenError(errorFromErrcode(40001)) && isTokenError(errorFromErrcode(42001))
            && isTokenError(errorFromErrcode(100014)));
        QCOMPARE(errorFromErrcode(42003).reason, ErrorReason::SignInExpired);
        QVERIFY(!isTokenError(errorFromErrcode(50001)));
        QCOMPARE(errorFromErrcode(45033).kind, ErrorKind::RateLimited);
        QVERIFY(errorFromErrcode(45009).retryAfter);
        QCOMPARE(errorFromErrcode(45002).kind, ErrorKind::TooLarge);
        QCOMPARE(errorFromErrcode(48002).kind, ErrorKind::Permission);
        QCOMPARE(errorFromErrcode(41005).kind, ErrorKind::Parameter);
        QCOMPARE(errorFromErrcode(100009).reason, ErrorReason::InvalidClient);
        QCOMPARE(errorFromErrcode(100020).reason, ErrorReason::CodeExpired);
        QVERIFY(errorFromErrcode(-1).isTransient());
    }

    void blotsOutWhatCouldBeASecret()
    {
        const Error error = errorFromErrcode(40014, u"invalid token: 9f8e7d6c5b4a39281706abcdef of someone@qq.com"_s);
        QVERIFY(!error.detail.contains("9f8e7d"_L1) && !error.detail.contains("someone"_L1));
        QVERIFY(error.detail.contains("invalid token"_L1));
    }

    void splitsAddressLists()
    {
        const auto list = addressesFromText(u"\"Lee, Ann\" <a@b.c>; d@e.f , 张三<z@qq.com>,,"_s);
        QCOMPARE(list, (QList<Address>{{u"Lee, Ann"_s, u"a@b.c"_s}, {{}, u"d@e.f"_s}, {u"张三"_s, u"z@qq.com"_s}}));
        QCOMPARE(addressesFromText(u"\"open <a@b.c"_s).size(), 1);
        QVERIFY(addressesFromText({}).isEmpty());
    }

    void documentsEveryRoute()
    {
        QFile file(QStringLiteral(QN_SOURCE_DIR "/resources/openapi.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString document = QString::fromUtf8(file.readAll());
        for (const QLatin1String route : {routes::authorize, routes::token, routes::sendMail, routes::mailList,
                 routes::contacts, routes::capabilities, routes::folderList, routes::changes, routes::mail,
                 routes::mailSource, routes::attachment, routes::findSent, routes::setFlags, routes::moveMail,
                 routes::deleteMail, routes::saveDraft, routes::saveContact, routes::deleteContact, routes::searchMail,
                 routes::waitForChange, routes::appendMail})
            QVERIFY2(document.contains(u"\n  "_s + route + u":\n"_s), route.data());
    }
};

QTEST_GUILESS_MAIN(CodecTest)
#include "codectest.moc"
