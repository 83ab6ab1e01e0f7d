// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/operationrunner.h"
#include "syncfixture.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace qn::sync {

using store::OperationKind;
using store::OperationRow;

/// Two data directories, each with its own sync and runner, on one mailbox that is also opened anew now and then.
class TwoClientsTest final : public QObject
{
    Q_OBJECT

private slots:
    void bothEndAsTheServer_data();
    void bothEndAsTheServer();
};

namespace {

/// One device: a store of its own, and what works on it while it is switched on.
class Client final
{
    Q_DISABLE_COPY_MOVE(Client)

public:
    explicit Client(test::SyncFixture &fixture)
        : f(fixture)
    {
        f.settings.firstPage = 2;
        f.settings.page = 3;
        f.settings.watchedPoll = f.settings.poll = std::chrono::hours(1);
    }
    void switchOn(const std::shared_ptr<sandbox::Mailbox> &mailbox)
    {
        f.openStore();
        backend = std::make_unique<test::FaultyBackend>(std::make_unique<sandbox::SandboxBackend>(mailbox));
        // The test says when to look at the server.
        backend->limit = [](Capabilities &can) { can.watch = false; };
        owner = std::make_unique<OwnerLock>(f.dataDir());
        owner->acquire();
        gate = std::make_unique<Gate>();
        engine = std::make_unique<SyncEngine>(f.account, *backend, *f.store, *f.clock, *gate, f.settings);
        runner = std::make_unique<OperationRunner>(
            f.account, *backend, *f.store, *f.clock, *gate, *owner, f.settings.backoff);
        runner->start();
    }
    void switchOff()
    {
        engine->beginStop();
        runner->beginStop();
        backend->abort();
        QCoro::waitFor(engine->stopped());
        QCoro::waitFor(runner->stopped());
        runner.reset();
        engine.reset();
        backend.reset();
        owner.reset();
    }
    Result<void> sync()
    {
        runner->retryNow();
        static_cast<void>(QCoro::waitFor(runner->drain()));
        return QCoro::waitFor(engine->syncNow());
    }
    qsizetype pending() { return test::ask<QList<OperationRow>>(*f.store, &store::operations::list).size(); }
    QList<MessageId> shown()
    {
        QList<MessageId> ids;
        for (const store::FolderRow &folder : f.folders()) {
            const auto rows = test::ask<QList<store::MessageRow>>(*f.store,
                [&](store::Transaction &tx) { return store::messages::list(tx, folder.id, 0, 10'000); });
            for (const store::MessageRow &row : rows)
                ids.append(row.id);
        }
        return ids;
    }
    void insert(OperationRow row)
    {
        row.account = f.account;
        const Result<void> written = f.store->write([&](store::Transaction &tx) -> Result<void> {
            const Result<OperationId> inserted = store::operations::insert(tx, row);
            return inserted ? Result<void>() : Result<void>(fail(inserted.error()));
        });
        QVERIFY(written);
        runner->poke();
    }
    void saveDraft(const QString &subject)
    {
        OperationRow row;
        row.kind = OperationKind::SaveDraft;
        store::DraftRow draft;
        draft.account = f.account;
        draft.mail.subject = subject;
        draft.mail.messageId = QString::fromLatin1(subject.toUtf8().toHex()) + u"@qq.example"_s;
        QVERIFY(f.store->write([&](store::Transaction &tx) -> Result<void> {
            const Result<DraftId> saved = store::drafts::save(tx, draft);
            if (!saved)
                return fail(saved.error());
            row.draft = *saved;
            return {};
        }));
        insert(row);
    }

    test::SyncFixture &f;
    std::unique_ptr<test::FaultyBackend> backend;
    std::unique_ptr<OwnerLock> owner;
    std::unique_ptr<Gate> gate;
    std::unique_ptr<SyncEngine> engine;
    std::unique_ptr<OperationRunner> runner;
};

MessageFlags someFlags(QRandomGenerator &random)
{
    MessageFlags flags;
    for (const MessageFlag flag : {MessageFlag::Seen, MessageFlag::Flagged, MessageFlag::Answered})
        flags.setFlag(flag, random.bounded(2) == 0);
    return flags;
}

OperationRow someOperation(Client &client, QRandomGenerator &random)
{
    OperationRow row;
    const QList<MessageId> shown = client.shown();
    if (shown.isEmpty())
        return row;
    row.kind = QList{OperationKind::SetFlags, OperationKind::SetFlags, OperationKind::Move, OperationKind::Remove}.at(
        random.bounded(4));
    for (int i = random.bounded(3); i >= 0; --i) {
        const MessageId id = shown.at(random.bounded(int(shown.size())));
        if (!row.messages.contains(id))
            row.messages.append(id);
    }
    row.add = someFlags(random);
    row.remove = someFlags(random);
    const QList<store::FolderRow> folders = client.f.folders();
    row.target = folders.at(random.bounded(int(folders.size()))).id;
    return row;
}

} // namespace

void TwoClientsTest::bothEndAsTheServer_data()
{
    QTest::addColumn<quint32>("seed");
    for (int i = 0; i < 6; ++i) {
        const quint32 seed = QRandomGenerator::global()->generate();
        QTest::addRow("seed %u", seed) << seed;
    }
}

void TwoClientsTest::bothEndAsTheServer()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    test::SyncFixture one, other; // the other's own mailbox stays unused
    for (int i = 0; i < 12; ++i)
        one.deliver(u"mail %1"_s.arg(i));
    Client first(one), second(other);
    first.switchOn(one.mailbox);
    second.switchOn(one.mailbox);
    for (int step = 0; step < 60; ++step) {
        Client &client = random.bounded(2) == 0 ? first : second;
        const int action = random.bounded(12);
        if (action < 6) {
            const OperationRow row = someOperation(client, random);
            if (!row.messages.isEmpty())
                client.insert(row);
        } else if (action == 6) {
            client.saveDraft(u"draft %1"_s.arg(step));
        } else if (action == 7) {
            one.deliver(u"new %1"_s.arg(step));
        } else if (action == 8) {
            // Cut off somewhere: a listing under way goes on later, or begins anew.
            int left = random.bounded(4);
            client.backend->fault = [left](const QString &, test::FaultyBackend::When) mutable {
                return left-- > 0 ? std::optional<Error>() : Error{ErrorKind::Network, {}, {}, 0, {}};
            };
            static_cast<void>(client.sync());
            client.backend->fault = nullptr;
        } else if (action == 9) {
            first.switchOff();
            second.switchOff();
            one.mailbox.reset();
            one.mailbox = *sandbox::Mailbox::open(one.dir.filePath(u"server"_s), one.clock);
            first.switchOn(one.mailbox);
            second.switchOn(one.mailbox);
        } else {
            QVERIFY(client.sync());
        }
        QCoreApplication::processEvents();
    }
    // Each tells what it still has to tell, then both look.
    for (int round = 0; round < 20 && (round < 3 || first.pending() + second.pending() > 0); ++round) {
        QVERIFY(first.sync());
        QVERIFY(second.sync());
    }
    QCOMPARE(first.pending(), 0);
    QCOMPARE(second.pending(), 0);
    QVERIFY(first.sync());
    QVERIFY(second.sync());
    QCOMPARE(one.inStore(), one.onServer());
    QCOMPARE(other.inStore(), one.onServer());
    first.switchOff();
    second.switchOff();
}

} // namespace qn::sync

QTEST_GUILESS_MAIN(qn::sync::TwoClientsTest)
#include "twoclientstest.moc"
