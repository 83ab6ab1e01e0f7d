// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

namespace qn::net {

/// Both directions of a line under COMPRESS=DEFLATE (RFC 4978): raw deflate (RFC 1951) without end.
class DeflateStream final
{
    Q_DISABLE_COPY_MOVE(DeflateStream)

public:
    DeflateStream();
    ~DeflateStream();

    /// Packed so that the other side can read all of it at once.
    QByteArray pack(const QByteArray &bytes);
    /// Packed bytes as they came. They wait here until unpack() needs them.
    void feed(const QByteArray &packed);
    /// At most `most` bytes; what they may grow to beyond that stays packed, so that a bomb costs no memory.
    QByteArray unpack(qsizetype most);
    /// True where unpack() could give bytes without another feed().
    bool hasInput() const;
    bool isBroken() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace qn::net
