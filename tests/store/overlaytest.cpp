// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/storefixture.h"

#include <QRandomGenerator>

using namespace qn;
using namespace qn::store;
using namespace qn::test;

namespace {

/// The mailbox as anybody would write it down: messages with the server's truth, and the list of what is pending.
struct Model
{
    struct Mail
    {
        QString remoteId; ///< empty: not told after a move
        int folder = 0;
        MessageFlags flags;
        qint64 seconds = 0;
    };
    struct Pending
    {
        OperationId id;
        OperationKind kind;
        QList<MessageId> messages;
        MessageFlags add, remove;
        int target = 0;
    };
    QMap<qint64, Mail> mails; // by MessageId
    QList<Pending> pending;

    MessageId at(int folder, const QString &remoteId) const
    {
        for (auto it = mails.cbegin(); it != mails.cend(); ++it) {
            if (it->folder == folder && it->remoteId == remoteId)
                return MessageId(it.key());
        }
        return {};
    }
    /// -1: nowhere
    std::pair<int, MessageFlags> view(qint64 id) const
    {
        int folder = mails[id].folder;
        MessageFlags flags = mails[id].flags;
        for (const Pending &operation : pending) {
            if (!operation.messages.contains(MessageId(id)))
                continue;
            if (operation.kind == OperationKind::SetFlags)
                flags = (flags | operation.add) & ~operation.remove;
            else if (operation.kind == OperationKind::Remove)
                folder = -1;
            else if (folder >= 0)
                folder = operation.target;
        }
        return {folder, flags};
    }
};

/// What the announcements alone say about the lists: has to agree with the store at any time.
struct Follower
{
    QMap<qint64, std::pair<FolderId, MessageKey>> places;
    bool isConsistent = true;

    void apply(const ChangeSet &changes)
    {
        for (const ChangeSet::Moved &moved : changes.placed) {
            const qint64 id = moved.key.id.value();
            const auto known = places.value(id);
            isConsistent = isConsistent && known.first == moved.before
                && (!moved.before.isValid() || known.second == moved.keyBefore);
            if (moved.folder.isValid())
                places[id] = {moved.folder, moved.key};
            else
                places.remove(id);
        }
    }
};

} // namespace

class OverlayTest final : public QObject
{
    Q_OBJECT

    QRandomGenerator m_random;
    int pick(qsizetype count) { return m_random.bounded(int(count)); }

    static MessageFlags flagsOf(int bits) { return MessageFlags::fromInt(quint32(bits)); }

    void verify(const StoreFixture &f, const QList<FolderId> &folders, AccountId account, const Model &model,
        const Follower &follower)
    {
        QVERIFY(follower.isConsistent);
        const auto rows = f.read<QList<FolderRow>>([&](Transaction &tx) { return folders::list(tx, account); });
        qsizetype shown = 0;
        for (int folder = 0; folder < folders.size(); ++folder) {
            QMap<qint64, MessageFlags> wanted, got;
            for (auto it = model.mails.cbegin(); it != model.mails.cend(); ++it) {
                const auto [place, flags] = model.view(it.key());
                if (place == folder)
                    wanted.insert(it.key(), flags);
            }
            int unread = 0;
            qint64 size = 0;
            const auto list = f.list(folders[folder]);
            for (const MessageRow &row : list) {
                got.insert(row.id.value(), row.flags);
                unread += row.flags.testFlag(MessageFlag::Seen) ? 0 : 1;
                size += row.size;
                const auto place = follower.places.value(row.id.value());
                QCOMPARE(place.first, folders[folder]);
                QCOMPARE(place.second.date, row.date.toMSecsSinceEpoch());
            }
            shown += list.size();
            QCOMPARE(got.keys(), wanted.keys());
            QVERIFY(got == wanted);
            QCOMPARE(rows[folder].folder.total, int(list.size()));
            QCOMPARE(rows[folder].folder.unread, unread);
            QCOMPARE(rows[folder].listedSize, size);
        }
        QCOMPARE(follower.places.size(), shown);
    }

private slots:
    void showsTruthWithPendingOperations_data()
    {
        QTest::addColumn<quint32>("seed");
        for (int i = 0; i < 8; ++i) {
            const quint32 seed = QRandomGenerator::global()->generate();
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void showsTruthWithPendingOperations()
    {
        QFETCH(quint32, seed);
        m_random.seed(seed);
        StoreFixture f;
        const auto account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"trash"_s, u"work"_s});
        Model model;
        Follower follower;
        int nextRemote = 0;
        for (int step = 0; step < 250; ++step) {
            ChangeSet changes;
            const int action = pick(10);
            if (action < 4 || model.mails.isEmpty()) {
                // The server lists some messages, new ones and known ones with other flags and dates.
                const int folder = pick(folders.size());
                QList<MessageHeader> headers;
                QMap<QString, MessageHeader> listed;
                for (int i = pick(6); i >= 0; --i) {
                    QString remoteId = u"r"_s + QString::number(nextRemote);
                    if (pick(2) == 0 && !model.mails.isEmpty()) {
                        const auto &known = *std::next(model.mails.cbegin(), pick(model.mails.size()));
                        if (known.folder != folder || known.remoteId.isEmpty())
                            continue;
                        remoteId = known.remoteId;
                    } else {
                        ++nextRemote;
                    }
                    MessageHeader mail = header(remoteId, 1'700'000'000 + pick(50), flagsOf(pick(8)));
                    mail.size = pick(4) * 1000; // 0: this listing does not tell
                    listed.insert(remoteId, mail);
                    headers.append(mail);
                }
                const auto isKnown = [&](const MessageHeader &mail) { return model.at(folder, mail.remoteId.value()).isValid(); };
                if (pick(2) == 0 && std::all_of(headers.cbegin(), headers.cend(), isKnown)) { // or nothing but flags
                    QList<FlagChange> flags{{RemoteMessageId(u"unheard of"_s), MessageFlag::Seen}};
                    for (const MessageHeader &mail : std::as_const(headers))
                        flags.append({mail.remoteId, mail.flags});
                    changes = f.write([&](Transaction &tx) { return messages::changeFlags(tx, folders[folder], flags, 1); });
                } else {
                    changes = f.write([&](Transaction &tx) { return messages::upsert(tx, folders[folder], headers, 1); });
                }
                for (const MessageHeader &mail : listed) {
                    MessageId id = model.at(folder, mail.remoteId.value());
                    if (!id.isValid()) {
                        for (const auto &placed : changes.placed) {
                            const auto remote = f.read<MessageHeader>(
                                [&](Transaction &tx) { return messages::header(tx, placed.key.id); });
                            if (remote.remoteId == mail.remoteId)
                                id = placed.key.id;
                        }
                        QVERIFY(id.isValid());
                    }
                    model.mails[id.value()] = {mail.remoteId.value(), folder, mail.flags, mail.date.toSecsSinceEpoch()};
                }
            } else if (action == 4) {
                const auto victim = std::next(model.mails.begin(), pick(model.mails.size()));
                const Model::Mail mail = *victim;
                if (mail.remoteId.isEmpty())
                    continue;
                model.mails.erase(victim);
                changes = f.write([&](Transaction &tx) {
                    return messages::remove(tx, folders[mail.folder], {RemoteMessageId(mail.remoteId)});
                });
            } else if (action < 8) {
                // The user does something to some messages.
                OperationRow row;
                Model::Pending pending;
                row.account = account;
                row.kind = pending.kind =
                    QList{OperationKind::SetFlags, OperationKind::Move, OperationKind::Remove}[pick(3)];
                for (int i = pick(4); i >= 0; --i) {
                    const MessageId id(std::next(model.mails.cbegin(), pick(model.mails.size())).key());
                    if (!row.messages.contains(id))
                        row.messages.append(id);
                }
                pending.messages = row.messages;
                row.add = pending.add = flagsOf(pick(8));
                row.remove = pending.remove = flagsOf(pick(8));
                pending.target = pick(folders.size());
                row.target = folders[pending.target];
                changes = f.write([&](Transaction &tx) {
                    auto id = operations::insert(tx, row);
                    pending.id = id.value_or(OperationId());
                    return id;
                });
                model.pending.append(pending);
            } else if (!model.pending.isEmpty()) {
                // The server confirms or refuses, or the user takes it back.
                const Model::Pending operation = model.pending.takeAt(pick(model.pending.size()));
                const bool applied = pick(2) == 0;
                QList<RemoteMessageId> newIds;
                const bool isTold = pick(2) == 0;
                for (const MessageId id : operation.messages) {
                    const QString remoteId = isTold ? u"r"_s + QString::number(nextRemote++) : QString();
                    newIds.append(RemoteMessageId(remoteId));
                    if (!applied || !model.mails.contains(id.value()))
                        continue;
                    auto &mail = model.mails[id.value()];
                    if (operation.kind == OperationKind::SetFlags)
                        mail.flags = (mail.flags | operation.add) & ~operation.remove;
                    if (operation.kind == OperationKind::Remove)
                        model.mails.remove(id.value());
                    if (operation.kind == OperationKind::Move) {
                        if (isTold || mail.folder != operation.target)
                            mail.remoteId = remoteId;
                        mail.folder = operation.target;
                    }
                }
                changes = f.write([&](Transaction &tx) {
                    return operations::finish(tx, operation.id, applied, isTold ? newIds : QList<RemoteMessageId>());
                });
            }
            follower.apply(changes);
            if (step % 50 == 49)
                f.reopen();
            verify(f, folders, account, model, follower);
            if (QTest::currentTestFailed()) {
                qInfo() << "step" << step << "action" << action;
                return;
            }
        }
    }

    void showsTruthAgainWhenUndone()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"trash"_s});
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[0], {header(u"a"_s)}, 1); });
        OperationRow move;
        move.account = account;
        move.kind = OperationKind::Move;
        move.messages = {f.list(folders[0])[0].id};
        move.target = folders[1];
        const ChangeSet moved = f.write([&](Transaction &tx) { return operations::insert(tx, move); });
        QCOMPARE(moved.placed.size(), 1);
        QCOMPARE(moved.placed[0].folder, folders[1]);
        QVERIFY(moved.operations);
        QVERIFY(f.list(folders[0]).isEmpty());
        const auto pending = f.read<QList<OperationRow>>([](Transaction &tx) { return operations::list(tx); });
        move.id = pending[0].id;
        QCOMPARE(pending, QList<OperationRow>{move});
        f.write([&](Transaction &tx) { return operations::finish(tx, move.id, false); });
        QCOMPARE(f.list(folders[0]).size(), 1);
        QVERIFY(f.list(folders[1]).isEmpty());
    }

    void keepsOneRowWhenTheSyncSawTheMoveFirst()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"trash"_s});
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[0], {header(u"a"_s)}, 1); });
        const MessageId id = f.list(folders[0])[0].id;
        OperationRow move;
        move.account = account;
        move.kind = OperationKind::Move;
        move.messages = {id};
        move.target = folders[1];
        OperationId operation;
        f.write([&](Transaction &tx) {
            auto inserted = operations::insert(tx, move);
            operation = *inserted;
            return inserted;
        });
        f.write([&](Transaction &tx) {
            return messages::upsert(tx, folders[1], {header(u"b"_s, 1'700'000'000, MessageFlag::Seen)}, 1);
        });
        QCOMPARE(f.list(folders[1]).size(), 2);
        f.write([&](Transaction &tx) { return operations::finish(tx, operation, true, {RemoteMessageId(u"b"_s)}); });
        QCOMPARE(f.list(folders[1]).size(), 1);
        QCOMPARE(f.list(folders[1])[0].id, id);
        QCOMPARE(f.list(folders[1])[0].flags, MessageFlags(MessageFlag::Seen));
    }

    void findsAMovedMessageAgainByItsMessageId()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"trash"_s});
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[0], {header(u"a"_s)}, 1); });
        const MessageId id = f.list(folders[0])[0].id;
        OperationRow move;
        move.account = account;
        move.kind = OperationKind::Move;
        move.messages = {id};
        move.target = folders[1];
        f.write([&](Transaction &tx) -> Result<void> {
            auto inserted = operations::insert(tx, move);
            return operations::finish(tx, *inserted, true);
        });
        const auto place = [&](Transaction &tx) { return messages::remotePlace(tx, id); };
        using Place = std::pair<RemoteFolderId, RemoteMessageId>;
        QCOMPARE(f.read<Place>(place), Place(RemoteFolderId(u"trash"_s), RemoteMessageId()));
        MessageHeader listed = header(u"new"_s);
        listed.messageId = u"a@mid.example.com"_s;
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[1], {listed}, 2); });
        QCOMPARE(f.list(folders[1]).size(), 1);
        QCOMPARE(f.list(folders[1])[0].id, id);
        QCOMPARE(f.read<Place>(place), Place(RemoteFolderId(u"trash"_s), RemoteMessageId(u"new"_s)));
    }

    void bringsMessagesBackWhenTheTargetFolderIsGone()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        const auto folders = f.addFolders(account, {u"inbox"_s, u"work"_s});
        f.write([&](Transaction &tx) { return messages::upsert(tx, folders[0], {header(u"a"_s)}, 1); });
        OperationRow move;
        move.account = account;
        move.kind = OperationKind::Move;
        move.messages = {f.list(folders[0])[0].id};
        move.target = folders[1];
        f.write([&](Transaction &tx) { return operations::insert(tx, move); });
        QCOMPARE(f.addFolders(account, {u"inbox"_s}).size(), 1);
        QCOMPARE(f.list(folders[0]).size(), 1);
        const auto row = f.read<FolderRow>([&](Transaction &tx) { return folders::find(tx, folders[0]); });
        QCOMPARE(row.folder.total, 1);
        QCOMPARE(row.folder.unread, 1);
    }

    void refusesOperationsOnNothing()
    {
        StoreFixture f;
        const auto account = f.addAccount();
        OperationRow row;
        row.account = account;
        row.messages = {MessageId(77)};
        const auto done = f.store->write([&](Transaction &tx) -> Result<void> {
            auto id = operations::insert(tx, row);
            if (!id)
                return fail(id.error());
            return {};
        });
        QCOMPARE(done.error().kind, ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(OverlayTest)
#include "overlaytest.moc"
