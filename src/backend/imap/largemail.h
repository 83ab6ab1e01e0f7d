// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/bodystructure.h"
#include "core/message.h"

namespace qn::imap {

/// A message that is too large to be fetched whole before it can be read: what the server lists of it, and the pieces that its text and the
/// names of its files need. They become what mime::parseMessage() would make of the whole source. Asks nothing itself.
class LargeMail final
{
public:
    /// Of a message of `size` bytes whose source begins with `start`. nullopt where it should rather be fetched whole: the structure does not go with
    /// the header or the size, or most of the message is text.
    static std::optional<LargeMail> from(const QByteArray &start, qint64 size, const ListedStructure &structure);

    /// What FETCH is asked for, in as many commands. `hasBinary`: the server has BINARY (RFC 3516).
    QByteArrayList wanted(bool hasBinary) const;
    /// An answer to one of them.
    void take(const Response &response);
    /// From what was taken; id, flags and date are not of the server. nullopt: the server's pieces do not go with what it listed. Thread-safe.
    std::optional<Message> read() const;

    /// The part that MessageBody names so; nullopt where there is none, or where it is all of the message.
    std::optional<ListedPart> part(const QString &partId) const;
    void dropPieces() { m_pieces.clear(); } ///< only what was listed is of use from here on

private:
    qint64 sizeOf(const ListedPart &part) const;
    bool isLeafAlone() const { return m_structure.multiparts.isEmpty(); }

    QByteArray m_header; ///< of the message, with the blank line
    qint64 m_size = 0;
    ListedStructure m_structure;
    QHash<QByteArray, QByteArray> m_pieces; ///< by section, and what stands behind it: `1.MIME`, `1`, `2<4096>`
    QHash<QByteArray, qint64> m_sizes; ///< decoded, by section
};

/// Bytes of a part from its own header and its content as they are in the source; nullopt where they are not what the server listed.
std::optional<QByteArray> decodedPart(const ListedPart &part, const QByteArray &header, const QByteArray &content);

/// How many bytes `size` bytes of base64 stand for, told from their end: all lines but the last are as long as those there. nullopt: they are not.
std::optional<qint64> base64Size(qint64 size, QByteArrayView end);

} // namespace qn::imap
