// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/mailstream.h"

#include <algorithm>

namespace qn::smtp {

QByteArray MailStream::next(qsizetype size)
{
    QByteArray piece;
    piece.reserve(size + 4);
    const char *const all = m_source.constData();
    const auto isLineEnd = [](char c) { return c == '\r' || c == '\n'; };
    while (m_position < m_source.size() && piece.size() < size) {
        if (m_atLineStart && m_dots == Dots::Stuffed && all[m_position] == '.')
            piece += '.';
        m_atLineStart = false;
        const char *const from = all + m_position;
        const char *const limit =
            all + std::min(m_source.size(), m_position + std::max<qsizetype>(1, size - piece.size()));
        const char *const end = std::find_if(from, limit, isLineEnd);
        piece.append(from, end - from);
        m_position = end - all;
        if (end == limit)
            continue;
        const bool isPair = *end == '\r' && m_position + 1 < m_source.size() && all[m_position + 1] == '\n';
        m_position += isPair ? 2 : 1;
        piece += "\r\n";
        m_atLineStart = true;
    }
    if (m_position == m_source.size() && !m_atLineStart) {
        piece += "\r\n";
        m_atLineStart = true;
    }
    return piece;
}

qint64 MailStream::length(const QByteArray &source)
{
    MailStream stream(source, Dots::AsTheyAre);
    qint64 length = 0;
    for (QByteArray piece = stream.next(); !piece.isEmpty(); piece = stream.next())
        length += piece.size();
    return length;
}

} // namespace qn::smtp
