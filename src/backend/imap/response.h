// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace qn::imap {

/// A value of a server's answer (RFC 9051 9): atom, number, string, literal, NIL or a list.
struct Value
{
    enum class Kind : quint8 { Nil, Atom, String, List };
    Kind kind = Kind::Nil;
    QByteArray text; ///< Atom: as sent; String: unquoted bytes of a quoted string or literal (also literal8)
    QList<Value> list;
    bool isNil() const { return kind == Kind::Nil; }
    bool isList() const { return kind == Kind::List; }
    /// The atom in upper case equals `name` (upper case).
    bool is(QByteArrayView name) const;
    /// The number that an atom or string is; -1 if it is none or over 2^63-1.
    qint64 number() const;
    bool operator==(const Value &other) const;
};

} // namespace qn::imap
Q_DECLARE_TYPEINFO(qn::imap::Value, Q_RELOCATABLE_TYPE);
namespace qn::imap {

/// One answer of a server, whole.
struct Response
{
    enum class Kind : quint8 {
        Untagged, ///< `* …`
        Tagged, ///< `tag OK|NO|BAD …`
        Continuation, ///< `+ …`
        Malformed, ///< could not be read; the parser went on at the next line
    };
    Kind kind = Kind::Untagged;
    QByteArray tag; ///< of Tagged
    /// OK NO BAD BYE PREAUTH FETCH EXISTS EXPUNGE LIST …, upper case. Malformed: empty.
    QByteArray name;
    qint64 number = -1; ///< of `* 23 FETCH`, -1 if there is none
    QByteArray code; ///< response code in upper case (`[UIDVALIDITY 1]` gives UIDVALIDITY), empty if there is none
    QList<Value> codeArguments;
    QByteArray text; ///< rest of a status or continuation line as sent (maybe GBK); of Malformed: at most 200 bytes of it
    QList<Value> values; ///< of other untagged answers: what follows the name
    bool operator==(const Response &) const = default;
};

} // namespace qn::imap
Q_DECLARE_TYPEINFO(qn::imap::Response, Q_RELOCATABLE_TYPE);
