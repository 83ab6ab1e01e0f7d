// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/dialogue.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qn::smtp {

namespace {

/// What the channel waits for by itself is only the mail's upload.
net::LineChannel::Options channelOptions(const SmtpClient::Options &options)
{
    net::LineChannel::Options channel = options.channel;
    channel.silence = options.timeouts.dataBlock;
    return channel;
}

} // namespace

Dialogue::Dialogue(net::Endpoint e, const SmtpClient::Options &o)
    : endpoint(std::move(e))
    , options(o)
    , channel(channelOptions(o), nullptr)
{
    connect(&channel, &net::LineChannel::written, this, [this](qint64 bytes) { m_left += bytes; });
}

void Dialogue::say(const QByteArray &bytes)
{
    m_said += bytes.size();
    channel.write(bytes);
}

Result<std::optional<Reply>> Dialogue::earlyReply()
{
    m_parser.feed(channel.readAvailable());
    return m_parser.next();
}

QCoro::Task<Result<Reply>> Dialogue::reply(std::chrono::milliseconds longest, Stage stage)
{
    const QDeadlineTimer deadline(longest);
    for (;;) {
        const auto whole = m_parser.next();
        if (!whole)
            co_return fail(whole.error());
        if (*whole && (*whole)->code == 421) {
            channel.close();
            co_return fail(refusalError(stage, **whole));
        }
        if (*whole)
            co_return Result<Reply>(**whole);
        const std::chrono::milliseconds rest(deadline.remainingTime());
        if (rest <= 0ms) {
            channel.close();
            co_return fail(ErrorKind::Timeout, u"no whole reply in time"_s);
        }
        const auto bytes = co_await channel.read(rest);
        if (!bytes)
            co_return fail(bytes.error());
        m_parser.feed(*bytes);
    }
}

QCoro::Task<Result<void>> Dialogue::startTls()
{
    if (m_parser.hasPending()) {
        channel.close();
        co_return fail(ErrorKind::Tls, u"bytes came before the line was safe"_s, ErrorReason::TlsInjection);
    }
    const auto secured = co_await channel.startTls();
    co_return Result<void>(secured);
}

QCoro::Task<> Dialogue::leave()
{
    if (!channel.isOpen())
        co_return;
    channel.write("QUIT\r\n");
    const auto answer = co_await channel.read(1s);
    Q_UNUSED(answer)
    channel.close();
}

void Dialogue::abort()
{
    m_aborted = true;
    channel.abort();
}

} // namespace qn::smtp
