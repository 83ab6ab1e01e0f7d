// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/imapaccount.h"
#include "support/tinyimapserver.h"

#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// The line to the server cut at every byte of a session that lists, marks, moves and looks again: afterwards store and server are
/// equal. QN_CUTS=all tries every byte, else one in some.
class CutLineTest final : public QObject
{
    Q_OBJECT

private slots:
    void storeAndServerAreEqualWhereverTheLineIsCut_data();
    void storeAndServerAreEqualWhereverTheLineIsCut();

private:
    void fill(TinyImapServer &server);
    void work(ImapAccount &account, TinyImapServer &server);
};

void CutLineTest::fill(TinyImapServer &server)
{
    server.reset();
    for (int i = 1; i <= 9; ++i)
        server.put("INBOX", "mail" + QByteArray::number(i));
    server.put("Trash", "rubbish");
}

/// What fails because of the cut may fail: a caller asks again.
void CutLineTest::work(ImapAccount &account, TinyImapServer &server)
{
    const RemoteFolderId inbox(u"INBOX"_s), trash(u"Trash"_s);
    (void)account.sync();
    server.expunge("INBOX", 2);
    server.flag("INBOX", 8, "\\Flagged");
    server.put("INBOX", "late");
    (void)QCoro::waitFor(account.backend->setFlags(inbox, {RemoteMessageId(u"7.3"_s)}, MessageFlag::Seen, {}));
    (void)QCoro::waitFor(account.backend->move(inbox, {RemoteMessageId(u"7.4"_s), RemoteMessageId(u"7.5"_s)}, trash));
    (void)QCoro::waitFor(account.backend->message(inbox, RemoteMessageId(u"7.6"_s)));
    (void)account.sync();
}

void CutLineTest::storeAndServerAreEqualWhereverTheLineIsCut_data()
{
    QTest::addColumn<bool>("modern");
    QTest::newRow("QRESYNC") << true;
    QTest::newRow("as little as QQ has") << false;
}

void CutLineTest::storeAndServerAreEqualWhereverTheLineIsCut()
{
    QFETCH(bool, modern);
    QTemporaryDir directory;
    const auto store = std::move(*store::Store::open(directory.path()));
    TinyImapServer server(modern);
    qint64 length = 0;
    {
        fill(server);
        ImapAccount account(*store, server.serverPort(), 0, u"whole@qq.example"_s, "secret", ImapAccount::quick());
        work(account, server);
        QCOMPARE(account.contents(), server.contents());
        QCOMPARE(server.contents().size(), 10);
        length = server.sentBytes();
    }
    QVERIFY(length > 1000);
    const int step = qEnvironmentVariable("QN_CUTS") == "all"_L1 ? 1 : 23;
    int cuts = 0;
    for (qint64 at = 0; at < length; at += step) {
        fill(server);
        ImapAccount account(*store, server.serverPort(), 0, u"cut%1@qq.example"_s.arg(at), "secret", ImapAccount::quick());
        server.cutAfter(at);
        work(account, server);
        cuts += server.wasCut() ? 1 : 0;
        server.cutAfter(-1);
        const Result<void> synced = account.sync();
        QVERIFY2(synced, qPrintable(u"cut at %1: %2"_s.arg(at).arg(synced ? QString() : synced.error().detail)));
        if (account.contents() != server.contents())
            qWarning() << "cut at" << at;
        QCOMPARE(account.contents(), server.contents());
    }
    QVERIFY(cuts > length / step / 2);
}

QTEST_GUILESS_MAIN(CutLineTest)
#include "cutlinetest.moc"
