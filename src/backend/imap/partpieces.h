// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/bodystructure.h"
#include "backend/imap/pieces.h"

#include <memory>

namespace qn::mime {
class TransferDecoder;
}

namespace qn::imap {

/// A file of a message, decoded.
class PartPieces final : public Pieces
{
public:
    /// `isForServer`: it takes the transfer encoding off (BINARY, RFC 3516).
    PartPieces(ListedPart part, bool isForServer);
    ~PartPieces() override;
    /// Whether it is worth it, and its bytes do not depend on how a message is written out.
    static bool areFor(const ListedPart &part);

private:
    QByteArray withFirst() const override;
    void note(const FetchItem &item) override;
    qint64 begin() override;
    QByteArray decoded(const QByteArray &piece) override;
    QByteArray end() override;

    const ListedPart m_part;
    const bool m_isForServer;
    QByteArray m_header;
    QByteArray m_end; ///< of the encoded part, which tells how long it is: what Dovecot says of that is wrong now and then
    std::unique_ptr<mime::TransferDecoder> m_decoder; ///< null before begin()
};

/// A whole message as it is on the server, which tells how long it is.
class SourcePieces final : public Pieces
{
public:
    explicit SourcePieces(qint64 from)
        : Pieces("BODY.PEEK", {}, from)
    {
    }

private:
    QByteArray withFirst() const override { return "RFC822.SIZE"; }
    void note(const FetchItem &item) override;
    qint64 begin() override { return m_size; }
    QByteArray decoded(const QByteArray &piece) override { return piece; }

    qint64 m_size = -1;
};

} // namespace qn::imap
