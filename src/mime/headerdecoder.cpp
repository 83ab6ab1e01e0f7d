// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/headerdecoder.h"

#include "core/addressparser.h"
#include "mime/charset.h"

namespace qn::mime {

namespace {

constexpr qsizetype maxFields = 5000;
constexpr qsizetype maxFieldBytes = 1 << 20;
constexpr qsizetype maxAddresses = 5000;
constexpr qsizetype maxMessageIds = 500;

bool isFieldName(QByteArrayView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 127; });
}

/// The line at `position` without its ending; moves `position` behind it. CRLF, LF and CR end a line.
QByteArrayView takeLine(const QByteArray &source, qsizetype &position)
{
    const QByteArrayView rest = QByteArrayView(source).sliced(position);
    const auto found = std::find_if(rest.begin(), rest.end(), [](char c) { return c == '\n' || c == '\r'; });
    const QByteArrayView line = rest.first(found - rest.begin());
    position += line.size();
    if (position < source.size())
        position += source[position] == '\r' && position + 1 < source.size() && source[position + 1] == '\n' ? 2 : 1;
    return line;
}

struct EncodedWord
{
    QByteArray charset;
    QByteArray bytes;
    qsizetype end = 0; ///< behind the closing ?=
};

/// -1: no hexadecimal digit.
int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

QByteArray decodeQ(QStringView text)
{
    QByteArray out;
    const QByteArray latin = text.toLatin1();
    out.reserve(latin.size());
    for (qsizetype i = 0; i < latin.size(); ++i) {
        const bool isEscape =
            latin[i] == '=' && i + 2 < latin.size() && hexValue(latin[i + 1]) >= 0 && hexValue(latin[i + 2]) >= 0;
        if (isEscape) {
            out += char(hexValue(latin[i + 1]) * 16 + hexValue(latin[i + 2]));
            i += 2;
        } else {
            out += latin[i] == '_' ? ' ' : latin[i];
        }
    }
    return out;
}

/// The encoded-word that begins at `start`, where "=?" stands.
std::optional<EncodedWord> encodedWordAt(const QString &text, qsizetype start)
{
    const auto plain = [](QChar c) { return c > u' ' && c < QChar(127); };
    qsizetype i = start + 2;
    const qsizetype charsetStart = i;
    while (i < text.size() && i - charsetStart < 60 && plain(text[i]) && text[i] != u'?')
        ++i;
    if (i == charsetStart || i + 2 >= text.size() || text[i] != u'?' || text[i + 2] != u'?')
        return std::nullopt;
    EncodedWord word;
    word.charset = QStringView(text).sliced(charsetStart, i - charsetStart).toLatin1();
    if (const auto language = word.charset.indexOf('*'); language >= 0) // RFC 2231 5
        word.charset.truncate(language);
    const QChar encoding = text[i + 1].toLower();
    const qsizetype dataStart = i + 3;
    // The text may not contain "?", so one look ahead is enough, and it keeps the scan linear.
    const qsizetype mark = text.indexOf(u'?', dataStart);
    if (mark < 0 || mark + 1 >= text.size() || text[mark + 1] != u'=')
        return std::nullopt;
    const QStringView data = QStringView(text).sliced(dataStart, mark - dataStart);
    if (encoding == u'b')
        word.bytes = QByteArray::fromBase64(data.toLatin1());
    else if (encoding == u'q')
        word.bytes = decodeQ(data);
    else
        return std::nullopt;
    word.end = mark + 2;
    return word;
}

bool isBlank(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c == u' ' || c == u'\t'; });
}

QString withoutControls(QString text)
{
    const auto isControl = [](QChar c) { return c < u' ' || c == QChar(127); };
    if (std::any_of(text.cbegin(), text.cend(), isControl))
        std::replace_if(text.begin(), text.end(), isControl, u' ');
    return text;
}

QByteArray unfolded(QByteArray raw)
{
    raw.removeIf([](char c) { return c == '\r' || c == '\n'; });
    return raw;
}

} // namespace

QByteArray HeaderBlock::value(QByteArrayView name) const
{
    for (const RawHeader &field : fields) {
        if (field.name == name)
            return field.value;
    }
    return {};
}

QList<QByteArray> HeaderBlock::values(const QByteArray &name) const
{
    QList<QByteArray> found;
    for (const RawHeader &field : fields) {
        if (field.name == name)
            found << field.value;
    }
    return found;
}

HeaderBlock splitHeader(const QByteArray &source)
{
    HeaderBlock block;
    qsizetype position = source.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    bool first = true, keep = false;
    while (position < source.size()) {
        const qsizetype lineStart = position;
        const QByteArrayView line = takeLine(source, position);
        if (line.isEmpty()) {
            // Blank lines before the first field are an editor's or a queue's; the header has not begun yet.
            if (block.fields.isEmpty() && lineStart < 8)
                continue;
            block.bodyStart = position;
            return block;
        }
        if (std::exchange(first, false) && (line.startsWith("From ") || line.startsWith(">From ")))
            continue;
        if (line[0] == ' ' || line[0] == '\t') {
            if (keep && block.fields.last().value.size() + line.size() < maxFieldBytes)
                block.fields.last().value.append("\n").append(line);
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        const QByteArrayView name = colon > 0 ? line.first(colon).trimmed() : QByteArrayView();
        if (!isFieldName(name)) {
            // Not a field: the blank line is missing, and the body begins here (RFC 5322 has no other reading).
            block.bodyStart = lineStart;
            return block;
        }
        keep = block.fields.size() < maxFields;
        if (keep)
            block.fields.append({name.toByteArray().toLower(),
                line.sliced(colon + 1)
                    .first(std::min(line.size() - colon - 1, maxFieldBytes))
                    .trimmed()
                    .toByteArray()});
    }
    block.bodyStart = source.size();
    return block;
}

QString decodeEncodedWords(const QString &text)
{
    if (!text.contains(u"=?"))
        return text;
    QString out;
    QByteArray pending, pendingCharset; // bytes of adjacent encoded-words: a character may be split between them
    const auto flush = [&] {
        if (!pending.isEmpty())
            out += decodeText(pending, pendingCharset);
        pending.clear();
    };
    qsizetype position = 0;
    bool afterWord = false;
    while (position < text.size()) {
        const qsizetype start = text.indexOf(u"=?", position);
        if (start < 0)
            break;
        const auto word = encodedWordAt(text, start);
        if (!word) {
            flush();
            out += QStringView(text).sliced(position, start + 2 - position);
            position = start + 2;
            afterWord = false;
            continue;
        }
        const QStringView between = QStringView(text).sliced(position, start - position);
        if (!afterWord || !isBlank(between)) {
            flush();
            out += between;
        } else if (pendingCharset.compare(word->charset, Qt::CaseInsensitive) != 0) {
            flush();
        }
        pendingCharset = word->charset;
        pending += word->bytes;
        position = word->end;
        afterWord = true;
    }
    flush();
    out += QStringView(text).sliced(position);
    return out;
}

QString decodeHeader(const QByteArray &raw)
{
    return withoutControls(decodeEncodedWords(decodeUnlabelled(unfolded(raw)))).trimmed();
}

QList<Address> decodeAddresses(const QByteArray &raw)
{
    if (raw.isEmpty())
        return {};
    // Structure first, words afterwards: an encoded comma or bracket is no separator (RFC 2047 6.2).
    QList<Address> addresses = parseAddressHeader(withoutControls(decodeUnlabelled(unfolded(raw))), maxAddresses);
    for (Address &address : addresses) {
        address.name = withoutControls(decodeEncodedWords(address.name)).simplified();
        address.email = withoutControls(address.email).trimmed();
    }
    return addresses;
}

QStringList decodeMessageIds(const QByteArray &raw)
{
    QStringList ids;
    if (raw.isEmpty())
        return ids;
    const QString text = withoutControls(decodeUnlabelled(unfolded(raw)));
    qsizetype position = 0;
    while (ids.size() < maxMessageIds) {
        const qsizetype start = text.indexOf(u'<', position);
        const qsizetype end = start < 0 ? -1 : text.indexOf(u'>', start);
        if (end < 0)
            break;
        const QString id = text.sliced(start + 1, end - start - 1).remove(u' ').remove(u'<');
        if (!id.isEmpty() && id.size() < 998)
            ids << id;
        position = end + 1;
    }
    if (ids.isEmpty()) {
        const QString bare = text.trimmed();
        if (!bare.isEmpty() && !bare.contains(u' ') && !bare.contains(u'<') && bare.size() < 998)
            ids << bare;
    }
    return ids;
}

} // namespace qn::mime
