// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/accountmodel.h"
#include "models/contactlistmodel.h"
#include "models/draftmodel.h"
#include "models/foldermodel.h"
#include "models/lookup.h"
#include "models/messagelistmodel.h"
#include "models/outgoingmodel.h"
#include "models/recipientcompletionmodel.h"
#include "store/storereader.h"
#include "support/storefixture.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace qn;
using namespace qn::models;
using namespace qn::store;
using namespace qn::test;

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;

/// What a view could see of a model, as JSON: roles that are text, numbers and booleans.
QJsonArray contentsOf(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QJsonArray rows;
    auto names = model.roleNames();
    names.insert(Qt::AccessibleTextRole, "accessible");
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        QJsonObject content;
        for (auto it = names.cbegin(); it != names.cend(); ++it) {
            const QVariant value = index.data(it.key());
            if (value.isNull() || it.key() == Qt::EditRole)
                continue;
            const QMetaType type = value.metaType();
            if (type == QMetaType::fromType<QString>() || type == QMetaType::fromType<int>()
                || type == QMetaType::fromType<bool>())
                content.insert(QString::fromLatin1(it.value()), value.toJsonValue());
        }
        if (const QJsonArray children = contentsOf(model, index); !children.isEmpty())
            content.insert(u"children"_s, children);
        rows.append(content);
    }
    return rows;
}

/// Compares with tests/models/golden/NAME.json; QN_UPDATE_GOLDEN=1 writes it.
void compareGolden(const QString &name, const QAbstractItemModel &model)
{
    QFile file(QStringLiteral(QN_SOURCE_DIR "/tests/models/golden/") + name + u".json"_s);
    const QByteArray got = QJsonDocument(contentsOf(model)).toJson();
    if (qEnvironmentVariableIsSet("QN_UPDATE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(got);
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QCOMPARE(QString::fromUtf8(got), QString::fromUtf8(file.readAll()));
}

template <typename Model> bool settle(Model &model)
{
    QSignalSpy spy(&model, &Model::ready);
    return spy.wait();
}

Folder folder(const QString &name, FolderRole role = FolderRole::None, const QString &parent = {})
{
    Folder folder;
    folder.remoteId = RemoteFolderId(name);
    folder.name = name;
    folder.role = role;
    folder.parent = RemoteFolderId(parent);
    return folder;
}

} // namespace

class ShortModelsTest final : public QObject
{
    Q_OBJECT

    static QList<Folder> someFolders()
    {
        Folder others = folder(u"其他文件夹"_s);
        others.selectable = false;
        return {folder(u"Deleted Messages"_s, FolderRole::Trash), folder(u"Work"_s, {}, u"其他文件夹"_s), others,
            folder(u"Sent Messages"_s, FolderRole::Sent, u"INBOX"_s), folder(u"INBOX"_s, FolderRole::Inbox),
            folder(u"Deep"_s, {}, u"Work"_s), folder(u"Orphan"_s, {}, u"nowhere"_s), folder(u"A"_s, {}, u"B"_s),
            folder(u"B"_s, {}, u"A"_s)};
    }

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void showsFoldersAsATree()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        f.write([&](Transaction &tx) { return folders::replaceAll(tx, account, someFolders()); });
        StoreReader reader(f.path());
        FolderModel model(reader);
        const Tester tester(&model, mode);
        connect(f.store.get(), &Store::changed, &model, &FolderModel::applyChanges);
        QVERIFY(settle(model));
        const FolderId inbox = model.folderByRole(account, FolderRole::Inbox);
        f.write([&](Transaction &tx) {
            return messages::upsert(tx, inbox, {header(u"a"_s), header(u"b"_s, 1, MessageFlag::Seen)}, 1);
        });
        QVERIFY(settle(model));
        QCOMPARE(model.folder(inbox)->folder.unread, 1);
        QCOMPARE(model.indexOf(inbox).data(FolderModel::UnreadRole).toInt(), 1);
        QVERIFY(!(model.indexOf(account).flags() & Qt::ItemIsSelectable));
        compareGolden(u"folders"_s, model);
    }

    void followsFoldersThatComeGoAndMove()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        StoreReader reader(f.path());
        FolderModel model(reader);
        const Tester tester(&model, mode);
        connect(f.store.get(), &Store::changed, &model, &FolderModel::applyChanges);
        QVERIFY(settle(model));
        const auto seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        for (int step = 0; step < 40; ++step) {
            QList<Folder> folders = someFolders();
            std::shuffle(folders.begin(), folders.end(), random);
            folders.resize(random.bounded(int(folders.size())) + 1);
            for (Folder &one : folders) {
                if (random.bounded(3) == 0)
                    one.parent = folders[random.bounded(int(folders.size()))].remoteId;
            }
            if (f.write([&](Transaction &tx) { return folders::replaceAll(tx, account, folders); }) != ChangeSet())
                QVERIFY(settle(model));
            FolderModel fresh(reader);
            QVERIFY(settle(fresh));
            QCOMPARE(contentsOf(model), contentsOf(fresh));
            int count = 0;
            for (const FolderRow &row :
                f.read<QList<FolderRow>>([&](Transaction &tx) { return folders::list(tx, account); }))
                count += model.indexOf(row.id).isValid() ? 1 : 0;
            QCOMPARE(count, int(folders.size()));
        }
        f.write([&](Transaction &tx) { return accounts::remove(tx, account, false); });
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 0);
    }

    void showsMessagesAsInTheGoldenFile()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s})[0];
        MessageHeader read = header(u"read"_s, 0, MessageFlag::Seen | MessageFlag::Flagged);
        read.date = {};
        read.subject.clear();
        read.hasAttachments = true;
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {header(u"unread"_s), read}, 1); });
        StoreReader reader(f.path());
        MessageListModel model(reader);
        const Tester tester(&model, mode);
        qputenv("TZ", "UTC");
        model.setFolder(inbox);
        QVERIFY(settle(model));
        compareGolden(u"messages"_s, model);
    }

    void filtersContacts()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const QList<Contact> contacts{{RemoteContactId(u"1"_s), u"Zoe"_s, u"zoe@example.com"_s, {}, {}},
            {RemoteContactId(u"2"_s), u"张三"_s, u"zs@example.com"_s, {}, {}},
            {RemoteContactId(u"3"_s), {}, u"adam@example.com"_s, {}, {}}};
        f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, contacts); });
        StoreReader reader(f.path());
        ContactListModel model(reader);
        const Tester tester(&model, mode);
        connect(f.store.get(), &Store::changed, &model, &ContactListModel::applyChanges);
        QVERIFY(settle(model));
        compareGolden(u"contacts"_s, model);
        // Only the answer to the last text counts.
        model.setFilter(u"zoe"_s);
        model.setFilter(u" 张 "_s);
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.at(0)->contact, contacts[1]);
        f.write([&](Transaction &tx) {
            return contacts::upsert(tx, account, {RemoteContactId(u"4"_s), u"张四"_s, u"z4@example.com"_s, {}, {}});
        });
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 2);
        model.setFilter({});
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 4);
    }

    void completesRecipients()
    {
        StoreFixture f;
        const QList<Contact> contacts{{RemoteContactId(u"1"_s), u"Li, Si"_s, u"li@example.com"_s, {}, {}},
            {RemoteContactId(u"2"_s), u"Lina \"L\""_s, u"lina@example.com"_s, {}, {}}};
        for (const AccountId account : {f.addAccount(), f.addAccount(u"Second"_s)})
            f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, contacts); });
        f.write([&](Transaction &tx) { return contacts::noteSent(tx, {{{}, u"lina@example.com"_s}}, 1); });
        StoreReader reader(f.path());
        RecipientCompletionModel model(reader);
        const Tester tester(&model, mode);
        model.setText(u"li"_s);
        QVERIFY(settle(model));
        compareGolden(u"recipients"_s, model);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1, 0).data().toString(), u"\"Li, Si\" <li@example.com>"_s);
        QCOMPARE(model.addressAt(0), (Address{u"Lina \"L\""_s, u"lina@example.com"_s}));
        model.setText(u"nobody"_s);
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 0);
    }

    void showsOutboxDraftsAndAccounts()
    {
        StoreFixture f;
        StoreReader reader(f.path());
        OutgoingModel outbox(reader);
        DraftModel draftList(reader);
        AccountModel accountList(reader);
        const Tester one(&outbox, mode), two(&draftList, mode), three(&accountList, mode);
        connect(f.store.get(), &Store::changed, &outbox, &OutgoingModel::applyChanges);
        connect(f.store.get(), &Store::changed, &draftList, &DraftModel::applyChanges);
        connect(f.store.get(), &Store::changed, &accountList, &AccountModel::applyChanges);
        OutgoingRow mail;
        mail.account = f.addAccount();
        mail.mail.to = {{u"Li Si"_s, u"li@example.com"_s}};
        mail.mail.subject = u"one"_s;
        f.write([&](Transaction &tx) {
            auto id = outgoing::insert(tx, mail);
            mail.id = *id;
            return id;
        });
        f.write([&](Transaction &tx) {
            OutgoingRow second = mail;
            second.mail.subject = u"two"_s;
            second.created = 5;
            return outgoing::insert(tx, second);
        });
        f.write([&](Transaction &tx) { return drafts::save(tx, {{}, mail.account, mail.mail, {}, 1, false}); });
        QTRY_COMPARE(outbox.rowCount(), 2);
        QTRY_COMPARE(draftList.rowCount(), 1);
        QTRY_COMPARE(accountList.rowCount(), 1);
        compareGolden(u"outbox"_s, outbox);
        compareGolden(u"drafts"_s, draftList);
        compareGolden(u"accounts"_s, accountList);
        mail.state = OutgoingState::Filed;
        f.write([&](Transaction &tx) { return outgoing::update(tx, mail); });
        QTRY_COMPARE(outbox.rowCount(), 1);
        QCOMPARE(outbox.index(0, 0).data().toString(), u"two"_s);
    }

    void showsDraftsThatNoServerKeeps()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        f.addFolders(account, {u"inbox"_s});
        StoreReader reader(f.path());
        FolderModel model(reader);
        const Tester tester(&model, mode);
        connect(f.store.get(), &Store::changed, &model, &FolderModel::applyChanges);
        QVERIFY(settle(model));
        QVERIFY(!model.folderByRole(account, FolderRole::Drafts).isValid());
        DraftRow draft;
        draft.account = account;
        draft.mail.subject = u"unsent"_s;
        f.write([&](Transaction &tx) {
            const auto id = drafts::save(tx, draft);
            draft.id = id.value_or(DraftId());
            return id;
        });
        QTRY_VERIFY(model.folderByRole(account, FolderRole::Drafts).isValid());
        const FolderId folder = model.folderByRole(account, FolderRole::Drafts);
        QCOMPARE(model.folder(folder)->folder.total, 1);
        QCOMPARE(model.folder(folder)->folder.unread, 0);
        // A window opens the message, and writes on in the draft.
        const auto rows = f.read<QList<MessageRow>>([&](Transaction &tx) { return messages::list(tx, folder, 0, 10); });
        QCOMPARE(rows.size(), 1);
        const auto header = f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, rows.first().id); });
        auto found = findDraft(reader, account, header.remoteId);
        found.waitForFinished();
        QVERIFY(found.result());
        QCOMPARE(found.result()->id, draft.id);
        QCOMPARE(found.result()->mail.subject, u"unsent"_s);
    }

    void survivesAReaderThatGoesAwayWhileItWaits()
    {
        StoreFixture f;
        f.addAccount();
        for (int i = 0; i < 20; ++i) {
            auto reader = std::make_unique<StoreReader>(f.path());
            auto model = std::make_unique<FolderModel>(*reader);
            auto contacts = std::make_unique<ContactListModel>(*reader);
            if (i % 2 == 0)
                model.reset();
            contacts.reset();
            QTest::qSleep(i % 3);
            model.reset();
            reader.reset();
        }
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(ShortModelsTest)
#include "shortmodelstest.moc"
