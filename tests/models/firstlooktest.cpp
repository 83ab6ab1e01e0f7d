// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/firstlook.h"
#include "models/foldermodel.h"
#include "models/messagelistmodel.h"
#include "store/storereader.h"
#include "support/storefixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace qn;
using namespace qn::models;
using namespace qn::store;
using namespace qn::test;

/// What is read ahead is what the models would have read themselves, and they go on from there.
class FirstLookTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void foldersAreThereAtOnce();
    void theListBeginsWithItAndGetsTheRest();
    void anotherFolderIsRead();
    void findsNothingInAnEmptyStore();

private:
    FirstLook look() const
    {
        auto asked = m_reader->ask<FirstLook>(readFirstLook);
        asked.waitForFinished();
        return *asked.result();
    }
    void fill();

    static constexpr int mails = 150;
    std::unique_ptr<StoreFixture> m_store;
    std::unique_ptr<StoreReader> m_reader;
    FolderId m_inbox, m_other;
};

void FirstLookTest::init()
{
    m_reader.reset();
    m_store = std::make_unique<StoreFixture>();
    m_reader = std::make_unique<StoreReader>(m_store->path());
}

void FirstLookTest::fill()
{
    m_store->addAccount(); // has no folders yet
    const AccountId account = m_store->addAccount();
    Folder other, inbox;
    other.remoteId = RemoteFolderId(u"other"_s);
    other.name = u"other"_s;
    inbox.remoteId = RemoteFolderId(u"INBOX"_s);
    inbox.name = u"INBOX"_s;
    inbox.role = FolderRole::Inbox;
    m_store->write([&](Transaction &tx) { return folders::replaceAll(tx, account, {other, inbox}); });
    const auto rows = m_store->read<QList<FolderRow>>([&](Transaction &tx) { return folders::list(tx, account); });
    for (const FolderRow &row : rows)
        (row.folder.role == FolderRole::Inbox ? m_inbox : m_other) = row.id;
    QList<MessageHeader> headers;
    for (int i = 0; i < mails; ++i)
        headers.append(header(u"m"_s + QString::number(i), 1'700'000'000 + i / 2));
    m_store->write([&](Transaction &tx) { return messages::upsert(tx, m_inbox, headers, 1); });
}

void FirstLookTest::foldersAreThereAtOnce()
{
    fill();
    const FirstLook seen = look();
    QCOMPARE(seen.inbox, m_inbox);
    const FolderModel ahead(*m_reader, &seen);
    QVERIFY(ahead.isReady());
    FolderModel read(*m_reader);
    QTRY_VERIFY(read.isReady());
    QCOMPARE(ahead.rowCount(), read.rowCount());
    for (const FolderId folder : {m_inbox, m_other})
        QCOMPARE(ahead.folder(folder), read.folder(folder));
    QCOMPARE(ahead.folder(m_inbox)->folder.total, mails);
}

void FirstLookTest::theListBeginsWithItAndGetsTheRest()
{
    fill();
    const FirstLook seen = look();
    MessageListModel model(*m_reader);
    QSignalSpy first(&model, &MessageListModel::firstRowsShown);
    model.expect(seen.inbox, seen.newest);
    model.setFolder(m_inbox);
    QCOMPARE(first.count(), 1);
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.rowAt(0), std::optional(seen.newest.constFirst()));
    QTRY_VERIFY(model.isReady());
    QCOMPARE(model.rowCount(), mails);
    QCOMPARE(first.count(), 1);
    // It was for the first time only.
    model.setFolder(m_other);
    model.setFolder(m_inbox);
    QCOMPARE(model.rowCount(), 0);
    QTRY_COMPARE(model.rowCount(), mails);
}

void FirstLookTest::anotherFolderIsRead()
{
    fill();
    const FirstLook seen = look();
    MessageListModel model(*m_reader);
    model.expect(seen.inbox, seen.newest);
    model.setFolder(m_other);
    QTRY_VERIFY(model.isReady());
    QCOMPARE(model.rowCount(), 0);
}

void FirstLookTest::findsNothingInAnEmptyStore()
{
    const FirstLook seen = look();
    QVERIFY(!seen.inbox.isValid());
    QVERIFY(seen.accounts.isEmpty() && seen.folders.isEmpty() && seen.newest.isEmpty());
}

QTEST_GUILESS_MAIN(FirstLookTest)
#include "firstlooktest.moc"
