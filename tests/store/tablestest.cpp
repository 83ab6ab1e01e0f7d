// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "support/storefixture.h"

using namespace qn;
using namespace qn::store;
using namespace qn::test;

class TablesTest final : public QObject
{
    Q_OBJECT

    static OutgoingMessage mail()
    {
        OutgoingMessage mail;
        mail.from = {u"我"_s, u"me@example.com"_s};
        mail.to = {{u"Li, Si"_s, u"lisi@example.com"_s}};
        mail.cc = {{QString(), u"cc@example.com"_s}};
        mail.bcc = {{u"B"_s, u"bcc@example.com"_s}};
        mail.subject = u"主题 \"quoted\""_s;
        mail.text = u"Line\nline\u0001 青鸟 🐦"_s;
        mail.html = u"<p>x</p>"_s;
        mail.attachments = {{u"p"_s, u"文件.txt"_s, u"text/plain"_s, u"cid"_s, 5, false, QByteArray("a\0b\xff!", 5)},
            {QString(), u"empty"_s, u"application/octet-stream"_s, QString(), 0, true, {}}};
        mail.messageId = u"id@example.com"_s;
        mail.inReplyTo = {u"x@y"_s};
        mail.references = {u"w@y"_s, u"x@y"_s};
        mail.idempotencyKey = u"key-1"_s;
        return mail;
    }
    static OutgoingMessage withoutContents(OutgoingMessage mail)
    {
        for (Attachment &attachment : mail.attachments)
            attachment.content.clear();
        return mail;
    }

private slots:
    void keepsAccounts()
    {
        StoreFixture f;
        Account account;
        account.kind = AccountKind::Sample;
        account.name = u"名字"_s;
        account.email = u"a@example.com"_s;
        account.settings = {{u"baseUrl"_s, u"http://127.0.0.1:1/"_s}, {u"n"_s, 3}};
        ChangeSet changes = f.write([&](Transaction &tx) {
            auto id = accounts::insert(tx, account);
            account.id = *id;
            return id;
        });
        QVERIFY(changes.accounts);
        f.reopen();
        QCOMPARE(f.read<QList<Account>>([](Transaction &tx) { return accounts::list(tx); }), QList<Account>{account});
        account.name = u"other"_s;
        f.write([&](Transaction &tx) { return accounts::update(tx, account); });
        QCOMPARE(f.read<Account>([&](Transaction &tx) { return accounts::find(tx, account.id); }), account);
        account.id = AccountId(99);
        QCOMPARE(f.store->write([&](Transaction &tx) { return accounts::update(tx, account); }).error().kind,
            ErrorKind::NotFound);
    }

    void keepsWhatTheServerSaysOfAFolderSize()
    {
        StoreFixture f;
        const AccountId account = f.addAccount();
        const FolderId inbox = f.addFolders(account, {u"inbox"_s, u"trash"_s}).first();
        const auto row = [&] { return f.read<FolderRow>([&](Transaction &tx) { return folders::find(tx, inbox); }); };
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {header(u"a"_s), header(u"b"_s)}, 1); });
        QCOMPARE(row().folder.size, std::nullopt);
        QCOMPARE(row().bytes(), 2468);
        const QHash<RemoteFolderId, qint64> told{{RemoteFolderId(u"inbox"_s), 5'000'000'000}, {RemoteFolderId(u"unheard of"_s), 1}};
        const auto set = [&](Transaction &tx) { return folders::setSizes(tx, account, told); };
        QCOMPARE(f.write(set).folders, QList<FolderId>{inbox});
        QCOMPARE(f.write(set), ChangeSet());
        f.addFolders(account, {u"trash"_s, u"inbox"_s}); // as at the next sync
        QCOMPARE(row().bytes(), 5'000'000'000);
        QCOMPARE(row().listedSize, 2468);
        // What the user does counts at once; what comes by a listing the server has told of.
        OperationRow move;
        move.account = account;
        move.kind = OperationKind::Move;
        move.target = f.read<std::optional<FolderRow>>([&](Transaction &tx) { return folders::byRole(tx, account, FolderRole::Trash); })->id;
        move.messages = {f.list(inbox)[0].id};
        OperationId id;
        f.write([&](Transaction &tx) -> Result<void> {
            const Result<OperationId> inserted = operations::insert(tx, move);
            id = inserted.value_or(OperationId());
            return inserted ? Result<void>() : fail(inserted.error());
        });
        QCOMPARE(row().bytes(), 5'000'000'000 - 1234);
        f.write([&](Transaction &tx) { return operations::finish(tx, id, false); });
        QCOMPARE(row().bytes(), 5'000'000'000);
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {header(u"c"_s)}, 1); });
        QCOMPARE(row().bytes(), 5'000'000'000);
    }

    void removesAnAccountWithAllThatBelongsToIt()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto kept = f.addAccount(u"Kept"_s);
        const auto folders = f.addFolders(account, {u"inbox"_s, u"trash"_s});
        const auto keptFolder = f.addFolders(kept, {u"inbox"_s})[0];
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[0], {header(u"a"_s)}, 1); });
        f.write([&](Transaction &tx) { return messages::upsert(tx, keptFolder, {header(u"a"_s)}, 1); });
        const MessageId id = f.list(folders[0])[0].id;
        f.write([&](Transaction &tx) { return messages::setBody(tx, id, {u"text"_s, {}, {}}, "x"); });
        OutgoingRow row;
        row.account = account;
        row.mail = mail();
        f.write([&](Transaction &tx) { return outgoing::insert(tx, row); });
        const auto refused = f.store->write([&](Transaction &tx) { return accounts::remove(tx, account, false); });
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        const ChangeSet changes = f.write([&](Transaction &tx) { return accounts::remove(tx, account, true); });
        QVERIFY(changes.accounts && changes.folderList && changes.outgoing);
        QVERIFY(f.list(folders[0]).isEmpty());
        QCOMPARE(f.list(keptFolder).size(), 1);
        QCOMPARE(
            f.read<std::optional<MessageBody>>([&](Transaction &tx) { return messages::body(tx, id); }), std::nullopt);
        QVERIFY(f.read<QList<OutgoingRow>>([](Transaction &tx) { return outgoing::list(tx); }).isEmpty());
    }

    void replacesFoldersAndKeepsIdsAndTokens()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto first = f.addFolders(account, {u"inbox"_s, u"a"_s, u"b"_s});
        f.write([&](Transaction &tx) { return folders::setSyncToken(tx, first[1], QByteArray("t\0k", 3)); });
        f.write([&](Transaction &tx) { return messages::upsert(tx, first[2], {header(u"x"_s)}, 1); });
        const auto second = f.addFolders(account, {u"c"_s, u"a"_s, u"inbox"_s});
        QCOMPARE(second[1], first[1]);
        QCOMPARE(second[2], first[0]);
        QCOMPARE(f.read<FolderRow>([&](Transaction &tx) { return folders::find(tx, first[1]); }).syncToken,
            QByteArray("t\0k", 3));
        QVERIFY(f.list(first[2]).isEmpty());
        const auto inbox = f.read<std::optional<FolderRow>>(
            [&](Transaction &tx) { return folders::byRole(tx, account, FolderRole::Inbox); });
        QCOMPARE(inbox->id, first[0]);
        const auto list = f.read<QList<FolderRow>>([&](Transaction &tx) { return folders::list(tx, account); });
        QList<Folder> same;
        for (const FolderRow &row : list)
            same.append(row.folder);
        QCOMPARE(f.write([&](Transaction &tx) { return folders::replaceAll(tx, account, same); }), ChangeSet());
        same[0].name = u"renamed"_s;
        QCOMPARE(f.write([&](Transaction &tx) { return folders::replaceAll(tx, account, same); }).folders,
            QList<FolderId>{second[0]});
    }

    void replacesContactsAndKeepsWhatWasSent()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const QList<Contact> contacts{{RemoteContactId(u"1"_s), u"张三"_s, u"Zhang@Example.com"_s, u"123"_s, u"note"_s},
            {RemoteContactId(), u"Li Si"_s, u"lisi@example.com"_s, {}, {}}};
        f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, contacts); });
        f.write([&](Transaction &tx) { return contacts::noteSent(tx, {{u"Z"_s, u"zhang@example.com"_s}}, 1000); });
        const auto list = [](Transaction &tx) { return contacts::list(tx); };
        const auto before = f.read<QList<ContactRow>>(list);
        QCOMPARE(f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, contacts); }), ChangeSet());
        QCOMPARE(f.read<QList<ContactRow>>(list), before);
        f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, {contacts[0]}); });
        const auto after = f.read<QList<ContactRow>>(list);
        QCOMPARE(after.size(), 1);
        QCOMPARE(after[0].contact, contacts[0]);
        QCOMPARE(after[0].sentCount, 1);
        QCOMPARE(after[0].lastSent, 1000);
        f.write([&](Transaction &tx) { return contacts::remove(tx, after[0].id); });
        f.write([&](Transaction &tx) { return contacts::upsert(tx, account, contacts[0]); });
        QCOMPARE(f.read<QList<ContactRow>>(list)[0].sentCount, 1);
    }

    void givesAContactItsRemoteIdWhenTheServerStoredIt()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        Contact contact{{}, u"New"_s, u"new@example.com"_s, {}, {}};
        ContactId id, again;
        OperationRow pending;
        pending.account = account;
        pending.kind = OperationKind::SaveContact;
        pending.contact = contact;
        f.write([&](Transaction &tx) -> Result<void> {
            id = *contacts::upsert(tx, account, contact);
            pending.id = *operations::insert(tx, pending);
            return {};
        });
        // A listing that does not know it yet leaves it alone.
        f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, {}); });
        contact.remoteId = RemoteContactId(u"c9"_s);
        f.write([&](Transaction &tx) -> Result<void> {
            again = *contacts::upsert(tx, account, contact);
            return operations::finish(tx, pending.id, true);
        });
        QCOMPARE(again, id);
        QCOMPARE(f.read<QList<ContactRow>>([](Transaction &tx) { return contacts::list(tx); })[0].contact, contact);
    }

    void findsContactsByAnyPartAndRanksThem()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const QList<Contact> contacts{{RemoteContactId(u"1"_s), u"Anna Li"_s, u"anna@example.com"_s, {}, {}},
            {RemoteContactId(u"2"_s), u"李娜"_s, u"lina@Example.com"_s, {}, {}},
            {RemoteContactId(u"3"_s), u"Old Friend"_s, u"old@example.com"_s, {}, {}}};
        f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, contacts); });
        const qint64 day = 24 * 3600 * 1000;
        f.write([&](Transaction &tx) -> Result<void> {
            for (int i = 0; i < 3; ++i)
                (void)contacts::noteSent(tx, {{{}, u"old@example.com"_s}}, 1000 * day);
            return contacts::noteSent(tx, {{{}, u"LINA@example.com"_s}}, 2000 * day);
        });
        const auto find = [&](const QString &text) {
            QStringList names;
            const auto rows =
                f.read<QList<ContactRow>>([&](Transaction &tx) { return contacts::findText(tx, text, 10); });
            for (const ContactRow &row : rows)
                names.append(row.contact.name);
            return names;
        };
        QCOMPARE(find(u"example"_s), (QStringList{u"李娜"_s, u"Old Friend"_s, u"Anna Li"_s}));
        QCOMPARE(find(u"娜"_s), QStringList{u"李娜"_s});
        QCOMPARE(find(u"LI ann"_s), QStringList{u"Anna Li"_s});
        QCOMPARE(find(u"ｌｉｎａ"_s), QStringList{u"李娜"_s}); // full width
        QVERIFY(find(u"nobody"_s).isEmpty());
    }

    void findsContactsByPinyinAndItsInitials_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("found"); // names with commas, in the order of the store
        QTest::newRow("whole") << u"zhangsan"_s << u"张三"_s;
        QTest::newRow("initials") << u"zs"_s << u"张三"_s;
        QTest::newRow("capitals") << u"ZS"_s << u"张三"_s;
        QTest::newRow("two words") << u"zhang san"_s << u"张三"_s;
        QTest::newRow("begun syllables") << u"zhs"_s << u"张三"_s;
        QTest::newRow("initial and syllable") << u"zsan"_s << u"张三"_s;
        QTest::newRow("given name") << u"san"_s << u"张三"_s;
        QTest::newRow("traditional name") << u"ouyangx"_s << u"歐陽修"_s;
        QTest::newRow("simplified finds traditional") << u"欧阳"_s << u"歐陽修"_s;
        QTest::newRow("traditional finds simplified") << u"張"_s << u"张三"_s;
        QTest::newRow("surname") << u"zengguofan"_s << u"曾国藩"_s;
        QTest::newRow("the word's reading") << u"ceng"_s << u"曾国藩"_s;
        QTest::newRow("v for u with dots") << u"lvbu"_s << u"吕布"_s;
        QTest::newRow("u for u with dots") << u"lubu"_s << u"吕布"_s;
        QTest::newRow("accents") << u"jose"_s << u"José Núñez"_s;
        QTest::newRow("western initials") << u"jn"_s << u"José Núñez"_s;
        QTest::newRow("not inside a syllable") << u"hang"_s << u""_s;
        QTest::newRow("not over a gap") << u"ox"_s << u""_s;
    }
    void findsContactsByPinyinAndItsInitials()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, found);
        StoreFixture f;
        const auto account = f.addAccount();
        QList<Contact> people;
        for (const QString &name : {u"张三"_s, u"歐陽修"_s, u"曾国藩"_s, u"吕布"_s, u"José Núñez"_s})
            people.append({{}, name, u"%1@example.com"_s.arg(people.size()), {}, {}});
        f.write([&](Transaction &tx) { return contacts::replaceAll(tx, account, people); });
        const auto find = [&] {
            QStringList names;
            const auto rows =
                f.read<QList<ContactRow>>([&](Transaction &tx) { return contacts::findText(tx, typed, 10); });
            for (const ContactRow &row : rows)
                names.append(row.contact.name);
            return names.join(u',');
        };
        QCOMPARE(find(), found);
        f.write([&](Transaction &tx) -> Result<void> { // as an older version has stored them
            tx.database().run("UPDATE contact SET readings = NULL");
            return tx.database().status();
        });
        QCOMPARE(find(), found);
    }

    void keepsOutgoingMailsToTheByte()
    {
        StoreFixture f;
        OutgoingRow row;
        row.account = f.addAccount();
        row.mail = mail();
        row.notBefore = 5;
        row.created = 6;
        f.write([&](Transaction &tx) {
            auto id = outgoing::insert(tx, row);
            row.id = *id;
            return id;
        });
        f.reopen();
        const auto find = [&](Transaction &tx) { return outgoing::find(tx, row.id); };
        QCOMPARE(f.read<OutgoingRow>(find), row);
        for (const OutgoingState state : {OutgoingState::Sending, OutgoingState::Sent, OutgoingState::Filed,
                 OutgoingState::Unknown, OutgoingState::Failed}) {
            row.state = state;
            row.attempts++;
            row.error = Error{
                ErrorKind::RateLimited, u"slow"_s, ErrorReason::QuotaExceeded, 45009, std::chrono::milliseconds(1500)};
            f.write([&](Transaction &tx) { return outgoing::update(tx, row); });
            QCOMPARE(f.read<OutgoingRow>(find), row);
        }
        OutgoingRow listed = row;
        listed.mail = withoutContents(row.mail);
        QCOMPARE(
            f.read<QList<OutgoingRow>>([](Transaction &tx) { return outgoing::list(tx); }), QList<OutgoingRow>{listed});
        const auto twice = f.store->write([&](Transaction &tx) -> Result<void> {
            auto id = outgoing::insert(tx, row);
            return id ? Result<void>() : fail(id.error());
        });
        QCOMPARE(twice.error().kind, ErrorKind::Conflict);
        f.write([&](Transaction &tx) { return outgoing::remove(tx, row.id); });
        QVERIFY(f.read<QList<OutgoingRow>>([](Transaction &tx) { return outgoing::list(tx); }).isEmpty());
    }

    void keepsDraftsAndTheirFiles()
    {
        StoreFixture f;
        DraftRow row;
        row.account = f.addAccount();
        row.mail = mail();
        row.remoteId = RemoteMessageId(u"d1"_s);
        row.modified = 10;
        row.open = true;
        const auto save = [&](Transaction &tx) {
            auto id = drafts::save(tx, row);
            row.id = id.value_or(row.id);
            return id;
        };
        QVERIFY(f.write(save).drafts);
        const auto find = [&](Transaction &tx) { return drafts::find(tx, row.id); };
        QCOMPARE(f.read<DraftRow>(find), row);
        row.mail.text += u"more"_s;
        row.mail.attachments.swapItemsAt(0, 1);
        row.mail.attachments.append({u"q"_s, u"new"_s, u"a/b"_s, {}, 3, false, "new"});
        f.write(save);
        f.reopen();
        QCOMPARE(f.read<DraftRow>(find), row);
        row.mail.attachments = {row.mail.attachments[2]};
        f.write(save);
        QCOMPARE(f.read<DraftRow>(find), row);
        DraftRow listed = row;
        listed.mail = withoutContents(row.mail);
        QCOMPARE(f.read<QList<DraftRow>>([](Transaction &tx) { return drafts::list(tx); }), QList<DraftRow>{listed});
        f.write([&](Transaction &tx) { return drafts::remove(tx, row.id); });
        QCOMPARE(f.store
                     ->read([&](Transaction &tx) -> Result<void> {
                         auto found = drafts::find(tx, row.id);
                         return found ? Result<void>() : fail(found.error());
                     })
                     .error()
                     .kind,
            ErrorKind::NotFound);
    }

    void refusesToKeepMailsThatAPowerCutMayTake()
    {
        StoreFixture f;
        DraftRow row;
        row.account = f.addAccount();
        const auto done = f.store->write(
            [&](Transaction &tx) -> Result<void> {
                auto id = drafts::save(tx, row);
                return id ? Result<void>() : fail(id.error());
            },
            Durability::Relaxed);
        QCOMPARE(done.error().kind, ErrorKind::Internal);
    }

    void keepsOperations()
    {
        StoreFixture f;
        OperationRow row;
        row.account = f.addAccount();
        row.kind = OperationKind::SaveContact;
        row.contact = {RemoteContactId(u"r"_s), u"n"_s, u"e@x"_s, u"p"_s, u"o"_s};
        row.draft = DraftId(4);
        row.remoteId = RemoteMessageId(u"m"_s);
        f.write([&](Transaction &tx) {
            auto id = operations::insert(tx, row);
            row.id = *id;
            return id;
        });
        f.write([&](Transaction &tx) { return operations::postpone(tx, row.id, 3, 99); });
        row.attempts = 3;
        row.notBefore = 99;
        QCOMPARE(f.read<QList<OperationRow>>([](Transaction &tx) { return operations::list(tx); }),
            QList<OperationRow>{row});
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tablestest.moc"
