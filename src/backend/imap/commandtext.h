// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace qn::imap {

/// The bytes of a command behind its tag, cut where a literal begins or where the server asks for more (AUTHENTICATE).
struct CommandText
{
    enum class Literals {
        Synchronizing, ///< RFC 3501: each is asked for
        SmallNonSynchronizing, ///< LITERAL-: up to 4096 bytes go unasked (RFC 7888)
        NonSynchronizing, ///< LITERAL+
    };
    struct Piece
    {
        QByteArray bytes; ///< of a piece behind a literal's announcement: the literal, then what follows it
        qint64 literal = -1; ///< size of the literal that this piece announces at its end; -1: the command's line ends here
        bool eightBit = false; ///< RFC 3516 literal8
    };

    QList<Piece> pieces; ///< one at least
    bool secret = false; ///< holds a password or token: never logged

    CommandText &raw(const QByteArray &text);
    /// Appends a quoted string where that can hold `text`, else a literal.
    CommandText &string(const QByteArray &text);
    CommandText &literal(const QByteArray &bytes, bool eightBit = false);
    /// Appends a mailbox's name as the server wrote it.
    CommandText &mailbox(const QString &wireName) { return string(wireName.toUtf8()); }
    /// What is said when the server asks (`+`) during AUTHENTICATE.
    CommandText &answer(const QByteArray &line);

    /// Bytes of a piece as they go over the wire, with the announcement of its literal or the line's end.
    QByteArray wire(qsizetype piece, Literals literals) const;
    /// Whether the server must have asked before this piece may go.
    bool waitsBefore(qsizetype piece, Literals literals) const;
};

CommandText command(const QByteArray &text);

/// `3:9`, and `3:*` where `last` is the highest number that there can be.
QByteArray numberRange(qint64 first, qint64 last);
/// UIDs as a sequence set, ascending (QQ refuses descending ranges), ranges joined: `1:3,7`.
QByteArray sequenceSet(QList<quint32> uids);
/// The same cut so that no piece is over `maxLength` bytes or names more than `maxCount` messages (0: any number).
QList<QByteArray> sequenceSets(QList<quint32> uids, qsizetype maxLength = 6000, qsizetype maxCount = 0);
/// Numbers of a set such as VANISHED or COPYUID has: each of `1:3,7,9:8` in its order. nullopt: it cannot be read, or names more than `limit`.
std::optional<QList<quint32>> parseSequenceSet(const QByteArray &text, qsizetype limit = 10'000'000);

} // namespace qn::imap
