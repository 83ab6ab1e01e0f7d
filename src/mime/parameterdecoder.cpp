// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/charset.h"
#include "mime/headerdecoder.h"

#include <QMap>

namespace qn::mime {

namespace {

constexpr qsizetype maxParameters = 200;

/// RFC 2231 3: one piece of a continued parameter.
struct Section
{
    QByteArray text;
    bool encoded = false; ///< percent-encoded, and the first one begins with charset'language'
};

class ParameterScanner final
{
public:
    explicit ParameterScanner(const QByteArray &text)
        : m_text(text)
    {
    }

    QByteArray until(const char *stops)
    {
        const qsizetype start = m_position;
        while (m_position < m_text.size() && !strchr(stops, m_text[m_position]))
            ++m_position;
        return m_text.sliced(start, m_position - start).trimmed();
    }
    bool take(char c)
    {
        skipBlanks();
        if (m_position >= m_text.size() || m_text[m_position] != c)
            return false;
        ++m_position;
        return true;
    }
    /// A token or quoted-string. Unquoted values may contain spaces: broken mailers write them.
    QByteArray value()
    {
        if (!take('"'))
            return until(";");
        QByteArray out;
        while (m_position < m_text.size() && m_text[m_position] != '"') {
            // A backslash before anything but quote and backslash is a Windows path, not an escape.
            if (m_text[m_position] == '\\' && m_position + 1 < m_text.size()
                && (m_text[m_position + 1] == '"' || m_text[m_position + 1] == '\\'))
                ++m_position;
            out += m_text[m_position++];
        }
        until(";");
        return out;
    }
    bool atEnd() const { return m_position >= m_text.size(); }

private:
    void skipBlanks()
    {
        while (m_position < m_text.size() && (m_text[m_position] == ' ' || m_text[m_position] == '\t'))
            ++m_position;
    }

    const QByteArray m_text;
    qsizetype m_position = 0;
};

QString joinSections(const QMap<int, Section> &sections)
{
    QByteArray charset, bytes;
    bool first = true;
    for (const Section &section : sections) {
        QByteArray text = section.text;
        if (section.encoded) {
            if (first) {
                const qsizetype quote = text.indexOf('\'');
                const qsizetype second = quote < 0 ? -1 : text.indexOf('\'', quote + 1);
                if (second >= 0) {
                    charset = text.first(quote);
                    text = text.sliced(second + 1);
                }
            }
            text = QByteArray::fromPercentEncoding(text);
        }
        bytes += text;
        first = false;
    }
    return decodeText(bytes, charset);
}

} // namespace

ParameterizedValue decodeParameters(const QByteArray &raw)
{
    QByteArray line = raw;
    line.removeIf([](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    ParameterScanner scanner(line);
    ParameterizedValue result;
    result.value = scanner.until("; ").toLower();
    scanner.until(";");

    QHash<QByteArray, QMap<int, Section>> continued;
    for (qsizetype count = 0; count < maxParameters && scanner.take(';'); ++count) {
        QByteArray name = scanner.until("=;").toLower();
        if (!scanner.take('='))
            continue;
        const QByteArray value = scanner.value();
        const qsizetype star = name.indexOf('*');
        if (star < 0) {
            if (!result.parameters.contains(name))
                result.parameters.insert(name, decodeHeader(value));
            continue;
        }
        QByteArray section = name.sliced(star + 1);
        const bool encoded = section.isEmpty() || section.endsWith('*');
        if (section.endsWith('*'))
            section.chop(1);
        continued[name.first(star)].insert(section.toInt(), {value, encoded});
    }
    // RFC 2231 beats the plain form, which is the fallback for old readers (RFC 6266 4.3 says the same).
    for (auto it = continued.cbegin(); it != continued.cend(); ++it)
        result.parameters.insert(it.key(), decodeHeader(joinSections(it.value()).toUtf8()));
    return result;
}

} // namespace qn::mime
