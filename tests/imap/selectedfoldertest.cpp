// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/imapaccount.h"
#include "support/tinyimapserver.h"

#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// A folder that is still selected is asked for its changes, which is cheaper for a server than another SELECT.
class SelectedFolderTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsItsChangesWithoutAnotherSelect();
    void fetchesNoHeadersWhereOnlyFlagsChanged_data();
    void fetchesNoHeadersWhereOnlyFlagsChanged();
    void tellsOneStepOfTheServerInOnePage();
    void isSelectedAgainWhereTheServerRefusesToTell();
};

namespace {

void fill(TinyImapServer &server)
{
    for (int i = 1; i <= 5; ++i)
        server.put("INBOX", "mail" + QByteArray::number(i));
}

} // namespace

void SelectedFolderTest::tellsItsChangesWithoutAnotherSelect()
{
    TinyImapServer server(true);
    fill(server);
    ImapAccount account(server.serverPort(), 0, u"me@qq.example"_s, "secret");
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
    const int selects = server.timesAsked("SELECT");
    QVERIFY(selects > 0);
    server.expunge("INBOX", 2);
    server.flag("INBOX", 4, "\\Flagged");
    server.put("INBOX", "late");
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
    QCOMPARE(server.timesAsked("SELECT"), selects);
    for (int i = 0; i < 5; ++i)
        server.put("INBOX", "later" + QByteArray::number(i));
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
    QCOMPARE(server.timesAsked("SELECT"), selects + 2); // a small folder, for the second page and for the look after it
}

void SelectedFolderTest::fetchesNoHeadersWhereOnlyFlagsChanged_data()
{
    QTest::addColumn<bool>("isModern");
    QTest::newRow("QRESYNC") << true;
    QTest::newRow("nothing, as QQ") << false;
}

void SelectedFolderTest::fetchesNoHeadersWhereOnlyFlagsChanged()
{
    QFETCH(const bool, isModern);
    TinyImapServer server(isModern);
    fill(server);
    ImapAccount account(server.serverPort(), 0, u"me@qq.example"_s, "secret");
    QVERIFY(account.sync());
    const auto headersAsked = [&] { return server.timesAsked("BODY.PEEK[HEADER"); };
    const int before = headersAsked();
    QVERIFY(before > 0);
    for (const quint32 uid : {1, 3, 4, 5}) // more than a page
        server.flag("INBOX", uid, "\\Seen");
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
    QCOMPARE(headersAsked(), before);
    server.flag("INBOX", 2, "\\Seen");
    server.put("INBOX", "late"); // that one is asked for
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
    QCOMPARE(headersAsked(), before + 1);
}

void SelectedFolderTest::tellsOneStepOfTheServerInOnePage()
{
    TinyImapServer server(true);
    fill(server);
    ImapAccount account(server.serverPort(), 0, u"me@qq.example"_s, "secret");
    QVERIFY(account.sync());
    server.flagAll("INBOX", "\\Answered");
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
    QCOMPARE(server.timesAsked("CHANGEDSINCE"), 1);
}

void SelectedFolderTest::isSelectedAgainWhereTheServerRefusesToTell()
{
    TinyImapServer server(true);
    server.refuse("CHANGEDSINCE");
    fill(server);
    ImapAccount account(server.serverPort(), 0, u"me@qq.example"_s, "secret");
    QVERIFY(account.sync());
    server.expunge("INBOX", 2);
    QVERIFY(account.sync());
    QCOMPARE(account.contents(), server.contents());
}

QTEST_GUILESS_MAIN(SelectedFolderTest)
#include "selectedfoldertest.moc"
