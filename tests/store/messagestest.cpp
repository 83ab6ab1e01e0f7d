// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/storefixture.h"

#include <QElapsedTimer>
#include <QFileInfo>

using namespace qn;
using namespace qn::store;
using namespace qn::test;

class MessagesTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryFieldOfAHeader()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        MessageHeader full = header(u"r1"_s, 1'700'000'001, MessageFlag::Answered | MessageFlag::Flagged);
        full.inReplyTo = {u"a@b"_s};
        full.references = {u"x@y"_s, u"a@b"_s};
        full.replyTo = {{u"Reply, Here"_s, u"r@example.com"_s}};
        full.to.append({QString(), u"bare@example.com"_s});
        full.cc = {{u"抄送"_s, u"cc@example.com"_s}};
        full.bcc = {{u"\"q\""_s, u"bcc@example.com"_s}};
        full.hasAttachments = true;
        MessageHeader bare;
        bare.remoteId = RemoteMessageId(u"r2"_s);
        const ChangeSet changes = f.write([&](Transaction &tx) {
            return messages::upsert(tx, inbox, {full, bare}, 1);
        });
        QCOMPARE(changes.placed.size(), 2);
        QCOMPARE(changes.folders, QList<FolderId>{inbox});
        const auto rows = f.list(inbox);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].recipients, u"Li Si, bare@example.com"_s);
        QCOMPARE(f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, rows[0].id); }), full);
        QCOMPARE(f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, rows[1].id); }), bare);
    }

    void storesALongListingThatNamesSomeMailTwice()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        QList<MessageHeader> headers;
        for (int i = 0; i < 137; ++i) // more than one statement of several rows, and some left over
            headers.append(header(u"r"_s + QString::number(i), 1'700'000'000 + i));
        headers.insert(11, header(u"r9"_s, 1'700'001'100, MessageFlag::Seen)); // among rows that are not inserted yet
        headers.append(header(u"r3"_s, 1'700'001'200, MessageFlag::Flagged));
        const ChangeSet changes = f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 1); });
        QCOMPARE(changes.placed.size(), 137);
        const auto rows = f.list(inbox);
        QCOMPARE(rows.size(), 137);
        for (const ChangeSet::Moved &moved : changes.placed) {
            const auto known = f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, moved.key.id); });
            QCOMPARE(known.date.toMSecsSinceEpoch(), moved.key.date);
        }
        QCOMPARE(f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, rows[0].id); }), headers.constLast());
        QCOMPARE(f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, rows[1].id); }), headers.at(11));
    }

    void storesAListingThatNamesSomeMailThatIsThere()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        QList<MessageHeader> headers;
        for (int i = 0; i < 150; ++i)
            headers.append(header(u"r"_s + QString::number(i), 1'700'000'000 + i));
        f.write(
            [&](Transaction &tx) { return messages::upsert(tx, inbox, headers.mid(20, 3) + headers.mid(100, 30), 1); });
        for (MessageHeader &one : headers)
            one.flags = MessageFlag::Seen;
        const ChangeSet changes = f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 2); });
        QCOMPARE(changes.placed.size(), 150 - 33);
        QCOMPARE(changes.updated.size(), 33);
        QSet<MessageId> appeared;
        for (const ChangeSet::Moved &moved : changes.placed) {
            const auto known =
                f.read<MessageHeader>([&](Transaction &tx) { return messages::header(tx, moved.key.id); });
            QCOMPARE(known.date.toMSecsSinceEpoch(), moved.key.date);
            appeared.insert(moved.key.id);
        }
        QCOMPARE(appeared.size(), changes.placed.size());
        const auto rows = f.list(inbox);
        QCOMPARE(rows.size(), 150);
        for (const MessageRow &row : rows)
            QCOMPARE(row.flags, MessageFlags(MessageFlag::Seen));
        f.write([&](Transaction &tx) { return messages::removeOtherGenerations(tx, inbox, 2); });
        QCOMPARE(f.list(inbox).size(), 150);
    }

    void whatIsWrittenInBulkReachesTheFileMeanwhile()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        QList<LocalMessage> mails;
        for (int i = 0; i < 96; ++i) {
            LocalMessage mail{header(u"m"_s + QString::number(i), 1'700'000'000 + i), {}, QByteArray(40'000, char('A' + i % 26))};
            mail.body.text = QString::number(i);
            mails.append(mail);
        }
        f.store->setBulk(true);
        for (int begin = 0; begin < 96; begin += 12) { // a statement of several rows, and some left over
            QList<LocalMessage> some = mails.sliced(begin, 12);
            some.insert(3, some.first()); // named twice
            int added = 0;
            f.write([&](Transaction &tx) {
                const auto done = messages::addLocal(tx, inbox, some);
                added = done.value_or(-1);
                return done;
            }, Durability::Relaxed);
            QCOMPARE(added, 12);
        }
        QVERIFY(QFileInfo(Store::fileName(f.path())).size() > 96 * 40'000);
        f.store->setBulk(false);
        f.reopen();
        const auto rows = f.list(inbox);
        QCOMPARE(rows.size(), 96);
        for (const MessageRow &row : rows) {
            const qsizetype i = row.date.toSecsSinceEpoch() - 1'700'000'000;
            QCOMPARE(f.read<std::optional<QByteArray>>([&](Transaction &tx) { return messages::source(tx, row.id); }), mails.at(i).source);
            QCOMPARE(f.read<std::optional<MessageBody>>([&](Transaction &tx) { return messages::body(tx, row.id); })->text, mails.at(i).body.text);
        }
    }

    void announcesNothingForAListingThatChangesNothing()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        const QList<MessageHeader> headers{header(u"a"_s), header(u"b"_s)};
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 1); });
        QCOMPARE(f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 2); }), ChangeSet());
    }

    void announcesWhatAListingChanges()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {header(u"a"_s), header(u"b"_s)}, 1); });
        const auto id = f.list(inbox).constLast().id;
        ChangeSet changes = f.write([&](Transaction &tx) {
            return messages::upsert(tx, inbox, {header(u"a"_s, 1'700'000'000, MessageFlag::Seen), header(u"b"_s)}, 1);
        });
        ChangeSet wanted;
        wanted.updated = {id};
        wanted.folders = {inbox};
        QCOMPARE(changes, wanted);
        changes = f.write([&](Transaction &tx) {
            return messages::upsert(tx, inbox, {header(u"a"_s, 1'700'000'005, MessageFlag::Seen)}, 1);
        });
        wanted = {};
        wanted.placed = {{{1'700'000'005'000, id}, inbox, inbox, {1'700'000'000'000, id}}};
        QCOMPARE(changes, wanted);
        changes = f.write([&](Transaction &tx) { return messages::remove(tx, inbox, {RemoteMessageId(u"a"_s)}); });
        QCOMPARE(changes.placed.size(), 1);
        QVERIFY(!changes.placed[0].folder.isValid());
        QCOMPARE(changes.placed[0].before, inbox);
    }

    void leavesOutWhatCameAndWentInOneTransaction()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        const ChangeSet changes = f.write([&](Transaction &tx) -> Result<void> {
            if (auto done = messages::upsert(tx, inbox, {header(u"a"_s)}, 1); !done)
                return done;
            return messages::remove(tx, inbox, {RemoteMessageId(u"a"_s)});
        });
        QVERIFY(changes.placed.isEmpty());
    }

    void removesWhatACompleteListingDidNotName()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        f.write([&](Transaction &tx) {
            return messages::upsert(tx, inbox, {header(u"a"_s), header(u"b"_s), header(u"c"_s)}, 1);
        });
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {header(u"b"_s)}, 2); });
        int removed = 0;
        f.write([&](Transaction &tx) -> Result<void> {
            removed = messages::removeOtherGenerations(tx, inbox, 2).value_or(-1);
            return {};
        });
        QCOMPARE(removed, 2);
        QCOMPARE(f.list(inbox).size(), 1);
        QCOMPARE(f.list(inbox)[0].subject, u"Subject b"_s);
    }

    void learnsPreviewAndAttachmentsFromTheBody()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto inbox = f.addFolders(account, {u"inbox"_s}).constFirst();
        MessageHeader bare = header(u"a"_s);
        bare.preview.clear();
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {bare}, 1); });
        const auto id = f.list(inbox)[0].id;
        const auto missing = [&](Transaction &tx) { return messages::withoutBody(tx, account, 10); };
        QCOMPARE(f.read<QList<MessageId>>(missing), QList<MessageId>{id});
        MessageBody body;
        body.text = u"Hello\n\n  world"_s;
        body.html = u"<p>Hello</p>"_s;
        body.attachments = {{u"2"_s, u"报告.pdf"_s, u"application/pdf"_s, u"cid"_s, 99, false, {}}};
        QCOMPARE(
            f.read<std::optional<MessageBody>>([&](Transaction &tx) { return messages::body(tx, id); }), std::nullopt);
        f.write([&](Transaction &tx) { return messages::setBody(tx, id, body, "raw"); });
        f.write([&](Transaction &tx) { return messages::setBody(tx, id, body, {}); });
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {bare}, 2); });
        QCOMPARE(f.read<std::optional<MessageBody>>([&](Transaction &tx) { return messages::body(tx, id); }), body);
        QCOMPARE(f.read<std::optional<QByteArray>>([&](Transaction &tx) { return messages::source(tx, id); }),
            QByteArray("raw"));
        QVERIFY(f.read<QList<MessageId>>(missing).isEmpty());
        QCOMPARE(f.list(inbox)[0].preview, u"Hello world"_s);
        QVERIFY(f.list(inbox)[0].hasAttachments);
    }

    void believesTheBodyAndNotTheListAboutFiles()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        MessageHeader guessed = header(u"a"_s);
        guessed.hasAttachments = true;
        const auto list = [&](qint64 generation) {
            f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, {guessed}, generation); });
            return f.list(inbox)[0].hasAttachments;
        };
        const auto keep = [&](messages::UnlistedFiles unlisted) {
            const MessageId id = f.list(inbox)[0].id;
            f.write([&](Transaction &tx) { return messages::setBody(tx, id, {u"text"_s, {}, {}}, {}, unlisted); });
            return f.list(inbox)[0].hasAttachments;
        };
        QVERIFY(list(1));
        QVERIFY(keep(messages::UnlistedFiles::Some));
        QVERIFY(!keep(messages::UnlistedFiles::None));
        QVERIFY(!list(2));
    }

    void listsPagesNewestFirstAndKeysOldestFirst()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        QList<MessageHeader> headers;
        for (int i = 0; i < 50; ++i)
            headers.append(header(QString::number(i), 1'700'000'000 + (i * 7) % 20));
        f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 1); });
        auto keys = f.read<QList<MessageKey>>([&](Transaction &tx) { return messages::keys(tx, inbox); });
        QCOMPARE(keys.size(), 50);
        QVERIFY(std::is_sorted(keys.cbegin(), keys.cend()));
        std::reverse(keys.begin(), keys.end());
        QList<MessageId> paged;
        for (int offset = 0; offset < 50; offset += 15) {
            const auto page =
                f.read<QList<MessageRow>>([&](Transaction &tx) { return messages::list(tx, inbox, offset, 15); });
            for (const MessageRow &row : page)
                paged.append(row.id);
        }
        QCOMPARE(paged.size(), 50);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(paged[i], keys[i].id);
    }

    void takesThousandsOfHeadersASecond()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        QElapsedTimer timer;
        timer.start();
        constexpr int batches = 40;
        for (int batch = 0; batch < batches; ++batch) {
            QList<MessageHeader> headers;
            for (int i = 0; i < 500; ++i)
                headers.append(header(QString::number(batch * 500 + i), 1'700'000'000 - batch * 500 - i));
            f.write([&](Transaction &tx) { return messages::upsert(tx, inbox, headers, 1); }, Durability::Relaxed);
        }
        qInfo() << "headers a second:" << batches * 500 * 1000LL / timer.elapsed();
        QCOMPARE(f.list(inbox).size(), batches * 500);
    }

    void rollsBackWhatFailsHalfWay()
    {
        StoreFixture f;
        const auto inbox = f.addFolders(f.addAccount(), {u"inbox"_s}).constFirst();
        QSignalSpy spy(f.store.get(), &Store::changed);
        const auto done = f.store->write([&](Transaction &tx) {
            return messages::upsert(tx, inbox, {header(u"a"_s), header(QString())}, 1);
        });
        QCOMPARE(done.error().kind, ErrorKind::Parameter);
        QVERIFY(f.list(inbox).isEmpty());
        QCOMPARE(spy.size(), 0);
    }
};

QTEST_GUILESS_MAIN(MessagesTest)
#include "messagestest.moc"
