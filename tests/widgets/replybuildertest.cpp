// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replybuilder.h"

#include "widgets/timetext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

class ReplyBuilderTest final : public QObject
{
    Q_OBJECT

    static MessageHeader original()
    {
        MessageHeader header;
        header.messageId = u"m2@example.com"_s;
        header.inReplyTo = {u"m1@example.com"_s};
        header.from = {u"Ann"_s, u"ann@example.com"_s};
        header.to = {{u"Me"_s, u"ME@qq.com"_s}, {u"Bob"_s, u"bob@example.com"_s}};
        header.cc = {{u"Carl"_s, u"carl@example.com"_s}, {u"Ann again"_s, u"Ann@Example.com"_s}};
        header.subject = u"Plan"_s;
        header.date = QDateTime(QDate(2025, 3, 5), QTime(12, 0), Qt::UTC);
        return header;
    }
    static MessageBody body() { return {u"Hello\n> older\n\nBye"_s, {}, {}}; }
    const Address m_me{u"Me"_s, u"me@qq.com"_s};

private slots:
    void answersTheSender()
    {
        const auto mail = buildReply(ReplyKind::Sender, original(), body(), m_me, {u"me@qq.com"_s});
        QCOMPARE(mail.to, (QList<Address>{{u"Ann"_s, u"ann@example.com"_s}}));
        QVERIFY(mail.cc.isEmpty());
        QCOMPARE(mail.subject, u"Re: Plan"_s);
        QVERIFY(mail.text.startsWith(u"\n\n"_s));
        QVERIFY(mail.text.contains(u"> Hello\n>> older\n>\n> Bye\n"_s));
        QCOMPARE(mail.inReplyTo, QStringList{u"m2@example.com"_s});
        QCOMPARE(mail.references, (QStringList{u"m1@example.com"_s, u"m2@example.com"_s}));
    }

    void answersAllButOneselfAndNobodyTwice()
    {
        const auto mail = buildReply(ReplyKind::All, original(), body(), m_me, {u"me@qq.com"_s});
        QCOMPARE(mail.to, (QList<Address>{{u"Ann"_s, u"ann@example.com"_s}}));
        QCOMPARE(mail.cc, (QList<Address>{{u"Bob"_s, u"bob@example.com"_s}, {u"Carl"_s, u"carl@example.com"_s}}));
    }

    void replyToWins()
    {
        auto header = original();
        header.replyTo = {{u"List"_s, u"list@example.com"_s}};
        QCOMPARE(buildReply(ReplyKind::Sender, header, body(), m_me, {u"me@qq.com"_s}).to, header.replyTo);
    }

    void answerToOnesOwnMailGoesToItsReaders()
    {
        auto header = original();
        header.from = {u"Me"_s, u"me@qq.com"_s};
        const auto mail = buildReply(ReplyKind::Sender, header, body(), m_me, {u"me@qq.com"_s});
        QCOMPARE(mail.to, (QList<Address>{{u"Bob"_s, u"bob@example.com"_s}}));
    }

    void referencesGrow()
    {
        auto header = original();
        header.references = {u"m0@example.com"_s, u"m1@example.com"_s};
        QCOMPARE(buildReply(ReplyKind::Sender, header, body(), m_me, {}).references,
            (QStringList{u"m0@example.com"_s, u"m1@example.com"_s, u"m2@example.com"_s}));
    }

    void forwards()
    {
        MessageBody withFile = body();
        withFile.attachments = {{u"2"_s, u"a.pdf"_s, u"application/pdf"_s, {}, 3, false, "abc"}};
        const auto mail = buildReply(ReplyKind::Forward, original(), withFile, m_me, {});
        QVERIFY(mail.to.isEmpty());
        QVERIFY(mail.inReplyTo.isEmpty());
        QCOMPARE(mail.subject, u"Fwd: Plan"_s);
        QVERIFY(mail.text.contains(u"Ann <ann@example.com>"_s));
        QVERIFY(mail.text.contains(u"Hello\n"_s));
        QCOMPARE(mail.attachments.size(), 1);
    }

    void marksAreNotDoubled_data()
    {
        QTest::addColumn<QString>("subject");
        for (const QString &subject : {u"Re: x"_s, u"RE:x"_s, u"re[2]: x"_s, u"回复：x"_s, u"答复: x"_s, u"AW: x"_s})
            QTest::newRow(qPrintable(subject)) << subject;
    }
    void marksAreNotDoubled()
    {
        QFETCH(QString, subject);
        QCOMPARE(replySubject(subject), subject);
        QCOMPARE(forwardSubject(u"转发：x"_s), u"转发：x"_s);
        QCOMPARE(replySubject(u"Report: x"_s), u"Re: Report: x"_s);
    }

    void htmlOnlyMailIsQuotedAsText()
    {
        const MessageBody html{{}, u"<p>你好</p><p><b>再见</b></p>"_s, {}};
        const auto mail = buildReply(ReplyKind::Sender, original(), html, m_me, {});
        QVERIFY(mail.text.contains(u"> 你好\n"_s));
        QVERIFY(mail.text.contains(u"> 再见\n"_s));
    }

    void timesAreShort()
    {
        const QLocale zh(QLocale::Chinese, QLocale::China), en(QLocale::English, QLocale::UnitedStates);
        const QDateTime now(QDate(2026, 3, 20), QTime(15, 0));
        const auto at = [](int y, int m, int d) { return QDateTime(QDate(y, m, d), QTime(9, 5)); };
        QCOMPARE(shortTime(at(2026, 3, 20), now, zh), u"09:05"_s);
        QCOMPARE(shortTime(at(2026, 3, 17), now, zh), u"周二"_s);
        QCOMPARE(shortTime(at(2026, 3, 17), now, en), u"Tue"_s);
        QCOMPARE(shortTime(at(2026, 3, 5), now, zh), u"3月5日"_s);
        QCOMPARE(shortTime(at(2026, 3, 5), now, en), u"Mar 5"_s);
        QCOMPARE(shortTime(at(2024, 3, 5), now, zh), u"2024/3/5"_s);
    }
};

QTEST_GUILESS_MAIN(ReplyBuilderTest)
#include "replybuildertest.moc"
