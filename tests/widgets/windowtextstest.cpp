// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/foldertexts.h"
#include "widgets/outgoingbanner.h"
#include "widgets/statusline.h"
#include "widgets/textformatting.h"
#include "widgets/theme.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

class WindowTextsTest final : public QObject
{
    Q_OBJECT

    using Phase = session::AccountStatus::Phase;
    static session::AccountStatus status(qint64 account, Phase phase)
    {
        session::AccountStatus status;
        status.account = AccountId(account);
        status.phase = phase;
        return status;
    }
    static store::OutgoingRow mail(qint64 id, store::OutgoingState state)
    {
        store::OutgoingRow row;
        row.id = OutgoingId(id);
        row.state = state;
        row.mail.subject = u"Plan"_s;
        return row;
    }
    static QString html(const QString &text) { return textAsHtml(text, Tokens::light()); }

private slots:
    void theMostUrgentAccountSpeaks()
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const auto text = statusText({status(1, Phase::Syncing), status(2, Phase::SignInNeeded), status(3, Phase::Failed)}, now, {});
        QCOMPARE(text.account, AccountId(2));
        QCOMPARE(text.action, StatusText::Action::SignIn);
        QCOMPARE(statusText({}, now, {}), StatusText());
    }

    void aSyncCounts()
    {
        auto syncing = status(1, Phase::Syncing);
        syncing.done = 30;
        syncing.total = 80;
        const auto text = statusText({syncing}, QDateTime::currentDateTimeUtc(), {});
        QVERIFY(text.busy);
        QCOMPARE(text.done, 30);
        QVERIFY(text.text.contains(u"30"_s) && text.text.contains(u"80"_s));
    }

    void aFolderSaysHowLargeItIs()
    {
        QCOMPARE(folderSizeText(12, 2048), u"12 messages, 2 kB"_s);
        QCOMPARE(folderSizeText(12, 0), u"12 messages"_s);
        QCOMPARE(folderSizeText(0, 0), u"No messages"_s);
    }

    void offlineOffersAnotherTry()
    {
        QCOMPARE(statusText({status(1, Phase::Offline)}, QDateTime::currentDateTimeUtc(), {}).action, StatusText::Action::Retry);
    }

    void aFailedMailComesFirst()
    {
        using store::OutgoingState;
        const auto text = outgoingText({mail(1, OutgoingState::Queued), mail(2, OutgoingState::Failed)}, 0);
        QCOMPARE(text.mail, OutgoingId(2));
        QVERIFY(text.edit && text.retry && !text.undo);
        QVERIFY(outgoingText({mail(1, OutgoingState::Queued)}, 0).undo);
        QVERIFY(outgoingText({mail(1, OutgoingState::Queued)}, 0).text.startsWith(u"Sending"_s));
        QVERIFY(outgoingText({mail(1, OutgoingState::Queued)}, 60'000).text.contains(u"waits for the network"_s));
        QVERIFY(!outgoingText({mail(1, OutgoingState::Sending)}, 0).undo);
        QVERIFY(outgoingText({mail(1, OutgoingState::Unknown)}, 0).retry);
        QVERIFY(!outgoingText({mail(1, OutgoingState::Unknown)}, 0).undo);
        QVERIFY(outgoingText({}, 0).text.isEmpty());
    }

    void laterMailsWaitWithTheOldest()
    {
        using store::OutgoingState;
        store::OutgoingRow oldest = mail(1, OutgoingState::Queued), newest = mail(2, OutgoingState::Queued);
        newest.notBefore = 60'000;
        const auto says = [&](qint64 now) { return outgoingText({newest, oldest}, now).text; }; // as the outbox lists them
        const std::optional<qint64> overdue = nextOverdue({newest, oldest}, 0);
        QVERIFY(overdue && *overdue < 60'000);
        QVERIFY(says(*overdue - 1).startsWith(u"Sending"_s));
        QVERIFY(says(*overdue).contains(u"waits for the network"_s));
        QVERIFY(nextOverdue({newest, oldest}, *overdue) > 60'000);
        QVERIFY(!nextOverdue({newest, oldest}, 120'000));
        oldest.state = OutgoingState::Sending;
        QVERIFY(says(120'000).startsWith(u"Sending"_s)); // the network is there
        oldest = mail(1, OutgoingState::Queued);
        oldest.account = AccountId(2); // another server's
        QVERIFY(says(10'000).startsWith(u"Sending"_s));
    }

    void linksEndBeforeThePunctuation()
    {
        QVERIFY(html(u"见 https://a.cn/b?x=1&y=2。然后"_s).contains(u"href=\"https://a.cn/b?x=1&amp;y=2\">"_s));
        QVERIFY(html(u"(see http://a.org/x)."_s).contains(u"href=\"http://a.org/x\">"_s));
        QVERIFY(html(u"to ann@example.com."_s).contains(u"href=\"mailto:ann@example.com\">"_s));
    }

    void textIsEscaped()
    {
        const QString shown = html(u"<img src=x onerror=1> & \"https://a.b/<script>\""_s);
        QVERIFY(!shown.contains(u"<img"_s));
        QVERIFY(!shown.contains(u"<script"_s));
        QVERIFY(shown.contains(u"&amp;"_s));
    }

    void onlyWebAndMailLinksAreFollowed()
    {
        QVERIFY(isSafeLink(QUrl(u"https://a.b"_s)));
        QVERIFY(isSafeLink(QUrl(u"mailto:a@b.c"_s)));
        for (const QString &bad : {u"file:///etc/passwd"_s, u"javascript:1"_s, u"smb://x"_s, u"relative"_s})
            QVERIFY2(!isSafeLink(QUrl(bad)), qPrintable(bad));
    }

    void fileNamesStayInTheirFolder()
    {
        QCOMPARE(safeFileName(u"../../etc/passwd"_s), u"_.._etc_passwd"_s);
        QCOMPARE(safeFileName(u"..\\a.txt"_s), u"_a.txt"_s);
        QCOMPARE(safeFileName(u"报告.pdf"_s), u"报告.pdf"_s);
        QCOMPARE(safeFileName(u"..."_s), u"attachment"_s);
        QVERIFY(!safeFileName(u"photo\u202Egpj.exe"_s).contains(QChar(0x202e)));
        QVERIFY(safeFileName(QString(500, u'x') + u".pdf"_s).endsWith(u".pdf"_s));
    }

    void programsAreDangerous()
    {
        QVERIFY(isDangerousFile(u"invoice.pdf.EXE"_s));
        QVERIFY(isDangerousFile(u"a.exe. "_s));
        QVERIFY(isDangerousFile(u"run.desktop"_s));
        QVERIFY(!isDangerousFile(u"a.pdf"_s));
        QVERIFY(!isDangerousFile(u"照片.jpg"_s));
    }
};

QTEST_GUILESS_MAIN(WindowTextsTest)
#include "windowtextstest.moc"
