// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/bodystructure.h"

#include <QMap>
#include <QQueue>

#include <memory>

namespace qn::mime {
class TransferDecoder;
}

namespace qn::imap {

/// A file of a message in pieces, so that never all of it is in memory: what is asked for, and what comes of it. Asks nothing itself.
class PartPieces final
{
    Q_DISABLE_COPY_MOVE(PartPieces)

public:
    static constexpr qint64 pieceBytes = 1 << 20;

    /// `isForServer`: it takes the transfer encoding off (BINARY, RFC 3516).
    PartPieces(ListedPart part, bool isForServer);
    ~PartPieces();
    /// Whether it is worth it, and its bytes do not depend on how a message is written out.
    static bool areFor(const ListedPart &part);
    bool isForServer() const { return m_isForServer; }

    /// What FETCH is asked for next, also before what was asked for has come. Empty: nothing more, or nothing before the first piece has told
    /// that the server does this as it should.
    QByteArray ask();
    /// What the oldest command that is not answered yet has brought, with the pieces of later ones that came with it: the file's next bytes, as the
    /// sender had them.
    QByteArray take(const QList<Response> &answer, quint32 uid);
    void askAgain(); ///< for what has not come: the connection broke

    /// The server gave a piece that is missing, too short or too long, or another file than it listed: what has come is worth nothing.
    bool isWrong() const { return m_isWrong; }
    bool isWhole() const { return !m_isWrong && m_taken == m_size; }

private:
    void collect(const Response &response);
    QByteArray next();
    bool begin();

    const ListedPart m_part;
    const bool m_isForServer;
    qint64 m_size = -1; ///< of what is asked for, which is encoded where the server does not decode it; -1: not known yet
    qint64 m_asked = 0, m_taken = 0; ///< bytes of it
    QQueue<qint64> m_offsets; ///< of the commands that are not answered yet
    QMap<qint64, QByteArray> m_pieces; ///< have come, by offset
    QByteArray m_header;
    QByteArray m_end; ///< of the encoded part, which tells how long it is: what Dovecot says of that is wrong now and then
    std::unique_ptr<mime::TransferDecoder> m_decoder; ///< null before the first piece
    bool m_isWrong = false;
};

} // namespace qn::imap
