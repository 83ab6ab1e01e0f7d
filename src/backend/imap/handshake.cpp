// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/handshake.h"

#include "backend/imap/answererror.h"
#include "backend/imap/login.h"
#include "backend/imap/logging.h"
#include "backend/imap/responseparser.h"
#include "net/loopback.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;

namespace qn::imap {

void Session::note(const Response &response)
{
    const bool inCode = response.code == "CAPABILITY";
    if (inCode || response.name == "CAPABILITY") {
        capabilities.clear();
        for (const Value &value : inCode ? response.codeArguments : response.values)
            capabilities.insert(value.text.toUpper());
    } else if (response.name == "ENABLED") {
        for (const Value &value : response.values) {
            utf8 = utf8 || value.is("UTF8=ACCEPT");
            qresync = qresync || value.is("QRESYNC");
        }
    }
}

CommandText::Literals Session::literals() const
{
    if (capabilities.contains("LITERAL+"))
        return CommandText::Literals::NonSynchronizing;
    return capabilities.contains("LITERAL-") ? CommandText::Literals::SmallNonSynchronizing
                                             : CommandText::Literals::Synchronizing;
}

QCoro::Task<Result<void>> Handshake::run()
{
    Result<void> done = co_await m_channel.open(m_endpoint);
    using Step = Task<void> (Handshake::*)();
    static constexpr Step steps[] = {&Handshake::greet, &Handshake::startTls, &Handshake::learnCapabilities,
        &Handshake::login, &Handshake::introduce, &Handshake::compress};
    for (const Step step : steps) {
        if (!done)
            break;
        Result<void> next = co_await (this->*step)();
        done = next;
    }
    co_return done;
}

Handshake::Task<void> Handshake::greet()
{
    Result<Response> greeting = co_await nextResponse();
    if (!greeting)
        co_return Result<void>(fail(greeting.error()));
    if (greeting->kind != Response::Kind::Untagged)
        co_return Result<void>(fail(ErrorKind::Protocol, u"this is not an IMAP server"_s));
    if (greeting->name == "BYE")
        co_return Result<void>(fail(ErrorKind::Server, serverWords(greeting->text)));
    m_preauthenticated = greeting->name == "PREAUTH";
    if (greeting->name != "OK" && !m_preauthenticated)
        co_return Result<void>(fail(ErrorKind::Protocol, u"this is not an IMAP server"_s));
    m_session.note(*greeting);
    m_session.isQQ = greeting->text.contains("QQMail") || m_endpoint.host.endsWith("qq.com"_L1, Qt::CaseInsensitive);
    co_return Result<void>();
}

/// Never skipped where it is asked for, and what was said before it counts for nothing (RFC 8314; "NO STARTTLS").
Handshake::Task<void> Handshake::startTls()
{
    if (m_endpoint.tls != net::TlsMode::StartTls)
        co_return Result<void>();
    if (m_preauthenticated) {
        co_return Result<void>(
            fail(ErrorKind::Tls, u"the server logs in by itself on an open line"_s, ErrorReason::StartTlsMissing));
    }
    Result<Response> answer = co_await ask(command("STARTTLS"_ba));
    if (!answer)
        co_return Result<void>(fail(answer.error()));
    if (answer->name != "OK")
        co_return Result<void>(fail(ErrorKind::Tls, serverWords(answer->text), ErrorReason::StartTlsMissing));
    if (m_parser.pending() > 0) {
        co_return Result<void>(
            fail(ErrorKind::Tls, u"somebody spoke before the line was safe"_s, ErrorReason::TlsInjection));
    }
    m_session.capabilities.clear();
    Result<void> encrypted = co_await m_channel.startTls();
    co_return encrypted;
}

/// The greeting often has them, which spares a round trip.
Handshake::Task<void> Handshake::learnCapabilities()
{
    if (!m_session.capabilities.isEmpty())
        co_return Result<void>();
    Result<Response> answer = co_await ask(command("CAPABILITY"_ba));
    if (!answer)
        co_return Result<void>(fail(answer.error()));
    co_return Result<void>();
}

Handshake::Task<void> Handshake::login()
{
    if (m_preauthenticated)
        co_return Result<void>();
    for (bool again = true;;) {
        Result<auth::Credentials> credentials = co_await m_credentials.credentials();
        if (!credentials)
            co_return Result<void>(fail(credentials.error()));
        Result<void> done = co_await loginOnce(*credentials);
        if (done || done.error().kind != ErrorKind::Authorization)
            co_return done;
        if (!m_credentials.reject(*credentials) || !again)
            co_return done;
        again = false;
    }
}

Handshake::Task<void> Handshake::loginOnce(auth::Credentials credentials)
{
    const Result<QList<CommandText>> commands = loginCommands(credentials, m_session.capabilities);
    if (!commands)
        co_return Result<void>(fail(commands.error()));
    Error refused;
    for (const CommandText &text : *commands) {
        Result<Response> answer = co_await ask(text);
        if (!answer)
            co_return Result<void>(fail(answer.error()));
        if (answer->name == "OK") {
            m_toldAtLogin = answer->code == "CAPABILITY";
            co_return Result<void>();
        }
        refused = loginError(*answer);
        if (answer->name != "BAD")
            break; // understood and refused: asking in another way would only count as another attempt
    }
    co_return Result<void>(fail(refused));
}

/// RFC 2971. 163.com and 126.com refuse SELECT to a client that has not said who it is.
CommandText Handshake::idCommand() const
{
    CommandText text = command("ID (\"name\" "_ba);
    text.string(m_options.clientName).raw(" \"version\" ").string(m_options.clientVersion).raw(")");
    return text;
}

/// RFC 5161. nullopt: there is nothing to enable.
std::optional<CommandText> Handshake::enableCommand() const
{
    if (!m_session.capabilities.contains("ENABLE"))
        return {};
    QByteArray wanted;
    for (const QByteArray &extension : {"QRESYNC"_ba, "CONDSTORE"_ba, "UTF8=ACCEPT"_ba}) {
        if (m_session.capabilities.contains(extension))
            wanted += ' ' + extension;
    }
    return wanted.isEmpty() ? std::nullopt : std::optional(command("ENABLE" + wanted));
}

/// What the server can do may be more after the login, and what QQ says of that in the answer to the login is wrong: so it is asked
/// for always. Whatever can be asked without waiting for that goes along with it.
Handshake::Task<void> Handshake::introduce()
{
    QList<Asked> asked{begin(command("CAPABILITY"_ba))};
    const bool isIntroduced = m_session.capabilities.contains("ID");
    if (isIntroduced)
        asked.append(begin(idCommand()));
    const bool isEnabled = m_toldAtLogin && !m_session.isQQ;
    if (const std::optional<CommandText> text = isEnabled ? enableCommand() : std::nullopt)
        asked.append(begin(*text));
    Result<void> answered = co_await answersTo(asked);
    if (!answered)
        co_return answered;
    QList<Asked> rest;
    if (!isIntroduced && m_session.capabilities.contains("ID"))
        rest.append(begin(idCommand()));
    if (const std::optional<CommandText> text = isEnabled ? std::nullopt : enableCommand())
        rest.append(begin(*text));
    Result<void> done = co_await answersTo(rest);
    co_return done;
}

Handshake::Task<void> Handshake::compress()
{
    if (!m_options.compress || net::isLoopback(m_endpoint.host) || !m_session.capabilities.contains("COMPRESS=DEFLATE"))
        co_return Result<void>();
    Result<Response> answer = co_await ask(command("COMPRESS DEFLATE"_ba));
    if (!answer)
        co_return Result<void>(fail(answer.error()));
    if (answer->name == "OK")
        m_channel.startDeflate(m_parser.takePending());
    co_return Result<void>();
}

Handshake::Asked Handshake::begin(CommandText command)
{
    Asked asked{'L' + QByteArray::number(++m_lastTag), std::move(command), 0};
    qCDebug(logImap) << "C:" << asked.tag << (asked.command.secret ? "(secret)"_ba : asked.command.pieces.first().bytes.left(80));
    m_channel.write(asked.tag + ' ' + asked.command.wire(asked.sent++, m_session.literals()));
    send(asked);
    return asked;
}

void Handshake::send(Asked &asked)
{
    const CommandText::Literals literals = m_session.literals();
    while (asked.sent < asked.command.pieces.size() && !asked.command.waitsBefore(asked.sent, literals))
        m_channel.write(asked.command.wire(asked.sent++, literals));
}

Handshake::Task<Response> Handshake::answerTo(Asked asked)
{
    if (m_early.contains(asked.tag))
        co_return Result<Response>(m_early.take(asked.tag));
    for (;;) {
        Result<Response> response = co_await nextResponse();
        if (!response)
            co_return response;
        m_session.note(*response);
        if (response->kind == Response::Kind::Continuation) {
            const bool isRest = asked.sent < asked.command.pieces.size();
            m_channel.write(isRest ? asked.command.wire(asked.sent++, m_session.literals()) : "\r\n"_ba);
            send(asked);
        } else if (response->kind == Response::Kind::Tagged && response->tag == asked.tag) {
            co_return response;
        } else if (response->kind == Response::Kind::Tagged && m_early.size() < m_lastTag) {
            m_early.insert(response->tag, *response);
        } else if (response->name == "BYE") {
            co_return Result<Response>(fail(loginError(*response)));
        }
    }
}

Handshake::Task<void> Handshake::answersTo(QList<Asked> all)
{
    for (const Asked &asked : std::as_const(all)) {
        Result<Response> answer = co_await answerTo(asked);
        if (!answer)
            co_return Result<void>(fail(answer.error()));
    }
    co_return Result<void>();
}

Handshake::Task<Response> Handshake::ask(CommandText command)
{
    const Asked asked = begin(std::move(command));
    Result<Response> answer = co_await answerTo(asked);
    co_return answer;
}

Handshake::Task<Response> Handshake::nextResponse()
{
    const QDeadlineTimer deadline(m_options.watchdog);
    for (;;) {
        Result<std::optional<Response>> response = m_parser.next();
        if (!response)
            co_return Result<Response>(fail(response.error()));
        if (*response)
            co_return Result<Response>(std::move(**response));
        const auto left = std::max(std::chrono::milliseconds(deadline.remainingTime()), std::chrono::milliseconds(1));
        if (deadline.hasExpired())
            co_return Result<Response>(fail(ErrorKind::Timeout, u"the server does not answer"_s));
        Result<QByteArray> bytes = co_await m_channel.read(left);
        if (!bytes)
            co_return Result<Response>(fail(bytes.error()));
        m_parser.feed(*bytes);
    }
}

} // namespace qn::imap
