// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/baselinecodec.h"

#include <QTest>

using namespace qn;
using namespace qn::api;
using namespace Qt::StringLiterals;

namespace {

QList<ListEntry> entriesOf(const QByteArray &body)
{
    const auto list = decodeMailList(body);
    return list ? *list : QList<ListEntry>();
}

QList<RemoteMessageId> idsOf(const QByteArray &body)
{
    QList<RemoteMessageId> ids;
    const auto entries = entriesOf(body);
    for (const ListEntry &entry : entries)
        ids.append(entry.header.remoteId);
    return ids;
}

} // namespace

class BaselineCodecTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheArticlePromises()
    {
        const auto entries =
            entriesOf(R"([{"from":"zhang@qq.com","subject":"你好"},{"from":"张三 <z@qq.com>","subject":""}])");
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0].header.from, (Address{{}, u"zhang@qq.com"_s}));
        QCOMPARE(entries[0].header.subject, u"你好"_s);
        QCOMPARE(entries[1].header.from, (Address{u"张三"_s, u"z@qq.com"_s}));
        QVERIFY(!entries[0].hasBody);
        QVERIFY(!entries[0].header.date.isValid());
        QVERIFY(entries[0].header.flags.testFlag(MessageFlag::Seen));
    }

    void readsASenderOfAnyForm_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("email");
        QTest::newRow("bare") << QByteArray(R"("a@b.c")") << QString() << u"a@b.c"_s;
        QTest::newRow("angle") << QByteArray(R"("<a@b.c>")") << QString() << u"a@b.c"_s;
        QTest::newRow("name") << QByteArray(R"("Ann Lee <a@b.c>")") << u"Ann Lee"_s << u"a@b.c"_s;
        QTest::newRow("comma") << QByteArray(R"("Lee, Ann <a@b.c>")") << u"Lee, Ann"_s << u"a@b.c"_s;
        QTest::newRow("quoted") << QByteArray(R"("\"Lee, \\\"A\\\"\" <a@b.c>")") << u"Lee, \"A\""_s << u"a@b.c"_s;
        QTest::newRow("name only") << QByteArray(R"("系统管理员")") << u"系统管理员"_s << QString();
        QTest::newRow("object") << QByteArray(R"({"name":"Ann","email":"a@b.c"})") << u"Ann"_s << u"a@b.c"_s;
        QTest::newRow("address") << QByteArray(R"({"name":"Ann","address":"a@b.c"})") << u"Ann"_s << u"a@b.c"_s;
        QTest::newRow("list") << QByteArray(R"(["Ann <a@b.c>"])") << u"Ann"_s << u"a@b.c"_s;
        QTest::newRow("null") << QByteArray("null") << QString() << QString();
    }
    void readsASenderOfAnyForm()
    {
        QFETCH(QByteArray, from);
        const auto entries = entriesOf("[{\"subject\":\"s\",\"from\":" + from + "}]");
        QCOMPARE(entries.size(), 1);
        QTEST(entries[0].header.from.name, "name");
        QTEST(entries[0].header.from.email, "email");
    }

    void readsADateOfAnyForm_data()
    {
        QTest::addColumn<QByteArray>("date");
        QTest::newRow("RFC 3339") << QByteArray(R"("2026-11-24T12:30:05Z")");
        QTest::newRow("offset") << QByteArray(R"("2026-11-24T20:30:05+08:00")");
        QTest::newRow("fraction") << QByteArray(R"("2026-11-24T12:30:05.000000Z")");
        QTest::newRow("without zone is China's") << QByteArray(R"("2026-11-24 20:30:05")");
        QTest::newRow("seconds") << QByteArray("1795523405");
        QTest::newRow("milliseconds") << QByteArray("1795523405000");
        QTest::newRow("seconds as text") << QByteArray(R"("1795523405")");
        QTest::newRow("RFC 5322") << QByteArray(R"("Tue, 24 Nov 2026 20:30:05 +0800")");
        QTest::newRow("RFC 5322 comment") << QByteArray("\"Tue, 24 Nov 2026 20:30:05 +0800 (CST)\"");
        QTest::newRow("RFC 5322 GMT") << QByteArray(R"("Tue, 24 Nov 2026 12:30:05 GMT")");
        QTest::newRow("RFC 5322 one digit, no weekday") << QByteArray(R"("24 Nov 2026 12:30:05 -0000")");
    }
    void readsADateOfAnyForm()
    {
        QFETCH(QByteArray, date);
        const auto entries = entriesOf("[{\"date\":" + date + "}]");
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0].header.date, QDateTime(QDate(2026, 11, 24), QTime(12, 30, 5), Qt::UTC));
    }

    void doesWithoutADateThatIsNone()
    {
        for (const char *date : {"\"yesterday\"", "null", "\"\"", "\"2026-13-45T99:00:00Z\""}) {
            const auto entries = entriesOf("[{\"from\":\"a@b.c\",\"date\":" + QByteArray(date) + "}]");
            QCOMPARE(entries.size(), 1);
            QVERIFY2(!entries[0].header.date.isValid(), date);
        }
    }

    void givesTheSameRowsForTheSameList()
    {
        const QByteArray first = R"([{"from":"a@b.c","subject":"x","unread":true},{"from":"a@b.c","subject":"y"},
            {"from":"a@b.c","subject":"x"}])";
        const QByteArray later =
            R"([{"subject":"new","from":"d@e.f"},{"subject":"x","from":"a@b.c","unread":false,"new_field":1},
            {"from":"a@b.c","subject":"y","preview":"p"},{"from":"a@b.c","subject":"x"}])";
        const auto ids = idsOf(first);
        QCOMPARE(ids.size(), 3);
        QCOMPARE(QSet<RemoteMessageId>(ids.cbegin(), ids.cend()).size(), 3);
        QCOMPARE(idsOf(first), ids);
        QCOMPARE(idsOf(later).mid(1), ids);
    }

    void keepsAnIdThatTheServerGives()
    {
        QCOMPARE(idsOf(R"([{"id":"ZC1"},{"id":17},{"mail_id":"m"},{"id":"ZC1","subject":"again"}])"),
            (QList{RemoteMessageId(u"ZC1"_s), RemoteMessageId(u"17"_s), RemoteMessageId(u"m"_s),
                RemoteMessageId(u"ZC1~2"_s)}));
    }

    void readsTheMailThatTheListCarries()
    {
        const auto entries =
            entriesOf(R"([{"from":"a@b.c","subject":"s","text":"Hello\n world"},{"body":"b"},{"html":"<p>x</p>"},
            {"content":"c","summary":"short"},{"preview":"only this"}])");
        QCOMPARE(entries.size(), 5);
        QCOMPARE(entries[0].body.text, u"Hello\n world"_s);
        QCOMPARE(entries[0].header.preview, u"Hello world"_s);
        QCOMPARE(entries[1].body.text, u"b"_s);
        QCOMPARE(entries[2].body.html, u"<p>x</p>"_s);
        QCOMPARE(entries[3].header.preview, u"short"_s);
        QVERIFY(entries[0].hasBody && entries[1].hasBody && entries[2].hasBody && entries[3].hasBody);
        QVERIFY(!entries[4].hasBody);
    }

    void knowsReadFromUnread()
    {
        const auto entries =
            entriesOf(R"([{"unread":true},{"unread":false},{"read":false},{"is_read":1},{"flags":["flagged"]}])");
        QCOMPARE(entries.size(), 5);
        const QList<bool> seen{false, true, false, true, false};
        for (int i = 0; i < 5; ++i)
            QCOMPARE(entries[i].header.flags.testFlag(MessageFlag::Seen), seen[i]);
    }

    void refusesAWrongTypeWithoutShowingItsValue_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body : {R"([{"from":42}])", R"([{"from":[1]}])", R"([{"from":{"email":1}}])",
                 R"([{"subject":["secret"]}])", R"([{"subject":{"a":"secret"}}])", R"([{"date":{}}])",
                 R"([{"date":true}])", R"([{"text":1}])", R"([{"unread":"secret"}])", R"([{"to":7}])", R"([{"id":{}}])",
                 R"([{"size":"secret"}])", R"(["secret"])", R"([[]])", R"([null])", R"({})", R"({"mails":{}})"})
            QTest::newRow(body) << QByteArray(body);
    }
    void refusesAWrongTypeWithoutShowingItsValue()
    {
        QFETCH(QByteArray, body);
        const auto list = decodeMailList(body);
        QVERIFY(!list);
        QCOMPARE(list.error().kind, ErrorKind::Protocol);
        QCOMPARE(list.error().reason, ErrorReason::WrongType);
        QVERIFY(!list.error().detail.contains("secret"_L1));
    }

    void readsContacts()
    {
        const QByteArray body =
            R"([{"name":"李雷","email":" l@qq.com "},{"name":"Han","email":"h@qq.com","id":3,"phone":10086},{"email":"x@y.z"},
            {"email":"x@y.z"}])";
        const auto contacts = decodeContactList(body);
        QVERIFY(contacts);
        QCOMPARE(contacts->size(), 4);
        QCOMPARE((*contacts)[0].email, u"l@qq.com"_s);
        QCOMPARE((*contacts)[1].remoteId.value(), u"3"_s);
        QCOMPARE((*contacts)[1].phone, u"10086"_s);
        QVERIFY((*contacts)[2].remoteId != (*contacts)[3].remoteId);
        QCOMPARE(*decodeContactList(body), *contacts);
        QCOMPARE(decodeContactList(R"([{"name":7}])").error().reason, ErrorReason::WrongType);
    }

    void writesWhatItReads()
    {
        ListEntry entry;
        entry.header.remoteId = RemoteMessageId(u"1"_s);
        entry.header.from = {u"Lee, \"Ann\""_s, u"a@b.c"_s};
        entry.header.to = {{u"李"_s, u"l@qq.com"_s}, {{}, u"x@y.z"_s}};
        entry.header.subject = u"主题"_s;
        entry.header.preview = u"p"_s;
        entry.header.date = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 678), Qt::UTC);
        entry.header.flags = MessageFlag::Seen | MessageFlag::Flagged;
        entry.header.size = 12;
        entry.body.text = u"text"_s;
        entry.hasBody = true;
        const auto list = decodeMailList(encodeMailList({entry}));
        QVERIFY(list);
        QCOMPARE(*list, QList{entry});
        QVERIFY(encodeMailList({entry}).startsWith('['));
    }
};

QTEST_GUILESS_MAIN(BaselineCodecTest)
#include "baselinecodectest.moc"
