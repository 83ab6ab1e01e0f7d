// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/valuereader.h"

#include "backend/imap/words.h"

#include <cstring>

namespace qn::imap {

namespace {

constexpr ptrdiff_t longestSection = 4096;

bool endsAtom(char c)
{
    return c == ' ' || c == '(' || c == ')' || c == '"' || c == '\t';
}

bool startsWith(const char *at, const char *end, QByteArrayView upper)
{
    return end - at >= upper.size()
        && std::equal(upper.begin(), upper.end(), at,
            [](char wanted, char c) { return wanted == (c >= 'a' && c <= 'z' ? char(c - 32) : c); });
}

/// Moves what is on the stack from `mark` on into a list of exactly that size.
QList<Value> listFrom(std::vector<Value> &stack, size_t mark)
{
    QList<Value> list;
    list.reserve(qsizetype(stack.size() - mark));
    for (size_t i = mark; i < stack.size(); ++i)
        list.append(std::move(stack[i]));
    stack.resize(mark);
    return list;
}

/// Text of a quoted string. A backslash before anything but a quote or another one is a character like any.
QByteArray unescaped(const char *at, const char *end)
{
    QByteArray text;
    text.reserve(end - at);
    for (; at < end; ++at) {
        if (*at == '\\' && at + 1 < end && (at[1] == '\\' || at[1] == '"'))
            ++at;
        text.append(*at);
    }
    return text;
}

} // namespace

bool ValueReader::read(
    std::span<const QByteArrayView> pieces, std::span<const QByteArray> literals, int maxDepth, int maxValues)
{
    m_pieces = pieces;
    m_literals = literals;
    m_maxDepth = maxDepth;
    m_maxValues = maxValues;
    bool fits = readOnce(Escapes::Strict);
    if (fits && m_faults == 0)
        return true;
    QList<Value> strict = std::move(m_result);
    const int strictFaults = m_faults;
    const bool lenientFits = readOnce(Escapes::Lenient);
    if (fits && (!lenientFits || m_faults >= strictFaults))
        m_result = std::move(strict);
    else
        fits = lenientFits;
    return fits;
}

bool ValueReader::readOnce(Escapes escapes)
{
    m_escapes = escapes;
    m_faults = m_count = m_tooDeep = 0;
    m_stack.clear();
    m_marks.clear();
    for (size_t i = 0; i < m_pieces.size() && m_count <= m_maxValues; ++i) {
        readPiece(m_pieces[i]);
        if (i < m_literals.size())
            push(Value::Kind::String, m_literals[i]);
    }
    const bool fits = m_count <= m_maxValues;
    m_faults += m_tooDeep + int(m_marks.size());
    while (!m_marks.empty())
        close();
    m_result = listFrom(m_stack, 0);
    return fits;
}

void ValueReader::readPiece(QByteArrayView piece)
{
    const char *at = piece.data(), *const end = at + piece.size();
    while (at < end && m_count <= m_maxValues) {
        switch (*at) {
        case ' ':
        case '\t':
            ++at;
            break;
        case '(':
            open();
            ++at;
            break;
        case ')':
            close();
            ++at;
            break;
        case '"':
            at = readQuoted(at, end);
            break;
        default:
            at = readAtom(at, end);
        }
    }
}

const char *ValueReader::readQuoted(const char *at, const char *end)
{
    const char *const begin = ++at;
    bool escaped = false;
    for (; at < end && *at != '"'; ++at) {
        if (*at != '\\')
            continue;
        if (at + 1 < end && at[1] == '"' && m_escapes == Escapes::Lenient && closesHere(at + 1, end)) {
            push(Value::Kind::String, escaped ? unescaped(begin, at) : QByteArray(begin, at - begin));
            return at + 2;
        }
        escaped = true;
        if (at + 1 < end)
            ++at;
    }
    at = std::min(at, end);
    push(Value::Kind::String, escaped ? unescaped(begin, at) : QByteArray(begin, at - begin));
    if (at == end) {
        ++m_faults; // never closed
        return end;
    }
    ++at;
    if (at < end && *at != ' ' && *at != ')' && *at != '(')
        ++m_faults; // something sticks to it: probably an inner quote that should have been escaped, or one that should not
    return at;
}

/// Whether an escaped quote is followed by what follows a string: the end, a parenthesis, or the next value.
bool ValueReader::closesHere(const char *quote, const char *end) const
{
    const char *next = quote + 1;
    if (next >= end || *next == ')')
        return true;
    if (*next != ' ')
        return false;
    ++next;
    return next >= end || *next == '"' || *next == '(' || startsWith(next, end, "NIL ") || startsWith(next, end, "NIL)");
}

const char *ValueReader::readAtom(const char *at, const char *end)
{
    const char *const begin = at;
    while (at < end && !endsAtom(*at)) {
        // The section of a body part has spaces and parentheses of its own: BODY[HEADER.FIELDS (DATE FROM)]<0>
        if (*at == '[' && (startsWith(begin, end, "BODY[") || startsWith(begin, end, "BINARY"))) {
            if (const void *close = std::memchr(at, ']', size_t(std::min(end - at, longestSection))))
                at = static_cast<const char *>(close);
        }
        ++at;
    }
    if (at - begin == 3 && startsWith(begin, at, "NIL"))
        push(Value::Kind::Nil, {});
    else
        push(Value::Kind::Atom, word(QByteArrayView(begin, at)));
    return at;
}

void ValueReader::open()
{
    if (int(m_marks.size()) >= m_maxDepth) {
        ++m_tooDeep;
        return;
    }
    m_marks.push_back(m_stack.size());
}

void ValueReader::close()
{
    if (m_tooDeep > 0) {
        if (--m_tooDeep == 0)
            m_stack.push_back(Value{Value::Kind::List, {}, {}});
        return;
    }
    if (m_marks.empty()) {
        ++m_faults; // one too many
        return;
    }
    const size_t mark = m_marks.back();
    m_marks.pop_back();
    Value value;
    value.kind = Value::Kind::List;
    value.list = listFrom(m_stack, mark);
    m_stack.push_back(std::move(value));
    ++m_count;
}

void ValueReader::push(Value::Kind kind, QByteArray text)
{
    ++m_count;
    if (m_tooDeep == 0)
        m_stack.push_back(Value{kind, std::move(text), {}});
}

} // namespace qn::imap
