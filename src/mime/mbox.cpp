// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/mbox.h"

#include "mime/fieldline.h"

#include <QBuffer>
#include <QLocale>

#include <cstring>

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype pieceSize = 1 << 20;
constexpr qsizetype lookahead = 200; // what is looked at before and behind a From_ line
constexpr qsizetype tooFar = -2;

bool isBlankBefore(QByteArrayView text, qsizetype line)
{
    if (line == 0)
        return true;
    qsizetype at = line - 1; // the line end
    while (at > 0 && isspace(static_cast<uchar>(text[at - 1])) && text[at - 1] != '\n')
        --at;
    return at == 0 || text[at - 1] == '\n';
}

/// The offset of `needle`, which begins with a line end, or -1.
qsizetype find(QByteArrayView text, qsizetype from, QByteArrayView needle)
{
    const char *const end = text.data() + text.size();
    for (const char *at = text.data() + from; at < end; ++at) {
        at = static_cast<const char *>(memchr(at, '\n', size_t(end - at)));
        if (!at || end - at < needle.size())
            return -1;
        if (memcmp(at, needle.data(), size_t(needle.size())) == 0)
            return at - text.data();
    }
    return -1;
}

/// Takes one `>` from each line `>…>From `.
QByteArray unquoted(QByteArrayView text)
{
    QByteArray out;
    qsizetype done = 0;
    const auto nextQuote = [&](qsizetype from) {
        const qsizetype at = find(text, from, "\n>");
        return at < 0 ? at : at + 1;
    };
    for (qsizetype at = text.startsWith('>') ? 0 : nextQuote(0); at >= 0; at = nextQuote(at)) {
        qsizetype quotes = at;
        while (quotes < text.size() && text[quotes] == '>')
            ++quotes;
        if (!text.sliced(quotes).startsWith("From "))
            continue;
        out += text.sliced(done, at - done);
        done = at + 1;
    }
    if (done == 0)
        return text.toByteArray();
    out += text.sliced(done);
    return out;
}

} // namespace

/// Makes `wanted` bytes behind m_position available, where the device has them.
bool MboxReader::fill(qsizetype wanted)
{
    while (!m_atEnd && m_buffer.size() - m_position < wanted) {
        if (m_position >= pieceSize) {
            m_buffer.remove(0, m_position);
            m_position = 0;
        }
        const qsizetype before = m_buffer.size();
        m_buffer.resize(before + pieceSize);
        const qint64 read = m_device.read(m_buffer.data() + before, pieceSize);
        m_buffer.resize(before + std::max<qint64>(read, 0));
        m_atEnd = read <= 0;
    }
    return m_buffer.size() - m_position >= wanted;
}

/// The next From_ line (relative to m_position) at or behind `from`: -1 at the end of the file, tooFar where a message
/// would be larger than any is taken. Outside of a message, what has been looked at is dropped.
qsizetype MboxReader::separatorFrom(qsizetype from)
{
    while (true) {
        const QByteArrayView text = QByteArrayView(m_buffer).sliced(m_position);
        const bool isAtStart = from == 0 && text.startsWith("From ");
        const qsizetype before = isAtStart ? -1 : find(text, from, "\nFrom ");
        if (before < 0 && !isAtStart) {
            from = std::max<qsizetype>(from, text.size() - 5);
            if (m_atEnd)
                return -1;
            if (m_inside && text.size() > maxMessage)
                return tooFar;
            if (!m_inside && from > lookahead) {
                m_position += from - lookahead;
                from = lookahead;
            }
            fill(text.size() + pieceSize);
            continue;
        }
        const qsizetype line = before + 1;
        const qsizetype lineEnd = text.indexOf('\n', line);
        if (!m_atEnd && (lineEnd < 0 || text.size() - lineEnd < lookahead)) {
            fill(text.size() + pieceSize);
            continue;
        }
        // A From_ line stands before a header; any other line that begins so is text.
        const QByteArrayView next = lineEnd < 0 ? QByteArrayView() : text.sliced(lineEnd + 1);
        const bool isHeader = isFieldLine(next.first(std::min(next.size(), lookahead))) || next.startsWith(">From ");
        if (isHeader && isBlankBefore(text, line))
            return line;
        from = std::max<qsizetype>(line, 1);
    }
}

std::optional<FoundMessage> MboxReader::next()
{
    while (true) {
        if (!m_inside) {
            fill(pieceSize);
            const qsizetype first = separatorFrom(0);
            if (first < 0)
                return std::nullopt;
            m_position += first;
            m_inside = true;
        }
        if (!fill(1))
            return std::nullopt;
        fill(pieceSize);
        const qsizetype header = m_buffer.indexOf('\n', m_position) + 1 - m_position;
        if (header <= 0)
            return std::nullopt;
        qsizetype end = separatorFrom(header - 1);
        if (end < 0) {
            m_inside = end != tooFar;
            end = m_buffer.size() - m_position;
        }
        auto message = take(header, end);
        m_position += end;
        if (message)
            return message;
    }
}

std::optional<FoundMessage> MboxReader::take(qsizetype begin, qsizetype end)
{
    QByteArrayView text = QByteArrayView(m_buffer).sliced(m_position + begin, end - begin);
    // The blank line before a From_ line is the mbox's own.
    if (text.endsWith("\r\n\r\n"))
        text.chop(2);
    else if (text.endsWith("\n\n"))
        text.chop(1);
    if (text.trimmed().isEmpty())
        return std::nullopt;
    FoundMessage message{unquoted(text.first(std::min(text.size(), maxMessage))), {}};
    message.flags = statusFlags(message.source);
    return message;
}

QList<FoundMessage> splitMbox(const QByteArray &file)
{
    QBuffer buffer;
    buffer.setData(file);
    buffer.open(QIODevice::ReadOnly);
    MboxReader reader(buffer);
    QList<FoundMessage> messages;
    while (auto message = reader.next())
        messages.append(std::move(*message));
    return messages;
}

QByteArray mboxEntry(const QByteArray &message, const QString &sender, const QDateTime &date)
{
    QByteArray from = sender.toUtf8();
    from.removeIf([](char c) { return uchar(c) <= ' '; });
    const QDateTime when = date.isValid() ? date.toUTC() : QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
    QByteArray out;
    out.reserve(message.size() + 200);
    out += "From " + (from.isEmpty() ? "MAILER-DAEMON"_ba : from) + ' '
        + QLocale::c().toString(when, u"ddd MMM d HH:mm:ss yyyy"_s).toLatin1() + '\n';
    const QByteArrayView text(message);
    qsizetype done = 0;
    for (qsizetype line = 0; line < text.size();) {
        qsizetype quotes = line;
        while (quotes < text.size() && text[quotes] == '>')
            ++quotes;
        if (text.sliced(quotes).startsWith("From ")) {
            out += text.sliced(done, line - done);
            out += '>';
            done = line;
        }
        const qsizetype lineEnd = text.indexOf('\n', line);
        if (lineEnd < 0)
            break;
        line = lineEnd + 1;
    }
    out += text.sliced(done);
    const bool crlf = text.endsWith("\r\n");
    if (!text.endsWith('\n'))
        out += '\n';
    out += crlf ? "\r\n" : "\n";
    return out;
}

} // namespace qn::mime
