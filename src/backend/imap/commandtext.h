// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace qn::imap {

/// The bytes of a command behind its tag, cut where the server has to ask for a literal.
/// `pieces.first()` follows the tag; each further piece begins with the literal's bytes.
struct CommandText
{
    enum class Literals { Synchronizing, NonSynchronizing /* LITERAL+, or LITERAL- up to 4096 bytes */ };

    QList<QByteArray> pieces;
    bool secret = false; ///< holds a password or token: never logged

    /// Appends as is.
    CommandText &raw(const QByteArray &text);
    /// Appends a quoted string where that can hold `text`, else a literal.
    CommandText &string(const QByteArray &text);
    CommandText &literal(const QByteArray &bytes, bool eightBit = false);
    /// Appends a mailbox name: modified UTF-7, or UTF-8 under UTF8=ACCEPT.
    CommandText &mailbox(const QString &name, bool utf8);
};

CommandText command(const QByteArray &text);

/// UIDs as a sequence set, ascending ("Descending UID ranges are refused" by QQ), ranges joined: `1:3,7`.
QByteArray sequenceSet(QList<quint32> uids);
/// The same cut so that no piece is over `maxLength` bytes or names more than `maxCount` messages (0: any number).
QList<QByteArray> sequenceSets(QList<quint32> uids, qsizetype maxLength = 6000, qsizetype maxCount = 0);
/// Numbers of a set such as VANISHED or COPYUID has: each of `1:3,7,9:8`. Refuses (nullopt) more than `limit`.
std::optional<QList<quint32>> parseSequenceSet(const QByteArray &text, qsizetype limit = 10'000'000);

} // namespace qn::imap
