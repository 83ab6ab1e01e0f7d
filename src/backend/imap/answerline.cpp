// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/answerline.h"

#include "backend/imap/words.h"

namespace qn::imap {

namespace {

constexpr qsizetype longestTag = 64;
constexpr qsizetype malformedText = 200;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

qsizetype skipSpaces(QByteArrayView line, qsizetype at)
{
    while (at < line.size() && line[at] == ' ')
        ++at;
    return at;
}

bool equals(QByteArrayView text, QByteArrayView upper)
{
    return text.size() == upper.size()
        && std::equal(text.begin(), text.end(), upper.begin(),
            [](char c, char wanted) { return (c >= 'a' && c <= 'z' ? char(c - 32) : c) == wanted; });
}

bool isTaggedStatus(QByteArrayView name)
{
    return equals(name, "OK") || equals(name, "NO") || equals(name, "BAD");
}

/// The word at `at`: letters first, then what names of answers have (`X-GM-THING`, `XLIST`).
QByteArrayView nameAt(QByteArrayView line, qsizetype at)
{
    qsizetype end = at;
    while (end < line.size() && (isLetter(line[end]) || (end > at && (isDigit(line[end]) || line[end] == '-' || line[end] == '.'))))
        ++end;
    return line.sliced(at, end - at);
}

/// `* 23 FETCH`: the number, and where the name begins. False where the digits are not one.
bool readNumber(QByteArrayView line, qsizetype &at, qint64 &number)
{
    qsizetype end = at;
    qint64 value = 0;
    for (; end < line.size() && isDigit(line[end]); ++end) {
        if (end - at >= 18)
            return false;
        value = value * 10 + (line[end] - '0');
    }
    if (end == at)
        return true;
    if (end >= line.size() || line[end] != ' ')
        return false;
    number = value;
    at = skipSpaces(line, end);
    return true;
}

AnswerStart readUntagged(QByteArrayView line)
{
    AnswerStart start;
    qsizetype at = skipSpaces(line, 2);
    if (!readNumber(line, at, start.number))
        return {};
    start.name = nameAt(line, at);
    at += start.name.size();
    const bool ends = at == line.size() || line[at] == ' ' || line[at] == '(' || line[at] == '[' || line[at] == '"';
    if (start.name.isEmpty() || !ends)
        return {};
    start.kind = Response::Kind::Untagged;
    start.isStatus = start.number < 0
        && (isTaggedStatus(start.name) || equals(start.name, "BYE") || equals(start.name, "PREAUTH"));
    start.rest = at;
    return start;
}

AnswerStart readTagged(QByteArrayView line)
{
    const qsizetype space = line.first(std::min(line.size(), longestTag + 1)).indexOf(' ');
    if (space <= 0)
        return {};
    AnswerStart start;
    start.tag = line.first(space);
    const qsizetype at = skipSpaces(line, space);
    start.name = nameAt(line, at);
    start.rest = at + start.name.size();
    const bool ends = start.rest == line.size() || line[start.rest] == ' ' || line[start.rest] == '[';
    if (!ends || !isTaggedStatus(start.name))
        return {};
    const auto fitsTag = [](char c) { return isDigit(c) || isLetter(c) || c == '.' || c == '_' || c == '-'; };
    if (!std::all_of(start.tag.begin(), start.tag.end(), fitsTag))
        return {};
    start.kind = Response::Kind::Tagged;
    start.isStatus = true;
    return start;
}

/// Where the `]` of a response code that begins with `[` stands: parentheses and quotes may hold others. -1: nowhere.
qsizetype codeEnd(QByteArrayView text)
{
    int depth = 0;
    bool quoted = false;
    for (qsizetype i = 1; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            --depth;
        } else if (c == ']' && depth <= 0) {
            return i;
        }
    }
    return text.indexOf(']');
}

/// resp-text: `[CODE arguments] text`.
bool readStatusText(Response &response, ValueReader &reader, QByteArrayView text, int maxDepth, int maxValues)
{
    const qsizetype end = text.startsWith('[') ? codeEnd(text) : -1;
    if (end < 0) {
        response.text = text.toByteArray();
        return true;
    }
    const QByteArrayView code = text.sliced(1, end - 1);
    qsizetype nameEnd = 0;
    while (nameEnd < code.size() && code[nameEnd] != ' ' && code[nameEnd] != '(')
        ++nameEnd;
    response.code = upperWord(code.first(nameEnd));
    const QByteArrayView arguments[] = {code.sliced(nameEnd)};
    if (!reader.read(arguments, {}, maxDepth, maxValues))
        return false;
    response.codeArguments = reader.take();
    response.text = text.sliced(skipSpaces(text, end + 1)).toByteArray();
    return true;
}

Response malformed(QByteArrayView line)
{
    Response response;
    response.kind = Response::Kind::Malformed;
    response.text = line.first(std::min(line.size(), malformedText)).toByteArray();
    return response;
}

} // namespace

AnswerStart readStart(QByteArrayView line)
{
    if (line.size() >= 2 && line[0] == '*' && line[1] == ' ')
        return readUntagged(line);
    if (!line.isEmpty() && line[0] == '+') {
        if (line.size() > 1 && line[1] != ' ')
            return {};
        AnswerStart start;
        start.kind = Response::Kind::Continuation;
        start.isStatus = true;
        start.rest = 1;
        return start;
    }
    return readTagged(line);
}

Response readAnswer(ValueReader &reader, std::span<QByteArrayView> pieces, std::span<const QByteArray> literals,
    int maxDepth, int maxValues)
{
    const QByteArrayView line = pieces.front();
    const AnswerStart start = readStart(line);
    if (start.kind == Response::Kind::Malformed)
        return malformed(line);
    Response response;
    response.kind = start.kind;
    response.number = start.number;
    response.tag = start.tag.toByteArray();
    response.name = upperWord(start.name);
    if (start.isStatus) {
        const QByteArrayView text = line.sliced(skipSpaces(line, start.rest));
        return readStatusText(response, reader, text, maxDepth, maxValues) ? response : malformed(line);
    }
    pieces.front() = line.sliced(start.rest);
    if (!reader.read(pieces, literals, maxDepth, maxValues))
        return malformed(line);
    response.values = reader.take();
    return response;
}

} // namespace qn::imap
