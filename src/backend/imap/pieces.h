// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/fetchitems.h"

#include <QMap>
#include <QQueue>

namespace qn::imap {

/// Something of a message that is fetched in pieces, so that never all of it is in memory: what is asked for, and what comes of it. Asks
/// nothing itself.
class Pieces
{
    Q_DISABLE_COPY_MOVE(Pieces)

public:
    static constexpr qint64 pieceBytes = 1 << 20;

    virtual ~Pieces();

    /// What FETCH is asked for next, also before what was asked for has come. Empty: nothing more, or nothing before the first piece has told
    /// that the server does this as it should.
    QByteArray ask();
    /// What the oldest command that is not answered yet has brought, with the pieces of later ones that came with it: the next bytes, as the
    /// sender had them.
    QByteArray take(const QList<Response> &answer, quint32 uid);
    void askAgain(); ///< for what has not come: the connection broke

    /// The server gave a piece that is missing, too short or too long, or another thing than it listed: what has come is worth nothing.
    bool isWrong() const { return m_isWrong; }
    bool isWhole() const { return !m_isWrong && m_hasBegun && m_taken == m_size; }

protected:
    /// `item`: `BODY.PEEK` or `BINARY.PEEK`. What stands before `from` is here already.
    Pieces(QByteArray item, QByteArray section, qint64 from = 0);

    virtual QByteArray withFirst() const = 0; ///< other items that the first command asks for
    virtual void note(const FetchItem &item) = 0; ///< one that is no piece
    /// Bytes of all pieces together, when the first command has been answered; negative: it is not what it should be.
    virtual qint64 begin() = 0;
    virtual QByteArray decoded(const QByteArray &piece) = 0;
    virtual QByteArray end() { return {}; } ///< behind the last one's

private:
    void collect(const Response &response);
    QByteArray next();

    const QByteArray m_item, m_section;
    qint64 m_size = -1; ///< -1: not known yet
    qint64 m_asked = 0, m_taken = 0; ///< bytes
    QQueue<qint64> m_offsets; ///< of the commands that are not answered yet
    QMap<qint64, QByteArray> m_pieces; ///< have come, by offset
    bool m_hasBegun = false;
    bool m_isWrong = false;
};

} // namespace qn::imap
