// SPDX-License-Identifier: GPL-3.0-or-later
// send and outbox
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"
#include "app/json.h"
#include "core/addressparser.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

const QString sendUsage = u"send [--account ID] --to A[,B…] [--cc …] [--bcc …] --subject S (--text T | --text-stdin) [--no-wait | --draft]"_s;

bool isSettled(store::OutgoingState state)
{
    return state == store::OutgoingState::Filed || state == store::OutgoingState::Failed || state == store::OutgoingState::Unknown;
}

constexpr std::chrono::milliseconds patience(10'000);

/// What keeps a mail in the outbox, or its copy out of Sent; nullopt where nothing is known to.
std::optional<Error> obstacle(const session::Session &session, const store::OutgoingRow &row)
{
    if (row.state != store::OutgoingState::Queued && row.state != store::OutgoingState::Sent)
        return {};
    return row.error ? row.error : session.status(row.account).error;
}

/// Waits until the mail has left (or cannot), but not longer than `patience` for a server that cannot be had. The row
/// of a filed mail may be cleared away: nullopt then.
Result<std::optional<store::OutgoingRow>> waitUntilSettled(OpenSession &open, OutgoingId id)
{
    using Row = std::optional<store::OutgoingRow>;
    QElapsedTimer held;
    while (true) {
        const auto row = open.ask<Row>([id](store::Transaction &tx) -> Result<Row> {
            auto found = store::outgoing::find(tx, id);
            if (!found && found.error().kind == ErrorKind::NotFound)
                return Row();
            if (!found)
                return fail(found.error());
            return Row(*found);
        });
        if (!row || !*row || isSettled((*row)->state))
            return row;
        if (!obstacle(open.session(), **row))
            held.invalidate();
        else if (!held.isValid())
            held.start();
        else if (held.elapsed() > patience.count())
            return row;
        QEventLoop loop;
        QObject::connect(&open.session(), &session::Session::changed, &loop, &QEventLoop::quit);
        QTimer::singleShot(std::chrono::seconds(1), &loop, &QEventLoop::quit); // another process may be the one that sends
        loop.exec();
    }
}

/// Parses every value of an option; nullopt (and a word) where one is no address.
std::optional<QList<Address>> addresses(const CommandContext &context, const CommandLine &line, const QString &option)
{
    QList<Address> all;
    for (const QString &value : line.values(option)) {
        const QList<Address> parsed = parseAddresses(value);
        for (const Address &address : parsed) {
            if (!isValidEmail(address.email)) {
                context.terminal.error(Words::tr("--%1: \"%2\" is not a mail address.").arg(option, address.display()));
                return std::nullopt;
            }
            all.append(address);
        }
    }
    return all;
}

/// Keeps a mail among the drafts, here and then on the server.
int keepDraft(const CommandContext &context, OpenSession &open, AccountId account, const OutgoingMessage &mail)
{
    session::Session &session = open.session();
    store::DraftRow draft;
    draft.account = account;
    draft.mail = mail;
    bool refused = false;
    QObject::connect(&session, &session::Session::changeRefused, &session, [&](AccountId, const Error &error) {
        refused = true;
        context.terminal.error(error);
    });
    const auto id = await(session.saveDraft(draft));
    const Result<void> synced = id ? await(session.sync(account)) : Result<void>(fail(id.error()));
    if (!synced) {
        context.terminal.error(synced.error());
        return exitFailed;
    }
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"id"_s, QString::number(id->value())}, {u"state"_s, u"draft"_s}});
    return refused ? exitFailed : 0;
}

} // namespace

int runSend(const CommandContext &context)
{
    const CommandLine line(context, sendUsage,
        {{u"account"_s, {}, u"ID"_s}, {u"to"_s, {}, u"A"_s}, {u"cc"_s, {}, u"A"_s}, {u"bcc"_s, {}, u"A"_s}, {u"subject"_s, {}, u"S"_s},
            {u"text"_s, {}, u"T"_s}, {u"text-stdin"_s, {}}, {u"no-wait"_s, {}}, {u"draft"_s, {}}});
    if (!line.ok())
        return exitUsage;
    if (!line.isSet(u"to"_s) || !line.isSet(u"subject"_s) || line.isSet(u"text"_s) == line.isSet(u"text-stdin"_s)
        || !line.positional().isEmpty())
        return line.usageError();
    const auto to = addresses(context, line, u"to"_s);
    const auto cc = addresses(context, line, u"cc"_s);
    const auto bcc = addresses(context, line, u"bcc"_s);
    if (!to || !cc || !bcc)
        return exitUsage;
    if (to->isEmpty())
        return line.usageError();
    OpenSession open(context, OpenSession::Online);
    if (!open.ok())
        return exitFailed;
    const auto account = open.account(line.value(u"account"_s));
    if (!account)
        return exitFailed;

    OutgoingMessage mail;
    mail.from = {{}, account->email};
    mail.to = *to;
    mail.cc = *cc;
    mail.bcc = *bcc;
    mail.subject = line.value(u"subject"_s);
    mail.text = line.isSet(u"text-stdin"_s) ? QString::fromUtf8(context.terminal.readAll()) : line.value(u"text"_s);
    if (line.isSet(u"draft"_s))
        return keepDraft(context, open, account->id, mail);
    const auto id = await(open.session().send(account->id, mail));
    if (!id) {
        context.terminal.error(id.error());
        return exitFailed;
    }
    store::OutgoingState state = store::OutgoingState::Queued;
    bool isHeldUp = false;
    if (!line.isSet(u"no-wait"_s)) {
        const auto row = waitUntilSettled(open, *id);
        if (!row) {
            context.terminal.error(row.error());
            return exitFailed;
        }
        state = *row ? (*row)->state : store::OutgoingState::Filed;
        isHeldUp = state == store::OutgoingState::Queued;
        const auto error = isHeldUp ? obstacle(open.session(), **row) : *row ? (*row)->error : std::nullopt;
        if (error)
            context.terminal.error(*error);
        if (isHeldUp)
            context.terminal.note(
                Words::tr("The mail is in the outbox. It goes out with the next sync, or when Qingniao runs."));
    }
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"id"_s, QString::number(id->value())}, {u"state"_s, wordFor(state)}});
    else
        context.terminal.print(u"%1 %2"_s.arg(id->value()).arg(wordFor(state)));
    return isHeldUp || state == store::OutgoingState::Failed || state == store::OutgoingState::Unknown ? exitFailed : 0;
}

int runOutbox(const CommandContext &context)
{
    const CommandLine line(context, u"outbox | outbox retry ID | outbox discard ID"_s, {});
    if (!line.ok())
        return exitUsage;
    const QString verb = line.positional().value(0);
    if (!verb.isEmpty()) {
        bool valid = false;
        const OutgoingId id(line.positional().value(1).toLongLong(&valid));
        if ((verb != "retry"_L1 && verb != "discard"_L1) || !valid || line.positional().size() != 2)
            return line.usageError();
        OpenSession open(context, OpenSession::OnDemand);
        if (!open.ok())
            return exitFailed;
        const Result<void> done = await(verb == "retry"_L1 ? open.session().retrySend(id) : open.session().discardOutgoing(id));
        if (!done)
            context.terminal.error(done.error());
        return done ? 0 : exitFailed;
    }
    OpenSession open(context, OpenSession::Offline);
    if (!open.ok())
        return exitFailed;
    const auto rows = open.ask<QList<store::OutgoingRow>>([](store::Transaction &tx) { return store::outgoing::list(tx); });
    if (!rows) {
        context.terminal.error(rows.error());
        return exitFailed;
    }
    QJsonArray array;
    for (const store::OutgoingRow &row : *rows) {
        if (context.terminal.json())
            array.append(toJson(row));
        else
            context.terminal.print(u"%1\t%2\t%3"_s.arg(row.id.value()).arg(wordFor(row.state), row.mail.subject));
    }
    if (context.terminal.json())
        context.terminal.print(array);
    return 0;
}

} // namespace qn::app
