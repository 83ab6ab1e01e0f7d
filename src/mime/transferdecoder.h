// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>
#include <optional>

namespace qn::mime {

/// Takes a transfer encoding (RFC 2045 6) off a content that comes in pieces, cut anywhere. What it gives is what Part::content() is of the whole.
class TransferDecoder final
{
    Q_DISABLE_COPY_MOVE(TransferDecoder)

public:
    /// Null for an encoding that is none of RFC 2045's. `encoding` in lower case.
    static std::unique_ptr<TransferDecoder> of(const QByteArray &encoding);
    ~TransferDecoder();

    QByteArray decode(QByteArrayView piece);
    QByteArray end(); ///< what is left when all pieces have come

private:
    class Private;
    explicit TransferDecoder(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace qn::mime
