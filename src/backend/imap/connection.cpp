// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/connection.h"

#include "backend/imap/answererror.h"
#include "backend/imap/handshake.h"
#include "backend/imap/logging.h"
#include "backend/imap/responseparser.h"
#include "net/completion.h"

#include <QTimer>

#include <algorithm>
#include <deque>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr std::chrono::milliseconds endless = std::chrono::hours(24);
constexpr std::chrono::milliseconds untaggedBadGrace{1500}; ///< some servers answer an unknown command without its tag
constexpr std::chrono::milliseconds logoutLimit{1000};
constexpr qint64 leastProgress = 16 * 1024; ///< bytes without a whole answer that are worth more waiting: a server that drips must not hold us

/// A command on its way.
struct Pending
{
    QByteArray tag;
    CommandText text;
    Connection::Sink sink;
    bool isIdle = false;
    bool idleEntered = false; ///< the server has answered `+`
    qsizetype sent = 0; ///< pieces
    Answer answer;
    std::optional<Error> error;
    net::Completion done;
};

} // namespace

class Connection::Private
{
public:
    Private(Connection *connection, net::Endpoint where, auth::CredentialSource &source, Options given)
        : q(connection)
        , credentials(source)
        , options(std::move(given))
        , endpoint(std::move(where))
        , channel(options.channel, nullptr)
    {
        watchdog.setSingleShot(true);
        badTimer.setSingleShot(true);
        idleTimer.setSingleShot(true);
        connect(&watchdog, &QTimer::timeout, q, [this] { giveUp(); });
        connect(&badTimer, &QTimer::timeout, q, [this] { endWithoutTag(); });
        connect(&idleTimer, &QTimer::timeout, q, [this] { endIdle(); });
    }

    /// Outlives the connection by as many turns of the loop as it takes to end.
    static QCoro::Task<> readLoop(std::shared_ptr<Private> self);
    void pump();
    bool sendPieces(Pending &command);
    void dispatch(Response &response);
    void untagged(Response &response);
    void tagged(Response &response);
    void continuation();
    void endWithoutTag();
    void giveUp();
    void endIdle();
    void failAll(const Error &error);
    void finish(const std::shared_ptr<Pending> &command);
    void rearm();

    Connection *q; ///< null once it is gone
    auth::CredentialSource &credentials;
    const Options options;
    const net::Endpoint endpoint;
    net::LineChannel channel;
    std::unique_ptr<ResponseParser> parser;
    Session session;
    std::deque<std::shared_ptr<Pending>> pending;
    Response badWords; ///< the untagged BAD that badTimer waits behind
    QTimer watchdog, badTimer, idleTimer;
    std::shared_ptr<net::Completion> loopEnded;
    int lastTag = 0;
    bool isReady = false;
    std::optional<Error> endedFor; ///< why we ended it ourselves
    bool doneSent = false; ///< DONE of the IDLE that is under way
    bool doneWanted = false; ///< as soon as the server has answered `+`
};

Connection::Connection(net::Endpoint endpoint, auth::CredentialSource &credentials, Options options, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>(this, std::move(endpoint), credentials, std::move(options)))
{
}

Connection::~Connection()
{
    d->q = nullptr;
    d->channel.abort();
    d->failAll({ErrorKind::Canceled, u"canceled"_s, ErrorReason::None, 0, {}});
}

QCoro::Task<Result<void>> Connection::open()
{
    if (d->loopEnded)
        co_await net::waitFor(d->loopEnded.get());
    d->parser = std::make_unique<ResponseParser>();
    d->endedFor.reset();
    Handshake handshake(d->channel, *d->parser, d->endpoint, d->credentials, d->options);
    Result<void> opened = co_await handshake.run();
    d->session = handshake.session();
    if (!opened) {
        d->channel.close();
        co_return opened;
    }
    d->isReady = true;
    d->loopEnded = std::make_shared<net::Completion>();
    Private::readLoop(d);
    co_return opened;
}

QCoro::Task<> Connection::Private::readLoop(std::shared_ptr<Private> self)
{
    const std::shared_ptr<net::Completion> ended = self->loopEnded;
    std::optional<Error> why;
    qint64 progress = 0;
    while (!why) {
        Result<std::optional<Response>> response = self->parser->next();
        if (!response) {
            why = response.error();
            break;
        }
        if (*response) {
            self->dispatch(**response);
            progress = leastProgress;
            continue;
        }
        if (progress >= leastProgress) {
            progress = 0;
            self->rearm();
        }
        Result<QByteArray> bytes = co_await self->channel.read(endless);
        if (!self->q)
            break;
        if (!bytes) {
            why = bytes.error();
            break;
        }
        progress += bytes->size();
        self->parser->feed(*bytes);
    }
    if (!self->q) {
        ended->finish();
        co_return;
    }
    const Error reason = self->endedFor.value_or(*why);
    self->isReady = false;
    self->channel.close();
    self->failAll(reason);
    ended->finish();
    if (self->q)
        emit self->q->closed(reason);
}

QCoro::Task<Result<Answer>> Connection::run(CommandText command, Sink sink)
{
    if (!d->isReady)
        co_return Result<Answer>(fail(ErrorKind::Network, u"the connection is not open"_s));
    const auto mine = std::make_shared<Pending>();
    mine->tag = 'Q' + QByteArray::number(++d->lastTag);
    mine->text = std::move(command);
    mine->sink = std::move(sink);
    d->pending.push_back(mine);
    d->endIdle();
    d->pump();
    co_await net::waitFor(&mine->done);
    if (mine->error)
        co_return Result<Answer>(fail(*mine->error));
    co_return Result<Answer>(std::move(mine->answer));
}

/// Everything that may go now: commands are pipelined, but nothing overtakes a command whose literal waits for the
/// server, and nothing is said during an IDLE.
void Connection::Private::pump()
{
    for (const auto &command : pending) {
        if (!sendPieces(*command) || command->isIdle)
            break;
    }
    rearm();
}

/// True when all of the command is on its way.
bool Connection::Private::sendPieces(Pending &command)
{
    if (command.sent == 0) {
        qCDebug(logImap) << "C:" << command.tag << (command.text.secret ? "(secret)"_ba : command.text.pieces.first().bytes.left(80));
        channel.write(command.tag + ' ' + command.text.wire(0, session.literals()));
        command.sent = 1;
    }
    while (command.sent < command.text.pieces.size() && !command.text.waitsBefore(command.sent, session.literals()))
        channel.write(command.text.wire(command.sent++, session.literals()));
    return command.sent == command.text.pieces.size();
}

void Connection::Private::dispatch(Response &response)
{
    switch (response.kind) {
    case Response::Kind::Tagged:
        tagged(response);
        break;
    case Response::Kind::Continuation:
        continuation();
        break;
    case Response::Kind::Malformed:
        qCInfo(logImap) << "an answer could not be read";
        break;
    case Response::Kind::Untagged:
        untagged(response);
        break;
    }
}

void Connection::Private::untagged(Response &response)
{
    const std::shared_ptr<Pending> first = pending.empty() ? nullptr : pending.front();
    if (response.name == "BAD" && first && !first->isIdle) {
        badWords = response;
        badTimer.start(untaggedBadGrace);
    } else {
        badTimer.stop();
    }
    session.note(response);
    if (first && first->isIdle && first->idleEntered && response.name != "OK")
        endIdle(); // something is new: the caller will look
    // A server may work on several commands at a time (Dovecot does): an answer is whose sink takes it, else of the first that has none.
    for (const auto &command : pending) {
        if (command->sent > 0 && command->sink && command->sink(response))
            return;
    }
    const auto plain = std::find_if(pending.cbegin(), pending.cend(), [](const auto &command) { return !command->sink; });
    if (first)
        (plain == pending.cend() ? first : *plain)->answer.untagged.append(response);
    emit q->unsolicited(response);
}

void Connection::Private::tagged(Response &response)
{
    badTimer.stop();
    for (const auto &command : pending) {
        if (command->tag != response.tag)
            continue;
        const std::shared_ptr<Pending> mine = command;
        if (response.name != "OK")
            mine->error = errorOf(response);
        mine->answer.status = response;
        finish(mine);
        return;
    }
    qCInfo(logImap) << "an answer with a tag of nobody's";
}

void Connection::Private::continuation()
{
    for (const auto &command : pending) {
        if (command->isIdle && command->sent > 0) {
            command->idleEntered = true;
            if (pending.size() > 1 || doneWanted)
                endIdle();
            return;
        }
        if (command->sent == 0 || command->sent == command->text.pieces.size())
            continue;
        channel.write(command->text.wire(command->sent++, session.literals()));
        pump();
        return;
    }
}

void Connection::Private::finish(const std::shared_ptr<Pending> &command)
{
    pending.erase(std::find(pending.begin(), pending.end(), command));
    if (command->isIdle)
        idleTimer.stop();
    command->sink = {};
    command->done.finish();
    pump();
}

/// The untagged BAD was the answer.
void Connection::Private::endWithoutTag()
{
    if (pending.empty())
        return;
    const std::shared_ptr<Pending> first = pending.front();
    first->error = errorOf(badWords);
    finish(first);
}

void Connection::Private::giveUp()
{
    endedFor = Error{ErrorKind::Timeout, u"the server does not answer"_s, ErrorReason::None, 0, {}};
    channel.abort();
}

/// The watchdog runs while somebody waits for the server.
void Connection::Private::rearm()
{
    const bool waits = !pending.empty() && !(pending.front()->isIdle && pending.front()->idleEntered && !doneSent);
    if (waits)
        watchdog.start(options.watchdog);
    else
        watchdog.stop();
}

void Connection::Private::endIdle()
{
    if (pending.empty() || !pending.front()->isIdle || doneSent)
        return;
    doneWanted = true;
    if (!pending.front()->idleEntered)
        return;
    doneSent = true;
    channel.write("DONE\r\n"_ba);
    rearm();
}

void Connection::Private::failAll(const Error &error)
{
    watchdog.stop();
    badTimer.stop();
    idleTimer.stop();
    const auto all = std::exchange(pending, {});
    for (const auto &command : all) {
        command->sink = {};
        command->error = error;
        command->done.finish();
    }
}

QCoro::Task<Result<void>> Connection::idle(std::chrono::milliseconds longest)
{
    if (!d->isReady)
        co_return Result<void>(fail(ErrorKind::Network, u"the connection is not open"_s));
    if (!d->pending.empty())
        co_return Result<void>(); // somebody is at work: not idle
    const auto mine = std::make_shared<Pending>();
    mine->tag = 'Q' + QByteArray::number(++d->lastTag);
    mine->text = command("IDLE"_ba);
    mine->isIdle = true;
    d->doneSent = d->doneWanted = false;
    d->pending.push_back(mine);
    d->pump();
    d->idleTimer.start(longest);
    co_await net::waitFor(&mine->done);
    if (mine->error)
        co_return Result<void>(fail(*mine->error));
    co_return Result<void>();
}

void Connection::endIdle()
{
    d->endIdle();
}

bool Connection::isOpen() const
{
    return d->isReady;
}

bool Connection::has(QByteArrayView capability) const
{
    return d->session.capabilities.contains(capability.toByteArray());
}

qint64 Connection::limit(QByteArrayView name) const
{
    for (const QByteArray &capability : std::as_const(d->session.capabilities)) {
        if (capability.size() > name.size() && capability.startsWith(name) && capability[name.size()] == '=') {
            bool ok = false;
            const qint64 number = capability.mid(name.size() + 1).toLongLong(&ok);
            return ok && number >= 0 ? number : -1;
        }
    }
    return -1;
}

bool Connection::utf8() const
{
    return d->session.utf8;
}

bool Connection::qresync() const
{
    return d->session.qresync;
}

bool Connection::isQQ() const
{
    return d->session.isQQ;
}

void Connection::drop()
{
    if (!d->isReady)
        return;
    d->endedFor = Error{ErrorKind::Network, u"the connection may be dead"_s, ErrorReason::None, 0, {}};
    d->channel.abort();
}

void Connection::abort()
{
    d->channel.abort();
}

QCoro::Task<> Connection::close()
{
    if (d->isReady) {
        d->endIdle();
        QTimer::singleShot(logoutLimit, this, [this] { d->channel.abort(); });
        const CommandText logout = command("LOGOUT"_ba);
        Result<Answer> bye = co_await run(logout);
        static_cast<void>(bye);
        d->channel.abort();
    }
    if (d->loopEnded)
        co_await net::waitFor(d->loopEnded.get());
}

} // namespace qn::imap
