// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linechannel.h"
#include "net/line.h"
#include "net/loopback.h"

#include <QDeadlineTimer>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qn::net {

namespace {

using LinePointer = std::shared_ptr<Line>;

/// Until something about the line has changed. False where nothing did in time.
QCoro::Task<bool> change(LinePointer line, std::chrono::milliseconds longest)
{
    Completion changed;
    QTimer timer;
    bool inTime = true;
    QObject::connect(&timer, &QTimer::timeout, &changed, [&changed, &inTime] {
        inTime = changed.isFinished();
        changed.finish();
    });
    timer.setSingleShot(true);
    timer.start(longest);
    line->addWaiter(&changed);
    co_await waitFor(&changed);
    line->removeWaiter(&changed);
    co_return bool(inTime);
}

/// The line's first error, which from now on cannot be read past.
Result<void> failure(const LinePointer &line)
{
    return fail(*line->failure());
}

QCoro::Task<Result<void>> untilReady(LinePointer line, std::chrono::milliseconds longest)
{
    const QDeadlineTimer deadline(longest);
    while (!line->failure() && !line->isReady()) {
        const bool changed = co_await change(line, std::chrono::milliseconds(deadline.remainingTime()));
        if (!changed && deadline.hasExpired())
            line->fail({ErrorKind::Timeout, u"no connection in time"_s, ErrorReason::None, 0, {}});
    }
    if (line->failure())
        co_return failure(line);
    co_return Result<void>();
}

QCoro::Task<Result<QByteArray>> readFrom(LinePointer line, std::chrono::milliseconds silence)
{
    QDeadlineTimer deadline(silence);
    qint64 seen = line->received;
    for (;;) {
        QByteArray bytes = line->take();
        if (!bytes.isEmpty())
            co_return Result<QByteArray>(std::move(bytes));
        if (line->failure())
            co_return fail(*line->failure());
        if (line->received != seen)
            deadline = QDeadlineTimer(silence);
        seen = line->received;
        const bool changed = co_await change(line, std::chrono::milliseconds(deadline.remainingTime()));
        if (!changed && deadline.hasExpired() && !line->hasBytes())
            line->fail({ErrorKind::Timeout, u"no byte came in time"_s, ErrorReason::None, 0, {}});
    }
}

QCoro::Task<Result<void>> untilWritten(LinePointer line, qint64 remaining, std::chrono::milliseconds silence)
{
    QDeadlineTimer deadline(silence);
    qint64 before = line->bytesToWrite();
    while (!line->failure() && line->bytesToWrite() > remaining) {
        const bool changed = co_await change(line, std::chrono::milliseconds(deadline.remainingTime()));
        if (line->bytesToWrite() != before)
            deadline = QDeadlineTimer(silence);
        else if (!changed && deadline.hasExpired())
            line->fail({ErrorKind::Timeout, u"the server takes nothing more"_s, ErrorReason::None, 0, {}});
        before = line->bytesToWrite();
    }
    if (line->failure())
        co_return failure(line);
    co_return Result<void>();
}

template <typename T>
QCoro::Task<Result<T>> refused(ErrorKind kind, QString detail, ErrorReason reason = ErrorReason::None)
{
    co_return fail(kind, std::move(detail), reason);
}

} // namespace

LineChannel::LineChannel(QObject *parent)
    : LineChannel(Options{}, parent)
{
}

LineChannel::LineChannel(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
}

LineChannel::~LineChannel()
{
    abort();
}

QCoro::Task<Result<void>> LineChannel::open(Endpoint endpoint)
{
    abort();
    if (endpoint.tls == TlsMode::None && !isLoopback(endpoint.host))
        return refused<void>(ErrorKind::Tls, u"a line without TLS is for this machine only"_s);
    m_line = std::make_shared<Line>(std::move(endpoint), m_options.proxy);
    connect(m_line.get(), &Line::written, this, &LineChannel::written);
    m_line->connectToHost();
    return untilReady(m_line, m_options.connectTimeout);
}

QCoro::Task<Result<void>> LineChannel::startTls()
{
    if (!isOpen() || isEncrypted())
        return refused<void>(ErrorKind::Internal, u"TLS can begin only on an open line in the clear"_s);
    if (m_line->hasBytes())
        m_line->fail({ErrorKind::Tls, u"bytes came before the line was safe"_s, ErrorReason::TlsInjection, 0, {}});
    else
        m_line->startEncryption();
    return untilReady(m_line, m_options.connectTimeout);
}

void LineChannel::startDeflate(const QByteArray &alreadyRead)
{
    if (m_line)
        m_line->startDeflate(alreadyRead);
}

QCoro::Task<Result<QByteArray>> LineChannel::read(std::chrono::milliseconds silence)
{
    if (!m_line)
        return refused<QByteArray>(ErrorKind::Network, u"not connected"_s);
    return readFrom(m_line, silence > 0ms ? silence : m_options.silence);
}

QByteArray LineChannel::readAvailable()
{
    return m_line ? m_line->take() : QByteArray();
}

void LineChannel::write(const QByteArray &bytes)
{
    if (m_line)
        m_line->write(bytes);
}

QCoro::Task<Result<void>> LineChannel::flushed(qint64 remaining)
{
    if (!m_line)
        return refused<void>(ErrorKind::Network, u"not connected"_s);
    return untilWritten(m_line, remaining, m_options.silence);
}

qint64 LineChannel::bytesToWrite() const
{
    return m_line ? m_line->bytesToWrite() : 0;
}

bool LineChannel::isOpen() const
{
    return m_line && m_line->isReady();
}

bool LineChannel::isEncrypted() const
{
    return m_line && m_line->isEncrypted();
}

QHostAddress LineChannel::localAddress() const
{
    return m_line ? m_line->localAddress() : QHostAddress();
}

QByteArray LineChannel::refusedCertificate() const
{
    return m_line ? m_line->refusedCertificate : QByteArray();
}

QString LineChannel::refusal() const
{
    return m_line ? m_line->refusal : QString();
}

void LineChannel::abort()
{
    if (m_line)
        m_line->fail({ErrorKind::Canceled, u"canceled"_s, ErrorReason::None, 0, {}});
}

void LineChannel::close()
{
    abort();
}

qint64 LineChannel::bytesReceived() const
{
    return m_line ? m_line->received : 0;
}

qint64 LineChannel::bytesSent() const
{
    return m_line ? m_line->sent : 0;
}

} // namespace qn::net
