// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncfixture.h"

#include <QCoreApplication>

#include <csignal>

using namespace Qt::StringLiterals;

// outboxprocess DIR STEP: runs the outbox of DIR/data against the mailbox DIR/server until every mail is filed. At the
// given step (commits of the store, and both sides of each call to the server, counted from 1) it kills itself, as a
// power cut would.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    const int deadly = arguments.at(2).toInt();
    int steps = 0;
    const auto step = [&] {
        if (++steps == deadly)
            std::raise(SIGKILL);
    };

    const auto clock = std::make_shared<qn::SystemClock>();
    const auto mailbox = qn::sandbox::Mailbox::open(arguments.at(1) + u"/server"_s, clock);
    const auto store = qn::store::Store::open(arguments.at(1) + u"/data"_s);
    if (!mailbox || !store)
        return 3;
    const auto backend =
        std::make_shared<qn::test::FaultyBackend>(std::make_unique<qn::sandbox::SandboxBackend>(*mailbox));
    backend->fault = [&](const QString &, qn::test::FaultyBackend::When) -> std::optional<qn::Error> {
        step();
        return {};
    };
    QObject::connect(store->get(), &qn::store::Store::changed, &application, [&] { step(); });

    const qn::Result<qn::Capabilities> can = QCoro::waitFor(backend->capabilities());
    qn::sync::OwnerLock owner(arguments.at(1) + u"/data"_s);
    qn::sync::Outbox outbox(**store, *clock, owner,
        [&](qn::AccountId) {
            return std::optional(qn::sync::Outbox::Server{backend, backend.get(), *can});
        },
        {});
    owner.acquire();
    outbox.start();
    const auto allFiled = [&] {
        const auto rows = qn::test::ask<QList<qn::store::OutgoingRow>>(**store, &qn::store::outgoing::list);
        return std::all_of(rows.begin(), rows.end(),
            [](const qn::store::OutgoingRow &row) { return row.state == qn::store::OutgoingState::Filed; });
    };
    const bool done = QTest::qWaitFor(allFiled, 20'000);
    outbox.beginStop();
    QCoro::waitFor(outbox.stopped());
    return done ? 0 : 4;
}
