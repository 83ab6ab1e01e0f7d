// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/responseparser.h"

#include "backend/imap/answerline.h"

#include <cstring>
#include <deque>

namespace qn::imap {

using namespace Qt::StringLiterals;

namespace {

/// A literal up to this size has its memory at once; a larger one as its bytes come, so that an announcement alone costs nothing.
constexpr qint64 reserveAtOnce = 4 << 20;

QByteArrayView withoutLineEnd(QByteArrayView line)
{
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

/// A line's end that announces a literal: `{123}`, `{123+}`, `~{123}`.
struct Announcement
{
    qint64 size = -1; ///< -1: there is none
    qsizetype at = 0; ///< where it begins
};

Announcement announcedLiteral(QByteArrayView line)
{
    if (!line.endsWith('}'))
        return {};
    qsizetype at = line.size() - 2;
    if (at >= 0 && (line[at] == '+' || line[at] == '-'))
        --at;
    const qsizetype digitsEnd = at + 1;
    while (at >= 0 && line[at] >= '0' && line[at] <= '9')
        --at;
    if (at < 0 || line[at] != '{' || at + 1 == digitsEnd)
        return {};
    qint64 size = 0;
    for (const char c : line.sliced(at + 1, digitsEnd - at - 1)) {
        if (qMulOverflow(size, qint64(10), &size) || qAddOverflow(size, qint64(c - '0'), &size)) {
            size = std::numeric_limits<qint64>::max();
            break;
        }
    }
    if (at > 0 && line[at - 1] == '~')
        --at;
    return {size, at};
}

} // namespace

class ResponseParser::Private
{
public:
    explicit Private(Limits l)
        : limits(l)
    {
    }

    Result<std::optional<Response>> next();
    Result<bool> takeLiteral();
    Result<std::optional<QByteArrayView>> takeLine();
    Result<bool> takePiece(QByteArrayView line);
    Response finish(QByteArrayView lastLine);
    void skip(qsizetype count);
    qsizetype held() const { return text.size() + literalBytes; }
    void reset();

    const Limits limits;
    std::optional<Error> failure;

    std::deque<QByteArray> chunks; ///< fed, untouched
    qsizetype position = 0; ///< in chunks.front()
    qsizetype unread = 0; ///< bytes in all chunks behind it

    // The answer that is being collected. An answer in one line that lies whole in a chunk never gets here.
    QByteArray text; ///< its lines so far, line ends included, perhaps the last one incomplete
    QList<qsizetype> ends; ///< where in `text` each line ends that announced a literal
    std::vector<QByteArray> literals;
    qint64 literalBytes = 0; ///< of all literals so far
    qint64 wanted = 0; ///< bytes that the last literal still lacks

    ValueReader reader;
    std::vector<QByteArrayView> pieces;
};

void ResponseParser::Private::reset()
{
    text.clear();
    ends.clear();
    literals.clear();
    literalBytes = 0;
    wanted = 0;
}

void ResponseParser::Private::skip(qsizetype count)
{
    position += count;
    unread -= count;
    if (position == chunks.front().size()) {
        chunks.pop_front();
        position = 0;
    }
}

/// The bytes of a literal go from where they were fed to where they stay.
Result<bool> ResponseParser::Private::takeLiteral()
{
    while (wanted > 0 && !chunks.empty()) {
        const qsizetype count = qsizetype(std::min<qint64>(wanted, chunks.front().size() - position));
        literals.back().append(chunks.front().constData() + position, count);
        literalBytes += count;
        wanted -= count;
        skip(count);
    }
    return wanted == 0;
}

/// The next line with its end; nullopt: it is not whole yet. Every byte is looked at once.
Result<std::optional<QByteArrayView>> ResponseParser::Private::takeLine()
{
    const qsizetype before = ends.isEmpty() ? 0 : ends.last();
    while (!chunks.empty()) {
        const QByteArrayView rest = QByteArrayView(chunks.front()).sliced(position);
        const void *found = std::memchr(rest.data(), '\n', size_t(rest.size()));
        const qsizetype length = found ? static_cast<const char *>(found) - rest.data() + 1 : rest.size();
        if (text.size() + length > limits.line)
            return fail(ErrorKind::TooLarge, u"an answer's line is longer than %1 bytes"_s.arg(limits.line));
        if (found && text.isEmpty())
            return rest.first(length); // the caller skips it when it has been read
        text.append(rest.data(), length);
        skip(length);
        if (found)
            return QByteArrayView(text).sliced(before);
    }
    return std::nullopt;
}

/// Remembers a line that ends in a literal's length. False: it does not, the answer is whole.
Result<bool> ResponseParser::Private::takePiece(QByteArrayView line)
{
    const Announcement literal = announcedLiteral(withoutLineEnd(line));
    if (literal.size < 0 || (ends.isEmpty() && readStart(withoutLineEnd(line)).isStatus))
        return false;
    if (literal.size > limits.literal || literal.size + held() > limits.response)
        return fail(ErrorKind::TooLarge, u"a literal of %1 bytes is announced"_s.arg(literal.size));
    if (text.isEmpty()) {
        text = line.toByteArray();
        skip(line.size());
    }
    ends.append(text.size());
    wanted = literal.size;
    literals.emplace_back();
    literals.back().reserve(qsizetype(std::min(wanted, reserveAtOnce)));
    return true;
}

Response ResponseParser::Private::finish(QByteArrayView lastLine)
{
    pieces.clear();
    qsizetype begin = 0;
    for (const qsizetype end : ends) {
        const QByteArrayView line = withoutLineEnd(QByteArrayView(text).sliced(begin, end - begin));
        pieces.push_back(line.first(announcedLiteral(line).at));
        begin = end;
    }
    pieces.push_back(withoutLineEnd(lastLine));
    return readAnswer(reader, pieces, literals, limits.depth, limits.values);
}

Result<std::optional<Response>> ResponseParser::Private::next()
{
    for (;;) {
        if (wanted > 0 && !*takeLiteral())
            return std::nullopt;
        const Result<std::optional<QByteArrayView>> line = takeLine();
        if (!line)
            return fail(line.error());
        if (!*line)
            return std::nullopt;
        const Result<bool> more = takePiece(**line);
        if (!more)
            return fail(more.error());
        if (*more)
            continue;
        const bool inPlace = text.isEmpty();
        const bool blank = ends.isEmpty() && withoutLineEnd(**line).isEmpty();
        std::optional<Response> response;
        if (!blank)
            response = finish(**line);
        if (inPlace)
            skip((*line)->size());
        else
            reset();
        if (response)
            return Result<std::optional<Response>>(std::move(response));
    }
}

ResponseParser::ResponseParser()
    : ResponseParser(Limits())
{
}

ResponseParser::ResponseParser(Limits limits)
    : d(std::make_unique<Private>(limits))
{
}

ResponseParser::~ResponseParser() = default;

void ResponseParser::feed(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    d->chunks.push_back(bytes);
    d->unread += bytes.size();
}

Result<std::optional<Response>> ResponseParser::next()
{
    if (d->failure)
        return fail(*d->failure);
    Result<std::optional<Response>> response = d->next();
    if (!response)
        d->failure = response.error();
    return response;
}

qsizetype ResponseParser::pending() const
{
    return d->unread + d->held();
}

QByteArray ResponseParser::takePending()
{
    QByteArray bytes;
    bytes.reserve(pending());
    qsizetype begin = 0;
    for (qsizetype i = 0; i < d->ends.size(); ++i) {
        bytes.append(d->text.constData() + begin, d->ends[i] - begin);
        bytes.append(d->literals[size_t(i)]);
        begin = d->ends[i];
    }
    bytes.append(d->text.constData() + begin, d->text.size() - begin);
    for (size_t i = 0; i < d->chunks.size(); ++i)
        bytes.append(i == 0 ? d->chunks[i].sliced(d->position) : d->chunks[i]);
    d->chunks.clear();
    d->position = d->unread = 0;
    d->reset();
    return bytes;
}

} // namespace qn::imap
