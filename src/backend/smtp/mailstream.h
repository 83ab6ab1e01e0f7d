// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace qn::smtp {

/// A mail's bytes on their way, a piece at a time, without a copy of the whole: lines end in CRLF, a lone CR or LF
/// becomes one (a server that takes it for a line end could be made to see a second mail), the last line ends too, and
/// for DATA dots are stuffed (RFC 5321 4.5.2).
class MailStream final
{
public:
    enum class Dots { Stuffed, AsTheyAre };

    MailStream(const QByteArray &source, Dots dots)
        : m_source(source)
        , m_dots(dots)
    {
    }
    /// About `size` bytes; empty at the end.
    QByteArray next(qsizetype size = 64 * 1024);
    qsizetype position() const { return m_position; } ///< in the source

    /// Bytes that the whole comes to, without stuffing.
    static qint64 length(const QByteArray &source);

private:
    const QByteArray m_source;
    const Dots m_dots;
    qsizetype m_position = 0;
    bool m_atLineStart = true;
};

} // namespace qn::smtp
