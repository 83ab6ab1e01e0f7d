// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/headerfetch.h"

#include "mime/messageparser.h"
#include "net/completion.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QtConcurrent>

#include <algorithm>
#include <limits>

namespace qn::imap {

using namespace Qt::StringLiterals;

namespace {

constexpr int turns = 4; ///< of the event loop, in which more of what is under way is taken in

QList<MessageHeader> readHeaders(const QList<Fetched> &all, quint32 uidValidity)
{
    QList<MessageHeader> headers;
    headers.reserve(all.size());
    for (const Fetched &one : all) {
        MessageHeader header =
            one.header && !one.header->isEmpty() ? mime::parseHeader(*one.header) : one.envelope.value_or(MessageHeader());
        header.remoteId = messageId(uidValidity, one.uid);
        header.flags = one.flags.value_or(MessageFlags());
        if (one.internalDate.isValid())
            header.date = one.internalDate;
        header.size = std::max<qint64>(one.size, 0);
        if (one.hasAttachments)
            header.hasAttachments = *one.hasAttachments;
        headers.append(header);
    }
    return headers;
}

/// The numbers at the ends of a set such as `3:7,9:*`.
std::pair<quint32, quint32> endsOf(const QByteArray &set)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto first = std::find_if_not(set.cbegin(), set.cend(), isDigit);
    const auto last = std::find_if_not(set.crbegin(), set.crend(), isDigit).base();
    bool isNumber = false;
    const quint32 highest = QByteArray(last, set.cend() - last).toUInt(&isNumber);
    return {QByteArray(set.cbegin(), first - set.cbegin()).toUInt(), isNumber ? highest : std::numeric_limits<quint32>::max()};
}

bool hasNoHeader(const Fetched &one)
{
    return !one.header || one.header->trimmed().isEmpty();
}

} // namespace

struct HeaderFetch::Request
{
    QByteArray set;
    bool byUid = true;
    quint32 uidValidity = 0;
    bool lacksHeaders = false; ///< the server gave none of the chosen fields (QQ)
    net::Completion done;
    Result<QList<MessageHeader>> headers = fail(ErrorKind::Canceled, u"canceled"_s);
};

struct HeaderFetch::State
{
    Line &line;
    bool wholeHeaders = false; ///< the server gives no chosen header fields (QQ)
    quint64 pass = 0; ///< the last one that a page was taken in
    QList<std::shared_ptr<Request>> ahead;
};

RemoteMessageId messageId(quint32 uidValidity, quint32 uid)
{
    return RemoteMessageId(QString::number(uidValidity) + u'.' + QString::number(uid));
}

HeaderFetch::HeaderFetch(Line &line)
    : m_state(std::make_shared<State>(State{line, false, 0, {}}))
{
}

HeaderFetch::~HeaderFetch() = default;

std::shared_ptr<HeaderFetch::Request> HeaderFetch::begin(
    const std::shared_ptr<State> &state, QByteArray set, bool byUid, quint32 uidValidity)
{
    const auto request = std::make_shared<Request>();
    request->set = std::move(set);
    request->byUid = byUid;
    request->uidValidity = uidValidity;
    run(state, request);
    return request;
}

/// Nothing of the backend is touched once the answer is there: it may be gone.
QCoro::Task<void> HeaderFetch::run(std::shared_ptr<State> state, std::shared_ptr<Request> request)
{
    const bool whole = state->wholeHeaders || state->line.connection().isQQ();
    const QByteArray header = whole ? "BODY.PEEK[HEADER]"_ba
                                    : "BODY.PEEK[HEADER.FIELDS (FROM TO CC BCC REPLY-TO SUBJECT DATE MESSAGE-ID IN-REPLY-TO "
                                      "REFERENCES CONTENT-TYPE)]"_ba;
    const CommandText asked = command((request->byUid ? "UID FETCH "_ba : "FETCH "_ba) + request->set
        + " (UID FLAGS INTERNALDATE RFC822.SIZE " + header + ')');
    auto all = std::make_shared<QList<Fetched>>();
    const auto [lowest, highest] = request->byUid ? endsOf(request->set) : std::pair(1u, std::numeric_limits<quint32>::max());
    const Connection::Sink sink = [all, lowest = lowest, highest = highest](Response &response) {
        if (response.name != "FETCH")
            return false;
        Fetched fetched = readFetch(response);
        if (fetched.uid < lowest || fetched.uid > highest || (!fetched.header && fetched.size < 0))
            return false;
        all->append(std::move(fetched));
        return true;
    };
    Result<Answer> answer = co_await state->line.run(asked, sink);
    if (!answer) {
        request->headers = fail(answer.error());
        request->done.finish();
        co_return;
    }
    request->lacksHeaders = !whole && !all->isEmpty() && std::all_of(all->cbegin(), all->cend(), hasNoHeader);
    std::sort(all->begin(), all->end(), [](const Fetched &a, const Fetched &b) { return a.uid > b.uid; });
    const QFuture<QList<MessageHeader>> reading = QtConcurrent::run(readHeaders, std::move(*all), request->uidValidity);
    QList<MessageHeader> headers = co_await reading;
    request->headers = std::move(headers);
    request->done.finish();
}

HeaderFetch::Headers HeaderFetch::fetch(QList<QByteArray> sets, bool byUid, quint32 uidValidity)
{
    const std::shared_ptr<State> state = m_state;
    QList<std::shared_ptr<Request>> asked;
    for (const QByteArray &set : std::as_const(sets))
        asked.append(begin(state, set, byUid, uidValidity));
    QList<MessageHeader> headers;
    bool lacksHeaders = false;
    std::optional<Error> error;
    for (const std::shared_ptr<Request> &request : std::as_const(asked)) {
        co_await net::waitFor(&request->done);
        if (!request->headers && !error)
            error = request->headers.error();
        lacksHeaders = lacksHeaders || request->lacksHeaders;
        if (request->headers)
            headers += *request->headers;
    }
    if (error)
        co_return Result<QList<MessageHeader>>(fail(*error));
    if (lacksHeaders && !state->wholeHeaders) {
        state->wholeHeaders = true;
        Result<QList<MessageHeader>> again = co_await fetch(sets, byUid, uidValidity);
        co_return Result<QList<MessageHeader>>(again);
    }
    if (sets.size() > 1) {
        std::sort(headers.begin(), headers.end(), [](const MessageHeader &a, const MessageHeader &b) {
            const auto uid = [](const MessageHeader &h) { return QStringView(h.remoteId.value()).split(u'.').last().toUInt(); };
            return uid(a) > uid(b);
        });
    }
    co_return Result<QList<MessageHeader>>(std::move(headers));
}

HeaderFetch::Headers HeaderFetch::page(QList<QByteArray> sets, quint32 uidValidity)
{
    const std::shared_ptr<State> state = m_state;
    // Whoever used the line in between may have changed what was fetched ahead.
    if (state->line.passes() != state->pass + 1)
        state->ahead.clear();
    state->pass = state->line.passes();
    QList<std::shared_ptr<Request>> kept;
    for (const QByteArray &set : std::as_const(sets)) {
        const auto has = [&](const std::shared_ptr<Request> &request) {
            const bool failed = request->done.isFinished() && !request->headers;
            return request->set == set && request->uidValidity == uidValidity && !failed;
        };
        const auto found = std::find_if(state->ahead.cbegin(), state->ahead.cend(), has);
        kept.append(found != state->ahead.cend() ? *found : begin(state, set, true, uidValidity));
    }
    const std::shared_ptr<Request> first = kept.takeFirst();
    state->ahead = std::move(kept);
    // Whoever takes one ready page after the other would keep the event loop from bringing more.
    for (int turn = 0; turn < turns && first->done.isFinished(); ++turn)
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
    co_await net::waitFor(&first->done);
    if (first->lacksHeaders) {
        state->ahead.clear();
        state->wholeHeaders = true;
        const QList<QByteArray> again{sets.first()};
        Result<QList<MessageHeader>> headers = co_await fetch(again, true, uidValidity);
        co_return Result<QList<MessageHeader>>(headers);
    }
    co_return Result<QList<MessageHeader>>(std::move(first->headers));
}

} // namespace qn::imap
