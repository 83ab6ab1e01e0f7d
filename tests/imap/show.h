// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/responseparser.h"

#include <QTest>

/// An answer in one line, for comparisons a person can read: strings in quotes, atoms bare.
inline QByteArray show(const qn::imap::Value &value)
{
    using Kind = qn::imap::Value::Kind;
    if (value.kind == Kind::Nil)
        return "NIL";
    if (value.kind == Kind::Atom)
        return value.text;
    if (value.kind == Kind::String)
        return '"' + value.text + '"';
    QByteArrayList inner;
    for (const qn::imap::Value &item : value.list)
        inner << show(item);
    return '(' + inner.join(' ') + ')';
}

inline QByteArray show(const QList<qn::imap::Value> &values)
{
    QByteArray out;
    for (const qn::imap::Value &value : values)
        out += ' ' + show(value);
    return out;
}

inline QByteArray show(const qn::imap::Response &response)
{
    using Kind = qn::imap::Response::Kind;
    QByteArray out;
    switch (response.kind) {
    case Kind::Malformed:
        return "?" + response.text;
    case Kind::Continuation:
        out = "+";
        break;
    case Kind::Tagged:
        out = response.tag;
        break;
    case Kind::Untagged:
        out = "*";
    }
    if (response.number >= 0)
        out += ' ' + QByteArray::number(response.number);
    if (!response.name.isEmpty())
        out += ' ' + response.name;
    if (!response.code.isEmpty() || !response.codeArguments.isEmpty())
        out += " [" + response.code + show(response.codeArguments) + ']';
    if (!response.text.isEmpty())
        out += " |" + response.text;
    return out + show(response.values);
}

inline QList<qn::imap::Response> parseAll(const QList<QByteArray> &pieces)
{
    qn::imap::ResponseParser parser;
    QList<qn::imap::Response> all;
    for (const QByteArray &piece : pieces) {
        parser.feed(piece);
        for (;;) {
            auto response = parser.next();
            if (!response)
                qFatal("%s", qPrintable(response.error().detail));
            if (!*response)
                break;
            all << **response;
        }
    }
    return all;
}

inline qn::imap::Response parseOne(const QByteArray &line)
{
    const QList<qn::imap::Response> all = parseAll({line + "\r\n"});
    return all.size() == 1 ? all.first() : qn::imap::Response();
}
