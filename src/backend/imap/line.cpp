// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/line.h"

#include "backend/imap/logging.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr std::chrono::milliseconds refusedPause{120'000}; ///< QQ locks those out who try to log in too often

}

QByteArray statusItems(const Connection &connection)
{
    return connection.has("CONDSTORE") ? "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)"_ba
                                       : "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"_ba;
}

Line::Line(
    net::Endpoint endpoint, auth::CredentialSource &credentials, Connection::Options options, QObject *parent)
    : QObject(parent)
    , m_connection(std::move(endpoint), credentials, std::move(options))
{
    connect(&m_connection, &Connection::closed, this, [this] {
        m_selected.reset();
        ++m_losses;
    });
}

Line::~Line() = default;

QCoro::Task<Result<std::shared_ptr<Line::Pass>>> Line::enter(Manner manner)
{
    using Entered = Result<std::shared_ptr<Pass>>;
    const int aborts = m_aborts;
    m_connection.endIdle();
    if (m_isTaken) {
        const int urgent = manner == Manner::Urgent ? 1 : 0;
        const auto turn = std::make_shared<net::Completion>();
        m_waiting.push_back(turn);
        m_urgent += urgent;
        co_await net::waitFor(turn.get()); // leave() hands the line on: it stays taken
        m_urgent -= urgent;
    }
    m_isTaken = true;
    ++m_passes;
    auto pass = std::make_shared<Pass>(*this);
    if (m_aborts != aborts)
        co_return Entered(fail(ErrorKind::Canceled, u"canceled"_s));
    Result<void> opened = co_await ensureOpen();
    if (!opened)
        co_return Entered(fail(opened.error()));
    co_return Entered(std::move(pass));
}

void Line::leave()
{
    if (m_waiting.empty()) {
        m_isTaken = false;
        return;
    }
    const auto next = m_waiting.front();
    m_waiting.pop_front();
    next->finish();
}

QCoro::Task<Result<void>> Line::ensureOpen()
{
    if (m_connection.isOpen())
        co_return Result<void>();
    if (m_refused && !m_refusedUntil.hasExpired())
        co_return Result<void>(fail(*m_refused));
    m_selected.reset();
    Result<void> opened = co_await m_connection.open();
    m_refused.reset();
    if (!opened && (opened.error().kind == ErrorKind::RateLimited)) {
        m_refused = opened.error();
        m_refusedUntil.setRemainingTime(refusedPause);
    }
    co_return opened;
}

QCoro::Task<Result<Selected>> Line::select(QString folder, quint32 uidValidity, qint64 sinceModSeq)
{
    CommandText text = command("SELECT "_ba);
    text.mailbox(folder);
    const bool resyncs = m_connection.qresync() && uidValidity > 0 && sinceModSeq > 0;
    if (resyncs)
        text.raw(" (QRESYNC (" + QByteArray::number(uidValidity) + ' ' + QByteArray::number(sinceModSeq) + "))");
    else if (m_connection.has("CONDSTORE") && !m_connection.qresync())
        text.raw(" (CONDSTORE)"_ba);
    m_selected.reset();
    Result<Answer> answer = co_await run(text);
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::Server || error.kind == ErrorKind::Parameter)
            error.kind = ErrorKind::NotFound; // a server that means something else by NO has said so by a code
        co_return Result<Selected>(fail(error));
    }
    Selected made;
    made.folder = folder;
    for (Response &response : answer->untagged) {
        if (response.name == "EXISTS")
            made.exists = response.number;
        else if (response.name == "FETCH" || response.name == "VANISHED")
            made.changes.append(std::move(response));
        else if (response.code == "UIDVALIDITY" && !response.codeArguments.isEmpty())
            made.uidValidity = quint32(response.codeArguments.first().number());
        else if (response.code == "UIDNEXT" && !response.codeArguments.isEmpty())
            made.uidNext = quint32(response.codeArguments.first().number());
        else if (response.code == "HIGHESTMODSEQ" && !response.codeArguments.isEmpty())
            made.highestModSeq = response.codeArguments.first().number();
    }
    m_selected = made;
    m_selected->changes.clear();
    co_return Result<Selected>(std::move(made));
}

QCoro::Task<Result<Answer>> Line::run(CommandText command, Connection::Sink sink)
{
    return m_connection.run(std::move(command), std::move(sink));
}

void Line::abort()
{
    ++m_aborts;
    m_connection.abort(); // those who wait find it when their turn comes
}

} // namespace qn::imap
