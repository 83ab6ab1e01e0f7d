// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/headerfetch.h"

#include "mime/messageparser.h"
#include "net/completion.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QThreadPool>
#include <QtConcurrent>

#include <algorithm>
#include <limits>

namespace qn::imap {

using namespace Qt::StringLiterals;

namespace {

constexpr int turns = 4; ///< of the event loop, in which more of what is under way is taken in

bool hasNoHeader(const Fetched &one)
{
    return !one.header || one.header->trimmed().isEmpty();
}

MessageHeader headerFrom(const Fetched &one, const QString &validity, mime::HeaderReader &reader)
{
    MessageHeader header = one.header && !one.header->isEmpty() ? reader.read(*one.header, one.internalDate)
                                                                : one.envelope.value_or(MessageHeader());
    header.remoteId = RemoteMessageId(validity + QString::number(one.uid));
    header.flags = one.flags.value_or(MessageFlags());
    if (one.internalDate.isValid())
        header.date = one.internalDate;
    header.size = std::max<qint64>(one.size, 0);
    if (one.hasAttachments)
        header.hasAttachments = *one.hasAttachments;
    return header;
}

struct ReadHeaders
{
    QList<MessageHeader> headers; ///< newest first
    bool hasNone = false; ///< there are messages, and not one of them has a header
};

/// On a thread of the pool.
ReadHeaders readHeaders(const QList<Response> &answers, quint32 uidValidity)
{
    QList<Fetched> all;
    all.reserve(answers.size());
    for (const Response &answer : answers)
        all.append(readFetch(answer));
    std::sort(all.begin(), all.end(), [](const Fetched &a, const Fetched &b) { return a.uid > b.uid; });
    ReadHeaders read;
    read.hasNone = !all.isEmpty() && std::all_of(all.cbegin(), all.cend(), hasNoHeader);
    read.headers.reserve(all.size());
    const QString validity = QString::number(uidValidity) + u'.';
    mime::HeaderReader reader;
    for (const Fetched &one : std::as_const(all))
        read.headers.append(headerFrom(one, validity, reader));
    return read;
}

/// Whether a FETCH answer is of such a message and tells more of it than flags. Only looks: reading it all is for
/// another thread.
bool isAnswerOf(const Response &response, quint32 lowest, quint32 highest)
{
    qint64 uid = -1;
    bool hasContents = false;
    const QList<Value> &items = response.values.value(0).list;
    for (qsizetype i = 0; i + 1 < items.size(); i += 2) {
        if (items[i].is("UID"))
            uid = items[i + 1].number();
        hasContents = hasContents || items[i].is("RFC822.SIZE") || items[i].text.startsWith("BODY[");
    }
    if (uid < 0 || !hasContents) { // perhaps it is not as it should be
        const Fetched fetched = readFetch(response);
        uid = fetched.uid;
        hasContents = fetched.header || fetched.size >= 0;
    }
    return hasContents && uid >= qint64(lowest) && uid <= qint64(highest);
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
    explicit State(Line &l)
        : line(l)
    {
        reader.setMaxThreadCount(1);
    }
    Line &line;
    /// One thread keeps ahead of whoever stores the headers, and where there are two processors a second one would only
    /// take that one's time.
    QThreadPool reader;
    bool wholeHeaders = false; ///< the server gives no chosen header fields (QQ)
    quint64 pass = 0; ///< the last one that a page was taken in
    QList<std::shared_ptr<Request>> ahead;
};

RemoteMessageId messageId(quint32 uidValidity, quint32 uid)
{
    return RemoteMessageId(QString::number(uidValidity) + u'.' + QString::number(uid));
}

HeaderFetch::HeaderFetch(Line &line)
    : m_state(std::make_shared<State>(line))
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
    auto all = std::make_shared<QList<Response>>();
    const auto [lowest, highest] = request->byUid ? endsOf(request->set) : std::pair(1u, std::numeric_limits<quint32>::max());
    const Connection::Sink sink = [all, lowest = lowest, highest = highest](Response &response) {
        if (response.name != "FETCH" || !isAnswerOf(response, lowest, highest))
            return false;
        all->append(std::move(response));
        return true;
    };
    Result<Answer> answer = co_await state->line.run(asked, sink);
    if (!answer) {
        request->headers = fail(answer.error());
        request->done.finish();
        co_return;
    }
    const QFuture<ReadHeaders> reading =
        QtConcurrent::run(&state->reader, readHeaders, std::move(*all), request->uidValidity);
    ReadHeaders read = co_await reading;
    request->lacksHeaders = !whole && read.hasNone;
    request->headers = std::move(read.headers);
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
