// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/dialogue.h"
#include "backend/smtp/extensions.h"

using namespace Qt::StringLiterals;

namespace qn::smtp {

namespace {

/// RFC 5321 4.1.3: a machine without a name that others know says its address.
QByteArray ownName(const Dialogue &dialogue)
{
    if (!dialogue.options.helloName.isEmpty())
        return dialogue.options.helloName;
    QHostAddress address = dialogue.channel.localAddress();
    address.setScopeId(QString());
    const QByteArray text = address.toString().toLatin1();
    return address.protocol() == QAbstractSocket::IPv6Protocol ? "[IPv6:" + text + ']' : '[' + text + ']';
}

QCoro::Task<Result<Extensions>> hello(Dialogue *dialogue)
{
    dialogue->say("EHLO " + ownName(*dialogue) + "\r\n");
    const auto answer = co_await dialogue->reply(dialogue->options.timeouts.command, Stage::Greeting);
    if (!answer)
        co_return fail(answer.error());
    if (answer->isPositive())
        co_return Result<Extensions>(parseExtensions(*answer));
    if (answer->isTransient())
        co_return fail(refusalError(Stage::Greeting, *answer));
    dialogue->say("HELO " + ownName(*dialogue) + "\r\n"); // a server from before 1995
    const auto old = co_await dialogue->reply(dialogue->options.timeouts.command, Stage::Greeting);
    if (!old)
        co_return fail(old.error());
    if (!old->isPositive())
        co_return fail(refusalError(Stage::Greeting, *old));
    co_return Result<Extensions>(Extensions{});
}

QCoro::Task<Result<void>> secure(Dialogue *dialogue, bool isOffered)
{
    if (!isOffered)
        co_return fail(ErrorKind::Tls, u"the server does not offer STARTTLS"_s, ErrorReason::StartTlsMissing);
    dialogue->say("STARTTLS\r\n");
    const auto answer = co_await dialogue->reply(dialogue->options.timeouts.command, Stage::Greeting);
    if (!answer)
        co_return fail(answer.error());
    if (answer->code != 220)
        co_return fail(ErrorKind::Tls, answer->text(), ErrorReason::StartTlsMissing, answer->code);
    const auto secured = co_await dialogue->startTls();
    co_return Result<void>(secured);
}

} // namespace

QCoro::Task<Result<Extensions>> greet(Dialogue *dialogue)
{
    const auto opened = co_await dialogue->channel.open(dialogue->endpoint);
    if (!opened)
        co_return fail(opened.error());
    const auto greeting = co_await dialogue->reply(dialogue->options.timeouts.greeting, Stage::Greeting);
    if (!greeting)
        co_return fail(greeting.error());
    if (greeting->code != 220)
        co_return fail(refusalError(Stage::Greeting, *greeting));
    const auto first = co_await hello(dialogue);
    if (!first)
        co_return fail(first.error());
    if (dialogue->endpoint.tls != net::TlsMode::StartTls)
        co_return Result<Extensions>(*first);
    const auto secured = co_await secure(dialogue, first->startTls);
    if (!secured)
        co_return fail(secured.error());
    const auto second = co_await hello(dialogue); // nothing said in the clear counts any more
    co_return Result<Extensions>(second);
}

} // namespace qn::smtp
