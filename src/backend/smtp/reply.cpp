// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/reply.h"
#include "mime/charset.h"

using namespace Qt::StringLiterals;

namespace qn::smtp {

namespace {

constexpr qsizetype longestLine = 8 * 1024;
constexpr qsizetype longestReply = 256 * 1024;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Length of `5.7.1` at the start of `text` if it stands alone there, else 0.
qsizetype enhancedLength(const QByteArray &text, char firstDigit)
{
    if (text.size() < 5 || text[0] != firstDigit || text[1] != '.')
        return 0;
    qsizetype i = 2;
    for (const int part : {1, 2}) {
        const qsizetype start = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        if (i == start || i - start > 3)
            return 0;
        if (part == 1 && (i >= text.size() || text[i++] != '.'))
            return 0;
    }
    return i == text.size() || text[i] == ' ' ? i : 0;
}

} // namespace

QString Reply::text() const
{
    QString text = mime::decodeUnlabelled(lines.join(' ').left(2000));
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text.simplified().left(500);
}

Result<std::optional<Reply>> ReplyParser::next()
{
    for (;;) {
        const qsizetype end = m_bytes.indexOf('\n', m_used);
        if ((end < 0 ? m_bytes.size() : end) - m_used > longestLine)
            return fail(ErrorKind::Protocol, u"a reply's line is too long"_s);
        if (end < 0) {
            m_bytes.remove(0, std::exchange(m_used, 0));
            return std::optional<Reply>();
        }
        QByteArray line = m_bytes.mid(m_used, end - m_used);
        m_used = end + 1;
        while (line.endsWith('\r'))
            line.chop(1);
        const auto isLast = addLine(std::move(line));
        if (!isLast)
            return fail(isLast.error());
        if (*isLast) {
            m_size = 0;
            return std::optional<Reply>(std::exchange(m_reply, {}));
        }
    }
}

Result<bool> ReplyParser::addLine(QByteArray line)
{
    m_size += line.size() + 2;
    if (m_size > longestReply)
        return fail(ErrorKind::Protocol, u"a reply is too long"_s);
    const bool hasCode = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && isDigit(line[1]) && isDigit(line[2])
        && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
    if (!hasCode)
        return fail(ErrorKind::Protocol, u"this is no reply of a mail server"_s);
    const int code = line.left(3).toInt();
    if (!m_reply.lines.isEmpty() && code != m_reply.code)
        return fail(ErrorKind::Protocol, u"a reply has two codes"_s);
    m_reply.code = code;
    const bool isLast = line.size() == 3 || line[3] == ' ';
    QByteArray text = line.mid(4);
    if (const qsizetype length = enhancedLength(text, line[0])) {
        m_reply.enhanced = text.left(length);
        text = text.mid(length + 1);
    }
    m_reply.lines.append(text);
    return isLast;
}

} // namespace qn::smtp
